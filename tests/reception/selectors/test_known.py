"""People the office knows already, found while the counter types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.regroup import void_claim
from reception.actions.claims import PersonData
from reception.duplicates import Typed
from reception.identity import mask_address, mask_id, mask_phone
from reception.selectors.known import numbers_behind, people_known, stored_person
from tests import factories
from tests.identity_numbers import make_id

MOBILE = "13800000001"
ADDRESS = "临翔区凤翔街道南屏社区一号"


@pytest.fixture
def claim(clerk):
    person = PersonData(name="张三丰", gender="m", id_number=make_id(), phone=MOBILE, address=ADDRESS)
    return factories.claim(clerk, petitioner=person, job_type="木工", owed_until="2021-02")


def names(user, typed) -> list[str]:
    return [person.name for person in people_known(typed, user=user)]


@pytest.mark.parametrize("typed", ["张三", "三丰", "张三丰", "zsf", "zhangsf", "zhang san feng", make_id(), MOBILE])
def test_found_by_name_pinyin_and_whole_numbers(clerk, claim, typed):
    assert names(clerk, typed) == ["张三丰"]


@pytest.mark.parametrize("typed", ["", "张", "李四", "南屏", make_id()[:17], MOBILE[:10], "%%", "*"])
def test_nothing_else_finds_anybody(clerk, claim, typed):
    assert names(clerk, typed) == []


def test_what_picking_fills_in_is_masked(clerk, claim):
    (person,) = people_known("zsf", user=clerk)
    assert person.fill == {
        "known_person": f"p{claim.petitioner_id}", "name": "张三丰", "gender": "m", "id_number": mask_id(make_id()),
        "phone": mask_phone(MOBILE), "address": mask_address(ADDRESS), "job_type": "木工",
        "project_name": "南屏小区三期", "employer_name": "云南甲乙劳务有限公司", "general_contractor_name": "",
        "developer_name": "", "sector": "", "suggested_unit": "", "owed_from": "2020-11", "owed_until": "2021-02",
    }  # fmt: skip


def test_one_number_is_one_person_as_last_registered(clerk, claim):
    later = factories.claim(clerk, petitioner=PersonData(name="张三丰", id_number=make_id()), project_name="凤翔路")
    factories.claim(clerk, petitioner=PersonData(name="张三丰", id_number=make_id(sequence=2)))
    assert [(person.claim == later, person.times) for person in people_known("张三丰", user=clerk)] == [
        (False, 1), (True, 2),
    ]  # fmt: skip


def test_people_of_rolls_are_known_too(clerk):
    roll = (
        factories.worker_data("王小明", "50.00", phone=MOBILE, job_type="钢筋工"),
        factories.worker_data("李四", "50.00"),
    )
    claim = factories.claim(clerk, workers_count=2, amount_yuan=100, workers=roll)
    (person,) = people_known("wxm", user=clerk)
    assert (person.key, person.job_type) == (f"w{claim.workers.get(name='王小明').pk}", "钢筋工")
    assert names(clerk, MOBILE) == ["王小明"]


def test_foreign_areas_and_void_claims_stay_unseen(clerk, head, claim):
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert [names(stranger, typed) for typed in ("张三丰", MOBILE, make_id())] == [[], [], []]
    void_claim(claim=claim, by=head, reason="重复录入")
    assert [names(clerk, typed) for typed in ("张三丰", MOBILE)] == [[], []]


def test_stored_row_is_found_within_the_areas_alone(clerk, claim):
    key = f"p{claim.petitioner_id}"
    assert stored_person(key, user=clerk) == claim.petitioner
    assert stored_person(f"w{claim.workers.get().pk}", user=clerk) == claim.workers.get()
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert [stored_person(wrong, user=clerk) for wrong in ("", "x1", "p", "p²", "p999999", "p" + "9" * 18)] == [
        None
    ] * 6
    assert stored_person(key, user=stranger) is None


def test_masked_numbers_of_a_known_person_stand_for_the_stored_ones(clerk, claim):
    values = {"name": "张三丰", "id_number": mask_id(make_id()), "phone": "", "known_person": f"p{claim.petitioner_id}"}
    assert numbers_behind(values, user=clerk) == Typed(name="张三丰", id_number=make_id())
    assert numbers_behind(values | {"name": "李四"}, user=clerk) == Typed(name="李四")
    assert numbers_behind(values | {"known_person": ""}, user=clerk) == Typed(name="张三丰")


@pytest.mark.parametrize("typed", ["张三丰", "zsf", MOBILE])
def test_queries_do_not_grow(clerk, claim, typed):
    counts = []
    for more in (0, 3):
        for number in range(more):
            person = PersonData(name="张三丰", id_number=make_id(sequence=number + 2), phone=MOBILE)
            factories.claim(clerk, petitioner=person)
        with CaptureQueriesContext(connection) as queries:
            people_known(typed, user=clerk)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
