"""What a person asks a table or the statistics for: month, counting rule, area."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from office.models import Area, User
from reports.figures.statistics import MONTHS, Span
from reports.period import YEARS, Month
from reports.table import DEFAULT_RULE, RULES


@dataclass(frozen=True)
class Asked:
    """A table that may be shown to the account."""

    month: Month
    rule: str
    area: Area


class MonthForm(forms.Form):
    """A month and an area of the account's own; `usual` stands where nothing is asked."""

    month = forms.CharField(label="月份", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    area = forms.ModelChoiceField(
        Area.objects.none(), label="区划", required=False, to_field_name="code", empty_label=None
    )

    def __init__(self, data: Any, *, user: User, usual: dict[str, str]) -> None:
        asked = {name: value for name, value in data.items() if name in self.base_fields and value}
        own = {"area": user.area.code if user.area else ""}
        super().__init__(own | usual | asked, auto_id="asked-%s", label_suffix="")
        areas = Area.objects.filter(pk__in=user.area_ids)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if len(user.area_ids) == 1:
            self.fields["area"].widget = forms.HiddenInput()

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class TableForm(MonthForm):
    """The bar above the table. Everything may be missing: last month, the usual rule, the account's own area."""

    rule = forms.ChoiceField(label="已解决的口径", required=False, choices=list(RULES.items()))

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data, user=user, usual={"month": str(Month.of(today).previous), "rule": DEFAULT_RULE})

    @property
    def asked(self) -> Asked:
        """Only after `is_valid()`."""
        return Asked(**{name: self.cleaned_data[name] for name in ("month", "rule", "area")})


class StatisticsForm(MonthForm):
    """The bar above the statistics: twelve months up to the one asked, by itself the running one."""

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data, user=user, usual={"month": str(Month.of(today))})
        self.fields["month"].label = "截止月份"

    def clean_month(self) -> Month:
        month = super().clean_month()
        first = Month(YEARS[0], MONTHS)
        if month < first:
            raise forms.ValidationError(f"{month.label}之前没有完整的十二个月，请选{first.label}以后的月份。")
        return month

    @property
    def area(self) -> Area:
        """Only after `is_valid()`."""
        return self.cleaned_data["area"]

    @property
    def span(self) -> Span:
        """Only after `is_valid()`."""
        return Span([each.pk for each in self.area.with_children()], self.cleaned_data["month"])
