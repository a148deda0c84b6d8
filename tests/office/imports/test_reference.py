"""节假日 and 成员单位, imported on pages."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from office.imports.reference import HOLIDAYS, UNITS
from office.models import CalendarYear, Event, SpecialDay, Unit, User
from tests import factories
from tests.imports import checked, counts, errors, warnings, written

DAYS = ["日期", "上班/休息", "名称"]
NAMES = ["简称", "全称", "行业主管部门", "参加联合接访", "顺序"]


def test_holidays_are_written_and_their_year_is_known(head: User) -> None:
    job = written(
        checked(
            HOLIDAYS, head, ["2027年放假安排"], DAYS, ["2027-01-01", "休息", "元旦"], [date(2027, 1, 3), "上班", None]
        ),
        head,
    )
    assert (job.state, counts(job)) == ("done", (2, 0, 0))
    days = {day.day: (day.is_workday, day.name) for day in SpecialDay.objects.filter(day__year=2027)}
    assert days == {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 3): (True, "")}
    assert CalendarYear.objects.filter(year=2027).exists()
    assert Event.objects.filter(act="import_calendar").count() == 1


def test_the_same_holidays_again_change_nothing_and_a_changed_one_is_told(head: User) -> None:
    written(checked(HOLIDAYS, head, DAYS, ["2027-01-01", "休息", "元旦"]), head)
    assert counts(checked(HOLIDAYS, head, DAYS, ["2027-01-01", "休息", "元旦"])) == (0, 1, 0)
    job = checked(HOLIDAYS, head, DAYS, ["2027-01-01", "上班", "元旦"])
    assert counts(job) == (1, 0, 0)
    assert warnings(job) == ["表 第 2 行 日期：系统中已有这一天（休息，元旦），将改成本行的内容。"]
    written(job, head)
    assert SpecialDay.objects.get(day=date(2027, 1, 1)).is_workday


def test_faulty_holidays(head: User) -> None:
    job = checked(
        HOLIDAYS,
        head,
        DAYS,
        ["2027-02-30", "休息"],
        ["2027-01-01", "半天"],
        ["2027-05-01", "休息"],
        ["2027/5/1", "休息"],
    )
    assert errors(job) == [
        "表 第 2 行 日期：“2027-02-30”不是实际存在的日期，请核对。",
        "表 第 3 行 上班/休息：“半天”不在可填的内容中，可填：上班、休息。",
        "表 第 5 行 日期：与第 4 行重复，请只留一行。",
    ]
    assert SpecialDay.objects.filter(day__year=2027).count() == 0


def test_headings_alone_are_an_error(head: User) -> None:
    assert errors(checked(HOLIDAYS, head, DAYS)) == ["表：标题下面没有内容。"]


def test_units_are_added_and_those_that_are_there_stay(head: User) -> None:
    before = Unit.objects.get(short_name="住建")
    rows = [["文旅", "区文化和旅游局", "是", "是", None], ["住建", before.name, None, None, None]]
    job = written(checked(UNITS, head, NAMES, *rows), head)
    assert counts(job) == (1, 1, 0)
    unit = Unit.objects.get(short_name="文旅")
    assert (unit.area, unit.is_regulator, unit.is_attending, unit.position > before.position) == (
        head.area,
        True,
        True,
        True,
    )
    assert Event.objects.filter(act="import_units").count() == 1


def test_a_unit_under_another_name_is_told(head: User) -> None:
    job = checked(
        UNITS, head, NAMES, ["住建", "区住房局", None, None, None], ["林草", "区林业和草原局"], ["林草", "区林草局"]
    )
    told = errors(job)
    assert told[0].startswith("表 第 2 行 全称：系统中已有“住建”")
    assert told[1:] == ["表 第 4 行 简称：与第 3 行重复，请只留一行。"]


@pytest.mark.parametrize("kind", [HOLIDAYS, UNITS])
def test_who_may(reference, kind) -> None:
    with pytest.raises(PermissionDenied):
        checked(kind, factories.user("clerk"), DAYS)
