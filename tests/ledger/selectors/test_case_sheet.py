"""What a case's page holds of its people: names and numbers as its reader may know them."""

from datetime import date

import pytest

from ledger.models import Case
from ledger.selectors.case_sheet import case_sheet
from office.models import User
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

ID, PHONE, OWN = make_id(), "13800000001", "13800000002"


@pytest.fixture
def case(head: User) -> Case:
    roll = (factories.worker_data("岩乙", "12500.00", id_number=ID, phone=PHONE),)
    person = factories.PersonData(name="岩甲", phone=OWN, id_number=make_id(sequence=7))
    return factories.assigned(factories.case(head, petitioner=person, workers=roll), head)


def held(case: Case, user: User) -> tuple[str, ...]:
    """Petitioner, phone, and the worker of the roll."""
    (block,) = case_sheet(case, user=user, today=date(2021, 5, 6)).blocks
    (row,) = block.workers
    return block.petitioner, block.phone, row.name, row.id_number, row.phone


def test_numbers_are_masked_for_everybody(case: Case, head: User, clerk: User, liaison: User) -> None:
    for user in (head, clerk, liaison):
        petitioner, phone, name, id_number, of_worker = held(case, user)
        assert (petitioner, name) == ("岩甲", "岩乙")
        assert [phone, of_worker] == ["138****0002", "138****0001"]
        assert (id_number[-4:], ID[6:14] in id_number) == (ID[-4:], False)


def test_nothing_of_a_hidden_person_is_held(case: Case, liaison: User) -> None:
    Claim.objects.update(is_secret=True)
    assert held(case, liaison) == ("（保密）", "", "（保密）", "", "")


def test_words_about_hidden_people_are_read_without_their_names(
    case: Case, head: User, liaison: User, city: User
) -> None:
    Claim.objects.update(is_secret=True)
    words = f"岩甲和岩乙来过，电话 {PHONE}"
    read = [case_sheet(case, user=user, today=date(2021, 5, 6)).as_read(words) for user in (head, liaison, city)]
    assert read[0] == words
    assert [("岩甲" in text, "岩乙" in text, PHONE in text) for text in read[1:]] == [
        (False, False, False), (False, False, False),
    ]  # fmt: skip
