"""The two sheets of the history workbook: their columns in order, what each cell holds, which must be filled."""

from typing import Any

from import_export.fields import Field
from import_export.resources import Resource

from ledger.workbook.widgets import (
    Choice,
    Clock,
    Coded,
    Count,
    Day,
    DayOrMonth,
    IdNumber,
    OneUnit,
    Phone,
    SeveralUnits,
    Text,
    YesNo,
    Yuan,
)
from ledger.workflow import FINISHED, OPEN, Outcome, Status
from office.models import Code
from reception.models import ReceptionSession
from reception.names import tidy_name, tidy_person

LONG = 2000
SESSION_STATES = {
    "已开展": ReceptionSession.Status.CLOSED,
    "已取消": ReceptionSession.Status.CANCELLED,
    "已改期": ReceptionSession.Status.POSTPONED,
    "计划": ReceptionSession.Status.PLANNED,
}
CASE_STATES = {Status(state).label: state for state in (*OPEN, *FINISHED)}
OUTCOMES = {outcome.label: outcome for outcome in Outcome}


class Column(Field):
    """A column found by its heading; a required one must be there and be filled in every row."""

    def __init__(self, heading: str, widget: Any, *, required: bool = False) -> None:
        super().__init__(column_name=heading, widget=widget)
        self.required = required


class SessionSheet(Resource):
    """接访场次."""

    day = Column("日期", Day(), required=True)
    starts_at = Column("开始", Clock())
    ends_at = Column("结束", Clock())
    venue = Column("地点", Text(120, tidy=tidy_name))
    status = Column("状态", Choice(SESSION_STATES), required=True)
    units = Column("参加单位", SeveralUnits())
    duty_leader = Column("带班领导", Text(40, tidy=tidy_person))
    campaign = Column("专项行动", Text(80))
    note = Column("备注", Text(300))


class ClaimSheet(Resource):
    """诉求台账."""

    number = Column("登记编号", Text(60))
    received_on = Column("接访日期", Day(), required=True)
    starts_at = Column("开始", Clock())
    channel = Column("渠道", Coded(Code.Kind.CHANNEL))
    name = Column("姓名", Text(40, tidy=tidy_person), required=True)
    id_number = Column("身份证号", IdNumber())
    phone = Column("手机", Phone())
    project = Column("工程项目", Text(120, tidy=tidy_name))
    sector = Column("行业领域", Coded(Code.Kind.SECTOR))
    employer = Column("用人单位", Text(120, tidy=tidy_name))
    general_contractor = Column("总包单位", Text(120, tidy=tidy_name))
    developer = Column("建设单位", Text(120, tidy=tidy_name))
    workers_count = Column("涉及人数", Count(), required=True)
    amount_yuan = Column("涉及金额（元）", Yuan(unknown=True), required=True)
    verified_amount_yuan = Column("核实金额（元）", Yuan())
    owed_from = Column("欠薪起", DayOrMonth())
    owed_until = Column("欠薪止", DayOrMonth())
    cause = Column("欠薪原因", Coded(Code.Kind.CAUSE))
    is_wages = Column("是否欠薪", YesNo(empty=True))
    demand = Column("诉求", Text(LONG))
    is_low_income = Column("低收入农村劳动力", YesNo(empty=False))
    unit = Column("责任单位", OneUnit())
    officer_name = Column("责任人员", Text(40, tidy=tidy_person))
    due_on = Column("办理期限", Day())
    status = Column("办理状态", Choice(CASE_STATES), required=True)
    outcome_on = Column("办结日期", Day())
    outcome = Column("办结结果", Choice(OUTCOMES))
    struck_off_on = Column("销号日期", Day())
    paid_yuan = Column("已支付金额（元）", Yuan())
    case_number = Column("案件编号", Text(60))
    note = Column("备注", Text(300))


SESSION_COLUMNS: dict[str, Column] = SessionSheet().fields
CLAIM_COLUMNS: dict[str, Column] = ClaimSheet().fields


def headings(columns: dict[str, Column], *, required: bool = False) -> list[str]:
    """Headings in the workbook's order, or only those that must be there."""
    return [column.column_name for column in columns.values() if column.required or not required]
