"""Every way a running office limit comes about asks whether an open procedure holds it."""

from datetime import date, datetime

import pytest

from ledger.actions.assignment import accept_return, ask_return, sign_for
from ledger.actions.clocks import office_clock
from ledger.actions.fast_track import fast_track
from ledger.actions.leaders import mark_major
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.procedures import close_procedure, exempt_procedure
from ledger.actions.recompute import recompute_deadlines
from ledger.actions.requests import ask_extension, extend, grant_extension
from ledger.models import Case, Clock, Procedure
from office.models import SpecialDay
from tests import factories
from tests.factories import SHANGHAI, SIGNED_ON

OPENED, FILED, HEARD, CLOSED = date(2021, 4, 26), date(2021, 4, 28), date(2021, 5, 20), date(2021, 6, 10)
CHECK = date(2021, 5, 6)


@pytest.fixture
def case(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)


def opened(case: Case, head, kind: str = "arbitration", **values) -> Procedure:
    return factories.procedure(case, head, kind, **({"next_check_on": CHECK} | values))


def returned(case: Case, head, **told) -> Case:
    """Given back while the unit had not signed for it, and assigned anew on 10 May."""
    ask_return(case=case, by=head, reason="不属职责", on=date(2021, 4, 27))
    accept_return(case=case, by=head, reason="同意", on=date(2021, 4, 27))
    return factories.assigned(case, head, **({"unit": "水务", "on": date(2021, 5, 10), "due_on": CLOSED} | told))


def test_a_case_assigned_anew_waits_on_for_the_procedure_that_is_still_open(head):
    case = factories.assigned(factories.case(head), head)
    procedure = opened(case, head, next_check_on=HEARD)
    case = returned(case, head)
    clock = office_clock(case)
    assert (clock.paused_on, clock.next_check_on, clock.pause_reason) == (date(2021, 5, 10), HEARD, "等待仲裁绿色通道")
    assert (clock.due_on, case.due_on) == (CLOSED, HEARD)
    close_procedure(procedure=procedure, by=head, result="撤回", on=date(2021, 5, 24))
    clock = office_clock(case)
    # 22 working days were left on 10 May, one of them 10 June.
    assert (clock.paused_on, clock.changes.get(kind="resume").on) == (None, date(2021, 5, 24))
    assert clock.due_on > CLOSED


def test_an_answer_overdue_does_not_keep_a_case_from_being_assigned(head):
    case = factories.assigned(factories.case(head), head)
    opened(case, head, next_check_on=CHECK)
    clock = office_clock(returned(case, head))
    assert (clock.paused_on, clock.next_check_on) == (date(2021, 5, 10), CHECK)


def test_a_limit_that_runs_anew_waits_for_nothing_that_is_closed_or_without_bearing(head):
    case = factories.assigned(factories.case(head), head)
    exempt_procedure(procedure=opened(case, head), by=head, reason="另案处理")
    close_procedure(procedure=opened(case, head), by=head, result="撤回", on=OPENED)
    opened(case, head, "guidance")
    assert office_clock(returned(case, head)).paused_on is None


def overdue_with_arbitration(case: Case, head) -> Procedure:
    return opened(case, head, opened_on=date(2021, 5, 17), next_check_on=CLOSED)


def extended(case: Case, head) -> None:
    extend(case=case, by=head, until=date(2021, 6, 30), reason="等待裁决", on=HEARD)


def granted(case: Case, head) -> None:
    request = ask_extension(case=case, by=head, until=date(2021, 6, 30), reason="等待裁决", on=HEARD)
    grant_extension(request=request, by=head, until=date(2021, 6, 30), note="同意", on=HEARD)


def taken_over(case: Case, head) -> None:
    factories.assigned(case, head, unit="水务", due_on=date(2021, 6, 30), on=HEARD, note="改交")


@pytest.mark.parametrize("revive", [extended, granted, taken_over])
def test_an_overdue_limit_that_is_given_a_later_day_waits_from_then_on(case, head, revive):
    procedure = overdue_with_arbitration(case, head)
    revive(case, head)
    clock = office_clock(case)
    assert (clock.paused_on, clock.next_check_on, clock.due_on) == (HEARD, CLOSED, date(2021, 6, 30))
    procedure.refresh_from_db()
    assert procedure.pause == clock.changes.get(kind="pause")
    close_procedure(procedure=procedure, by=head, result="裁决", on=CLOSED)
    assert office_clock(case).paused_on is None


def test_an_overdue_limit_on_the_fast_track_waits_too(head):
    case = factories.assigned(factories.case(head), head)
    mark_major(case=case, by=head, level="major", reason="人数多", on=OPENED)
    overdue_with_arbitration(case, head)
    case.refresh_from_db()
    fast_track(
        case=case, by=head, unit=factories.unit("住建"), officer_name="李经办", due_on=date(2021, 6, 30), reason="典型",
        on=HEARD,
    )  # fmt: skip
    assert office_clock(case).paused_on == HEARD


def test_an_overdue_limit_that_a_holiday_carries_over_the_opening_waits_from_the_recomputing(case, head):
    usual = office_clock(case)
    overdue = opened(case, head, opened_on=date(2021, 5, 17), next_check_on=CLOSED)
    assert overdue.pause is None
    Clock.objects.filter(pk=usual.pk).update(length=15)
    for day in (13, 14):
        SpecialDay.objects.create(day=date(2021, 5, day), is_workday=False, name="临时放假")
    recompute_deadlines(what="临时放假", by=head, now=datetime(2021, 5, 17, 9, tzinfo=SHANGHAI))
    clock = office_clock(case)
    assert (clock.due_on >= date(2021, 5, 17), clock.paused_on) == (True, date(2021, 5, 17))


def test_when_a_person_s_own_pause_ends_the_procedure_is_waited_for(case, head):
    pause_case(case=case, by=head, reason="等待审计", next_check_on=HEARD, on=date(2021, 4, 23))
    procedure = opened(case, head)
    resume_case(case=case, by=head, on=FILED)
    clock = office_clock(case)
    assert (clock.paused_on, clock.next_check_on, clock.pause_reason) == (FILED, CHECK, "等待仲裁绿色通道")
    close_procedure(procedure=procedure, by=head, result="撤回", on=CHECK)
    assert office_clock(case).paused_on is None


def test_a_limit_that_a_person_let_run_on_all_the_same_waits_only_for_what_is_opened_later(case, head):
    opened(case, head)
    resume_case(case=case, by=head, on=FILED)
    assert office_clock(case).paused_on is None
    extend(case=case, by=head, until=date(2021, 6, 30), reason="等待裁决", on=FILED)
    assert office_clock(case).paused_on is None
    opened(case, head, "police", opened_on=HEARD, next_check_on=CLOSED)
    assert office_clock(case).paused_on == HEARD
