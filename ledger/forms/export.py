"""What goes into the file: which sheet, which columns, what for."""

from typing import Any

from django import forms

from ledger.actions.exports import LEDGER, LONGEST_PURPOSE, VISIT_SHEET
from ledger.forms.base import say_plainly
from ledger.models import ExportChoice
from ledger.selectors.case_export import COLUMNS, usual_columns
from ledger.selectors.list_export import ListKind
from office.models import User
from office.roles import may

LIST, VISIT = "list", "visit"


def _purpose() -> forms.CharField:
    return forms.CharField(
        label="用途",
        required=False,
        max_length=LONGEST_PURPOSE,
        help_text="写明做什么用，例如“报分管领导”“与住建局会商”。用途记入审计，不要写姓名和号码。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ExportForm(forms.Form):
    """Personal columns are offered to those who may export them, and never chosen beforehand."""

    sheet = forms.ChoiceField(
        label="导出",
        choices=[(LIST, f"{LEDGER}（栏目自选）"), (VISIT, f"{VISIT_SHEET}（栏目固定，没有反映人）")],
        widget=forms.RadioSelect,
        initial=LIST,
    )
    columns = forms.MultipleChoiceField(label="栏目", required=False, widget=forms.CheckboxSelectMultiple)
    personal = forms.MultipleChoiceField(label="个人信息栏目", required=False, widget=forms.CheckboxSelectMultiple)
    purpose = _purpose()

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        kept = ExportChoice.objects.filter(user=by).values_list("columns", flat=True).first()
        usual = [key for key in kept or usual_columns() if key in COLUMNS]
        super().__init__(*args, initial={"columns": usual, "sheet": LIST}, label_suffix="", **kwargs)
        named = [(column.key, column.head.title, column.is_personal) for column in COLUMNS.values()]
        self.fields["columns"].choices = [(key, title) for key, title, is_personal in named if not is_personal]
        if may(by, "export_identity"):
            self.fields["personal"].choices = [(key, title) for key, title, is_personal in named if is_personal]
        else:
            del self.fields["personal"]

    def chosen(self) -> dict[str, Any]:
        """What the action is asked for; only after `is_valid()`."""
        data = self.cleaned_data
        return {
            "columns": [*data["columns"], *data.get("personal", [])],
            "purpose": data["purpose"],
            "for_visit": data["sheet"] == VISIT,
        }


class ListExportForm(forms.Form):
    """Period, whether with personal data, and what for; what a list does not have is not asked."""

    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    with_identity = forms.BooleanField(label="含个人信息栏目，姓名不隐去", required=False)
    purpose = _purpose()

    def __init__(self, *args: Any, kind: ListKind, by: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        if not kind.day:
            del self.fields["since"], self.fields["until"]
        if not (kind.has_personal and may(by, "export_identity")):
            del self.fields["with_identity"]
        say_plainly(self.fields.values())


class CaseTableForm(forms.Form):
    """The roll or the payments of one case."""

    with_identity = forms.BooleanField(label="姓名、号码和账号不隐去", required=False)
    purpose = _purpose()

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        if not may(by, "export_identity"):
            del self.fields["with_identity"]
