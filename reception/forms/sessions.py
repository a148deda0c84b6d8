"""Forms around a session."""

from typing import Any

from django import forms

from office.models import Area, Unit
from reception.forms.fields import TypedDayField, short_text


class OpenForm(forms.Form):
    """开始接访: the day, if it differs from the proposed one."""

    held_on = TypedDayField(label="实际接访日期", required=False)


class SignInForm(forms.Form):
    """单位签到."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", error_messages={"required": "请选择签到单位。"})
    person = short_text("参加人", length=40)

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.filter(area=area, is_active=True)  # type: ignore[attr-defined]
