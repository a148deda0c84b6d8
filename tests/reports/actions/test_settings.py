"""情况表设定: from which month on, what it changes, what it may not reach."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Area, Event
from office.refusals import Refused
from reports.actions.freeze import freeze_table
from reports.actions.settings import set_table_form
from reports.frozen import content
from reports.models import TableSetting
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = Month(2021, 4), Month(2021, 5), Month(2021, 6)
FILED = datetime(2021, 6, 2, 10, tzinfo=rows.OFFICE_TIME)
NUMBER = "示例治欠办〔2021〕8号"


def set_form(by, **values) -> TableSetting:
    usual = {
        "area": factories.area(), "from_month": MAY, "by": by, "rule": "cohort", "column_b": "short_name",
        "document_number": NUMBER,
    }  # fmt: skip
    return set_table_form(**(usual | values))


def printed(month: Month) -> tuple[str, int]:
    table = build_table(area=factories.area(), month=month)
    return table.rule, table.rows[0].solved


def test_the_rule_holds_from_its_month_on_until_another(head) -> None:
    rows.conclude(rows.claim(rows.held_session(date(2021, 4, 12))), date(2021, 5, 20))
    set_form(head)
    set_form(head, from_month=JUNE, rule="flow")
    assert [printed(month) for month in (APRIL, MAY, JUNE)] == [("flow", 0), ("cohort", 0), ("flow", 0)]
    both = build_table(area=factories.area(), month=MAY).rows[0]
    assert (both.solved_flow, both.solved_cohort) == (1, 0)


def test_the_same_month_set_again_takes_the_later(head) -> None:
    set_form(head)
    set_form(head, rule="flow")
    assert printed(MAY)[0] == "flow"


def test_another_area_is_not_touched(head) -> None:
    set_form(head)
    other = Area.objects.create(code="530921", name="云南省临沧市凤庆县", short_name="凤庆县")
    assert build_table(area=other, month=MAY).rule == "flow"


def test_a_rule_asks_for_its_document_number_a_heading_does_not(head) -> None:
    with pytest.raises(Refused, match="请填写依据的文号"):
        set_form(head, document_number="  ")
    assert set_form(head, rule="flow", heading=" 县（区） ", document_number="").heading == "县（区）"


def test_what_is_set_already_is_refused(head) -> None:
    with pytest.raises(Refused, match="与这个月份现在的设定相同"):
        set_form(head, rule="flow")
    assert TableSetting.objects.count() == 0


@pytest.mark.parametrize("month", [APRIL, Month(2021, 3)])
def test_a_frozen_month_is_out_of_reach(head, month: Month) -> None:
    freeze_table(area=factories.area(), month=APRIL, by=head, now=FILED)
    with pytest.raises(Refused, match="2021年4月的情况表已封存，设定不能回到它以前：请从2021年5月或以后"):
        set_form(head, from_month=month)
    set_form(head, from_month=MAY)
    assert (printed(APRIL)[0], printed(MAY)[0]) == ("flow", "cohort")


def test_a_table_is_frozen_by_the_rule_set_and_keeps_it(head) -> None:
    rows.conclude(rows.claim(rows.held_session(date(2021, 5, 10))), date(2021, 6, 1))
    set_form(head, heading="单位")
    table = freeze_table(area=factories.area(), month=MAY, by=head, now=FILED)
    told = content(table)
    assert (table.rule, told["rows"][0]["solved"], told["setting"]) == (
        "cohort", 1, {"from_month": "2021-05", "column_b": "short_name", "heading": "单位", "document_number": NUMBER},
    )  # fmt: skip


def test_a_city_has_a_row_for_each_district_whatever_is_asked(reference) -> None:
    city = factories.area("530900")
    by = factories.user("head", area=city)
    with pytest.raises(Refused, match="不能一场接访一行"):
        set_form(by, area=city, rule="flow", column_b="day")


def test_it_is_one_event_with_what_changed(head) -> None:
    set_form(head)
    event = Event.objects.get(act="set_table_form")
    assert (event.by, event.data) == (head, {"month": "2021-05", "document_number": NUMBER, "rule": "cohort"})


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_only_a_head_sets_it(reference, role: str) -> None:
    by = factories.user(role, unit="住建" if role == "liaison" else None)
    with pytest.raises(PermissionDenied):
        set_form(by)


def test_a_foreign_area_is_refused(head) -> None:
    other = Area.objects.create(code="530921", name="云南省临沧市凤庆县", short_name="凤庆县")
    with pytest.raises(PermissionDenied):
        set_form(head, area=other)
