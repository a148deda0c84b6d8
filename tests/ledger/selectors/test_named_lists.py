from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.actions.payments import void_payment
from ledger.actions.work import note_progress
from ledger.models import Case, Instalment, Request, Supervision
from ledger.numbers import Numbers
from ledger.selectors.case_conditions import filtered_cases
from ledger.selectors.named_lists import NamedList, in_words
from ledger.selectors.numbers import office_numbers
from ledger.workflow import Status
from office.models import Parameter
from reception.actions.claims import add_visit
from tests import factories

ON = factories.SIGNED_ON


def _numbers(name: str, *, today: date = ON, reader=None) -> list[str]:
    found = filtered_cases(Case.objects.all(), today=today, reader=reader, list=name)
    return sorted(case.number[-1] for case in found)


def _stalled_after(days: int, *, since: date = ON) -> list[str]:
    return _numbers(NamedList.STALLED, today=since + timedelta(days=days))


@pytest.fixture
def case(head) -> Case:
    """Signed for on `ON`, the last thing that happened."""
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def test_stalled_begins_on_the_sixtieth_quiet_day(case):
    assert (_stalled_after(59), _stalled_after(60)) == ([], ["1"])


def test_progress_and_payment_begin_the_count_anew(case, head):
    note_progress(case=case, by=head, text="已约谈总包", on=ON + timedelta(days=3))
    assert (_stalled_after(62), _stalled_after(63)) == ([], ["1"])
    payment = factories.pay(case, head, on=ON + timedelta(days=5))
    assert (_stalled_after(64), _stalled_after(65)) == ([], ["1"])
    void_payment(payment=payment, by=head, reason="重复登记")
    assert (_stalled_after(62), _stalled_after(63)) == ([], ["1"])


def test_long_open_is_stalled_however_busy(case, head):
    day = case.opened_on
    for days in range(30, 200, 30):
        note_progress(case=case, by=head, text="继续办理", on=day + timedelta(days=days))
    assert (_stalled_after(179, since=day), _stalled_after(180, since=day)) == ([], ["1"])


def test_finished_cases_are_on_no_list_of_open_ones(head):
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    add_visit(claim=case.case_claims.get().claim, by=head, visited_on=factories.ENDED_ON)
    assert _stalled_after(400) == _numbers(NamedList.REPEAT) == []


def test_repeat_counts_the_registration_as_the_first_visit(case, head):
    claim = case.case_claims.get().claim
    assert _numbers(NamedList.REPEAT) == []
    add_visit(claim=claim, by=head, visited_on=ON)
    assert _numbers(NamedList.REPEAT) == ["1"]
    Parameter.objects.filter(key="repeat_visits").update(value="3")
    assert _numbers(NamedList.REPEAT) == []
    add_visit(claim=claim, by=head, visited_on=ON + timedelta(days=1))
    assert _numbers(NamedList.REPEAT) == ["1"]


def _promise(case: Case, amount: str, due_on: date, **values: object) -> Instalment:
    return Instalment.objects.create(
        case=case, claim=case.case_claims.get().claim, due_on=due_on, amount_yuan=Decimal(amount), at=timezone.now(),
        by=case.opened_by, **values,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "found"), [(-40, ["1"]), (0, ["1"]), (3, ["1"]), (4, [])])
def test_instalments_due_and_soon_due_are_listed(case, days, found):
    _promise(case, "5000.00", ON + timedelta(days=days))
    assert _numbers(NamedList.INSTALMENT) == found


def test_instalments_that_are_covered_leave_the_list(case, head):
    """12,500.00 are paid: 4,166.66 + 4,166.67 + 4,166.67 cover to the cent, one cent more does not."""
    for days, amount in ((0, "4166.66"), (1, "4166.67"), (2, "4166.67")):
        _promise(case, amount, ON + timedelta(days=days))
    assert _numbers(NamedList.INSTALMENT) == ["1"]
    payment = factories.pay(case, head, on=ON)
    assert _numbers(NamedList.INSTALMENT) == []
    _promise(case, "0.01", ON + timedelta(days=3))
    assert _numbers(NamedList.INSTALMENT) == ["1"]
    Instalment.objects.filter(amount_yuan="0.01").update(withdrawn_at=timezone.now(), withdrawn_by=head)
    assert _numbers(NamedList.INSTALMENT) == []
    void_payment(payment=payment, by=head, reason="重复登记")
    assert _numbers(NamedList.INSTALMENT) == ["1"]


def _ask(case: Case, kind: str, **values: object) -> Request:
    return Request.objects.create(case=case, kind=kind, on=ON, until=ON, reason="材料未齐", at=timezone.now(), **values)


def test_requests_are_listed_until_decided_whatever_the_state(case, head):
    struck_off = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    _ask(case, Request.Kind.EXTENSION)
    waiting = _ask(struck_off, Request.Kind.REOPEN)
    assert (_numbers(NamedList.EXTENSION), _numbers(NamedList.REOPENING)) == (["1"], ["2"])
    waiting.granted, waiting.decided_on, waiting.decided_at, waiting.decided_by = False, ON, timezone.now(), head
    waiting.save()
    assert (_numbers(NamedList.EXTENSION), _numbers(NamedList.REOPENING)) == (["1"], [])


def test_supervision_awaits_the_reply_of_its_unit(case, head, liaison, foreign_liaison):
    asked = {"case": case, "unit": foreign_liaison.unit, "on": ON, "text": "请核实", "at": timezone.now(), "by": head}
    Supervision.objects.create(kind="remind", **asked)
    assert _numbers(NamedList.SUPERVISION) == []
    sent = Supervision.objects.create(kind="supervise", reply_due_on=ON, **asked)
    assert _numbers(NamedList.SUPERVISION, reader=head) == ["1"]
    assert _numbers(NamedList.SUPERVISION, reader=foreign_liaison) == ["1"]
    assert _numbers(NamedList.SUPERVISION, reader=liaison) == []
    sent.reply, sent.replied_on, sent.replied_at, sent.replied_by = "已核实", ON, timezone.now(), foreign_liaison
    sent.save()
    assert _numbers(NamedList.SUPERVISION, reader=head) == []


def test_limits_are_the_office_s_own(reference):
    assert office_numbers() == Numbers()
    Parameter.objects.filter(key="stalled_days").update(value="45")
    Parameter.objects.filter(key="long_open_days").delete()
    assert office_numbers() == Numbers(stalled_days=45)


def test_every_list_says_what_puts_a_case_on_it():
    words = {in_words(name, Numbers(stalled_days=45)) for name in NamedList}
    assert len(words) == len(NamedList)
    assert "45 天以上没有办理动作" in in_words(NamedList.STALLED, Numbers(stalled_days=45))
