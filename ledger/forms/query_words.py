"""What was asked of the ledger, in words: for the head of the printed list, and for the trail."""

from collections.abc import Iterator
from datetime import date

from django import forms

from ledger.forms.query import CaseQuery

EVERYTHING = "全部案件"
NOT_CONDITIONS = {"order"}


def query_in_words(query: CaseQuery) -> str:
    """`状态：未办结；责任单位：住建`; only after `is_valid()`."""
    return "；".join(_conditions(query, typed=True)) or EVERYTHING


def query_for_trail(query: CaseQuery) -> str:
    """The same without what was typed, which may be a name."""
    return "；".join(_conditions(query, typed=False)) or EVERYTHING


def _conditions(query: CaseQuery, *, typed: bool) -> Iterator[str]:
    for bound in query.bar():
        value = query.cleaned_data.get(bound.name)
        if not value or bound.name in NOT_CONDITIONS:
            continue
        if isinstance(bound.field, forms.ChoiceField):
            yield f"{bound.label}：{dict(bound.field.choices)[str(value)]}"  # type: ignore[arg-type]
        elif value is True:
            yield str(bound.label)
        elif isinstance(value, date):
            yield f"{bound.label} {value:%Y-%m-%d}"
        else:
            yield f"{bound.label}：{value}" if typed else f"{bound.label}：（输入的文字不记）"
