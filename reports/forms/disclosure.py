"""What a person asks 社会公布清单 for, and what the head writes of each case."""

from datetime import date
from typing import Any

from django import forms

from office.models import Area, User
from reports.disclosure import HEADINGS, Entry, Quarter


class QuarterForm(forms.Form):
    """The bar above 社会公布清单: a quarter, by itself the last one that is over; an area of the account's own."""

    quarter = forms.CharField(label="季度", required=False, widget=forms.HiddenInput)
    area = forms.ModelChoiceField(
        Area.objects.none(), label="区划", required=False, to_field_name="code", empty_label=None
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        asked = {name: value for name, value in data.items() if name in self.base_fields and value}
        usual = {"area": user.area.code if user.area else "", "quarter": str(Quarter.of(today).previous)}
        super().__init__(usual | asked, auto_id="asked-%s", label_suffix="")
        self.fields["area"].queryset = Area.objects.filter(pk__in=user.area_ids)  # type: ignore[attr-defined]
        if len(user.area_ids) == 1:
            self.fields["area"].widget = forms.HiddenInput()

    def clean_quarter(self) -> Quarter:
        try:
            return Quarter.parse(self.cleaned_data["quarter"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class EntryForm(forms.Form):
    """One case of 社会公布清单: whether it is told, and what. Lengths and persons are the action's to judge."""

    taken = forms.BooleanField(label="列入", required=False)

    def __init__(self, data: Any = None, *, entry: Entry, taken: bool) -> None:
        initial = {"taken": taken} | {name: getattr(entry, name) for name in HEADINGS}
        prefix = f"case{entry.case_id}"
        super().__init__(data, initial=initial, prefix=prefix, auto_id="id-%s", label_suffix="")
        self.case_id = entry.case_id
        for name, label in HEADINGS.items():
            widget = forms.Textarea(attrs={"rows": 2}) if name in ("facts", "decision") else forms.TextInput()
            self.fields[name] = forms.CharField(label=label, required=False, widget=widget)

    def entry(self) -> Entry:
        """As typed. Only after `is_valid()`."""
        return Entry(case_id=self.case_id, **{name: self.cleaned_data[name] for name in HEADINGS})
