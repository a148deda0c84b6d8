"""办结 of several reviewed cases: a tick beside each checklist."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from ledger.actions.batches import complete_many
from ledger.actions.guard import conflict
from ledger.forms.base import DayField, say_plainly
from ledger.models import Case
from ledger.selectors.review import ReviewRow
from office.models import User
from office.refusals import Conflict


class ReviewForm(forms.Form):
    """Nothing is ticked beforehand: each case is looked at."""

    on = DayField("办结日期")

    def __init__(self, *args: Any, rows: Sequence[ReviewRow], user: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.rows, self.user = rows, user
        for row in rows:
            name = f"case_{row.case.pk}"
            self.fields[f"{name}_version"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.case.version)
            self.fields[f"{name}_chosen"] = forms.BooleanField(label=f"办结 {row.case.number}", required=False)
        say_plainly(self.fields.values())

    def table(self) -> list[dict[str, Any]]:
        """Each case of the page with its fields."""
        return [
            {"row": row, **{part: self[f"case_{row.case.pk}_{part}"] for part in ("version", "chosen")}}
            for row in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.chosen = [row.case for row in self.rows if cleaned.get(f"case_{row.case.pk}_chosen")]
        self.gone = sorted(self._ticked() - {row.case.pk for row in self.rows})
        if not self.errors and not self.chosen and not self.gone:
            raise forms.ValidationError("没有勾选要办结的案件。")
        return cleaned

    def look_again(self) -> None:
        """After a conflict the ticks are taken back: what has changed must be looked at again."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        for row in self.rows:
            name = f"case_{row.case.pk}"
            if typed.get(f"{name}_version") != str(row.case.version):
                typed.pop(f"{name}_chosen", None)
            typed[f"{name}_version"] = str(row.case.version)
        self.data = typed

    def save(self) -> int:
        """How many cases were completed; all of them or none.

        Raises:
            Conflict: what was ticked has changed, or waits for no review any more. Refused: what is missing.
        """
        gone = Case.objects.visible_to(self.user).filter(pk__in=self.gone)
        if self.gone:
            raise Conflict([str(conflict(case)) for case in gone] or ["勾选的案件已不在待审核之列，请重新勾选。"])
        versions = [(case, self.cleaned_data[f"case_{case.pk}_version"]) for case in self.chosen]
        return complete_many(cases=versions, by=self.user, on=self.cleaned_data["on"])

    def _ticked(self) -> set[int]:
        """Keys of all cases ticked on the page, also of those that are no longer on it."""
        names = (re.fullmatch(r"case_(\d{1,18})_chosen", name, re.ASCII) for name in self.data)
        return {int(found[1]) for found in names if found}
