from datetime import date, timedelta

import pytest

from ledger.actions.regroup import gather, void_claim
from ledger.models import Case
from ledger.selectors.case_conditions import NO_UNIT, filtered_cases, sectors, units_of
from ledger.selectors.case_list import DUE, NEWEST, OLDEST, case_rows, page_of_cases
from ledger.workflow import Status
from office.models import Code, Unit
from reception.models import Claim, Company
from tests import factories

TODAY = date(2021, 5, 1)


def _numbers(**asked) -> list[str]:
    return sorted(case.number[-1] for case in filtered_cases(Case.objects.all(), today=TODAY, **asked))


@pytest.fixture
def four(head):
    """1: new, low income; 2: overdue at 住建; 3: due in two days at 水务; 4: struck off long after its deadline."""
    one = factories.case(head, is_low_income=True, project_name="南屏小区三期", received_on=date(2021, 4, 1))
    two = factories.assigned(factories.case(head, project_name="凤翔路"), head, due_on=date(2021, 4, 28))
    three = factories.assigned(factories.case(head), head, unit="水务", due_on=date(2021, 5, 3))
    four = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    return [one, two, three, four]


def test_filters_of_state(four):
    assert _numbers() == ["1", "2", "3", "4"]
    assert _numbers(status="open") == ["1", "2", "3"]
    assert _numbers(status=Status.STRUCK_OFF) == ["4"]


def test_filters_of_deadline_look_at_open_cases_alone(four):
    Case.objects.filter(pk=four[3].pk).update(due_on=date(2021, 4, 25))
    assert _numbers(due="overdue") == ["2"]
    assert _numbers(due="soon") == ["3"]
    assert _numbers(due="today") == []


@pytest.mark.parametrize(("day", "found"), [(-1, []), (0, ["3"]), (1, [])])
def test_filter_of_the_last_day_is_neither_the_day_before_nor_after(four, day, found):
    Case.objects.filter(pk__in=[four[2].pk, four[3].pk]).update(due_on=TODAY + timedelta(days=day))
    assert _numbers(due="today") == found
    assert ("3" in _numbers(due="overdue"), "3" in _numbers(due="soon")) == (day < 0, day >= 0)


def test_filter_of_unit(four):
    assert _numbers(unit=str(Unit.objects.get(short_name="水务").pk)) == ["3"]
    assert _numbers(unit=NO_UNIT) == ["1"]


def test_filters_of_the_claims(four):
    assert _numbers(received_to=date(2021, 4, 1)) == ["1"]
    assert _numbers(received_from=date(2021, 4, 2)) == ["2", "3", "4"]
    assert _numbers(low_income=True) == ["1"]


def test_filter_of_major_cases(four):
    Case.objects.filter(pk=four[1].pk).update(is_major=True)
    assert _numbers(major=True) == ["2"]
    assert _numbers(major=True, status=Status.STRUCK_OFF) == []


def test_filter_of_sector_looks_at_claims_that_count(head, four):
    water, building = factories.code("sector", "water"), factories.code("sector", "building")
    assert _numbers(sector=str(water.pk)) == []
    Claim.objects.filter(caseclaim__case__in=four[:2]).update(sector=water)
    other = factories.case(head, sector=building)
    gather(claims=[other.case_claims.get().claim], into=four[1], by=head)
    assert (_numbers(sector=str(water.pk)), _numbers(sector=str(building.pk))) == (["1", "2"], ["2"])
    void_claim(claim=four[0].case_claims.get().claim, reason="重复录入", by=head)
    assert _numbers(sector=str(water.pk)) == ["2"]


def test_sectors_are_those_in_use_in_their_order(reference):
    Code.objects.filter(kind="sector", key="water").update(is_active=False)
    labels = [sector.label for sector in sectors()]
    assert labels == ["房屋建筑", "市政", "交通运输", "电力能源", "农业农村", "其他工程", "非工程建设"]


def test_days_of_receipt_are_asked_of_one_and_the_same_claim(head):
    case = factories.case(head, received_on=date(2021, 4, 1))
    later = factories.case(head, received_on=date(2021, 4, 29))
    gather(claims=[later.case_claims.get().claim], into=case, by=head)
    assert _numbers(received_from=date(2021, 4, 2), received_to=date(2021, 4, 28)) == []
    assert _numbers(received_from=date(2021, 4, 2), received_to=date(2021, 4, 29)) == ["1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A530902-2021-0002", ["2"]),
        ("530902-2021-0003", ["3"]),
        ("j530902-2021-0004", ["4"]),
        (" A530902-2021-0002 ", ["2"]),
        ("A530902-2021-000", []),
        ("凤翔", ["2"]),
        ("岩甲", ["1", "2", "3", "4"]),
    ],
)
def test_search_finds_numbers_people_and_projects(four, head, text, found):
    assert _numbers(q=text, reader=head) == found


def test_search_knows_no_people_without_a_reader(four):
    assert (_numbers(q="岩甲"), _numbers(q="凤翔")) == ([], ["2"])


def test_units_are_those_of_the_cases(four, head, liaison, leader):
    assert [unit.short_name for unit in units_of(Case.objects.visible_to(head), head)] == ["住建", "水务"]
    assert [unit.short_name for unit in units_of(Case.objects.visible_to(liaison), liaison)] == ["住建"]
    four[2].assisting_units.add(liaison.unit)
    assert [unit.short_name for unit in units_of(Case.objects.visible_to(liaison), liaison)] == ["住建", "水务"]
    assert units_of(Case.objects.visible_to(leader), leader) == []


def _make(head, days: list[int | None]) -> None:
    for day in days:
        case = factories.case(head)
        Case.objects.filter(pk=case.pk).update(due_on=TODAY + timedelta(days=day) if day is not None else None)


@pytest.mark.parametrize("order", [NEWEST, OLDEST, DUE])
def test_pages_forward_and_back_show_every_case_once(head, order):
    _make(head, [3, None, 1, 3, None, 2, 3, None, 0])
    forward, cursor = [], ""
    while True:
        page = page_of_cases(Case.objects.all(), order=order, size=2, after=cursor)
        forward.append([case.pk for case in page.cases])
        cursor, back = page.after, page.before
        if not cursor:
            break
    flat = [pk for pks in forward for pk in pks]
    assert sorted(flat) == sorted(Case.objects.values_list("pk", flat=True))

    backward = [forward[-1]]
    while back:
        page = page_of_cases(Case.objects.all(), order=order, size=2, before=back)
        backward.insert(0, [case.pk for case in page.cases])
        back = page.before
    assert backward == forward


def test_order_by_deadline_has_cases_without_one_last(head):
    _make(head, [None, 2, 1, 2])
    page = page_of_cases(Case.objects.all(), order=DUE, size=9)
    assert [case.number[-1] for case in page.cases] == ["3", "2", "4", "1"]


@pytest.mark.parametrize("cursor", ["x", "1; drop", "2021-13-01_4", "none_", "²", "-1", "9" * 30])
def test_page_refuses_a_foreign_cursor(head, cursor):
    with pytest.raises(ValueError):
        page_of_cases(Case.objects.all(), order=DUE, size=2, after=cursor)


def test_rows_mask_the_name_for_a_liaison(head, liaison):
    case = factories.assigned(factories.case(head, petitioner=factories.PersonData(name="张小三")), head)
    assert case_rows([case], user=head, today=TODAY)[0].petitioner == "张小三"
    assert case_rows([case], user=liaison, today=TODAY)[0].petitioner == "张*三"


def test_rows_hide_the_name_under_secrecy_and_conflict(head, liaison):
    secret = factories.assigned(factories.case(head, is_secret=True), head)
    conflict = factories.assigned(factories.case(head, employer_name="住建局下属公司"), head)
    Company.objects.filter(name="住建局下属公司").update(unit=liaison.unit)
    assert [row.petitioner for row in case_rows([secret, conflict], user=liaison, today=TODAY)] == ["（保密）"] * 2
    assert [row.petitioner for row in case_rows([secret, conflict], user=head, today=TODAY)] == ["岩甲"] * 2


def test_row_adds_up_the_known_amounts(head):
    case = factories.case(head, amount_yuan=None)
    assert case_rows([case], user=head, today=TODAY)[0].amount_yuan is None
