"""法定期限: begun, extended and ended by hand, each within its rule; several on one case, the earliest leads."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import sign_for
from ledger.actions.pauses import pause_case
from ledger.actions.statutory import close_statutory, extend_statutory, start_statutory
from ledger.models import Case, Clock
from ledger.selectors.clocks import later_than_statutory
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import DUE_ON, SIGNED_ON

FILED_ON = date(2021, 4, 23)


@pytest.fixture
def working(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)


@pytest.fixture
def filed(working, head) -> Clock:
    return start_statutory(case=working, by=head, code="investigation", started_on=FILED_ON, reason="立案〔2021〕3号")


def test_earliest_open_duty_is_the_date_of_the_case(working, head, filed) -> None:
    assert filed.due_on == date(2021, 7, 20)
    assert working.due_on == DUE_ON
    order = start_statutory(
        case=working,
        by=head,
        code="order_payment",
        started_on=FILED_ON,
        due_on=date(2021, 5, 7),
        reason="责令〔2021〕5号",
    )
    assert (order.length, working.due_on) == (None, date(2021, 5, 7))
    close_statutory(case=working, by=head, clock=order, on=date(2021, 5, 6), reason="已支付")
    assert working.due_on == DUE_ON
    assert [event.act for event in Event.objects.order_by("number")][-3:] == [
        "start_statutory", "start_statutory", "close_statutory",
    ]  # fmt: skip


def test_a_deadline_that_only_reminds_never_leads(working, head) -> None:
    start_statutory(case=working, by=head, code="inspection_limit", started_on=date(2019, 4, 23), reason="违法行为终了")
    assert working.due_on == DUE_ON


def test_office_limit_after_a_statutory_one_warns_and_is_not_refused(working, head) -> None:
    start_statutory(case=working, by=head, code="accept_decision", started_on=FILED_ON, reason="投诉")
    assert later_than_statutory(working) == ["办理期限 2021-05-14 晚于“受理决定”的 2021-04-29，请按较早的日期办理。"]


def test_statutory_deadlines_run_on_while_the_limit_is_paused(working, head, filed) -> None:
    pause_case(case=working, by=head, reason="等待仲裁", next_check_on=date(2021, 8, 2), on=FILED_ON)
    assert working.due_on == filed.due_on


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"code": "office_limit"}, "2021-04-23 没有可用的这种法定期限，请核对起算日。"),
        ({"code": "no_such"}, "2021-04-23 没有可用的这种法定期限，请核对起算日。"),
        ({"reason": " "}, "请写明事由或文号。"),
        ({"due_on": date(2021, 5, 7)}, "“受理决定”的到期日按规定推算，不必填写到期日。"),
        ({"code": "order_payment"}, "“责令支付”的到期日由文书确定，请填写到期日。"),
        ({"code": "order_payment", "due_on": date(2021, 4, 1)}, "到期日 2021-04-01 早于起算日 2021-04-23。"),
        ({"started_on": date(2099, 1, 1)}, "起算日 2099-01-01 晚于今天。"),
        ({"code": "investigation"}, "案件 {number} 的“监察调查”正在计时，不必重复登记。"),
    ],
)
def test_start_is_refused(working, head, filed, told, said) -> None:
    usual = {"code": "accept_decision", "started_on": FILED_ON, "reason": "投诉"}
    with pytest.raises(Refused) as refused:
        start_statutory(case=working, by=head, **(usual | told))
    assert refused.value.missing == [said.format(number=working.number)]
    assert Clock.objects.filter(closed_on=None).count() == 2


def test_extension_within_the_rule_keeps_the_length(working, head, filed) -> None:
    most = date(2021, 8, 31)
    with pytest.raises(Refused) as refused:
        extend_statutory(case=working, by=head, clock=filed, until=date(2021, 9, 1), reason="复杂")
    assert refused.value.missing == ["“监察调查”最多延长到 2021-08-31。"]
    clock = extend_statutory(case=working, by=head, clock=filed, until=most, reason="案情复杂", on=date(2021, 7, 1))
    assert (clock.due_on, clock.length) == (most, 90)
    with pytest.raises(Refused) as refused:
        extend_statutory(case=working, by=head, clock=filed, until=most, reason="")
    assert refused.value.missing == ["请写明事由或文号。", "延长后的日期 2021-08-31 应当晚于原来的 2021-08-31。"]


def test_a_shorter_extension_is_a_fixed_date(working, head, filed) -> None:
    clock = extend_statutory(case=working, by=head, clock=filed, until=date(2021, 8, 2), reason="复杂")
    assert (clock.due_on, clock.length) == (date(2021, 8, 2), None)


def test_what_may_not_be_extended_is_refused(working, head) -> None:
    clock = start_statutory(case=working, by=head, code="accept_decision", started_on=FILED_ON, reason="投诉")
    with pytest.raises(Refused) as refused:
        extend_statutory(case=working, by=head, clock=clock, until=date(2021, 6, 1), reason="忙")
    assert refused.value.missing == ["“受理决定”不得延长。"]


def test_closing_is_refused_twice_before_its_start_and_for_the_limit(working, head, filed) -> None:
    with pytest.raises(Refused) as refused:
        close_statutory(case=working, by=head, clock=filed, on=date(2021, 4, 1), reason="终结")
    assert refused.value.missing == ["办结日期 2021-04-01 早于起算日 2021-04-23。"]
    limit = working.clocks.get(rule__code="office_limit")
    with pytest.raises(Refused):
        close_statutory(case=working, by=head, clock=limit, reason="终结")
    close_statutory(case=working, by=head, clock=filed, on=date(2021, 7, 1), reason="终结")
    with pytest.raises(Refused):
        close_statutory(case=working, by=head, clock=filed, reason="终结")


def test_the_second_of_two_extensions_is_told(working, head, filed) -> None:
    seen = working.version
    extend_statutory(case=working, by=head, clock=filed, until=date(2021, 8, 2), reason="复杂", expected_version=seen)
    with pytest.raises(Conflict):
        extend_statutory(
            case=working, by=head, clock=filed, until=date(2021, 8, 9), reason="复杂", expected_version=seen
        )
    assert filed.changes.filter(kind="extend").count() == 1


def test_roles(working, head, filed, liaison, foreign_liaison, clerk) -> None:
    told = {"case": working, "code": "decision", "started_on": FILED_ON, "reason": "终结"}
    for other in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            start_statutory(by=other, **told)
        with pytest.raises(PermissionDenied):
            pause_case(case=working, by=other, reason="等待", next_check_on=date(2021, 8, 2), on=FILED_ON)
    with pytest.raises(PermissionDenied):
        extend_statutory(case=working, by=liaison, clock=filed, until=date(2021, 8, 2), reason="复杂")
    assert start_statutory(by=liaison, **told).rule.code == "decision"


def test_under_review_only_the_head_and_finished_nobody(working, head, liaison) -> None:
    factories.brought_to(Status.UNDER_REVIEW, factories.made_ready(working, head), head)
    told = {"case": working, "code": "decision", "started_on": FILED_ON, "reason": "终结"}
    with pytest.raises(Refused):
        start_statutory(by=liaison, **told)
    assert start_statutory(by=head, **told)
    factories.brought_to(Status.COMPLETED, working, head)
    assert working.clocks.filter(closed_on=None).count() == 0
    with pytest.raises(Refused):
        start_statutory(by=head, **told)
