"""申请延期 and 申请重新办理: who asks, who decides, what moves, what stays."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.clocks import office_clock
from ledger.actions.completion import reopen, request_completion, strike_off
from ledger.actions.requests import ask_extension, extend, grant_extension, refuse_extension, refuse_reopening
from ledger.actions.work import add_follow_up
from ledger.models import Case, ClockChange, Request
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import DUE_ON

UNTIL, LATER = date(2021, 6, 1), date(2021, 6, 15)
ASKED_ON = date(2021, 5, 10)


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def ask(case: Case, by, **values) -> Request:
    return ask_extension(**({"case": case, "by": by, "until": UNTIL, "reason": "等待审计", "on": ASKED_ON} | values))


def dates(case: Case) -> tuple[date, date]:
    stored = Case.objects.get(pk=case.pk)
    clock = office_clock(stored)
    return stored.due_on, clock.due_on if clock else None


def test_asking_moves_no_date_and_granting_moves_both(case, head, liaison) -> None:
    request = ask(case, liaison)
    assert dates(case) == (DUE_ON, DUE_ON)
    grant_extension(request=request, by=head, until=UNTIL, note="同意", on=ASKED_ON)
    assert dates(case) == (UNTIL, UNTIL)
    stored = Request.objects.get()
    assert (stored.granted, stored.granted_until, stored.decision, stored.decided_by) == (True, UNTIL, "同意", head)
    change = ClockChange.objects.get(kind=ClockChange.Kind.EXTEND)
    assert (change.before, change.after, change.by) == (DUE_ON, UNTIL, head)
    assert list(Event.objects.order_by("number").values_list("act", "data__until"))[-2:] == [
        ("ask_extension", str(UNTIL)), ("grant_extension", str(UNTIL)),
    ]  # fmt: skip


def test_head_may_grant_another_day_than_was_asked_for(case, head, liaison) -> None:
    grant_extension(request=ask(case, liaison), by=head, until=LATER, note="多给两周", on=ASKED_ON)
    assert dates(case) == (LATER, LATER)
    request = Request.objects.get()
    assert (request.until, request.granted_until) == (UNTIL, LATER)


def test_refused_extension_leaves_the_deadline_and_may_be_asked_for_again(case, head, liaison) -> None:
    refuse_extension(request=ask(case, liaison), by=head, note="理由不足", on=ASKED_ON)
    assert dates(case) == (DUE_ON, DUE_ON)
    assert Request.objects.get().granted is False
    assert ask(case, liaison, until=LATER).granted is None


def test_one_request_waits_at_a_time(case, liaison) -> None:
    ask(case, liaison)
    with pytest.raises(Refused) as refused:
        ask(case, liaison, until=LATER)
    assert refused.value.missing == [f"已于 {ASKED_ON} 申请延期至 {UNTIL}，请等待主任决定。"]
    assert Request.objects.count() == 1


def test_everything_missing_is_named_at_once(case, liaison) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for until, sentence in (
        (None, "请填写延至的日期。"),
        (DUE_ON, f"延至的日期 {DUE_ON} 须晚于现在的办理期限 {DUE_ON}。"),
        (UNTIL, f"延至的日期 {UNTIL} 早于 {tomorrow}。"),
    ):
        with pytest.raises(Refused) as refused:
            ask(case, liaison, until=until, reason=" ", on=tomorrow)
        assert refused.value.missing == [f"日期 {tomorrow} 晚于今天。", sentence, "请填写申请延期的理由。"]
    with pytest.raises(Refused, match="最多 300 个字"):
        ask(case, liaison, reason="长" * 301)
    assert (Request.objects.count(), dates(case)) == (0, (DUE_ON, DUE_ON))


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ASSIGNED, Status.UNDER_REVIEW, Status.STRUCK_OFF])
def test_only_a_case_that_is_worked_on_asks(head, status) -> None:
    case = factories.brought_to(status, factories.case(head), head)
    with pytest.raises(Refused, match="“办理中”的案件才能申请延期"):
        ask(case, head)


def test_only_the_unit_asks_and_only_the_head_decides(case, head, liaison, foreign_liaison, clerk, leader) -> None:
    case.assisting_units.add(foreign_liaison.unit)
    for user in (foreign_liaison, clerk, leader):
        with pytest.raises(PermissionDenied):
            ask(case, user)
    request = ask(case, liaison)
    for user in (liaison, foreign_liaison, clerk, leader):
        with pytest.raises(PermissionDenied):
            grant_extension(request=request, by=user, until=UNTIL, note="同意")
        with pytest.raises(PermissionDenied):
            refuse_extension(request=request, by=user, note="不同意")
        with pytest.raises(PermissionDenied):
            extend(case=case, by=user, until=UNTIL, reason="等待审计")
    assert Request.objects.get().granted is None


def test_a_decision_is_taken_once(case, head, liaison) -> None:
    request = ask(case, liaison)
    seen = Case.objects.get(pk=case.pk).version
    refuse_extension(request=request, by=head, note="不同意", on=ASKED_ON, expected_version=seen)
    stale = Request.objects.get()
    with pytest.raises(Conflict, match=f"已由{head}于 .* 办理“不批准延期”"):
        grant_extension(request=stale, by=head, until=UNTIL, note="同意", expected_version=seen)
    with pytest.raises(Refused) as refused:
        grant_extension(request=stale, by=head, until=UNTIL, note="同意", on=ASKED_ON)
    assert refused.value.missing == [f"{head}已于 {ASKED_ON} 决定：不同意。"]
    assert dates(case) == (DUE_ON, DUE_ON)


def test_a_decision_needs_words(case, head, liaison) -> None:
    request = ask(case, liaison)
    with pytest.raises(Refused, match="请填写决定说明"):
        refuse_extension(request=request, by=head, note=" ")
    with pytest.raises(Refused, match="请填写决定说明"):
        grant_extension(request=request, by=head, until=UNTIL, note=" ")


def test_head_extends_without_a_request_and_it_is_listed_all_the_same(case, head) -> None:
    extend(case=case, by=head, until=UNTIL, reason="春节停工", on=ASKED_ON)
    assert dates(case) == (UNTIL, UNTIL)
    request = Request.objects.get()
    assert (request.reason, request.granted, request.by, request.decided_by) == ("春节停工", True, head, head)
    assert ClockChange.objects.get(kind=ClockChange.Kind.EXTEND).reason == "春节停工"
    assert Event.objects.order_by("-number").first().act == "extend"


def test_head_does_not_pass_over_a_request_that_waits(case, head, liaison) -> None:
    ask(case, liaison)
    with pytest.raises(Refused, match="请在“批准延期”或“不批准延期”中决定"):
        extend(case=case, by=head, until=LATER, reason="春节停工")


def test_request_that_the_case_has_outrun_can_still_be_refused_but_not_granted(case, head, liaison) -> None:
    request = ask(case, liaison)
    factories.made_ready(case, head)
    factories.brought_to(Status.COMPLETED, case, head)
    with pytest.raises(Refused, match="不再计算期限"):
        grant_extension(request=request, by=head, until=UNTIL, note="同意")
    refuse_extension(request=request, by=head, note="已办结")
    assert Request.objects.get().granted is False


def test_extension_is_granted_while_the_case_is_under_review(case, head, liaison) -> None:
    request = ask(case, liaison)
    request_completion(case=factories.made_ready(case, head), by=liaison)
    grant_extension(request=request, by=head, until=UNTIL, note="同意", on=ASKED_ON)
    assert dates(case) == (UNTIL, UNTIL)


def test_instant_and_day_of_a_request_are_both_kept(case, liaison) -> None:
    now = datetime(2021, 5, 11, 9, tzinfo=factories.SHANGHAI)
    request = ask(case, liaison, now=now)
    assert (request.on, request.at) == (ASKED_ON, now)


def unhappy(case: Case, by, text: str = "少付一百元"):
    return add_follow_up(
        case=case, by=by, satisfaction=factories.code("satisfaction", "bad"), text=text, on=date(2021, 5, 10)
    )


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.STRUCK_OFF])
def test_unhappy_answer_asks_for_a_finished_case_to_be_taken_up_again(head, clerk, status) -> None:
    case = factories.brought_to(status, factories.case(head), head)
    unhappy(case, clerk)
    unhappy(case, clerk, "又来")
    request = Request.objects.get()
    assert (request.kind, request.by, request.reason, request.granted) == (
        "reopen", clerk, "回访不满意；少付一百元", None,
    )  # fmt: skip
    acts = list(Event.objects.order_by("number").values_list("act", flat=True))[-3:]
    assert acts == ["follow_up", "request_reopening", "follow_up"]
    case.refresh_from_db()
    assert case.status == status


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.UNDER_REVIEW])
def test_unhappy_answer_of_an_open_case_is_a_note(head, clerk, status) -> None:
    case = factories.brought_to(status, factories.case(head), head)
    unhappy(case, clerk)
    assert (Request.objects.count(), case.follow_ups.count()) == (0, 2)


def test_happy_answer_asks_for_nothing(head, clerk) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    for key in ("good", "fair"):
        add_follow_up(case=case, by=clerk, satisfaction=factories.code("satisfaction", key), on=ASKED_ON)
    assert not Request.objects.exists()


def test_reopening_grants_what_asked_for_it(head, clerk) -> None:
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    unhappy(case, clerk)
    reopen(case=case, by=head, reason="补付一百元", due_on=UNTIL, on=ASKED_ON)
    request = Request.objects.get()
    assert (request.granted, request.decision, request.granted_until, request.decided_by) == (
        True, "补付一百元", UNTIL, head,
    )  # fmt: skip


def test_reopening_that_fails_grants_nothing(head, clerk) -> None:
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    unhappy(case, clerk)
    with pytest.raises(Refused, match="必须填写新的办理期限"):
        reopen(case=case, by=head, reason="补付一百元", due_on=None, on=ASKED_ON)
    assert Request.objects.get().granted is None


def test_refused_reopening_leaves_the_case_finished_and_is_the_head_s(head, clerk, liaison) -> None:
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    unhappy(case, clerk)
    request = Request.objects.get()
    for user in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            refuse_reopening(request=request, by=user, note="已付清")
    with pytest.raises(Refused, match="请填写决定说明"):
        refuse_reopening(request=request, by=head, note="")
    refuse_reopening(request=request, by=head, note="凭证齐全", on=ASKED_ON)
    case.refresh_from_db()
    assert (case.status, Request.objects.get().granted) == (Status.STRUCK_OFF, False)
    with pytest.raises(Refused, match="决定：不同意"):
        refuse_reopening(request=request, by=head, note="凭证齐全")


def test_case_is_not_struck_off_while_its_reopening_is_asked_for(head, clerk) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    unhappy(case, clerk)
    with pytest.raises(Refused) as refused:
        strike_off(case=case, by=head, on=ASKED_ON)
    assert refused.value.missing == ["有重新办理的申请等待主任决定。"]
    refuse_reopening(request=Request.objects.get(), by=head, note="凭证齐全", on=ASKED_ON)
    assert strike_off(case=case, by=head, on=ASKED_ON).status == Status.STRUCK_OFF
