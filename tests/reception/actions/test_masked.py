"""Masked values that come back: the stored value is meant, and only that of the same person."""

import pytest

from ledger.actions.cases import open_case
from office.refusals import Refused
from reception.actions.claims import PersonData, register_claim
from reception.actions.masked import with_stored_values
from reception.identity import mask_address, mask_id, mask_phone
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

PERSON = PersonData(name="张三", id_number=make_id(), phone="13800000001", address="临翔区凤翔街道南屏社区一号")
MASKED = PersonData(
    name="张三",
    id_number=mask_id(PERSON.id_number),
    phone=mask_phone(PERSON.phone),
    address=mask_address(PERSON.address),
)


@pytest.fixture
def key(clerk) -> str:
    return f"p{factories.claim(clerk, petitioner=PERSON).petitioner_id}"


def test_masks_become_the_stored_values(clerk, key):
    assert with_stored_values(MASKED, known_person=key, by=clerk) == PERSON


def test_what_was_typed_anew_stays(clerk, key):
    typed = PersonData(name="张三", id_number=MASKED.id_number, phone="13900000009", address="")
    assert with_stored_values(typed, known_person=key, by=clerk) == PersonData(
        name="张三", id_number=PERSON.id_number, phone="13900000009"
    )


@pytest.mark.parametrize(
    ("name", "id_number", "known"),
    [("李四", MASKED.id_number, True), ("张三", "530****", True), ("张三", MASKED.id_number, False)],
)
def test_stars_of_anybody_else_are_refused(clerk, key, name, id_number, known):
    with pytest.raises(Refused) as refused:
        with_stored_values(PersonData(name=name, id_number=id_number), known_person=key if known else "", by=clerk)
    assert refused.value.missing == ["身份证号含有星号，又不是从登记过的同一个人带出来的：请填写完整的内容。"]


def test_row_of_another_area_is_none(key):
    stranger = factories.user("clerk", area=factories.area("530999"))
    with pytest.raises(Refused):
        with_stored_values(MASKED, known_person=key, by=stranger)


def test_stars_are_never_stored(clerk, key):
    data = factories.claim_data(petitioner=PersonData(name="张三", phone="138****0001"))
    with pytest.raises(Refused):
        register_claim(area=clerk.area, by=clerk, data=data, on_registered=open_case)
    assert Claim.objects.count() == 1


def test_second_claim_of_a_known_person_has_the_same_numbers_and_the_first_keeps_its_own(clerk, key):
    first = Claim.objects.get()
    data = factories.claim_data(petitioner=MASKED, project_name="凤翔路")
    second = register_claim(area=clerk.area, by=clerk, data=data, on_registered=open_case, known_person=key)
    first.refresh_from_db()
    assert [claim.petitioner.id_number for claim in (first, second)] == [make_id()] * 2
    assert second.petitioner.address == PERSON.address
    assert second.workers.get().phone == PERSON.phone
