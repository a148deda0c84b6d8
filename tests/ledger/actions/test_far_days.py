"""A day too far ahead is refused wherever one is laid down, so that every deadline can still be counted on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ledger.actions.assignment import assign, assign_many, sign_for
from ledger.actions.clocks import extend_clock, office_clock, set_clock, start_clock
from ledger.actions.completion import reopen
from ledger.actions.fast_track import fast_track
from ledger.actions.guarantees import Letter, register_guarantee
from ledger.actions.leaders import mark_major
from ledger.actions.leads import LeadData, register_lead
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.procedures import close_procedure, note_procedure, open_procedure
from ledger.actions.requests import ask_extension, extend, grant_extension
from ledger.actions.stability import add_measure, check_measure
from ledger.actions.statutory import start_statutory
from ledger.actions.supervision import supervise
from ledger.day_bounds import LATEST
from ledger.models import Case, Clock, Lead, Procedure
from ledger.workflow import Status
from office.refusals import Refused
from reception.models import Project
from tests import factories
from tests.factories import ASSIGNED_ON, SIGNED_ON

FAR, SOON = date.max, date(2099, 1, 5)


def too_far(label: str) -> str:
    return f"{label} 9999-12-31 晚于 2100-12-31，请核对年份。"


def refused(act, **told) -> list[str]:
    with pytest.raises(Refused) as found:
        act(**told)
    return list(found.value.missing)


@pytest.fixture
def given(head) -> Case:
    return factories.case(head)


@pytest.fixture
def working(given, head) -> Case:
    return sign_for(case=factories.assigned(given, head), by=head, on=SIGNED_ON)


def test_no_clock_begins_or_moves_beyond_the_last_day(working, head) -> None:
    clock, told = office_clock(working), {"on": SIGNED_ON, "by": head, "now": working.opened_at, "reason": "等待审计"}
    assert refused(extend_clock, clock=clock, until=FAR, **told) == [too_far("延长后的日期")]
    assert refused(set_clock, clock=clock, due_on=FAR, **told) == [too_far(f"{clock.rule}的到期日")]
    begun = {"case": working, "code": "order_payment", "started_on": SIGNED_ON, "by": head, "now": working.opened_at}
    assert refused(start_clock, **begun, due_on=FAR)[0].endswith(too_far("的到期日"))
    assert extend_clock(clock=clock, until=LATEST, **told).due_on == LATEST


def test_a_limit_on_the_last_day_is_still_resumed(working, head) -> None:
    extend(case=working, by=head, until=LATEST, reason="等待审计", on=SIGNED_ON)
    pause_case(case=working, by=head, reason="等待法院", next_check_on=SOON, on=date(2021, 4, 28))
    resume_case(case=working, by=head, on=date(2021, 6, 1))
    assert Case.objects.get().due_on > LATEST


def test_assignment_says_it_once_for_one_and_for_many(given, head) -> None:
    order = {"unit": factories.unit(), "officer_name": "李经办", "due_on": FAR, "on": ASSIGNED_ON, "by": head}
    assert refused(assign, case=given, **order) == [too_far("办理期限")]
    assert refused(assign_many, cases=[given, factories.case(head)], **order) == [too_far("办理期限")]
    mark_major(case=given, by=head, level="major", reason="人数多", on=ASSIGNED_ON)
    assert refused(fast_track, case=given, reason="典型", **order) == [too_far("办理期限")]
    assert not Clock.objects.exists()


def test_extensions_asked_for_granted_and_given(working, head, liaison) -> None:
    told = {"case": working, "until": FAR, "reason": "等待审计", "on": SIGNED_ON}
    assert refused(ask_extension, by=liaison, **told) == [too_far("延至的日期")]
    assert refused(extend, by=head, **told) == [too_far("延至的日期")]
    request = ask_extension(by=liaison, **(told | {"until": SOON}))
    assert refused(grant_extension, request=request, by=head, until=FAR, note="同意", on=SIGNED_ON) == [
        too_far("延至的日期")
    ]


def test_pause_order_supervision_and_reopening(working, head) -> None:
    pause = {"case": working, "by": head, "reason": "等待法院", "on": SIGNED_ON}
    assert refused(pause_case, next_check_on=FAR, **pause) == [too_far("下次核查日")]
    order = {"case": working, "by": head, "code": "order_payment", "started_on": SIGNED_ON, "reason": "责令"}
    assert refused(start_statutory, due_on=FAR, **order) == [too_far("到期日")]
    told = {"case": working, "by": head, "kind": "supervise", "unit": working.responsible_unit, "text": "请尽快办理"}
    assert too_far("回复期限") in refused(supervise, reply_due_on=FAR, **told)
    ended = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    assert refused(reopen, case=ended, by=head, reason="少付一百元", due_on=FAR) == [too_far("办理期限")]


def test_procedure_names_the_day_that_was_given_and_is_closed_afterwards(working, head) -> None:
    order = factories.procedure_data("payment_order", due_on=FAR)
    assert refused(open_procedure, case=working, by=head, data=order) == [too_far("文书指定的日期")]
    look = factories.procedure_data("arbitration", next_check_on=FAR)
    assert refused(open_procedure, case=working, by=head, data=look) == [too_far("下次核查日")]
    last = open_procedure(case=working, by=head, data=factories.procedure_data("payment_order", due_on=LATEST))
    assert last.next_check_on == LATEST
    procedure = factories.procedure(working, head, "arbitration")
    told = {"procedure": procedure, "by": head, "step": "look", "text": "已排期"}
    assert refused(note_procedure, next_check_on=FAR, **told) == [too_far("下次核查日")]
    close_procedure(procedure=procedure, by=head, result="已裁决")
    assert Procedure.objects.filter(closed_on=None).get() == last


def test_next_look_at_a_measure_and_at_a_lead(working, head, clerk) -> None:
    told = {"case": working, "by": head, "text": "每日联系", "unit": factories.unit(), "person": "李经办"}
    assert refused(add_measure, next_check_on=FAR, **told) == [too_far("下次核查日")]
    measure = add_measure(next_check_on=LATEST, **told)
    assert refused(check_measure, measure=measure, by=head, text="平稳", next_check_on=FAR) == [too_far("下次核查日")]
    data = LeadData(
        found_on=SIGNED_ON, found_by="专户预警", text="未拨", next_check_on=FAR, project_name="南屏小区三期"
    )
    assert refused(register_lead, area=clerk.area, by=clerk, data=data) == [too_far("下次核查日")]
    register_lead(area=clerk.area, by=clerk, data=replace(data, next_check_on=LATEST))
    assert Lead.objects.get().next_check_on == LATEST


def test_guarantee_does_not_run_for_ever(clerk) -> None:
    letter = Letter(
        project=Project.objects.create(area=clerk.area, name="南屏小区三期"), company=factories.company(),
        bank="示例银行临沧分行", number="BH-0001", amount_yuan=Decimal(800000), issued_on=SIGNED_ON, expires_on=FAR,
    )  # fmt: skip
    assert refused(register_guarantee, area=clerk.area, by=clerk, letter=letter) == [too_far("到期日")]
