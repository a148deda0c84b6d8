"""One row for each session: together they hold what the area's one row would."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.actions.freeze import freeze_table
from reports.actions.settings import set_table_form
from reports.diff import differences
from reports.frozen import content
from reports.period import Month
from reports.session_rows import Part
from reports.table import build_figure, build_table
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL = Month(2021, 4)
SUMMED = ("sessions", "claims", "workers", "amount", "solved_flow", "solved_cohort")
FILED = datetime(2021, 5, 2, 10, tzinfo=rows.OFFICE_TIME)


@pytest.fixture
def by_day(head) -> None:
    set_table_form(
        area=factories.area(), from_month=Month(2021, 3), by=head, rule="flow", column_b="day", heading="接访日期"
    )


@pytest.fixture
def sessions(by_day):
    """Three sessions, two of them on one day; a worker on two rolls; a claim of March solved in April."""
    first, second, third = (rows.held_session(date(2021, 4, day), units=()) for day in (12, 12, 26))
    one, two = rows.claim(first, workers_count=3), rows.claim(third, workers_count=2, amount_yuan=Decimal("20000"))
    rows.roll(one, "530902190101010012")
    rows.roll(two, "530902190101010012")
    rows.conclude(one, date(2021, 4, 13))
    rows.void(rows.claim(second))
    rows.conclude(rows.claim(rows.held_session(date(2021, 3, 8))), date(2021, 4, 20))
    return first, second, third


def table():
    return build_table(area=factories.area(), month=APRIL)


def test_each_session_has_its_row_and_earlier_ones_share_one(sessions) -> None:
    told = [(row.no, row.label, row.sessions_held, row.claims, row.workers, row.solved) for row in table().rows]
    assert told == [
        (1, "4月12日", 1, 1, 3, 1), (2, "4月12日（第2场）", 1, 0, 0, 0), (3, "4月26日", 1, 1, 1, 0), (4, "以前月份接访", 0, 0, 0, 1),
    ]  # fmt: skip


def test_the_rows_hold_together_what_the_area_holds(sessions) -> None:
    now = table()
    whole = now.checked[0]
    assert len(now.checked) == 1
    for key in SUMMED:
        assert sum(row.figures[key].value for row in now.rows) == whole.figures[key].value
    assert now.identity.holds


def test_remarks_of_the_month_stand_in_the_first_row(sessions) -> None:
    assert [bool(row.remarks) for row in table().rows] == [True, False, False, False]


def test_a_row_leads_to_its_own_claims(sessions) -> None:
    first = sessions[0]
    for row in table().rows:
        part = Part(row.session_id)
        for key in SUMMED:
            found = build_figure(area=row.area, month=APRIL, key=key, part=part)
            assert found == row.figures[key]
    assert [line.fact.session_id for line in table().rows[0].figures["claims"].lines] == [first.pk]


def test_a_month_without_a_session_is_one_row_of_the_area(by_day) -> None:
    assert [(row.label, row.sessions_held) for row in table().rows] == [("临翔区", 0)]


def test_earlier_months_have_no_row_where_nothing_of_theirs_was_solved(by_day) -> None:
    rows.held_session(date(2021, 4, 12))
    rows.claim(rows.held_session(date(2021, 3, 8)))
    assert [row.label for row in table().rows] == ["4月12日"]


def test_the_place_stands_under_the_day(head) -> None:
    rows.held_session(date(2021, 4, 12))
    set_table_form(area=factories.area(), from_month=APRIL, by=head, rule="flow", column_b="place")
    assert table().rows[0].label == "4月12日\n一楼服务大厅"


def test_a_frozen_table_by_session_keeps_the_whole_and_tells_differences_once(sessions, head) -> None:
    frozen = freeze_table(area=factories.area(), month=APRIL, by=head, now=FILED)
    told = content(frozen)
    assert (list(told["figures"]), list(told["checked"])) == (["1", "2", "3", "4"], ["临翔区"])
    assert differences(told, table()) == []
    late = rows.claim(sessions[2], amount_yuan=None)
    assert [(line.figure, line.number) for line in differences(told, table())] == [
        ("接访的欠薪诉求数量", late.number), ("涉及人数", late.number), ("涉及金额", late.number),
    ]  # fmt: skip
    sheet = load_workbook(BytesIO(bytes(frozen.workbook))).active
    assert (sheet["B3"].value, [sheet.cell(number, 2).value for number in range(5, 9)]) == (
        "接访日期", ["4月12日", "4月12日（第2场）", "4月26日", "以前月份接访"],
    )  # fmt: skip
