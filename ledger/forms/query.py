"""The query bar of the ledger: a fixed list of conditions; anything else in the address is refused in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from ledger.forms.base import say_plainly
from ledger.forms.query_text import LONGEST, open_words, seal_words
from ledger.forms.widgets import FlatSelect
from ledger.models import Case
from ledger.selectors.case_conditions import (
    DUE_TODAY,
    INCOMPLETE,
    NO_UNIT,
    OPEN_CASES,
    OVERDUE,
    RETURN_ASKED,
    SOON,
    filtered_cases,
    sectors,
    units_of,
)
from ledger.selectors.case_list import DUE, NEWEST, OLDEST
from ledger.selectors.named_lists import NamedList
from ledger.workflow import Status
from office.models import User
from reception.identity import personal_number_in
from reception.search.tokens import words_of

PERSONAL_NUMBER = "身份证号和手机不能在这里查找（按号码查找要记入审计）：请用页面上方的“全局查找”。"
WORDS_IN_ADDRESS = "姓名等文字不能写在网址里，已停止查询：请在“查找”栏输入后按“查询”。"
UNREADABLE = "网址中的查找文字已不能还原（只对输入它的账号有效）：请在“查找”栏重新输入后按“查询”。"
DAY = forms.DateInput(attrs={"type": "date"})
NOT_CONDITIONS = {"order", "text", "count", "after", "before"}
NOT_KEPT = {"q", "count", "after", "before"}


class Choice(forms.ChoiceField):
    """One of a short list, in a select box that costs little."""

    widget = FlatSelect


class CaseQuery(forms.Form):
    """Conditions of the list as an address carries them: what was typed as text is sealed in `text`."""

    status = Choice(
        label="状态",
        required=False,
        choices=[("", "全部状态"), (OPEN_CASES, "未办结"), (RETURN_ASKED, "申请退回"), *Status.choices],
    )
    unit = Choice(label="责任单位", required=False)
    sector = Choice(label="行业", required=False)
    due = Choice(
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
    list = Choice(label="清单", required=False, choices=[("", "全部案件"), *NamedList.choices])
    received_from = forms.DateField(label="接访日期 从", required=False, widget=DAY)
    received_to = forms.DateField(label="到", required=False, widget=DAY)
    major = forms.BooleanField(label="重大", required=False)
    low_income = forms.BooleanField(label="低收入", required=False)
    q = forms.CharField(
        label="查找",
        required=False,
        max_length=LONGEST,
        widget=forms.SearchInput(attrs={"placeholder": "姓名、拼音、编号、项目或企业", "autocomplete": "off"}),
    )
    order = Choice(
        label="排序",
        required=False,
        choices=[("", "新登记的在前"), (OLDEST, "早登记的在前"), (DUE, "期限近的在前")],
    )
    text = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    count = forms.BooleanField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, reader: User) -> None:
        super().__init__(data.copy(), prefix=None, label_suffix="")
        self.asked, self.reader = data, reader
        # Asked for once: whose cases a liaison sees takes a question of its own.
        self.cases = Case.objects.visible_to(reader)
        units = [(str(unit.pk), unit.short_name) for unit in units_of(self.cases, reader)]
        self.fields["unit"].choices = [("", "全部单位"), (NO_UNIT, "未交办"), *units]  # type: ignore[attr-defined]
        in_use = [(str(sector.pk), sector.label) for sector in sectors()]
        self.fields["sector"].choices = [("", "全部行业"), *in_use]  # type: ignore[attr-defined]
        say_plainly(self.fields.values())
        self.understand()

    def understand(self) -> None:
        """Puts the words that the address seals into the box; words in the clear are not taken from an address."""
        sealed = self.data.get("text", "")
        words = open_words(sealed, reader=self.reader) if sealed else ""
        self.is_unreadable = words is None
        self._fill_box(words or "")

    def _fill_box(self, words: str) -> None:
        self.data["q"] = words  # type: ignore[index]

    def clean_q(self) -> str:
        """Somebody's number is refused, and not repeated on the page either."""
        typed = self.cleaned_data["q"].strip()
        if personal_number_in(typed):
            self._fill_box("")
            raise forms.ValidationError(PERSONAL_NUMBER)
        if typed:
            try:
                words_of(typed)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        self._refuse_what_is_unknown()
        cleaned = super().clean() or {}
        first, last = cleaned.get("received_from"), cleaned.get("received_to")
        if first and last and first > last:
            self.add_error("received_to", "“到”的日期早于“从”的日期，请对调。")
        if cleaned.get("after") and cleaned.get("before"):
            raise forms.ValidationError("网址中的翻页位置有误：请从第一页重新查看。")
        cleaned["order"] = cleaned.get("order") or NEWEST
        return cleaned

    def _refuse_what_is_unknown(self) -> None:
        if "q" in self.asked and "q" not in self.accepted():
            raise forms.ValidationError(WORDS_IN_ADDRESS)
        if set(self.asked) - self.accepted():
            raise forms.ValidationError("网址中有不能识别的查询条件，已停止查询：请改用上面的查询栏重新查询。")
        if any(len(self.asked.getlist(name)) > 1 for name in self.asked):
            raise forms.ValidationError("网址中同一查询条件出现了两次：请改用上面的查询栏重新查询。")
        if self.is_unreadable:
            raise forms.ValidationError(UNREADABLE)

    def accepted(self) -> set[str]:
        """Names that the query may carry."""
        return set(self.fields) - {"q"}

    def bar(self) -> Sequence[forms.BoundField]:
        """What stands in the query bar; the page position is left behind by a new query."""
        return self.visible_fields()

    def narrowing(self) -> Sequence[forms.BoundField]:
        """The first row of the bar: what is chosen, not typed."""
        return [field for field in self.bar() if field.name not in {"q", "order"}]

    def complaints(self) -> Sequence[str]:
        """Every error with the name of its field, ready to read."""
        return [
            f"{self.fields[name].label}：{message}" if name in self.fields and self.fields[name].label else message
            for name, messages in self.errors.items()
            for message in messages
        ]

    def conditions(self) -> dict[str, Any]:
        """What is asked of the rows, without order and page."""
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_CONDITIONS}

    def found(self, *, today: date) -> QuerySet[Case]:
        """The cases asked for, of those that the reader sees. Only after `is_valid()`."""
        return filtered_cases(self.cases, reader=self.reader, today=today, **self.conditions())

    def link(self, **changes: str) -> str:
        """The address of the same query with changes, each query written one way; leaving the page position behind.

        Empty if everything is asked for. Only after `is_valid()`.
        """
        kept = {name: _in_address(self.cleaned_data.get(name)) for name in self.fields if name not in NOT_KEPT}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in {**kept, **changes}.items() if value})
        return f"?{query.urlencode()}" if query else ""


class TypedQuery(CaseQuery):
    """The same as the query bar sends it, in the body of a request: here alone the words stand in the clear."""

    def understand(self) -> None:
        self.is_unreadable = False

    def accepted(self) -> set[str]:
        return {field.name for field in self.visible_fields()} | {"csrfmiddlewaretoken"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words = cleaned.get("q")
        return {**cleaned, "text": seal_words(words, reader=self.reader) if words else ""}


def _in_address(value: Any) -> str:
    if value is True:
        return "on"
    return "" if value in (None, False, NEWEST) else str(value)
