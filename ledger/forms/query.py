"""The query bar of the ledger: a fixed list of conditions; anything else in the address is refused in words."""

from typing import Any

from django import forms
from django.http import QueryDict

from ledger.forms.base import say_plainly
from ledger.selectors.case_list import (
    DUE,
    DUE_TODAY,
    INCOMPLETE,
    NEWEST,
    NO_UNIT,
    OLDEST,
    OPEN_CASES,
    OVERDUE,
    RETURN_ASKED,
    SOON,
)
from ledger.workflow import Status
from office.models import Unit
from reception.identity import personal_number_in
from reception.search.tokens import words_of

PERSONAL_NUMBER = "身份证号和手机不能在这里查找，以免号码留在网址里：请用页面上方的“全局查找”。"
DAY = forms.DateInput(attrs={"type": "date"})


class CaseQuery(forms.Form):
    """Conditions of the list, its order and its page. `units` are those the account may know of."""

    status = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), (OPEN_CASES, "未办结"), (RETURN_ASKED, "申请退回"), *Status.choices],
    )
    unit = forms.ChoiceField(label="责任单位", required=False)
    due = forms.ChoiceField(
        label="期限",
        required=False,
        choices=[
            ("", "全部期限"),
            (OVERDUE, "超期"),
            (DUE_TODAY, "今日到期"),
            (SOON, "临期"),
            (INCOMPLETE, "缺期限或责任人"),
        ],
    )
    received_from = forms.DateField(label="接访日期 从", required=False, widget=DAY)
    received_to = forms.DateField(label="到", required=False, widget=DAY)
    low_income = forms.BooleanField(label="低收入", required=False)
    q = forms.CharField(
        label="查找",
        required=False,
        max_length=60,
        widget=forms.SearchInput(attrs={"placeholder": "姓名、拼音、编号、项目或企业"}),
    )
    order = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[("", "新登记的在前"), (OLDEST, "早登记的在前"), (DUE, "期限近的在前")],
    )
    after = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, units: list[Unit]) -> None:
        super().__init__(data, prefix=None, label_suffix="")
        named = [(str(unit.pk), unit.short_name) for unit in units]
        self.fields["unit"].choices = [("", "全部单位"), (NO_UNIT, "未交办"), *named]  # type: ignore[attr-defined]
        say_plainly(self.fields.values())

    def clean_q(self) -> str:
        """Somebody's number would stand in the address: it is refused, and not repeated on the page either."""
        typed = self.cleaned_data["q"].strip()
        if personal_number_in(typed):
            data: QueryDict = self.data.copy()  # type: ignore[attr-defined]
            data["q"] = ""
            self.data = data
            raise forms.ValidationError(PERSONAL_NUMBER)
        if typed:
            try:
                words_of(typed)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        data: QueryDict = self.data  # type: ignore[assignment]
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            raise forms.ValidationError("网址中有不能识别的查询条件，已停止查询：请改用上面的查询栏重新查询。")
        if any(len(data.getlist(name)) > 1 for name in data):
            raise forms.ValidationError("网址中同一查询条件出现了两次：请改用上面的查询栏重新查询。")
        cleaned = super().clean() or {}
        first, last = cleaned.get("received_from"), cleaned.get("received_to")
        if first and last and first > last:
            self.add_error("received_to", "“到”的日期早于“从”的日期，请对调。")
        if cleaned.get("after") and cleaned.get("before"):
            raise forms.ValidationError("网址中的翻页位置有误：请从第一页重新查看。")
        cleaned["order"] = cleaned.get("order") or NEWEST
        return cleaned

    def bar(self) -> list[forms.BoundField]:
        """What stands in the query bar; the page position is left behind by a new query."""
        return self.visible_fields()

    def complaints(self) -> list[str]:
        """Every error with the name of its field, ready to read."""
        return [
            f"{self.fields[name].label}：{message}" if name in self.fields and self.fields[name].label else message
            for name, messages in self.errors.items()
            for message in messages
        ]

    def conditions(self) -> dict[str, Any]:
        """What is asked of the rows, without order and page."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"order", "after", "before"}}

    def link(self, **changes: str) -> str:
        """The address of the same query with changes; leaving the page position behind."""
        kept = {name: value for name, value in self.data.items() if name not in {"after", "before"} and value}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in {**kept, **changes}.items() if value})
        return f"?{query.urlencode()}"
