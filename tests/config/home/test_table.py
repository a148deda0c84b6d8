from datetime import date, datetime

import pytest

from config.home.table import table_figure
from reports.actions.freeze import freeze_table
from reports.actions.submission import submit_table
from reports.models import MonthlyTable
from reports.period import Month
from tests import factories


def _shown(user, today: date) -> tuple[str, str, str]:
    figure = table_figure(user, today=today)
    return (figure.label, figure.text, figure.css)


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2021, 6, 1), ("5月情况表（3日前报）", "还有 2 天", "soon")),
        (date(2021, 6, 3), ("5月情况表（3日前报）", "今日截止", "soon")),
        (date(2021, 6, 4), ("5月情况表（3日前报）", "已过 1 天", "overdue")),
        (date(2021, 4, 25), ("3月情况表（3日前报）", "已过 22 天", "overdue")),
        (date(2021, 4, 26), ("4月情况表（3日前报）", "还有 7 天", "soon")),
    ],
)
def test_table_days_left(head, today: date, shown: tuple[str, str, str]) -> None:
    assert _shown(head, today) == shown


def test_table_note_names_the_last_working_day(head) -> None:
    assert table_figure(head, today=date(2021, 4, 26)).note == (
        "5月1日至3日都是休息日，4月情况表请在4月30日下班前报送。"
    )
    assert table_figure(head, today=date(2021, 6, 1)).note == ("5月情况表请在6月2日报送，最迟6月3日，遇休息日不顺延。")
    # 1 and 2 August 2021 were a Sunday and a Monday.
    assert "请在8月2日报送" in table_figure(head, today=date(2021, 8, 1)).note
    assert table_figure(head, today=date(2021, 6, 4)).note == ""
    # The last working day of January 2022 was Sunday the 30th, worked for the Spring Festival.
    assert "1月30日下班前" in table_figure(head, today=date(2022, 1, 30)).note
    assert "请尽快报送" in table_figure(head, today=date(2022, 1, 31)).note


def test_table_that_is_frozen_still_has_to_be_sent(head, clerk) -> None:
    _freeze(head, Month(2021, 4), datetime(2021, 6, 2, 9, tzinfo=factories.SHANGHAI))
    assert _shown(clerk, date(2021, 6, 4)) == ("5月情况表（3日前报）", "已过 1 天", "overdue")

    table = _freeze(head, Month(2021, 5), datetime(2021, 6, 1, 9, tzinfo=factories.SHANGHAI))
    assert _shown(clerk, date(2021, 6, 2)) == ("5月情况表（3日前报）", "已封存，还有 1 天", "soon")
    submit_table(table=table, by=head, sent_on=date(2021, 6, 2), person="王岗位")
    assert _shown(clerk, date(2021, 6, 4)) == ("5月情况表（3日前报）", "6月2日已报送", "done")


def test_an_early_table_is_enough_until_the_month_is_over(head) -> None:
    table = _freeze(head, Month(2021, 4), datetime(2021, 4, 30, 9, tzinfo=factories.SHANGHAI))
    submit_table(table=table, by=head, sent_on=date(2021, 4, 30), person="王岗位")
    assert _shown(head, date(2021, 4, 30)) == ("4月情况表（3日前报）", "4月30日已报送", "done")
    asked = ("4月情况表（3日前报）", "已提前报送，请另存版本 2", "soon")
    assert [_shown(head, date(2021, 5, day)) for day in (1, 4)] == [asked, asked]
    assert "另存版本 2 再报送" in table_figure(head, today=date(2021, 5, 1)).note
    second = datetime(2021, 5, 6, 9, tzinfo=factories.SHANGHAI)
    freeze_table(area=factories.area(), month=Month(2021, 4), by=head, reason="月末的变动", now=second)
    assert _shown(head, date(2021, 5, 6)) == ("4月情况表（3日前报）", "已封存，已过 3 天", "overdue")


def test_table_of_another_district_says_nothing_of_ours(head) -> None:
    other = factories.user("head", area=factories.area("530921"))
    _freeze(head, Month(2021, 5), datetime(2021, 6, 1, 9, tzinfo=factories.SHANGHAI))

    assert _shown(other, date(2021, 6, 4))[1] == "已过 1 天"


def test_table_url_opens_the_table_of_the_month(head, client) -> None:
    client.force_login(head)

    page = client.get(table_figure(head, today=date(2022, 1, 4)).url)
    assert (page.status_code, page.context["table"].month) == (200, Month(2021, 12))


@pytest.mark.parametrize("role", ["liaison", "city", "sysadmin", "secadmin", "auditor", "leader"])
def test_table_is_for_those_who_may_see_it(reference, role: str) -> None:
    assert table_figure(factories.user(role), today=date(2021, 6, 1)) is None


def _freeze(head, month: Month, now: datetime) -> MonthlyTable:
    return freeze_table(area=head.area, month=month, by=head, now=now)
