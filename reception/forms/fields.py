"""Fields that read what people at the counter type or hand in: amounts, days, months, files."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from office.amounts import parse_yuan
from office.attachments import check_attachment
from office.models import User
from office.partial_dates import parse_day, parse_day_or_month
from office.uploads import BadUpload

FILE_HINT = f"PDF、JPG 或 PNG，不超过 {settings.MAX_UPLOAD_BYTES // (1024 * 1024)} MB。"


class AmountField(forms.CharField):
    """Yuan as people write it: 12500, 12,500.00 or 12.5万; with `allow_unknown` also 不详 (None)."""

    def __init__(self, *, allow_unknown: bool = False, **options: Any) -> None:
        self.allow_unknown = allow_unknown
        widget = forms.TextInput(
            attrs={"class": "amount", "inputmode": "decimal", "data-amount": "", "autocomplete": "off"}
        )
        super().__init__(**{"max_length": 24, "widget": widget, **options})

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        try:
            return parse_yuan(text, allow_unknown=self.allow_unknown) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


class TypedDayField(forms.CharField):
    """A day typed as 2021-04-12, 2021.4.12 or 2021年4月12日."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "day", "placeholder": "2021-04-12", "autocomplete": "off"})
        super().__init__(**{"max_length": 20, "widget": widget, **options})

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        text = super().clean(value)
        try:
            return parse_day(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class DayOrMonthField(forms.CharField):
    """A day, or only its month; the value is ISO text of the precision typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "day", "placeholder": "2020-11 或 2020-11-05", "autocomplete": "off"})
        super().__init__(**{"max_length": 20, "widget": widget, **options})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return parse_day_or_month(text) if text else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ProofField(forms.FileField):
    """A file judged by its content; the cleaned value is its name and the bytes to be kept, or None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        accept = {"accept": ".pdf,.jpg,.jpeg,.png"}
        super().__init__(label=label, help_text=FILE_HINT, widget=forms.FileInput(attrs=accept), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        uploaded = super().clean(data, initial)
        if not uploaded:
            return None
        try:
            return uploaded.name, check_attachment(uploaded.name, uploaded.read(), by=handed_in_by(uploaded))
        except BadUpload as error:
            raise ValidationError(str(error)) from error


def handed_in_by(uploaded: Any) -> User | None:
    """Whoever is signed in with the request the file came with."""
    user = getattr(getattr(uploaded, "request", None), "user", None)
    return user if isinstance(user, User) else None


def short_text(label: str, *, length: int = 120, required: bool = False, **attrs: Any) -> forms.CharField:
    """One line of free text; `attrs` go to the input."""
    help_text = attrs.pop("help_text", "")
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字，请精简。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )
