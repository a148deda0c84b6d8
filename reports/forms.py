"""What a person asks a table for: month, counting rule, area."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from office.models import Area, User
from reports.period import Month
from reports.table import DEFAULT_RULE, RULES


@dataclass(frozen=True)
class Asked:
    """A table that may be shown to the account."""

    month: Month
    rule: str
    area: Area


class TableForm(forms.Form):
    """The bar above the table. Everything may be missing: last month, the usual rule, the account's own area."""

    month = forms.CharField(label="月份", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    rule = forms.ChoiceField(label="已解决的口径", required=False, choices=list(RULES.items()))
    area = forms.ModelChoiceField(
        Area.objects.none(), label="区划", required=False, to_field_name="code", empty_label=None
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        asked = {name: value for name, value in data.items() if name in ("month", "rule", "area") and value}
        usual = {
            "month": str(Month.of(today).previous),
            "rule": DEFAULT_RULE,
            "area": user.area.code if user.area else "",
        }
        super().__init__(usual | asked, auto_id="asked-%s", label_suffix="")
        areas = Area.objects.filter(pk__in=user.area_ids)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if len(user.area_ids) == 1:
            self.fields["area"].widget = forms.HiddenInput()

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def asked(self) -> Asked:
        """Only after `is_valid()`."""
        return Asked(**{name: self.cleaned_data[name] for name in ("month", "rule", "area")})
