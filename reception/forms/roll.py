"""工资花名册 as rows of a table; blank rows are left out."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from reception.actions.claims import WorkerData
from reception.forms.fields import AmountField, DayOrMonthField, short_text
from reception.forms.intake import unmasked_warnings

BLANK_ROWS = 3
MOST_ROWS = 300
VALUES = ("name", "id_number", "phone", "job_type", "worked_from", "worked_until", "owed_yuan", "account")


class RollRow(forms.Form):
    """One worker."""

    use_required_attribute = False

    worker_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = short_text("姓名", length=40)
    id_number = short_text("身份证号", length=30)
    phone = short_text("手机", length=30)
    job_type = short_text("工种", length=40)
    worked_from = DayOrMonthField(label="出勤起", required=False)
    worked_until = DayOrMonthField(label="出勤止", required=False)
    owed_yuan = AmountField(label="欠发（元）", required=False)
    account = short_text("银行账号", length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row = (self.prefix or "").rpartition("-")[2]
        place = f"第 {int(row) + 1} 行" if row.isdigit() else ""
        for field in self.visible_fields():
            field.field.widget.attrs["aria-label"] = f"{place}{field.label}"
            field.field.widget.attrs.pop("placeholder", None)


class _RollRows(BaseFormSet):
    default_error_messages = {  # noqa: RUF012 read only
        "missing_management_form": "花名册没有传完整，本次没有保存：请刷新页面后重新填写。",
        "too_many_forms": f"花名册一次最多 {MOST_ROWS} 行。",
    }

    def workers(self) -> tuple[WorkerData, ...]:
        """The filled rows in their order."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return tuple(
            WorkerData(worker_id=row.get("worker_id"), **{name: row[name] for name in VALUES})
            for row in rows
            if any(row.get(name) not in (None, "") for name in VALUES)
        )

    def row_faults(self) -> list[str]:
        """Faults of single cells, each with its row."""
        return [
            f"花名册第 {number} 行“{form.fields[name].label}”：{message}"
            for number, form in enumerate(self.forms, start=1)
            for name, messages in form.errors.items()
            for message in messages
        ]

    def personal_warnings(self) -> list[str]:
        """What to check, by row, without the numbers."""
        return [
            f"花名册第 {number} 行：{sentence}"
            for number, row in enumerate(self.workers(), start=1)
            for sentence in unmasked_warnings(row.id_number, row.phone)
        ]


RollRows = formset_factory(
    RollRow, formset=_RollRows, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
