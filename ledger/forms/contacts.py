"""Several attempts to reach the person who complained, entered at once."""

from datetime import date

from django import forms

from ledger.actions.work import add_evidence
from ledger.forms.base import ClaimChoice, DayField, WorkForm
from ledger.forms.rows import RowsForm
from ledger.models import Case, Evidence


class ContactsForm(RowsForm, WorkForm):
    act, label = "add_evidence", "登记联系记录"
    done = "联系记录已登记"
    intro = "每次联系反映人填一行：哪一天、用什么方式、结果怎样。无法联系的，须有规定天数以上、不同日期的多次记录。"
    rows_count = 6

    claim = ClaimChoice("只涉及这件诉求", required=False, empty_label="整个案件")

    def cells(self) -> dict[str, forms.Field]:
        text = forms.CharField(label="方式和结果", max_length=300, widget=forms.TextInput(attrs={"class": "long"}))
        return {"on": DayField("日期", initial=None), "text": text}

    def carry_out(self, case: Case) -> None:
        """One paper for each day; all of them or none."""
        claim = self.cleaned_data["claim"]
        days: list[tuple[date, str]] = [(row["on"], row["text"]) for row in self.rows]
        for on, text in days:
            add_evidence(
                case=case, by=self.user, kind=Evidence.Kind.CONTACT, on=on, text=text,
                claim=claim.claim if claim else None,
            )  # fmt: skip
