"""The head's table after a session: unit, officer and deadline for each new case, or the same for all."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from ledger.actions.batches import Errand, assign_each
from ledger.forms.base import DayField, coming_day, long_text, say_plainly
from ledger.models import Case
from ledger.selectors.case_list import CaseRow
from ledger.selectors.deadlines import default_due_on
from ledger.selectors.officers import officer_account, units_for
from ledger.selectors.routes import routes_for, suggestions_of
from office.models import Area, Unit, User
from office.selectors import calendar

MISSING = {"unit": "责任单位", "officer_name": "责任人员", "due_on": "办理期限"}


class SessionForm(forms.Form):
    """Rows left empty take what stands in the first line; nothing is assigned unless everything can be."""

    on = DayField("交办日期")
    all_unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", required=False, empty_label="逐件选择")
    all_officer_name = forms.CharField(label="责任人员", required=False, max_length=40)
    all_due_on = coming_day("办理期限", required=False)
    note = long_text("说明", required=False, rows=2)

    def __init__(self, *args: Any, area: Area, rows: Sequence[CaseRow[Case]], user: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.rows, self.user = rows, user
        units = units_for(area)
        self.fields["all_unit"].queryset = units  # type: ignore[attr-defined]
        choices = [("", "同上面统一填写的"), *((unit.pk, unit.short_name) for unit in units)]
        self.units = {str(unit.pk): unit for unit in units}
        usual = _usual_deadlines(rows)
        self.fields["all_due_on"].initial = usual.get(False)
        self.suggested = suggestions_of([row.case for row in rows], routes_for(area.pk))
        for row in rows:
            self._add_row(row, choices, usual.get(True) if row.is_low_income else None)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = field.label
            if name.endswith("officer_name"):
                field.widget.attrs["list"] = "officers"
        say_plainly(self.fields.values())

    def _add_row(self, row: CaseRow[Case], choices: list[tuple[Any, str]], due_on: date | None) -> None:
        case, name = row.case, f"case_{row.case.pk}"
        self.fields[f"{name}_version"] = forms.IntegerField(widget=forms.HiddenInput, initial=case.version)
        self.fields[f"{name}_chosen"] = forms.BooleanField(label=f"交办 {case.number}", required=False, initial=True)
        self.fields[f"{name}_unit"] = forms.ChoiceField(
            label=f"{case.number} 责任单位", choices=choices, required=False, initial=self._suggested_unit(row)
        )
        self.fields[f"{name}_officer_name"] = forms.CharField(
            label=f"{case.number} 责任人员", required=False, max_length=40
        )
        self.fields[f"{name}_due_on"] = coming_day(f"{case.number} 办理期限", required=False, initial=due_on)

    def _suggested_unit(self, row: CaseRow[Case]) -> int | None:
        """None where nothing speaks for a unit: such a row takes what stands in the first line."""
        found = self.suggested[row.case.pk]
        return found.unit.pk if found and not found.is_default else None

    def table(self) -> list[dict[str, Any]]:
        """Each row of the page with its fields."""
        parts = ("version", "chosen", "unit", "officer_name", "due_on")
        return [
            {"row": row, "suggested": self.suggested[row.case.pk]}
            | {part: self[f"case_{row.case.pk}_{part}"] for part in parts}
            for row in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        chosen = [row.case for row in self.rows if cleaned.get(f"case_{row.case.pk}_chosen")]
        self.errands = [self._errand(case, cleaned) for case in chosen]
        if not chosen:
            raise forms.ValidationError("没有勾选要交办的案件。")
        incomplete = [_incomplete(errand) for errand in self.errands]
        if any(incomplete):
            raise forms.ValidationError([sentence for sentence in incomplete if sentence])
        return cleaned

    def look_again(self) -> None:
        """After a conflict the typed values stand on the cases as they are now."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        for row in self.rows:
            typed[f"case_{row.case.pk}_version"] = str(row.case.version)
        self.data = typed

    def save(self) -> int:
        """How many cases were assigned; all of them or none."""
        return assign_each(
            errands=self.errands, by=self.user, on=self.cleaned_data["on"], note=self.cleaned_data["note"]
        )

    def _errand(self, case: Case, cleaned: dict[str, Any]) -> Errand:
        name = f"case_{case.pk}"
        unit = self.units.get(cleaned[f"{name}_unit"]) or cleaned["all_unit"]
        officer_name = cleaned[f"{name}_officer_name"] or cleaned["all_officer_name"]
        return Errand(
            case=case,
            version=cleaned[f"{name}_version"],
            unit=unit,
            officer=officer_account(unit, officer_name) if unit and officer_name else None,
            officer_name=officer_name,
            due_on=cleaned[f"{name}_due_on"] or cleaned["all_due_on"],
        )


def _usual_deadlines(rows: Sequence[CaseRow[Case]]) -> dict[bool, date]:
    """The office's usual deadline from today, without and with a low-income worker on the case."""
    today, holidays = timezone.localdate(), calendar()
    one_of_each = {row.is_low_income: row.case for row in rows}
    return {low: default_due_on(case, today, holidays) for low, case in one_of_each.items()}


def _incomplete(errand: Errand) -> str:
    missing = [label for name, label in MISSING.items() if not getattr(errand, name)]
    return f"{errand.case.number} 缺少{'、'.join(missing)}：请在该行填写，或在第一行统一填写。" if missing else ""
