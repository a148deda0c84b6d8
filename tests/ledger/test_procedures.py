"""The days of a procedure by themselves."""

from datetime import date

from ledger.procedures import Stage, order_faults, spans, usual_check
from office.workdays import Calendar, special_days_from_package

APPLIED, FILED, HEARD, AWARDED = date(2021, 4, 26), date(2021, 4, 29), date(2021, 5, 20), date(2021, 6, 10)
CALENDAR = Calendar({day: works for day, works, _ in special_days_from_package([2021])}, known_years={2021})


def stages(*days: date | None) -> list[Stage]:
    return [Stage(label, day) for label, day in zip(("申请", "立案", "审理", "裁决"), days, strict=True)]


def test_times_between_the_three_dates_and_the_whole_way():
    assert [str(span) for span in spans(stages(APPLIED, FILED, HEARD, AWARDED))] == [
        "申请→立案 3 天", "立案→审理 21 天", "审理→裁决 21 天", "申请→裁决 45 天",
    ]  # fmt: skip


def test_times_leave_out_what_has_not_come():
    assert [str(span) for span in spans(stages(APPLIED, None, None, AWARDED))] == ["申请→裁决 45 天"]
    assert spans(stages(APPLIED, None, None, None)) == []


def test_dates_stand_in_their_order_and_none_is_to_come():
    assert order_faults(stages(APPLIED, FILED, HEARD, AWARDED), today=AWARDED) == []
    assert order_faults(stages(APPLIED, APPLIED, APPLIED, APPLIED), today=APPLIED) == []
    assert order_faults(stages(FILED, APPLIED, None, None), today=AWARDED) == [
        "立案日期 2021-04-26 早于申请日期 2021-04-29。"
    ]
    assert order_faults(stages(APPLIED, None, None, date(2021, 4, 1)), today=AWARDED) == [
        "裁决日期 2021-04-01 早于申请日期 2021-04-26。"
    ]
    assert order_faults(stages(APPLIED, FILED, None, None), today=APPLIED) == ["立案日期 2021-04-29 晚于今天。"]


def test_an_answer_is_looked_for_on_a_working_day():
    assert usual_check(APPLIED, 3, calendar=CALENDAR) == FILED
    # 1 to 5 May were days off.
    assert usual_check(APPLIED, 5, calendar=CALENDAR) == date(2021, 5, 6)
    assert usual_check(APPLIED, 0, calendar=CALENDAR) == date(2021, 4, 27)
