"""程序种类: what other bodies may decide, edited by the head and the system administrator; procedures keep what was ticked."""

from secrets import token_hex
from typing import Any

from django import forms
from django.contrib import admin

from ledger.models import ClockRule, ProcedureKind
from ledger.reference_data import CLOCK_RULES, OF_THE_OFFICE
from office.roles import ACTS
from office.scoped_admin import ScopedAdmin

EDITORS = ACTS["edit_reference"][1]
CLOCKS = {row.code: row.label for row in CLOCK_RULES if row.code not in OF_THE_OFFICE}
BY_PAPER = {row.code for row in CLOCK_RULES if row.unit == ClockRule.DayUnit.DATE}
MOST_DAYS = 365


class ProcedureKindForm(forms.ModelForm):
    """A new kind gets its short name by itself: nobody reads it."""

    class Meta:
        model = ProcedureKind
        fields = (
            "label", "body", "opened_label", "accepted_label", "heard_label", "closed_label", "checklist", "slip",
            "asks_instrument", "asks_violation", "asks_due_day", "pauses_limit", "clock_code", "answer_days", "basis",
            "position", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "clock_code" in self.fields:
            choices = [("", "没有"), *CLOCKS.items()]
            self.fields["clock_code"] = forms.ChoiceField(
                label="法定期限",
                required=False,
                choices=choices,
                help_text="有第二个日期的自该日起算，没有的自第一个日期起算",
            )
        if not self.instance.code:
            self.instance.code = f"kind-{token_hex(5)}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        label, days = cleaned.get("label"), cleaned.get("answer_days")
        if label and ProcedureKind.objects.filter(label=label).exclude(pk=self.instance.pk).exists():
            self.add_error("label", "已有这个名称的程序，请改用其他名称。")
        if days is not None and not 1 <= days <= MOST_DAYS:
            self.add_error("answer_days", f"请填写 1 到 {MOST_DAYS} 天。")
        if cleaned.get("clock_code") in BY_PAPER and not cleaned.get("asks_due_day"):
            self.add_error("clock_code", "这个期限由文书确定日期，请同时勾选“须填文书指定的日期”。")
        return cleaned


@admin.register(ProcedureKind)
class ProcedureKindAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    form = ProcedureKindForm
    list_display = ("label", "body", "shown_dates", "pauses_limit", "answer_days", "basis", "is_active")
    ordering = ("position", "id")
    fields = ProcedureKindForm.Meta.fields
    traced_fields = ProcedureKindForm.Meta.fields

    @admin.display(description="日期")
    def shown_dates(self, row: ProcedureKind) -> str:
        return "、".join(filter(None, (row.opened_label, row.accepted_label, row.heard_label, row.closed_label)))
