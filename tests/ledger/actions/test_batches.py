from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.batches import Errand, assign_each, complete_many
from ledger.actions.work import add_follow_up
from ledger.models import Case, Transition
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories

ON, DUE = date(2021, 4, 21), date(2021, 5, 14)


def _errand(case: Case, named: str = "住建", **values) -> Errand:
    defaults = {
        "version": case.version,
        "unit": factories.unit(named),
        "officer": None,
        "officer_name": "李经办",
        "due_on": DUE,
    }
    return Errand(case=case, **(defaults | values))


@pytest.fixture
def cases(head):
    return [factories.case(head) for _ in range(3)]


def test_each_case_goes_to_its_own_unit_with_one_event_per_order(head, cases):
    errands = [_errand(cases[0]), _errand(cases[1], "水务"), _errand(cases[2])]
    assert assign_each(errands=errands, by=head, on=ON) == 3
    found = Case.objects.order_by("id").values_list("status", "responsible_unit__short_name")
    assert list(found) == [(Status.ASSIGNED, "住建"), (Status.ASSIGNED, "水务"), (Status.ASSIGNED, "住建")]
    assert Event.objects.filter(act="assign").count() == 2


def test_everything_wrong_is_named_and_nothing_is_written(head, cases):
    events = Event.objects.count()
    errands = [_errand(cases[0]), _errand(cases[1], due_on=date(2021, 4, 1)), _errand(cases[2], unit=None)]
    with pytest.raises(Refused) as refused:
        assign_each(errands=errands, by=head, on=ON)
    assert refused.value.missing == [
        f"{cases[1].number}：办理期限 2021-04-01 早于交办日期 2021-04-21。",
        f"{cases[2].number}：交办必须填写责任单位。",
    ]
    assert not Case.objects.exclude(status=Status.REGISTERED).exists()
    assert Event.objects.count() == events


def test_a_case_changed_meanwhile_is_a_conflict(head, cases):
    errands = [_errand(cases[0]), _errand(cases[1], version=cases[1].version - 1)]
    with pytest.raises(Conflict) as conflict:
        assign_each(errands=errands, by=head, on=ON)
    assert cases[1].number in str(conflict.value)
    assert not Case.objects.exclude(status=Status.REGISTERED).exists()


def test_nothing_chosen_and_another_role_are_refused(head, clerk, cases):
    with pytest.raises(Refused):
        assign_each(errands=[], by=head)
    with pytest.raises(PermissionDenied):
        assign_each(errands=[_errand(cases[0])], by=clerk)


@pytest.fixture
def reviewed(head, cases):
    return [factories.brought_to(Status.UNDER_REVIEW, case, head) for case in cases]


def _seen(cases: list[Case]) -> list[tuple[Case, int]]:
    return [(case, Case.objects.get(pk=case.pk).version) for case in cases]


def test_reviewed_cases_are_completed_each_with_its_own_steps_and_event(head, reviewed):
    assert complete_many(cases=_seen(reviewed[:2]), by=head, on=factories.PAID_ON) == 2
    found = Case.objects.order_by("id").values_list("status", "completed_on")
    done = (Status.COMPLETED, factories.PAID_ON)
    assert list(found) == [done, done, (Status.UNDER_REVIEW, None)]
    numbers = Event.objects.filter(act="complete").order_by("number").values_list("data__number", flat=True)
    assert list(numbers) == [case.number for case in reviewed[:2]]
    assert Transition.objects.filter(move="conclude").count() == 2


def test_one_case_that_lacks_something_holds_all_back_and_is_named(head, reviewed):
    reviewed[1].follow_ups.all().delete()
    reviewed[2].payments.update(proof=None)
    events = Event.objects.count()
    with pytest.raises(Refused) as refused:
        complete_many(cases=_seen(reviewed), by=head, on=factories.PAID_ON)
    claim = reviewed[2].case_claims.get().claim
    assert refused.value.missing == [
        f"{reviewed[1].number}：没有回访记录，也没有写明未回访的原因（由治欠办登记）。",
        f"{reviewed[2].number}：{claim.number}：支付 2021-04-28 12,500.00 元缺少凭证。",
    ]
    assert set(Case.objects.values_list("status", flat=True)) == {Status.UNDER_REVIEW}
    assert Event.objects.count() == events


def test_completing_several_knows_versions_roles_and_empty_hands(head, liaison, clerk, reviewed):
    seen = _seen(reviewed)
    add_follow_up(case=reviewed[2], by=head, none_reason="不愿意", on=factories.PAID_ON)
    with pytest.raises(Conflict, match=reviewed[2].number):
        complete_many(cases=seen, by=head, on=factories.PAID_ON)
    assert not Case.objects.filter(status=Status.COMPLETED).exists()
    for user in (liaison, clerk):
        with pytest.raises(PermissionDenied):
            complete_many(cases=_seen(reviewed), by=user)
    with pytest.raises(Refused, match="没有勾选"):
        complete_many(cases=[], by=head)
