"""这个日期怎么算的: the sentence for every way a deadline can have come about."""

from datetime import date

import pytest

from ledger.actions.assignment import accept_return, ask_return
from ledger.actions.completion import reopen
from ledger.models import Case
from ledger.selectors.deadlines import DueFacts, due_facts, explain_due
from ledger.workflow import Status
from office.selectors import calendar
from office.workdays import Calendar, special_days_from_package
from tests import factories

DAYS = special_days_from_package([2021])
CALENDAR = Calendar(
    special={day: works for day, works, _name in DAYS},
    known_years={2021},
    names={day: name for day, works, name in DAYS if not works},
)


def explained(*, due_on: date | None, on: date | None, workdays: int = 15, **facts) -> str:
    known = {"move": "assign" if on else "", "is_low_income": False, "is_history": False, "is_waiting": False} | facts
    return explain_due(
        DueFacts(due_on=due_on, laid_down_on=on, **known), workdays=workdays, with_calendar=CALENDAR
    )  # fmt: skip


def test_plain_deadline_names_start_length_and_weekends():
    assert explained(due_on=date(2021, 6, 8), on=date(2021, 6, 1), workdays=5) == (
        "交办时按通常的 5 个工作日确定。自2021年6月1日起算，当日不计，第5个工作日为2021年6月8日。"
        "已跳过：2021年6月5日（周六）、2021年6月6日（周日）。"
    )


def test_deadline_across_may_day_names_the_holiday_and_the_make_up_days():
    told = explained(due_on=date(2021, 5, 12), on=date(2021, 4, 20))
    assert told.startswith(
        "交办时按通常的 15 个工作日确定。自2021年4月20日起算，当日不计，第15个工作日为2021年5月12日。"
    )
    assert "2021年5月1日（劳动节）" in told
    assert "2021年5月5日（劳动节）" in told
    assert told.endswith("调休上班，计为工作日：2021年4月25日、2021年5月8日。")


def test_low_income_has_the_short_deadline():
    told = explained(due_on=date(2021, 4, 26), on=date(2021, 4, 20), workdays=5, is_low_income=True)
    assert told.startswith("交办时按通常的 5 个工作日（低收入农村劳动力从快）确定。自2021年4月20日起算")


def test_deadline_set_by_hand_is_told_beside_the_usual_one():
    assert explained(due_on=date(2021, 6, 10), on=date(2021, 6, 1), workdays=5) == (
        "由主任在 2021年6月1日交办时确定为 2021年6月10日；按通常的 5 个工作日为 2021年6月8日："
        "自2021年6月1日起算，当日不计，第5个工作日为2021年6月8日。"
        "已跳过：2021年6月5日（周六）、2021年6月6日（周日）。"
    )


def test_year_without_published_holidays_is_provisional():
    told = explained(due_on=date(2022, 1, 4), on=date(2021, 12, 28), workdays=5)
    assert told.endswith("所涉年份的节假日安排尚未录入，此日期为暂定。")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"is_waiting": True}, "还没有办理期限：由主任在交办时确定，通常为交办后 15 个工作日。"),
        ({"is_history": True}, "原台账没有填写办理期限，请主任在重新交办时确定。"),
    ],
)
def test_no_deadline_is_told(facts, told):
    assert explained(due_on=None, on=None, **facts) == told


@pytest.mark.parametrize(
    ("is_history", "told"),
    [
        (True, "历史导入的案件：期限照原台账填写，原台账没有交办日期，无法推算。"),
        (False, "没有找到确定这个期限的办理记录，无法推算。"),
    ],
)
def test_deadline_without_a_step_is_not_reckoned(is_history, told):
    assert explained(due_on=date(2021, 6, 10), on=None, is_history=is_history) == told


def test_case_settled_on_the_spot_is_due_on_the_day():
    day = date(2021, 6, 1)
    assert (
        explained(due_on=day, on=day, move="spot_assign") == "当场解决的案件：以解决当日 2021年6月1日为期限。"
    )  # fmt: skip


def told_of(case: Case) -> str:
    case.refresh_from_db()
    return explain_due(due_facts(case, is_low_income=False), workdays=15, with_calendar=calendar())


def test_deadline_of_a_case_is_that_of_the_last_step_that_laid_one_down(head):
    case = factories.case(head)
    assert told_of(case).startswith("还没有办理期限")
    factories.assigned(case, head)
    assert told_of(case).startswith(
        "由主任在 2021年4月21日交办时确定为 2021年5月14日；按通常的 15 个工作日为 2021年5月13日：自2021年4月21日起算"
    )
    factories.brought_to(Status.STRUCK_OFF, case, head)
    reopen(case=case, by=head, reason="又欠薪", due_on=date(2021, 6, 30), on=date(2021, 6, 1))
    assert told_of(case).startswith("由主任在 2021年6月1日重新办理时确定为 2021年6月30日；")


def test_returned_case_waits_for_a_deadline_again(head):
    case = factories.assigned(factories.case(head), head)
    ask_return(case=case, by=head, reason="不属本单位", on=date(2021, 4, 22))
    accept_return(case=case, by=head, reason="同意", on=date(2021, 4, 23))
    assert told_of(case).startswith("还没有办理期限")
