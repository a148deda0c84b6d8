"""Twelve months by month, industry and cause; ages of open cases; all of it beside the monthly table."""

from datetime import date, timedelta

import pytest

from ledger.models import Case
from office.models import Code
from reports.figures.statistics import NOT_STATED, Span, ages, by_cause, by_month, by_sector, count_claims
from reports.models import LeftOutSession
from reports.period import Month
from reports.statistics import build_statistics
from reports.table import build_table
from tests import factories
from tests.reports import random_months, rows

APRIL, DAY = Month(2021, 4), date(2021, 4, 12)
TODAY = date(2021, 5, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def span(until: Month = APRIL) -> Span:
    return Span([factories.area().pk], until)


def month_values(until: Month = APRIL) -> dict[str, tuple[int, ...]]:
    asked = span(until)
    lines = by_month(asked, count_claims(asked)).lines
    return {str(line.month): line.values for line in lines if any(line.values)}


def code_values(build) -> dict[str, tuple[int, ...]]:
    return {line.label: line.values for line in build(span(), count_claims(span())).lines if any(line.values)}


def test_span_is_twelve_months_over_the_turn_of_a_year() -> None:
    months = span().months
    assert (len(months), str(months[0]), str(months[-1])) == (12, "2020-05", "2021-04")
    assert span().label == "2020年5月至2021年4月"


def test_by_month_counts_claims_at_a_session_and_elsewhere() -> None:
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session), date(2021, 4, 30))
    rows.conclude(rows.claim(session), date(2021, 4, 30), "withdrawn")
    rows.conclude(rows.claim(None, received_on=date(2021, 3, 31)), date(2021, 4, 1), "settled")
    assert month_values() == {"2021-03": (1, 0, 0, 0), "2021-04": (2, 2, 2, 1)}


@pytest.mark.parametrize(
    ("day", "counted"),
    [(date(2020, 4, 30), 0), (date(2020, 5, 1), 1), (date(2021, 4, 30), 1), (date(2021, 5, 1), 0)],
)
def test_by_month_begins_and_ends_on_the_day(day: date, counted: int) -> None:
    rows.conclude(rows.claim(None, received_on=day), day)
    assert sum(values[0] for values in month_values().values()) == counted
    assert sum(values[2] for values in month_values().values()) == counted


def test_by_month_leaves_out_void_and_merged_claims_and_other_areas() -> None:
    session = rows.held_session(DAY)
    kept, void, merged = (rows.claim(session) for _ in range(3))
    for claim in (kept, void, merged):
        rows.conclude(claim, DAY)
    rows.void(void)
    rows.merge(merged, kept)
    rows.conclude(rows.claim(rows.held_session(DAY, area=factories.area("530921"))), DAY)
    assert month_values() == {"2021-04": (1, 1, 1, 1)}


def test_solved_and_resumed_in_the_same_month_is_not_solved() -> None:
    claim = rows.claim(rows.held_session(DAY))
    rows.conclude(claim, DAY)
    rows.resume(claim, date(2021, 4, 20))
    assert month_values() == {"2021-04": (1, 1, 0, 0)}


def test_solved_resumed_and_solved_again_counts_in_each_month() -> None:
    claim = rows.claim(rows.held_session(DAY))
    rows.conclude(claim, DAY)
    rows.resume(claim, date(2021, 5, 20))
    rows.conclude(claim, date(2021, 6, 20))
    assert month_values(Month(2021, 6)) == {"2021-04": (1, 1, 1, 1), "2021-06": (0, 0, 1, 1)}


@pytest.mark.parametrize("seed", range(8))
def test_random_histories_agree_with_the_monthly_table(seed: int) -> None:
    """Whatever the order of days and entries: the columns of sessions are the table's 数量 and 已解决."""
    random_months.write(random_months.draw(seed), area=factories.area(), by=rows.entry_clerk())
    asked = span(Month(2021, 12))
    lines = by_month(asked, count_claims(asked)).lines
    tables = [build_table(area=factories.area(), month=month).rows[0] for month in asked.months]
    assert [(line.values[1], line.values[3]) for line in lines] == [(row.claims, row.solved_flow) for row in tables]
    assert sum(row.solved_flow for row in tables) > 0


def test_by_sector_and_cause_name_what_is_not_stated() -> None:
    water, hardship = factories.code("sector", "water"), factories.code("cause", "hardship")
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session, sector=water, cause=hardship), DAY)
    rows.claim(session, sector=water)
    rows.claim(session, cause=hardship)
    assert code_values(by_sector) == {"水利": (2, 1), NOT_STATED: (1, 0)}
    assert code_values(by_cause) == {"经营困难": (2, 1), NOT_STATED: (1, 0)}


def test_by_sector_shows_every_active_kind_and_a_disused_one_only_with_claims() -> None:
    Code.objects.filter(kind="sector", key__in=["water", "power"]).update(is_active=False)
    rows.claim(rows.held_session(DAY), sector=factories.code("sector", "water"))
    labels = [line.label for line in by_sector(span(), count_claims(span())).lines]
    assert labels == ["房屋建筑", "市政", "交通运输", "水利", "农业农村", "其他工程", "非工程建设"]


def test_sums_of_all_three_breakdowns_are_equal() -> None:
    random_months.write(random_months.draw(3), area=factories.area(), by=rows.entry_clerk())
    asked = span(Month(2021, 12))
    months, sectors, causes, _ = build_statistics(span=asked, today=TODAY)
    assert (months.total[0], months.total[2]) == sectors.total == causes.total
    assert min(sectors.total) > 0


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (-1, "0—15 天"), (0, "0—15 天"), (15, "0—15 天"), (16, "16—30 天"), (30, "16—30 天"), (31, "31—60 天"),
        (60, "31—60 天"), (61, "61—90 天"), (90, "61—90 天"), (91, "90 天以上"), (4000, "90 天以上"),
    ],
)  # fmt: skip
def test_ages_put_each_open_case_into_one_row(days: int, label: str) -> None:
    rows.claim(None, received_on=TODAY - timedelta(days=days))
    part = ages([factories.area().pk], today=TODAY)
    assert {line.label: line.values for line in part.lines if any(line.values)} == {label: (1, 0)}


def test_ages_tell_overdue_from_due_today_and_leave_out_finished_cases() -> None:
    cases = [rows.claim(None, received_on=DAY).caseclaim.case_id for _ in range(4)]
    Case.objects.filter(pk=cases[0]).update(due_on=TODAY)
    Case.objects.filter(pk=cases[1]).update(due_on=TODAY - timedelta(days=1))
    Case.objects.filter(pk=cases[2]).update(due_on=TODAY - timedelta(days=1), status="void")
    rows.claim(None, area=factories.area("530921"), received_on=DAY)
    assert ages([factories.area().pk], today=TODAY).total == (3, 1)


def test_statistics_of_nothing_are_noughts() -> None:
    parts = build_statistics(span=span(), today=TODAY)
    assert [(part.key, set(part.total), len(part.lines)) for part in parts] == [
        ("months", {0}, 12), ("sectors", {0}, 8), ("causes", {0}, 14), ("ages", {0}, 5),
    ]  # fmt: skip


def test_claims_of_a_session_left_out_stand_beside_the_sessions() -> None:
    """As in the monthly table: received, but not at a session that counts."""
    session = rows.held_session(DAY, units=("人社",))
    rows.conclude(rows.claim(session), DAY)
    LeftOutSession.objects.create(session=session, reason="只有一家单位", at=rows.ENTERED, by=rows.entry_clerk())
    assert month_values() == {"2021-04": (1, 0, 1, 0)}
