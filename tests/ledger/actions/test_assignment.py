from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import accept_return, ask_return, assign, assign_many, refuse_return, sign_for
from ledger.models import Case, Transition
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON, SIGNED_ON


@pytest.fixture
def case(head) -> Case:
    return factories.case(head)


@pytest.fixture
def given(case: Case, head) -> Case:
    return factories.assigned(case, head)


def test_assign_names_all_three_missing_things(case: Case, head) -> None:
    with pytest.raises(Refused) as refused:
        assign(case=case, by=head, unit=None, due_on=None, on=ASSIGNED_ON)
    assert refused.value.missing == ["交办必须填写责任单位。", "交办必须填写责任人员。", "交办必须填写办理期限。"]
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_assign_keeps_unit_officer_deadline_and_writes_one_event(case: Case, head, liaison) -> None:
    helper = factories.unit("水务")
    assign(case=case, by=head, unit=liaison.unit, officer=liaison, due_on=DUE_ON, assisting=[helper], on=ASSIGNED_ON)

    stored = Case.objects.get(pk=case.pk)
    assert (stored.status, stored.responsible_unit, stored.responsible_officer) == (
        Status.ASSIGNED,
        liaison.unit,
        liaison,
    )
    assert (stored.officer_name, stored.due_on, stored.assigned_on) == (str(liaison), DUE_ON, ASSIGNED_ON)
    assert list(stored.assisting_units.all()) == [helper]
    step = Transition.objects.get(move="assign")
    assert step.data == {"unit": "住建", "officer": str(liaison), "due_on": "2021-05-14", "assisting": ["水务"]}
    assert Event.objects.filter(act="assign").count() == 1


def test_assign_refuses_what_does_not_fit(case: Case, head, foreign_liaison) -> None:
    unit = factories.unit("住建")
    with pytest.raises(Refused) as refused:
        assign(
            case=case,
            by=head,
            unit=unit,
            officer=foreign_liaison,
            due_on=date(2021, 4, 20),
            assisting=[unit],
            on=ASSIGNED_ON,
        )
    assert refused.value.missing == [
        "办理期限 2021-04-20 早于交办日期 2021-04-21。",
        f"{foreign_liaison}不是住建的在用账号，请另选责任人员或只填姓名。",
        "住建是责任单位，不必再列为协办单位。",
    ]


def test_assign_refuses_a_unit_of_another_area(case: Case, head) -> None:
    foreign = factories.unit("住建", of=factories.area("530921"))
    with pytest.raises(Refused) as refused:
        assign(case=case, by=head, unit=foreign, officer_name="李经办", due_on=DUE_ON, on=ASSIGNED_ON)
    assert refused.value.missing == ["住建不是本区划的成员单位。"]


def test_reassigning_to_another_unit_needs_a_reason_and_takes_the_case_back(given: Case, head) -> None:
    sign_for(case=given, by=head, on=SIGNED_ON)
    order = {
        "unit": factories.unit("水务"),
        "officer_name": "周经办",
        "due_on": date(2021, 5, 20),
        "on": date(2021, 4, 25),
    }
    with pytest.raises(Refused) as refused:
        assign(case=given, by=head, **order)
    assert refused.value.missing == [
        "由住建改交水务，请写明原因。",
        "办理期限由 2021-05-14 改为 2021-05-20，请写明原因。",
    ]

    assign(case=given, by=head, note="属水利项目", **order)
    assert (given.status, given.signed_for_on, given.due_on) == (Status.ASSIGNED, None, date(2021, 5, 20))


def test_assign_is_the_head_s_alone(case: Case, clerk, liaison) -> None:
    for by in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            assign(case=case, by=by, unit=liaison.unit, officer_name="李经办", due_on=DUE_ON)


def test_assign_many_does_all_or_nothing_and_names_the_case(head) -> None:
    cases = [factories.case(head) for _ in range(3)]
    unit = factories.unit("住建")
    order = {"unit": unit, "officer_name": "李经办", "due_on": DUE_ON, "on": ASSIGNED_ON}
    factories.brought_to(Status.COMPLETED, cases[2], head)

    with pytest.raises(Refused) as refused:
        assign_many(cases=cases, by=head, **order)
    assert refused.value.missing == [f"{cases[2].number}：案件 {cases[2].number} 现在是“已办结”，不能交办。"]
    assert Case.objects.filter(status=Status.ASSIGNED).count() == 0

    assign_many(cases=cases[:2], by=head, **order)
    assert Case.objects.filter(status=Status.ASSIGNED, due_on=DUE_ON).count() == 2
    event = Event.objects.get(data__has_key="numbers")
    assert event.data["numbers"] == [case.number for case in cases[:2]]


def test_assign_many_says_common_faults_once(head) -> None:
    cases = [factories.case(head) for _ in range(2)]
    with pytest.raises(Refused) as refused:
        assign_many(cases=cases, by=head, unit=None, officer_name="", due_on=None, on=ASSIGNED_ON)
    assert refused.value.missing == ["交办必须填写责任单位。", "交办必须填写责任人员。", "交办必须填写办理期限。"]


def test_sign_for_is_the_own_unit_s(given: Case, liaison, foreign_liaison) -> None:
    with pytest.raises(PermissionDenied):
        sign_for(case=given, by=foreign_liaison, on=SIGNED_ON)
    sign_for(case=given, by=liaison, on=SIGNED_ON)
    assert (given.status, given.signed_for_on) == (Status.IN_PROGRESS, SIGNED_ON)


@pytest.mark.parametrize(("day", "in_time"), [(date(2021, 4, 27), True), (date(2021, 4, 28), False)])
def test_ask_return_within_five_working_days(given: Case, liaison, day: date, in_time: bool) -> None:
    """Assigned on Wednesday 2021-04-21; Sunday the 25th was worked in place of a May holiday."""
    if in_time:
        ask_return(case=given, by=liaison, reason="属水利项目", on=day)
        assert (given.status, given.return_asked_on) == (Status.ASSIGNED, day)
    else:
        with pytest.raises(Refused) as refused:
            ask_return(case=given, by=liaison, reason="属水利项目", on=day)
        assert refused.value.missing == ["申请退回的期限是 2021-04-27（交办后 5 个工作日），已经超过。"]


def test_a_return_that_is_accepted_empties_the_assignment(given: Case, head, liaison) -> None:
    with pytest.raises(Refused) as refused:
        accept_return(case=given, by=head, reason="同意", on=SIGNED_ON)
    assert refused.value.missing == ["责任单位没有申请退回。"]

    ask_return(case=given, by=liaison, reason="属水利项目", on=SIGNED_ON)
    accept_return(case=given, by=head, reason="同意", on=SIGNED_ON)
    stored = Case.objects.get(pk=given.pk)
    assert (stored.status, stored.responsible_unit, stored.officer_name, stored.due_on) == (
        Status.REGISTERED,
        None,
        "",
        None,
    )
    assert stored.return_asked_on is None
    assert Transition.objects.get(move="accept_return").data == {"unit": "住建", "due_on": "2021-05-14"}


def test_a_return_that_is_refused_keeps_unit_and_deadline(given: Case, head, liaison) -> None:
    ask_return(case=given, by=liaison, reason="属水利项目", on=SIGNED_ON)
    refuse_return(case=given, by=head, reason="仍由你单位办理", on=SIGNED_ON)
    stored = Case.objects.get(pk=given.pk)
    assert (stored.status, stored.due_on, stored.return_asked_on) == (Status.ASSIGNED, DUE_ON, None)
    assert stored.responsible_unit == liaison.unit


def test_assign_from_an_old_form_is_a_conflict(case: Case, head) -> None:
    version = case.version
    factories.assigned(case, head)
    with pytest.raises(Conflict):
        factories.assigned(case, head, expected_version=version)
