"""What was asked of the ledger, in words: for the head of the printed list, and for the trail."""

from collections.abc import Collection, Iterator
from datetime import date

from django import forms

from ledger.forms.query import CaseQuery
from ledger.selectors.case_list import MOST_COUNTED, NEWEST
from office.models import User
from office.roles import OFFICE_ROLES, Role, holds

EVERYTHING = "全部案件"


def query_in_words(query: CaseQuery) -> str:
    """`状态：未办结；责任单位：住建`; only after `is_valid()`."""
    return "；".join(_conditions(query, typed=True)) or EVERYTHING


def query_for_trail(query: CaseQuery) -> str:
    """The same without what was typed, which may be a name."""
    return "；".join(_conditions(query, typed=False)) or EVERYTHING


def query_to_save(query: CaseQuery) -> str:
    """What a 常用查询 keeps: the conditions without the typed words, and the order if it is not the usual one."""
    usual = {"order"} if query.cleaned_data["order"] == NEWEST else set()
    return "；".join(_conditions(query, typed=False, left_out={"q", *usual})) or EVERYTHING


def count_in_words(count: int | None) -> str:
    """`共 1,204 件`; of a count that went up to its limit, `超过 10,000 件`; empty if nothing was counted."""
    if count is None:
        return ""
    return f"超过 {MOST_COUNTED:,} 件" if count > MOST_COUNTED else f"共 {count:,} 件"


def nothing_yet(reader: User) -> str:
    """What would fill the list of an account that has nothing in it."""
    if holds(reader, OFFICE_ROLES):
        return "台账里还没有案件。窗口每登记一件诉求，这里就会多出一个案件。"
    if holds(reader, {Role.LIAISON}):
        unit = reader.unit or "本单位"
        return f"还没有交办给{unit}的案件。主任把案件交办给{unit}，或者请{unit}协办以后，案件就列在这里。"
    if holds(reader, {Role.CITY}):
        return "还没有提级办理的案件。各县（区）报送提级办理以后，案件就列在这里，只供查看，不含个人身份信息。"
    return "还没有由您包案的案件。治欠办为重大案件确定包案领导以后，由您包案的案件就列在这里。"


def _conditions(query: CaseQuery, *, typed: bool, left_out: Collection[str] = ("order",)) -> Iterator[str]:
    for bound in query.bar():
        value = query.cleaned_data.get(bound.name)
        if not value or bound.name in left_out:
            continue
        if isinstance(bound.field, forms.ChoiceField):
            yield f"{bound.label}：{dict(bound.field.choices)[str(value)]}"  # type: ignore[arg-type]
        elif value is True:
            yield str(bound.label)
        elif isinstance(value, date):
            yield f"{bound.label} {value:%Y-%m-%d}"
        else:
            yield f"{bound.label}：{value}" if typed else f"{bound.label}：（输入的文字不记）"
