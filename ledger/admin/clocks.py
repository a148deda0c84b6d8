"""The table of deadlines: edited by the head and the system administrator; deadlines that run keep what they began with."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ledger.models import ClockRule
from ledger.reference_data import CLOCK_RULES
from office.roles import ACTS
from office.scoped_admin import ScopedAdmin

EDITORS = ACTS["edit_reference"][1]
DATE, WORKING = ClockRule.DayUnit.DATE, ClockRule.DayUnit.WORKING
KINDS = {row.code: row.label for row in CLOCK_RULES}
FREE_LENGTH = ("office_limit",)
MOST = 3650


class ClockRuleForm(forms.ModelForm):
    """A new row is a new version of a deadline that the program knows, from some day on."""

    class Meta:
        model = ClockRule
        fields = (
            "code", "label", "applies", "trigger", "length", "day_unit", "extension", "basis", "is_duty", "valid_from",
            "valid_to", "position",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"] = forms.ChoiceField(label="种类", choices=list(KINDS.items()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", "失效日期早于生效日期，请核对。")
        code = cleaned.get("code") or self.instance.code
        length = cleaned.get("length")
        if length == 0 and cleaned.get("day_unit") != DATE and code not in FREE_LENGTH:
            self.add_error("length", "请填写长度；由文书确定日期的，单位选“指定日期”。")
        for name in ("length", "extension"):
            if (cleaned.get(name) or 0) > MOST:
                self.add_error(name, f"最多 {MOST}。")
        return cleaned


@admin.register(ClockRule)
class ClockRuleAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    form = ClockRuleForm
    list_display = ("label", "applies", "length", "day_unit", "extension", "basis", "is_duty", "valid_from", "valid_to")
    ordering = ("position", "id")
    fields = ClockRuleForm.Meta.fields
    traced_fields = ("code", "length", "day_unit", "extension", "basis", "valid_from", "valid_to")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Which deadline it is stays as it was: the program asks for it by its code."""
        return tuple(name for name in ClockRuleForm.Meta.fields if name != "code" or obj is None)
