"""The rows of the ledger's list as they are written: what somebody typed is text, the marks are marks."""

from decimal import Decimal
from typing import Any

import pytest

from ledger.templatetags.ledger_rows import ledger_rows

LOW_INCOME = '<span class="tag soon">低收入</span> '
SENT = '<span class="tag soon">报送 3 天</span> '
NOT_LED = '<span class="tag overdue" title="重大案件还没有包案领导">无包案</span>'
PLAIN: dict[str, Any] = {
    "pk": 7, "number": "A530902-2021-0007", "petitioner": "张三", "project": "水库", "unit": "住建", "officer": "李四",
    "claims_count": 1, "workers_count": 3, "amount_yuan": Decimal("1234.5"), "due_level": "soon", "due_text": "剩 2 天",
    "status": "办理中", "is_major": False, "lacks_leader": False, "is_low_income": False, "days_sent": None,
}  # fmt: skip


def cells(**values: Any) -> list[str]:
    row = ledger_rows([PLAIN | values], "/ledger/cases/0/")
    return [cell.rpartition("</")[0].partition(">")[2] for cell in str(row).split("<td")[1:]]


def test_a_row() -> None:
    assert str(ledger_rows([PLAIN], "/ledger/cases/0/")).startswith(
        '<tr><th scope="row"><a href="/ledger/cases/7/">A530902-2021-0007</a></th><td title="张三">张三</td>'
    )
    assert cells()[1:] == [
        "水库", "住建", "李四", "3", "1,234.50", '<span class="tag soon">剩 2 天</span>', "办理中</td>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "project"),
    [
        ({}, "水库"),
        ({"is_low_income": True}, f"{LOW_INCOME}水库"),
        ({"days_sent": 3}, f"{SENT}水库"),
        ({"days_sent": 3, "is_low_income": True}, f"{SENT}{LOW_INCOME}水库"),
        ({"project": ""}, "—"),
    ],
)
def test_marks_before_the_project(values, project) -> None:
    assert cells(**values)[1] == project


@pytest.mark.parametrize(("lacks", "ends"), [(False, ""), (True, f" {NOT_LED}")])
def test_marks_of_a_major_case(lacks, ends) -> None:
    assert cells(is_major=True, lacks_leader=lacks)[-1] == f'办理中 <span class="tag major">重大</span>{ends}</td>'


def test_what_is_not_known() -> None:
    nothing = {"claims_count": 0, "unit": "", "officer": "", "due_level": "", "due_text": "—", "petitioner": ""}
    assert cells(**nothing) == ["", "水库", "未交办", "—", "—", "—", '<span class="muted">—</span>', "办理中</td>"]
    assert cells(amount_yuan=None, claims_count=2)[0:6:5] == ["张三 等 2 件", "不详"]


def test_what_was_typed_is_text() -> None:
    typed = '<b onclick="x">&'
    told = str(ledger_rows([PLAIN | dict.fromkeys(["petitioner", "project", "unit", "officer"], typed)], "/0/"))
    assert ("<b" in told, told.count("&lt;b onclick=&quot;x&quot;&gt;&amp;")) == (False, 8)


def test_no_rows() -> None:
    assert ledger_rows([], "/ledger/cases/0/") == ""
