"""Freezing: what is kept, what is refused, corrections, early tables, and who may."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from office.models import Event
from office.refusals import Conflict, Refused
from reports.actions.freeze import freeze_table
from reports.frozen import check_tables, content, in_force
from reports.models import MonthlyTable
from reports.period import Month
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL = Month(2021, 4)
DAY = date(2021, 4, 12)
FILED = datetime(2021, 5, 2, 10, tzinfo=rows.OFFICE_TIME)


def freeze(by, **values) -> MonthlyTable:
    return freeze_table(**({"area": factories.area(), "month": APRIL, "by": by, "now": FILED} | values))


@pytest.fixture
def april(head) -> None:
    """Two claims of one session, one solved in the month."""
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session, workers_count=3, amount_yuan=Decimal("12345.67")), date(2021, 4, 20))
    rows.claim(session)


def test_a_table_keeps_figures_claims_values_and_the_form(april, head) -> None:
    table = freeze(head)
    told = content(table)
    row = told["rows"][0]
    assert (table.number, table.version, table.rule, table.is_early, table.filed_on) == (
        1,
        1,
        "flow",
        False,
        FILED.date(),
    )
    assert (row["sessions_held"], row["claims"], row["workers"], row["amount_wan"], row["solved"]) == (
        1,
        2,
        4,
        "1.33",
        1,
    )
    lines = told["figures"]["1"]["amount"]["lines"]
    assert [(kind, value, reason) for kind, _pk, _number, value, reason in lines] == [
        ("claim", "12345.67", "登记金额"), ("claim", "1000.00", "登记金额"),
    ]  # fmt: skip
    sheet = load_workbook(BytesIO(bytes(table.workbook))).active
    assert [sheet.cell(5, column).value for column in (3, 4, 5, 6, 7)] == [1, 2, 4, 1.33, 1]
    assert sheet["A10"].value == "填报日期：2021年5月2日"


def test_every_figure_is_the_sum_of_the_lines_kept_with_it(april, head) -> None:
    for figure in content(freeze(head))["figures"]["1"].values():
        assert Decimal(figure["value"]) == sum(Decimal(line[3]) for line in figure["lines"])


def test_freezing_is_one_event_without_any_name(april, head) -> None:
    table = freeze(head)
    event = Event.objects.get(act="freeze_table")
    assert (event.object_id, event.data["version"], event.data["sha256"]) == (str(table.pk), 1, table.digest)


def test_later_changes_touch_no_frozen_table(april, head) -> None:
    table = freeze(head)
    snapshot, form = table.snapshot, bytes(table.workbook)
    rows.claim(rows.held_session(date(2021, 4, 26)))
    again = MonthlyTable.objects.get(pk=table.pk)
    assert (again.snapshot, bytes(again.workbook), check_tables()) == (snapshot, form, (1, None))


def test_a_second_time_wants_a_reason_and_links_to_the_first(april, head) -> None:
    first = freeze(head)
    with pytest.raises(Refused, match="已封存版本 1.*请写明更正原因"):
        freeze(head)
    with pytest.raises(Refused):
        freeze(head, reason="   ")
    rows.claim(rows.held_session(date(2021, 4, 26)))
    second = freeze(head, reason="补录 4 月 26 日接访")
    assert (second.version, second.previous_digest, content(second)["corrects"]) == (2, first.digest, first.digest)
    assert content(second)["rows"][0]["claims"] == 3
    assert in_force(factories.area(), APRIL) == second


def test_a_first_table_has_no_reason(april, head) -> None:
    with pytest.raises(Refused, match="还没有封存过"):
        freeze(head, reason="更正")
    assert MonthlyTable.objects.count() == 0


def test_who_was_shown_an_older_page_is_told(april, head) -> None:
    freeze(head, expected_version=1)
    with pytest.raises(Conflict, match="已封存这个月的版本 1"):
        freeze(factories.user("head"), expected_version=1)
    assert MonthlyTable.objects.count() == 1


def test_edited_remarks_stand_beside_those_built_by_rule(april, head) -> None:
    rows.claim(rows.held_session(date(2021, 4, 26), units=("住建",)), amount_yuan=None)
    table = freeze(head, remarks={1: "4月26日人社部门因公务未到。"})
    row = content(table)["rows"][0]
    assert row["remarks"] == "4月26日人社部门因公务未到。"
    assert row["remarks_by_rule"].startswith("4月26日接访签到单位不足两个、人社部门未签到。")
    assert load_workbook(BytesIO(bytes(table.workbook))).active["H5"].value == "4月26日人社部门因公务未到。"
    with pytest.raises(Refused, match="备注最多"):
        freeze(head, reason="更正", remarks={1: "长" * 1001})


def test_a_month_without_a_session_is_frozen_as_zeros(head) -> None:
    told = content(freeze(head))
    assert (told["rows"][0]["sessions_held"], told["rows"][0]["remarks"]) == (0, "本月未开展集中联合接访。")
    assert told["warnings"] == ["2021年4月没有开展集中联合接访，情况表为零报告，请核对后仍按时报送。"]


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_only_a_head_signs(april, role: str) -> None:
    with pytest.raises(PermissionDenied):
        freeze(factories.user(role))


def test_a_head_of_another_district_does_not_sign(april) -> None:
    with pytest.raises(PermissionDenied):
        freeze(factories.user("head", area=factories.area("530921")))


def test_a_month_to_come_and_a_running_one_are_refused(head) -> None:
    with pytest.raises(Refused, match="还没有开始"):
        freeze(head, now=datetime(2021, 3, 31, 23, 59, tzinfo=rows.OFFICE_TIME))
    with pytest.raises(Refused, match="还没有结束"):
        freeze(head, month=Month(2021, 6), now=datetime(2021, 6, 30, 23, 59, tzinfo=rows.OFFICE_TIME))
    assert freeze(head, month=Month(2021, 6), now=datetime(2021, 7, 1, tzinfo=rows.OFFICE_TIME)).is_early is False


@pytest.mark.parametrize("month", [Month(2021, 4), Month(2021, 9), Month(2021, 12), Month(2022, 1)])
def test_where_nobody_works_before_the_third_an_early_table_says_so(april, head, month: Month) -> None:
    """依据：4月、9月、12月和次年1月的情况表，次月1日至3日都是休息日。"""
    last = datetime.combine(month.end - timedelta(days=1), datetime.min.time(), rows.OFFICE_TIME)
    early = freeze(head, month=month, now=last)
    day = f"{early.filed_on.month}月{early.filed_on.day}日"
    assert early.is_early
    assert content(early)["rows"][0]["remarks"].splitlines()[0] == f"提前报送，截至{day}；此后的变动另报更正。"
    late = last + timedelta(days=10)
    assert freeze(head, month=month, now=late, reason="月末以后补报").is_early is False
    after = freeze(head, month=month.next, now=last + timedelta(days=45))
    assert content(after)["rows"][0]["remarks"].splitlines()[0] == (
        f"{month.month}月情况表提前报送（截至{day}），此后的变动不计入本月。"
    )


def test_a_month_left_out_between_is_named(head) -> None:
    freeze(head)
    june = freeze(head, month=Month(2021, 6), now=datetime(2021, 7, 2, tzinfo=rows.OFFICE_TIME))
    assert content(june)["warnings"][-1] == "2021年5月的情况表还没有封存。"


def test_as_of_freezes_what_was_known_then(april, head) -> None:
    rows.claim(rows.held_session(date(2021, 4, 26), at=FILED + timedelta(days=30)), at=FILED + timedelta(days=30))
    now = FILED + timedelta(days=60)
    assert content(freeze(head, as_of=FILED, now=now))["rows"][0]["claims"] == 2
    assert content(freeze(head, now=now, reason="补录"))["rows"][0]["claims"] == 3


def test_snapshots_are_the_same_text_for_the_same_facts(april, head) -> None:
    one = content(freeze(head))
    two = content(freeze(head, reason="重新封存"))
    # The form bears the instant it was written.
    changed = {name for name in one if one[name] != two[name]} - {"workbook_sha256"}
    assert changed == {"number", "version", "reason", "previous_digest", "corrects"}
    assert json.loads(MonthlyTable.objects.get(version=1).snapshot) == one


def test_a_month_that_follows_an_early_one_is_not_early_itself(head) -> None:
    """The three days after December 2021 were rest days; January was not to be frozen for that while it ran."""
    with pytest.raises(Refused, match="2022年1月还没有结束"):
        freeze(head, month=Month(2022, 1), now=datetime(2022, 1, 10, tzinfo=rows.OFFICE_TIME))
