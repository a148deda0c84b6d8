"""考核指标: each figure with its rule; the day of the event decides the month, the responsible unit the row."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ledger.actions.requests import extend
from ledger.actions.work import add_follow_up
from ledger.models import Case, Clock, Lead
from ledger.workflow import Status
from office.models import User
from reports.assessment import INDICATORS, assess
from reports.figures.assessment import Period, Share, Tally
from reports.figures.assessment_counts import count_tallies
from reports.period import Month
from tests import factories
from tests.reports import rows

APRIL, MAY = Month(2021, 4), Month(2021, 5)
TODAY = date(2021, 6, 1)


def period(first: Month = APRIL, last: Month = APRIL) -> Period:
    return Period(first=first, last=last, area_ids=[factories.area().pk])


def tallies(first: Month = APRIL, last: Month = APRIL, *, today: date = TODAY):
    return count_tallies(period(first, last), today=today)


def lead(head: User, found_on: date, status: str = "open", unit: str | None = "住建") -> Lead:
    closed = {} if status == "open" else {"closed_on": found_on + timedelta(days=40), "result": "已处置"}
    return Lead.objects.create(
        area=head.area, number=f"Y{Lead.objects.count():04}", found_on=found_on, found_by="日常巡查",
        unit=factories.unit(unit) if unit else None, text="拖欠苗头", next_check_on=found_on, status=status,
        at=rows.ENTERED, by=head, **closed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(3, 4), "75.0%（3/4）"),
        (Share(1, 3), "33.3%（1/3）"),
        (Share(1, 16), "6.3%（1/16）"),
        (Share(0, 4), "0.0%（0/4）"),
        (Share(0, 0), "—（0/0）"),
        (Share(1234), "1,234"),
    ],
)
def test_share_says_what_it_was_reckoned_from(share: Share, text: str) -> None:
    assert share.text == text


def test_nothing_counted_is_nothing_to_divide_by(head) -> None:
    found = assess(area=head.area, period=period(), today=TODAY)
    assert (found.is_empty, {row.label for row in found.units} >= {"住建", "人社"}) == (True, True)
    assert [share.text for share in found.total.shares] == [
        "0", "—（0/0）", "—（0/0）", "0", "0", "—（0/0）", "—（0/0）", "—（0/0）", "—（0/0）", "—（0/0）", "0"
    ]  # fmt: skip


def test_leads_count_by_the_day_they_were_found_however_they_ended(head) -> None:
    lead(head, date(2021, 4, 1), "solved")
    lead(head, date(2021, 4, 30), "claimed")
    lead(head, date(2021, 4, 15))
    lead(head, date(2021, 4, 15), unit=None)
    lead(head, date(2021, 3, 31), "solved")
    lead(head, date(2021, 5, 1), "solved")
    mine = tallies().unit(factories.unit("住建").pk)
    assert (mine.leads, mine.leads_solved, mine.leads_claimed) == (3, 1, 1)
    assert tallies().area().leads == 4


def test_session_counts_for_each_unit_that_came_and_once_for_the_area(clerk) -> None:
    rows.held_session(date(2021, 4, 12), units=("人社", "住建"))
    rows.held_session(date(2021, 4, 26), units=("人社",))
    rows.held_session(date(2021, 5, 10), units=("人社", "住建"))
    factories.planned_session(clerk, on=date(2021, 4, 20))
    found = tallies()
    assert [found.unit(factories.unit(name).pk).sessions for name in ("人社", "住建", "水务")] == [2, 1, 0]
    assert (found.area().sessions, tallies(APRIL, MAY).area().sessions, tallies(APRIL, MAY).area(MAY).sessions) == (
        2,
        3,
        1,
    )


def test_claims_count_by_the_day_of_receipt_for_the_unit_of_their_case(head) -> None:
    session = rows.held_session(date(2021, 4, 12))
    claims = [
        rows.claim(session),
        rows.claim(None, received_on=date(2021, 4, 30)),
        rows.claim(None, received_on=date(2021, 5, 1)),
    ]
    void = rows.claim(session)
    void.voided_at, void.voided_by, void.void_reason = rows.ENTERED, head, "登记错误"
    void.save()
    unit = factories.unit("住建")
    Case.objects.filter(case_claims__claim__in=claims[1:]).update(responsible_unit=unit)
    found = tallies()
    assert (found.unit(unit.pk).claims, found.unit(None).claims, found.area().claims) == (1, 1, 2)


def completed(
    head: User, *, on: date, due_on: date | None = factories.DUE_ON, unit: str = "住建", struck_off: bool = False
) -> Case:
    case = factories.brought_to(Status.STRUCK_OFF if struck_off else Status.COMPLETED, factories.case(head), head)
    struck_off_on = {"struck_off_on": max(on, date(2021, 5, 2))} if struck_off else {}
    Case.objects.filter(pk=case.pk).update(
        completed_on=on, due_on=due_on, responsible_unit=factories.unit(unit), **struck_off_on
    )
    if due_on:
        Clock.objects.filter(case=case, rule__code="office_limit").update(due_on=due_on)
    return Case.objects.get(pk=case.pk)


def test_on_time_is_up_to_and_with_the_last_day(head) -> None:
    due = date(2021, 4, 28)
    for on in (due - timedelta(1), due, due + timedelta(1)):
        completed(head, on=on, due_on=due)
    imported = completed(head, on=due)
    Clock.objects.filter(case=imported).delete()
    Case.objects.filter(pk=imported.pk).update(origin="history", due_on=None)
    completed(head, on=date(2021, 5, 1), due_on=due)
    mine = tallies().unit(factories.unit("住建").pk)
    assert (mine.on_time, mine.with_limit, mine.completed) == (2, 3, 4)


def test_extended_case_counts_by_its_extended_day(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    extend(case=case, by=head, until=date(2021, 5, 31), reason="约定分期", on=date(2021, 4, 23))
    factories.brought_to(Status.COMPLETED, case, head)
    Case.objects.update(completed_on=date(2021, 5, 20))
    completed(head, on=date(2021, 5, 20), due_on=date(2021, 5, 14))
    may = tallies(MAY, MAY).area()
    assert (may.on_time, may.with_limit, may.extended, may.completed) == (1, 2, 1, 2)


def test_on_time_is_the_office_s_own_limit_whatever_else_ran(head) -> None:
    case = completed(head, on=date(2021, 4, 28), due_on=date(2021, 4, 28))
    Case.objects.filter(pk=case.pk).update(due_on=date(2021, 4, 22))  # an earlier duty, or the check of a pause
    assert tallies().area().on_time == 1


def test_struck_off_is_asked_of_what_was_completed_in_the_month(head) -> None:
    completed(head, on=date(2021, 4, 30), struck_off=True)
    completed(head, on=date(2021, 4, 30))
    completed(head, on=date(2021, 5, 3), struck_off=True)
    found = tallies(APRIL, MAY)
    assert [(found.area(month).struck_off, found.area(month).completed) for month in (APRIL, MAY)] == [(1, 2), (1, 1)]


def test_reopened_case_is_completed_no_more(head) -> None:
    case = completed(head, on=date(2021, 4, 30))
    Case.objects.filter(pk=case.pk).update(
        status="in_progress", completed_on=None, completed_at=None, completed_by=None
    )
    assert tallies().area() == Tally(claims=1, overdue=1)


def test_satisfaction_is_of_answers_and_calling_back_of_cases(head) -> None:
    first, second, third = (completed(head, on=date(2021, 4, 30)) for _ in range(3))
    for case, key, on in ((first, "bad", 29), (first, "good", 30), (second, "fair", 30)):
        add_follow_up(case=case, by=head, satisfaction=factories.code("satisfaction", key), on=date(2021, 4, on))
    add_follow_up(case=third, by=head, none_reason="电话停机", on=date(2021, 4, 30))
    found = tallies().area()
    assert (found.satisfied, found.answers, found.called, found.completed) == (2, 3, 2, 3)


def test_overdue_is_of_today_whatever_the_period(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    numbers = {}
    for day in (case.due_on, case.due_on + timedelta(1)):
        found = tallies(Month(2020, 1), Month(2020, 1), today=day)
        numbers[day] = (
            found.area().overdue,
            found.unit(case.responsible_unit_id).overdue,
            found.area(Month(2020, 1)).overdue,
        )
    assert list(numbers.values()) == [(0, 0, 0), (1, 1, 0)]


def test_other_areas_are_left_out(head) -> None:
    elsewhere = factories.area("530922")
    session = rows.held_session(date(2021, 4, 12), area=elsewhere, units=())
    rows.claim(session)
    assert tallies().area() == Tally()


def test_months_and_units_add_up_to_the_whole(head) -> None:
    rows.claim(None, received_on=date(2021, 4, 3))
    completed(head, on=date(2021, 5, 3), unit="水务")
    found = assess(area=head.area, period=period(APRIL, MAY), today=TODAY)
    months = sum((row.tally for row in found.months), Tally())
    units = sum((row.tally for row in found.units), Tally())
    assert months == units == found.total.tally
    assert found.units[-1].label == "未交办"
    water = assess(area=head.area, period=period(APRIL, MAY), today=TODAY, unit=factories.unit("水务"))
    assert (water.units, water.total.label, water.total.tally.completed) == ([], "水务", 1)


def test_queries_do_not_grow_with_rows(head, django_assert_num_queries) -> None:
    area, asked = head.area, period(APRIL, MAY)

    def once() -> None:
        assess(area=area, period=asked, today=TODAY)

    rows.claim(rows.held_session(date(2021, 4, 12)))
    with django_assert_num_queries(10):
        once()
    for name in ("水务", "交通", "住建"):
        completed(head, on=date(2021, 5, 3), unit=name)
        lead(head, date(2021, 4, 3), unit=name)
    with django_assert_num_queries(10):
        once()


def test_every_figure_has_a_group_a_rule_and_a_name_of_its_own() -> None:
    assert len({each.label for each in INDICATORS}) == len(INDICATORS) == 11
    assert all(each.rule.endswith("。") and each.group for each in INDICATORS)
    assert Decimal("75.0") == Share(3, 4).percent
