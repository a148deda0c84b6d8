"""Which procedures are named where: lists, lights, reminders, the body a procedure is usually sent to."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from config.home.figures import work_of
from ledger.actions.assignment import sign_for
from ledger.actions.payments import Line, record_payment, void_payment
from ledger.actions.procedures import close_procedure, exempt_procedure
from ledger.actions.reminders import remind_of_cases
from ledger.models import Case, Message, ProcedureKind
from ledger.numbers import Numbers
from ledger.selectors.case_conditions import filtered_cases
from ledger.selectors.named_lists import NamedList
from ledger.selectors.procedures import check_state, suggested_body
from ledger.workflow import Status
from office.selectors import calendar
from tests import factories
from tests.factories import SHANGHAI, SIGNED_ON

OPENED, CHECK = date(2021, 4, 26), date(2021, 5, 10)
AWARD = Decimal("9000.00")


@pytest.fixture
def case(head) -> Case:
    return of(head)


def of(head, **values) -> Case:
    return sign_for(case=factories.assigned(factories.case(head, **values), head), by=head, on=SIGNED_ON)


def listed(name: str, *, today: date = CHECK) -> list[Case]:
    return list(filtered_cases(Case.objects.all(), today=today, list=name))


def pay(case: Case, head, amount: str, *, on: date):
    claim = case.case_claims.get().claim
    line = Line(claim=claim, worker=claim.workers.get(), amount_yuan=Decimal(amount))
    source = factories.code("source", "employer")
    return record_payment(case=case, by=head, on=on, source=source, lines=[line], proof_kind="none", proof=None)


def test_a_check_that_has_come_is_on_the_list_until_something_is_noted(case, head):
    row = factories.procedure(case, head, "legal_aid", next_check_on=CHECK)
    assert listed(NamedList.PROCEDURE, today=CHECK - timedelta(days=1)) == []
    assert listed(NamedList.PROCEDURE) == [case]
    close_procedure(procedure=row, by=head, result="已援助", on=CHECK)
    assert listed(NamedList.PROCEDURE) == []


def test_an_exempted_procedure_of_a_finished_case_is_on_no_list(case, head):
    row = factories.procedure(case, head, "enforcement", next_check_on=CHECK, amount_yuan=Decimal(99_999))
    assert listed(NamedList.WON_UNPAID) == [case]
    exempt_procedure(procedure=row, by=head, reason="另行支付")
    assert (listed(NamedList.WON_UNPAID), listed(NamedList.PROCEDURE)) == ([], [case])
    factories.brought_to(Status.COMPLETED, factories.made_ready(case, head), head)
    assert listed(NamedList.PROCEDURE) == []


@pytest.mark.parametrize("whole", [True, False])
def test_won_but_unpaid_until_as_much_is_paid_as_was_awarded(case, head, whole):
    claim = None if whole else case.case_claims.get().claim
    pay(case, head, "3500.00", on=OPENED - timedelta(days=1))
    row = factories.procedure(case, head, "enforcement", amount_yuan=AWARD, claim=claim)
    assert listed(NamedList.WON_UNPAID) == [case]
    pay(case, head, "8999.99", on=OPENED)
    assert listed(NamedList.WON_UNPAID) == [case]
    # Closed for want of anything to seize: the worker still has no money.
    close_procedure(procedure=row, by=head, result="终结本次执行", on=CHECK)
    assert listed(NamedList.WON_UNPAID) == [case]
    last = pay(case, head, "0.01", on=CHECK)
    assert listed(NamedList.WON_UNPAID) == []
    void_payment(payment=last, by=head, reason="误登")
    assert listed(NamedList.WON_UNPAID) == [case]


def test_what_another_claim_of_the_case_got_does_not_pay_this_one(case, head):
    other = of(head)
    factories.procedure(case, head, "enforcement", amount_yuan=AWARD)
    pay(other, head, "12500.00", on=CHECK)
    assert listed(NamedList.WON_UNPAID) == [case]


def test_figures_stand_on_the_home_of_those_who_answer_for_them(case, head, liaison, foreign_liaison, clerk):
    factories.procedure(case, head, "enforcement", next_check_on=CHECK)

    def figures(user) -> dict[str, int]:
        found = {figure.label: figure.value for figure in work_of(user, today=CHECK, numbers=Numbers()).lists}
        return {label: found[label] for label in ("程序待核查", "赢了官司没拿到钱") if label in found}

    assert figures(head) == {"程序待核查": 1, "赢了官司没拿到钱": 1}
    assert figures(liaison) == {"程序待核查": 1}
    assert figures(foreign_liaison) == {"程序待核查": 0}
    assert figures(clerk) == {}


def test_light_of_the_next_check(case, head):
    row = factories.procedure(case, head, "legal_aid", next_check_on=CHECK)
    told = {day: check_state(row, CHECK + timedelta(days=day), 3) for day in (-4, -3, 0, 2)}
    assert [(day, state.text, state.level) for day, state in told.items()] == [
        (-4, "下次核查 5月10日", "normal"), (-3, "下次核查 5月10日", "soon"), (0, "下次核查 5月10日", "soon"),
        (2, "下次核查 5月10日，已过 2 天", "overdue"),
    ]  # fmt: skip
    close_procedure(procedure=row, by=head, result="已援助", on=CHECK)
    assert check_state(row, CHECK, 3).text == ""


def test_unit_is_reminded_once_of_a_check_and_not_twice_for_the_limit_it_paused(case, head, liaison):
    def told() -> list[str]:
        keys = Message.objects.filter(user=liaison).values_list("key", flat=True)
        return sorted(key.partition(":")[0] for key in keys if "check" in key)

    def remind(day: date) -> None:
        remind_of_cases(calendar=calendar(), now=datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))

    factories.procedure(case, head, "legal_aid", next_check_on=CHECK)
    remind(CHECK - timedelta(days=2))
    assert told() == []
    remind(CHECK)
    remind(CHECK)
    assert told() == ["procedure_check"]
    text = Message.objects.get(user=liaison, key__startswith="procedure_check").text
    assert text == f"案件 {case.number} 的法律援助，2021年5月10日 应核查有没有答复，请登记程序进展。"
    other = of(head)
    factories.procedure(other, head, "arbitration", next_check_on=CHECK)
    remind(CHECK)
    assert told() == ["next_check", "procedure_check"]


def test_a_violation_goes_to_the_regulator_of_the_industry(head):
    kind = ProcedureKind.objects.get(code="violation")
    told = {"sector": factories.code("sector", "water"), "cause": factories.code("cause", "subletting")}
    assert suggested_body(factories.case(head, **told), kind) == "区水务局"
    assert suggested_body(factories.case(head), kind) == "行业主管部门"
    assert suggested_body(factories.case(head, **told), ProcedureKind.objects.get(code="police")) == "区公安分局"
