"""What counts as perhaps the same complaint."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.regroup import merge_duplicate, void_claim
from reception import duplicates
from reception.actions.claims import PersonData
from reception.duplicates import Typed, claims_of_the_matter, claims_of_the_person
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

MOBILE = "13800000001"
HERE = {"project": "南屏小区三期", "debtor": "云南甲乙劳务有限公司"}


def reasons(user, **typed) -> list[tuple[bool, str]]:
    rows = claims_of_the_person(Typed(**typed), user=user)
    return [(row.is_likely, "、".join(row.reasons)) for row in rows]


@pytest.fixture
def claim(head):
    return factories.claim(head, petitioner=PersonData(name="张三", id_number=make_id(), phone=MOBILE))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"name": "张三"}, [(False, "同名")]),
        ({"name": "张三", "project": HERE["project"]}, [(True, "同名、同一项目")]),
        ({"name": "张三", "debtor": HERE["debtor"]}, [(True, "同名、同一欠薪方")]),
        ({"name": "张三", "project": "别的项目"}, [(False, "同名")]),
        ({"name": "李四", "phone": MOBILE}, [(True, "手机相同")]),
        ({"name": "张三", "id_number": make_id(), "phone": MOBILE}, [(True, "身份证号相同")]),
        ({"name": "张三", "id_number": make_id(), **HERE}, [(True, "身份证号相同、同一项目、同一欠薪方")]),
        ({"name": "张三丰"}, []),
        ({"name": "张"}, []),
        ({"name": "李四", **HERE}, []),
        ({}, []),
    ],
)
def test_same_person(claim, head, typed, found):
    assert reasons(head, **typed) == found


def test_people_of_the_roll_count_too(head):
    roll = (factories.worker_data("王小明", "50.00", phone=MOBILE), factories.worker_data("李四", "50.00"))
    factories.claim(head, workers_count=2, amount_yuan=100, workers=roll)
    assert reasons(head, phone=MOBILE) == [(True, "手机相同")]
    assert reasons(head, name="王小明", **HERE) == [(True, "同名、同一项目、同一欠薪方")]


def test_likely_ones_come_first(head, claim):
    for _ in range(6):
        factories.claim(head, petitioner=PersonData(name="张三"), project_name="别处", employer_name="别的公司")
    found = claims_of_the_person(Typed(name="张三", **HERE), user=head)
    assert (found[0].claim, len(found), [row.is_likely for row in found]) == (claim, 5, [True] + [False] * 4)


def test_void_and_merged_claims_are_no_duplicates(head, claim):
    later = factories.claim(head, petitioner=PersonData(name="张三"))
    merge_duplicate(claim=later, into=claim, by=head, reason="同一诉求")
    assert len(reasons(head, name="张三")) == 1
    void_claim(claim=factories.claim(head, petitioner=PersonData(name="王五")), by=head, reason="重复录入")
    assert reasons(head, name="王五") == []


def test_own_submission_is_no_duplicate(head, claim):
    typed = Typed(name="张三", **HERE)
    assert claims_of_the_person(typed, user=head, submission=claim.submission) == []
    assert len(claims_of_the_person(typed, user=head, submission=uuid4())) == 1


def test_foreign_areas_stay_unseen(claim):
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert reasons(stranger, name="张三", phone=MOBILE, **HERE) == []
    assert list(claims_of_the_matter(Typed(**HERE), user=stranger)) == []


def test_only_likely_ones_where_the_form_is_stored(head, claim):
    factories.claim(head, petitioner=PersonData(name="张三"), project_name="别处", employer_name="别的公司")
    found = claims_of_the_person(Typed(name="张三", **HERE), user=head, only_likely=True)
    assert [row.claim for row in found] == [claim]
    assert claims_of_the_person(Typed(name="张三"), user=head, only_likely=True) == []


def test_namesake_of_the_matter_is_found_behind_any_number_of_others(head, claim, monkeypatch):
    monkeypatch.setattr(duplicates, "LOOKED_AT", 2)
    for number in range(3):
        factories.claim(
            head, petitioner=PersonData(name="张三"), project_name=f"别处{number}", employer_name=f"别的公司{number}"
        )
    for matter in ({"project": HERE["project"]}, {"debtor": HERE["debtor"]}):
        found = claims_of_the_person(Typed(name="张三", **matter), user=head)
        assert [(row.claim == claim, row.is_likely) for row in found] == [(True, True), (False, False), (False, False)]


def test_people_hidden_from_an_account_stay_so(head, liaison):
    person = PersonData(name="张三", id_number=make_id(), phone=MOBILE)
    case = factories.assigned(factories.case(head, petitioner=person, is_secret=True), head)
    for typed in ({"name": "张三", **HERE}, {"id_number": make_id()}, {"phone": MOBILE}):
        assert (reasons(liaison, **typed), len(reasons(head, **typed))) == ([], 1)
    Claim.objects.filter(caseclaim__case=case).update(is_secret=False)
    assert len(reasons(liaison, phone=MOBILE)) == 1


def test_queries_do_not_grow_with_namesakes(head, claim):
    counts = []
    for more in (0, 3):
        for _ in range(more):
            factories.claim(head, petitioner=PersonData(name="张三", id_number=make_id(), phone=MOBILE))
        with CaptureQueriesContext(connection) as queries:
            reasons(head, name="张三", id_number=make_id(), phone=MOBILE, **HERE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_same_matter(head, liaison, claim):
    assert list(claims_of_the_matter(Typed(**HERE), user=head)) == [claim]
    assert list(claims_of_the_matter(Typed(project=HERE["project"]), user=head)) == []
    assert list(claims_of_the_matter(Typed(**HERE), user=liaison)) == []


def test_typed_is_read_as_it_is_stored():
    values = {"name": " 张 三", "id_number": make_id().lower(), "phone": "+86 138-0000-0001", "project_name": "南 屏"}
    assert Typed.of(values) == Typed(name="张三", id_number=make_id(), phone=MOBILE, project="南屏")
    assert Typed.of({"id_number": "530*1234", "phone": "138****0001", "name": None}) == Typed()
