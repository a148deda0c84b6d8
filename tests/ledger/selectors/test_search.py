from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.regroup import gather
from ledger.models import Case
from ledger.selectors import search
from ledger.selectors.search import cases_mentioning, exact_number, search_cases
from office.models import Area
from reception.actions.claims import PersonData
from reception.models import ClaimText
from tests import factories

TODAY = date(2021, 5, 1)


def case_of(by, name: str, **values) -> Case:
    return factories.case(by, petitioner=PersonData(name=name), **values)


def listed(typed: str, reader) -> list[str]:
    cases = Case.objects.visible_to(reader).filter(cases_mentioning(typed, reader=reader, today=TODAY))
    return sorted(case.number[-1] for case in cases)


def searched(typed: str, reader) -> list[str]:
    return sorted(hit.case.number[-1] for hit in search_cases(typed, reader=reader, today=TODAY).hits)


@pytest.fixture
def four(head):
    """1, 2: with 住建; 3: with 水务, assisted by 住建; 4: not assigned."""
    one = factories.assigned(case_of(head, "张三", project_name="凤翔路"), head)
    two = factories.assigned(case_of(head, "张三丰", employer_name="临沧甲劳务公司"), head)
    three = factories.assigned(case_of(head, "单雄信"), head, unit="水务")
    three.assisting_units.add(factories.unit("住建"))
    Case.objects.filter(pk=three.pk).update(original_number="旧7号")
    return [one, two, three, case_of(head, "张三")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张三", ["1", "2", "4"]),
        ("zsf", ["2"]),
        ("shanxiongxin", ["3"]),
        ("南屏小", ["2", "3", "4"]),
        ("甲劳", ["2"]),
        ("张三 南屏", ["2", "4"]),
        ("A530902-2021-0002", ["2"]),
        ("a530902-2021-0002", ["2"]),
        ("Ａ530902－2021－0002", ["2"]),
        ("530902-2021-0003", ["3"]),
        ("J530902-2021-0004", ["4"]),
        ("2021-0002", ["2"]),
        ("2021-2", ["2"]),
        ("0003", ["3"]),
        (" A530902-2021-0002 ", ["2"]),
        ("旧7号", ["3"]),
        ("A530902-2021-000", []),
        ("王五", []),
    ],
)
def test_list_and_page_find_the_same(four, head, typed, found):
    assert (listed(typed, head), searched(typed, head)) == (found, found)


def test_scope(four, liaison, foreign_liaison, clerk, leader, auditor):
    assert [searched("张三", user) for user in (clerk, liaison, foreign_liaison, leader, auditor)] == [
        ["1", "2", "4"], ["1", "2"], [], [], [],
    ]  # fmt: skip
    assert [searched("单雄信", user) for user in (liaison, foreign_liaison)] == [["3"], ["3"]]
    assert searched("A530902-2021-0004", liaison) == []
    stranger = factories.user("head", area=factories.area("530999"))
    assert (searched("张三", stranger), searched("A530902-2021-0001", stranger)) == ([], [])


def test_head_of_the_city_finds_the_districts(four):
    assert searched("张三", factories.user("head", area=Area.objects.get(code="530900"))) == ["1", "2", "4"]


def test_hidden_people_are_not_found_by_name_nor_named(head, liaison):
    factories.assigned(case_of(head, "张密", is_secret=True), head)
    assert (searched("张密", liaison), listed("zhangmi", liaison), searched("张密", head)) == ([], [], ["1"])
    hit = search_cases("南屏", reader=liaison, today=TODAY).hits[0]
    assert (hit.petitioner, hit.matched) == ("（保密）", "项目")


def test_a_project_that_bears_the_name_does_not_say_who_complained(head, liaison):
    factories.assigned(case_of(head, "岩小甲", is_secret=True, project_name="岩小甲自建房"), head)
    matched = {
        user.username: search_cases("岩小甲", reader=user, today=TODAY).hits[0].matched for user in (head, liaison)
    }
    assert matched == {"head": "反映人、项目", "liaison": "项目"}


def test_the_list_without_a_reader_knows_no_names(four):
    cases = Case.objects.filter(cases_mentioning("张三", reader=None, today=TODAY))
    assert list(cases) == []


def test_what_matched(head, liaison):
    roll = tuple(factories.worker_data(name, "50.00") for name in ("王小明", "王小红"))
    factories.assigned(
        case_of(head, "李王小", workers_count=2, amount_yuan=100, workers=roll, employer_name="王小二公司"), head
    )
    by_head, by_liaison = (search_cases("王小", reader=user, today=TODAY).hits[0] for user in (head, liaison))
    assert by_head.matched == "反映人、花名册 王小明 等 2 人、欠薪方 王小二公司"
    assert by_liaison.matched == "反映人、花名册 王*明 等 2 人、欠薪方 王小二公司"
    assert (by_head.petitioner, by_liaison.petitioner) == ("李王小", "李*小")
    assert search_cases("2021-0001", reader=head, today=TODAY).hits[0].matched == "编号"


def test_gathered_claims_are_one_case_and_stay_found(head):
    one, two = case_of(head, "张三"), case_of(head, "李四")
    gather(claims=[two.case_claims.get().claim], into=one, by=head)
    assert (searched("李四", head), searched("岩甲", head), listed("张三", head)) == (["1"], [], ["1"])
    assert searched("南屏", head) == ["1"]


def test_at_most_so_many_and_it_says_so(head):
    for _ in range(4):
        case_of(head, "张三")
    found = search_cases("张三", reader=head, today=TODAY, at_most=3)
    assert ([hit.case.number[-1] for hit in found.hits], found.more) == (["4", "3", "2"], True)
    assert search_cases("张三", reader=head, today=TODAY, at_most=4).more is False


def test_what_others_work_on_takes_no_place_among_those_found(head, liaison):
    own = factories.assigned(case_of(head, "岩小甲"), head)
    for _ in range(6):
        factories.assigned(case_of(head, "岩小甲"), head, unit="水务")
    found = search_cases("岩小甲", reader=liaison, today=TODAY, at_most=1)
    assert ([hit.case for hit in found.hits], found.more) == ([own], False)


def test_too_short_says_so(four, head):
    for typed in ("张", "%", "张 三"):
        with pytest.raises(ValueError, match="两个字"):
            search_cases(typed, reader=head, today=TODAY)


def test_exact_number(four, head, foreign_liaison):
    claim = four[0].case_claims.get().claim
    assert exact_number("a530902-2021-0001", reader=head) == four[0]
    assert exact_number("J530902－2021－0001", reader=head) == claim
    assert exact_number("530902-2021-0001", reader=head) is None
    assert exact_number("A530902-2021-0001", reader=foreign_liaison) is None


def test_queries_do_not_grow(head, django_assert_max_num_queries):
    counts = []
    for more in (1, 11):
        for number in range(more):
            case_of(head, "张三", project_name=f"工程{more}{number}")
        with django_assert_max_num_queries(8) as queries:
            search_cases("张三", reader=head, today=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_asks_the_index(four, head):
    with CaptureQueriesContext(connection) as captured:
        asked = cases_mentioning("张三 2021-0002", reader=head, today=TODAY)
    assert not Case.objects.visible_to(head).filter(asked).exists()
    (sql,) = [query["sql"] for query in captured if "claimtext" in query["sql"]]
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if postgresql else 'QUERY PLAN '}{sql}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    wanted = "claimtext_names" if postgresql else "VIRTUAL TABLE INDEX"
    assert (wanted in plan and (postgresql or ":M" in plan), ClaimText.objects.count()) == (True, 4)


@pytest.mark.parametrize("few", [1, 500])
def test_few_and_many_matches_are_listed_alike(few, four, head, monkeypatch):
    monkeypatch.setattr(search, "FEW", few)
    assert (listed("张三", head), listed("zsf", head), listed("张三 2021-0002", head)) == (["1", "2", "4"], ["2"], [])
