"""Several rows chosen from a list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST_DIGITS = 18


class SeveralField(forms.ModelMultipleChoiceField):
    """A number that no row can have is refused like one that is not offered, before a database chokes on it."""

    def clean(self, value: Any) -> Any:
        for key in map(str, value if isinstance(value, list | tuple) else ()):
            if not (key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS):
                code = "invalid_pk_value"
                raise ValidationError(self.error_messages[code], code=code, params={"pk": key[:MOST_DIGITS]})
        return super().clean(value)
