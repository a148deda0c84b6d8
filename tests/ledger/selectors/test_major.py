"""The facts the rules look at, the two lists, and who sees a led case."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.actions.leaders import mark_major, name_leader
from ledger.actions.regroup import gather
from ledger.actions.statutory import start_statutory
from ledger.major import MajorFacts, OwedFacts, suggestion
from ledger.models import Case, Incident
from ledger.numbers import Numbers
from ledger.selectors.case_list import case_rows
from ledger.selectors.major import leaders_for, major_facts
from ledger.selectors.named_lists import NamedList, in_words, of_list
from ledger.workflow import Status
from reception.actions.claims import add_visit
from reception.models import Claim
from tests import factories

TODAY = date(2021, 4, 26)
NEW = {"owed_from": "2021-03", "amount_yuan": Decimal(1000)}


def listed(name: str, *, today: date = TODAY) -> set[Case]:
    return set(Case.objects.filter(of_list(name, today=today, numbers=Numbers())))


def _incident(case: Case, by) -> None:
    Incident.objects.create(
        area=case.area, case=case, kind="group", on=TODAY, place="工地", text="聚集", at=timezone.now(), by=by
    )


def test_facts_of_a_gathered_case(head) -> None:
    roll = (factories.worker_data("岩甲", "600.00"), factories.worker_data("岩乙", "900.00"))
    case = factories.case(
        head, workers_count=2, amount_yuan=Decimal(1500), workers=roll, owed_from="2020-11", owed_until="2021-01"
    )
    other = Claim.objects.get(caseclaim__case=factories.case(head, amount_yuan=None, workers_count=3, is_group=True))
    gather(claims=[other], into=case, by=head)
    for day in (21, 22):
        add_visit(claim=case.case_claims.first().claim, by=head, visited_on=date(2021, 4, day))
    factories.brought_to(Status.ASSIGNED, case, head)
    ordered = {"started_on": date(2021, 4, 22), "due_on": date(2021, 4, 25), "reason": "已送达"}
    start_statutory(case=case, by=head, code="order_payment", **ordered)
    _incident(case, head)
    (facts,) = major_facts([case], today=TODAY).values()
    assert facts == MajorFacts(
        workers_count=5, amount_yuan=Decimal(1500), owed_since="2020-11", months=5, again=2, is_group=True,
        incidents=("群体性事件",),
        workers=(OwedFacts(amount_yuan=Decimal(600), months=3), OwedFacts(amount_yuan=Decimal(900), months=3)),
        expired_orders=(date(2021, 4, 25),),
    )  # fmt: skip
    (early,) = major_facts([case], today=date(2021, 4, 25)).values()
    assert early.expired_orders == ()


def test_facts_of_many_cost_as_much_as_of_one(head, django_assert_num_queries) -> None:
    cases = [factories.case(head) for _ in range(3)]
    for some in (cases[:1], cases):
        with django_assert_num_queries(3):
            assert len(major_facts(some, today=TODAY)) == len(some)
    assert major_facts([], today=TODAY) == {}


@pytest.mark.parametrize(
    ("told", "is_listed"),
    [
        ({}, False),
        ({"workers_count": 10}, True),
        ({"amount_yuan": Decimal(100_000)}, True),
        ({"amount_yuan": Decimal("99999.99")}, False),
        ({"owed_from": "2020-10-26"}, True),
        ({"owed_from": "2020-10-27"}, False),
        ({"owed_from": "2020-10"}, True),
        ({"owed_from": "2020-11"}, False),
        ({"owed_from": "2020-09", "owed_until": "2021-02"}, True),
        ({"owed_from": "2020-09", "owed_until": "2021-01"}, False),
        ({"owed_from": "2018-09", "owed_until": "2018-09"}, False),
        ({"owed_from": ""}, False),
        ({"is_group": True}, True),
    ],
)
def test_list_of_suspected_ones_agrees_with_the_rules(head, told, is_listed) -> None:
    case = factories.case(head, **(NEW | {"received_on": TODAY} | told))
    assert (case in listed(NamedList.SUGGESTED)) == is_listed
    (facts,) = major_facts([case], today=TODAY).values()
    assert (suggestion(facts, Numbers()).level != "none") == is_listed


def test_list_of_suspected_ones_knows_visits_and_incidents(head) -> None:
    case, other = (factories.case(head, **NEW) for _ in range(2))
    for day in (21, 22, 23):
        assert case not in listed(NamedList.SUGGESTED)
        add_visit(claim=case.case_claims.get().claim, by=head, visited_on=date(2021, 4, day))
    _incident(other, head)
    assert listed(NamedList.SUGGESTED) == {case, other}


@pytest.mark.parametrize(("day", "since"), [(date(2021, 4, 30), "2020-10-31"), (date(2021, 2, 28), "2020-08-31")])
def test_list_and_rules_agree_on_the_last_day_of_a_month(head, day, since) -> None:
    for received_on, is_listed in ((day, True), (day - timedelta(1), False)):
        case = factories.case(head, **(NEW | {"owed_from": since, "received_on": received_on}))
        assert (case in listed(NamedList.SUGGESTED)) == is_listed
        (facts,) = major_facts([case], today=TODAY).values()
        assert (facts.months == 6) == is_listed


def test_waiting_makes_no_case_major_and_an_old_one_stands_on_the_list_of_its_own(head) -> None:
    case, years_later = factories.case(head, **(NEW | {"owed_until": "2021-03"})), date(2026, 4, 26)
    assert listed(NamedList.SUGGESTED, today=years_later) == set()
    assert listed(NamedList.STALLED, today=years_later) == {case}
    (facts,) = major_facts([case], today=years_later).values()
    assert (facts.months, suggestion(facts, Numbers()).level) == (1, "none")


def test_decided_cases_leave_the_list_until_claims_come_to_them(head) -> None:
    case = factories.case(head, workers_count=12)
    mark_major(case=case, by=head, level="none", reason="已自行解决", now=_at(8))
    assert listed(NamedList.SUGGESTED) == set()
    newcomer = Claim.objects.get(caseclaim__case=factories.case(head, **NEW))
    gather(claims=[newcomer], into=case, by=head, now=_at(9))
    assert listed(NamedList.SUGGESTED) == {case}
    mark_major(case=case, by=head, level="major", reason="人数多", now=_at(10))
    assert listed(NamedList.SUGGESTED) == set()


def _at(hour: int) -> datetime:
    return datetime(2021, 4, 26, hour, tzinfo=factories.SHANGHAI)


def test_list_without_leader(head) -> None:
    leader = factories.leader()
    case, led = factories.case(head), factories.case(head)
    for each in (case, led):
        mark_major(case=each, by=head, level="major", reason="人数多")
    name_leader(case=led, by=head, leader=leader, reason="分管")
    assert listed(NamedList.NO_LEADER) == {case}
    rows = case_rows([case, led, factories.case(head)], user=head, today=TODAY)
    assert [row.lacks_leader for row in rows] == [True, False, False]
    assert "10 人、100,000 元、欠 6 个月工资、再次来访 3 次、集体访、发生事件" in in_words(
        NamedList.SUGGESTED, Numbers()
    )


def test_leaders_to_choose_from(head) -> None:
    first, second = factories.leader(), factories.leader()
    factories.leader(is_active=False)
    factories.leader(area=factories.area("530921"))
    case = factories.case(head)
    assert set(leaders_for(case)) == {first, second}
    factories.led(case, head, first)
    assert set(leaders_for(case)) == {second}


def test_a_leader_sees_the_cases_led_now_alone(head) -> None:
    leader, other = (factories.leader(user=factories.user("leader")) for _ in range(2))
    case, foreign = factories.case(head), factories.case(head)
    factories.led(case, head, leader)
    factories.led(foreign, head, other)
    for rows, own in ((Case.objects, case), (Claim.objects, case.case_claims.get().claim)):
        assert list(rows.visible_to(leader.user)) == [own]
    name_leader(case=case, by=head, leader=other, reason="分工调整")
    assert list(Case.objects.visible_to(leader.user)) == list(Claim.objects.visible_to(leader.user)) == []
    assert set(Case.objects.visible_to(other.user)) == {case, foreign}


def test_an_account_of_two_roles_sees_what_each_of_them_sees(head) -> None:
    account = factories.user("leader", "liaison", unit="住建")
    led, of_unit, foreign = (factories.case(head) for _ in range(3))
    factories.led(led, head, factories.leader(user=account))
    factories.assigned(of_unit, head)
    factories.assigned(foreign, head, unit="水务")
    assert set(Case.objects.visible_to(account)) == {led, of_unit}
    assert {claim.caseclaim.case for claim in Claim.objects.visible_to(account)} == {led, of_unit}
