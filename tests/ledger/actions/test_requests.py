"""申请延期 and 申请重新办理: who asks, who decides, what moves, what stays."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.clocks import office_clock
from ledger.actions.completion import request_completion
from ledger.actions.requests import ask_extension, extend, grant_extension, refuse_extension
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
