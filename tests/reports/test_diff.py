"""What a frozen month would say today, claim by claim."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from reports.actions.freeze import freeze_table
from reports.diff import changed_figures, differences
from reports.frozen import content
from reports.models import MonthlyTable
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL = Month(2021, 4)
DAY = date(2021, 4, 12)


@pytest.fixture
def session(reference):
    return rows.held_session(DAY)


def frozen(by) -> MonthlyTable:
    now = datetime(2021, 5, 2, tzinfo=rows.OFFICE_TIME)
    return freeze_table(area=factories.area(), month=APRIL, by=by, now=now)


def told(table: MonthlyTable) -> list[tuple[str, str, str, str, str]]:
    now = build_table(area=table.area, month=APRIL, rule=table.rule)
    return [
        (found.figure, found.number, found.before, found.after, found.reason)
        for found in differences(content(table), now)
    ]


def test_no_change_is_no_difference(session, head) -> None:
    rows.claim(session)
    table = frozen(head)
    assert told(table) == []
    assert changed_figures(content(table), build_table(area=table.area, month=APRIL)) == []


def test_a_late_entry_adds_to_three_figures(session, head) -> None:
    table = frozen(head)
    late = rows.claim(session, workers_count=2, amount_yuan=Decimal("5000.00"))
    assert told(table) == [
        ("接访的欠薪诉求数量", late.number, "不计", "1", "2021年4月12日接访登记"),
        ("涉及人数", late.number, "不计", "2", "登记人数 2 人"),
        ("涉及金额", late.number, "不计", "5,000.00", "登记金额"),
    ]
    row, changed = changed_figures(content(table), build_table(area=table.area, month=APRIL))[0]
    assert (row.label, changed) == (
        "临翔区", {"claims": (0, 1), "workers": (0, 2), "amount_wan": ("0.00", "0.50")},
    )  # fmt: skip


def test_a_merged_and_a_void_claim_say_why_they_are_gone(session, head) -> None:
    kept, merged, voided = (rows.claim(session) for _ in range(3))
    table = frozen(head)
    rows.merge(merged, kept)
    rows.void(voided)
    claims = [line for line in told(table) if line[0] == "接访的欠薪诉求数量"]
    assert claims == [
        ("接访的欠薪诉求数量", merged.number, "1", "不计", f"与 {kept.number} 判重，计为其再次来访"),
        ("接访的欠薪诉求数量", voided.number, "1", "不计", "登记已作废"),
    ]


def test_a_corrected_amount_is_told_before_and_after(session, head) -> None:
    claim = rows.claim(session)
    table = frozen(head)
    claim.amount_yuan = Decimal("900.50")
    claim.save()
    assert told(table) == [("涉及金额", claim.number, "1,000.00", "900.50", "登记金额")]


def test_reopened_in_a_later_month_the_frozen_month_stands(session, head) -> None:
    claim = rows.claim(session)
    rows.conclude(claim, date(2021, 4, 20))
    table = frozen(head)
    rows.resume(claim, date(2021, 5, 20))
    assert [line[0] for line in told(table)] == ["已解决的欠薪诉求数量（按接访月份）"]


def test_a_conclusion_dated_back_into_the_month_is_told(session, head) -> None:
    claim = rows.claim(session)
    table = frozen(head)
    rows.conclude(claim, date(2021, 4, 30))
    assert [(line[0], line[1], line[2], line[3]) for line in told(table)] == [
        ("已解决的欠薪诉求数量（按解决月份）", claim.number, "不计", "1"),
        ("已解决的欠薪诉求数量（按接访月份）", claim.number, "不计", "1"),
    ]
