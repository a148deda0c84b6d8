from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.batches import Errand, assign_each
from ledger.models import Case
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
