import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.search import find_person
from office.models import Event
from reception.actions.claims import PersonData
from reception.identity import ID_NUMBER, PHONE
from reception.models import Company
from tests import factories
from tests.identity_numbers import make_id

MOBILE = "13800000001"


@pytest.fixture
def number() -> str:
    return make_id()


@pytest.fixture
def claims(head, number):
    """By petitioner with 住建; by roll with 住建; a secret one with 住建."""
    person = PersonData(name="张三", id_number=number, phone=MOBILE)
    roll = (factories.worker_data("张三", "10.00", id_number=number), factories.worker_data("李四", "10.00"))
    cases = [
        factories.case(head, petitioner=person),
        factories.case(head, workers_count=2, amount_yuan=20, workers=roll),
        factories.case(head, petitioner=person, is_secret=True),
    ]
    for case in cases:
        factories.assigned(case, head)
    return [case.case_claims.get().claim.pk for case in cases]


def test_by_the_whole_number(claims, head, number):
    assert find_person(kind=ID_NUMBER, number=number, by=head) == claims[::-1]
    assert find_person(kind=PHONE, number=MOBILE, by=head) == [claims[2], claims[0]]
    assert find_person(kind=ID_NUMBER, number=number[:-1], by=head) == []


def test_scope_and_secrecy(claims, liaison, foreign_liaison, number):
    assert find_person(kind=ID_NUMBER, number=number, by=liaison) == [claims[1], claims[0]]
    assert find_person(kind=ID_NUMBER, number=number, by=foreign_liaison) == []


def test_conflict(claims, head, liaison, number):
    Company.objects.filter(name="云南甲乙劳务有限公司").update(unit=factories.unit("住建"))
    assert find_person(kind=ID_NUMBER, number=number, by=liaison) == []


def test_each_look_up_is_on_record_without_the_number(claims, liaison, number):
    before = Event.objects.count()
    find_person(kind=ID_NUMBER, number=number, by=liaison)
    event = Event.objects.latest("number")
    assert (Event.objects.count() - before, event.act, event.by) == (1, "find_person", liaison)
    assert event.data == {"kind": "身份证号", "found": 2}


@pytest.mark.parametrize("role", ["leader", "city", "auditor", "sysadmin", "secadmin"])
def test_others_may_not(reference, role):
    with pytest.raises(PermissionDenied):
        find_person(kind=PHONE, number=MOBILE, by=factories.user(role))
    assert not Event.objects.filter(act="find_person").exists()
