"""Leaving a session with too few units out of the table: what counts then, what is said, what is refused."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from office.models import Event
from office.refusals import Refused
from reception.models import ReceptionSession
from reports.actions.freeze import freeze_table
from reports.actions.left_out import leave_out_session, take_session_in
from reports.figures.statistics import Span, by_month, count_claims
from reports.models import LeftOutSession
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL, MAY = Month(2021, 4), Month(2021, 5)
DAY = date(2021, 4, 12)
REASON = "当日仅人社一家到场"
NOW = datetime(2021, 4, 28, 10, tzinfo=rows.OFFICE_TIME)


@pytest.fixture
def weak(reference) -> ReceptionSession:
    return rows.held_session(DAY, units=("人社",))


def leave(session, by, **values) -> LeftOutSession:
    return leave_out_session(**({"session": session, "by": by, "reason": REASON, "now": NOW} | values))


def figures(month: Month = APRIL, **options) -> dict[str, object]:
    table = build_table(area=factories.area(), month=month, **options)
    assert table.identity.holds
    return {key: figure.value for key, figure in table.rows[0].figures.items()}


def test_neither_the_session_nor_its_claims_count(weak, head) -> None:
    rows.conclude(rows.claim(weak, amount_yuan=Decimal("5000")), date(2021, 4, 20))
    rows.claim(weak)
    kept = rows.held_session(date(2021, 4, 26))
    rows.claim(kept)
    leave(weak, head)
    assert figures() == {
        "sessions": 1, "claims": 1, "workers": 1, "amount": Decimal("1000.00"), "solved_flow": 0, "solved_cohort": 0,
        "opening": 0, "reopened": 0, "other": 0, "closing": 1, "beside": 2,
    }  # fmt: skip
    assert figures(MAY)["opening"] == 1


def test_a_claim_solved_in_a_later_month_does_not_count_there_either(weak, head) -> None:
    rows.conclude(rows.claim(weak), date(2021, 5, 6))
    assert figures(MAY)["solved_flow"] == 1
    leave(weak, head)
    assert figures(MAY)["solved_flow"] == 0


def test_remarks_give_the_reason_and_lists_say_why_not(weak, head) -> None:
    claim = rows.claim(weak)
    leave(weak, head)
    table = build_table(area=factories.area(), month=APRIL)
    row = table.rows[0]
    assert row.remarks == f"本月未开展集中联合接访。\n4月12日接访签到单位不足两个，未计入次数：{REASON}。"
    assert [left.reason for left in row.figures["sessions"].left_out] == [f"主任决定不计入：{REASON}"]
    assert [(left.fact.number, left.reason) for left in row.figures["claims"].left_out] == [
        (claim.number, f"2021年4月12日收到，所属接访不计入次数（{REASON}）")
    ]
    assert not any("请核对签到" in line for line in table.warnings)


def test_statistics_agree_with_the_table(weak, head) -> None:
    rows.conclude(rows.claim(weak), date(2021, 4, 20))
    rows.claim(rows.held_session(date(2021, 4, 26)))
    leave(weak, head)
    span = Span([factories.area().pk], Month(2021, 12))
    line = next(line for line in by_month(span, count_claims(span)).lines if line.month == APRIL)
    assert line.values == (2, 1, 1, 0)


def test_taken_in_again_everything_counts_again(weak, head) -> None:
    rows.claim(weak)
    before = figures()
    leave(weak, head)
    take_session_in(session=weak, by=head, now=NOW + timedelta(hours=1))
    assert figures() == before
    leave(weak, head)
    assert figures()["sessions"] == 0
    assert [event.act for event in Event.objects.filter(act__in=["leave_out_session", "take_session_in"])] == [
        "leave_out_session", "take_session_in", "leave_out_session",
    ]  # fmt: skip


def test_as_of_asks_what_was_decided_then(weak, head) -> None:
    leave(weak, head)
    take_session_in(session=weak, by=head, now=NOW + timedelta(days=2))
    told = [figures(as_of=NOW + timedelta(days=days))["sessions"] for days in (-1, 1, 3)]
    assert told == [1, 0, 1]


def test_every_fault_is_named(reference, head) -> None:
    joint = rows.held_session(DAY)
    with pytest.raises(Refused) as refused:
        leave(joint, head, reason="  ")
    assert refused.value.missing == [
        "签到单位够两个、人社部门也签到了，是集中联合接访，应计入次数。", "请写明不计入的理由，备注中要用。",
    ]  # fmt: skip
    planned = ReceptionSession.objects.create(area=factories.area(), venue="大厅", planned_on=date(2021, 4, 27))
    with pytest.raises(Refused, match="没有开展，本来就不计入"):
        leave(planned, head)


def test_twice_is_told(weak, head) -> None:
    leave(weak, head)
    with pytest.raises(Refused, match="已经不计入次数"):
        leave(weak, head)
    take_session_in(session=weak, by=head)
    with pytest.raises(Refused, match="已经计入次数"):
        take_session_in(session=weak, by=head)


def test_a_frozen_month_refuses_both(weak, head) -> None:
    other = rows.held_session(date(2021, 4, 26), units=())
    leave(weak, head)
    freeze_table(area=factories.area(), month=APRIL, by=head, now=datetime(2021, 5, 2, tzinfo=rows.OFFICE_TIME))
    for act in (lambda: leave(other, head), lambda: take_session_in(session=weak, by=head)):
        with pytest.raises(Refused, match="2021年4月的情况表已封存"):
            act()
    assert LeftOutSession.objects.filter(undone_at=None).count() == 1


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_only_a_head_decides(weak, role: str) -> None:
    by = factories.user(role, unit="住建" if role == "liaison" else None)
    for act in (lambda: leave(weak, by), lambda: take_session_in(session=weak, by=by)):
        with pytest.raises(PermissionDenied):
            act()


def test_a_foreign_session_is_not_there(head) -> None:
    foreign = rows.held_session(DAY, area=factories.area("530921"), units=())
    with pytest.raises(Http404):
        leave(foreign, head)
