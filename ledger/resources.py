"""The two sheets of the history workbook: their columns in order, what each cell holds, which must be filled."""

from import_export.resources import Resource

from ledger.workbook.widgets import Coded, IdNumber, OneUnit, Phone, SeveralUnits
from ledger.workflow import FINISHED, OPEN, Outcome, Status
from office.models import Code
from office.sheets.columns import Column
from office.sheets.widgets import Choice, Clock, Count, Day, DayOrMonth, Text, YesNo, Yuan
from reception.models import ReceptionSession
from reception.names import tidy_name, tidy_person

LONG = 2000
A_DAY, AN_HOUR = "写成 2021-04-12 的样子。", "写成 14:30 的样子。"
SESSION_STATES = {
    "已开展": ReceptionSession.Status.CLOSED,
    "已取消": ReceptionSession.Status.CANCELLED,
    "已改期": ReceptionSession.Status.POSTPONED,
    "计划": ReceptionSession.Status.PLANNED,
}
CASE_STATES = {Status(state).label: state for state in (*OPEN, *FINISHED)}
OUTCOMES = {outcome.label: outcome for outcome in Outcome}


class SessionSheet(Resource):
    """接访场次."""

    day = Column("日期", Day(), required=True, synonyms=("接访日期", "开展日期"), note=A_DAY, example="2021-04-12")
    starts_at = Column("开始", Clock(), synonyms=("开始时间",), note=AN_HOUR, example="14:30")
    ends_at = Column("结束", Clock(), synonyms=("结束时间",), note=AN_HOUR, example="17:00")
    venue = Column("地点", Text(120, tidy=tidy_name), synonyms=("接访地点",), note="不填为默认地点。")
    status = Column("状态", Choice(SESSION_STATES), required=True, note="按实际情况选一项。", example="已开展")
    units = Column("参加单位", SeveralUnits(), note="几个单位之间用顿号隔开。", example="人社、住建、交通")
    duty_leader = Column("带班领导", Text(40, tidy=tidy_person), example="李带班")
    campaign = Column("专项行动", Text(80), example="夏季专项行动")
    note = Column("备注", Text(300))


class ClaimSheet(Resource):
    """诉求台账."""

    number = Column("登记编号", Text(60), note="本系统的编号照填；原台账的编号也可以填；没有就不填。")
    received_on = Column("接访日期", Day(), required=True, synonyms=("来访日期",), note=A_DAY, example="2021-04-12")
    starts_at = Column("开始", Clock(), note="同一天有两场接访时才要填。")
    channel = Column("渠道", Coded(Code.Kind.CHANNEL), synonyms=("来源渠道",), note="不填为联合接访现场。")
    name = Column(
        "姓名",
        Text(40, tidy=tidy_person),
        required=True,
        synonyms=("来访人", "来访人姓名", "反映人", "反映人姓名"),
        example="岩示例",
    )
    id_number = Column(
        "身份证号",
        IdNumber(),
        synonyms=("身份证号码", "公民身份号码", "证件号码"),
        note="须为文本格式，数字格式会丢失后几位。",
    )
    phone = Column(
        "手机", Phone(), synonyms=("手机号", "手机号码", "电话", "联系电话", "联系方式"), note="只填一个号码。"
    )
    project = Column(
        "工程项目",
        Text(120, tidy=tidy_name, repeats=True),
        synonyms=("项目名称", "工程名称", "工程项目名称"),
        example="示例小区一期",
    )
    sector = Column("行业领域", Coded(Code.Kind.SECTOR), synonyms=("所属行业",), note="按列出的名称填。")
    employer = Column(
        "用人单位",
        Text(120, tidy=tidy_name, repeats=True),
        synonyms=("欠薪单位", "被反映单位"),
        example="示例劳务有限公司",
    )
    general_contractor = Column(
        "总包单位", Text(120, tidy=tidy_name, repeats=True), synonyms=("总承包单位", "施工总承包单位")
    )
    developer = Column("建设单位", Text(120, tidy=tidy_name, repeats=True))
    workers_count = Column(
        "涉及人数",
        Count(),
        required=True,
        synonyms=("涉及人数（人）", "欠薪人数", "欠薪人数（人）"),
        note="整数。",
        example="3",
    )
    amount_yuan = Column(
        "涉及金额（元）",
        Yuan(unknown=True),
        required=True,
        synonyms=("欠薪金额（元）", "拖欠金额（元）"),
        note="单位是元；不清楚填“不详”。",
        example="30000",
        if_empty="，金额不清楚请填“不详”",
    )
    verified_amount_yuan = Column("核实金额（元）", Yuan(), note="单位是元。", example="30000")
    owed_from = Column("欠薪起", DayOrMonth(), note="日期或月份。", example="2020-11")
    owed_until = Column("欠薪止", DayOrMonth(), note="日期或月份。", example="2021-01")
    cause = Column("欠薪原因", Coded(Code.Kind.CAUSE), note="按列出的名称填。")
    is_wages = Column("是否欠薪", YesNo(empty=True), note="不填为“是”。", example="是")
    demand = Column("诉求", Text(LONG), synonyms=("诉求内容", "主要诉求"), example="支付拖欠的工资")
    is_low_income = Column("低收入农村劳动力", YesNo(empty=False), note="不填为“否”。", example="否")
    unit = Column("责任单位", OneUnit(), synonyms=("承办单位",), note="自“已交办”起必填。", example="住建")
    officer_name = Column("责任人员", Text(40, tidy=tidy_person), synonyms=("责任人", "承办人员"), example="王示例")
    due_on = Column("办理期限", Day(), synonyms=("办理时限",), note=A_DAY, example="2021-04-30")
    status = Column("办理状态", Choice(CASE_STATES), required=True, note="按实际情况选一项。", example="已销号")
    outcome_on = Column("办结日期", Day(), note="已办结、已销号的必填。", example="2021-04-26")
    outcome = Column("办结结果", Choice(OUTCOMES), note="已办结、已销号的必填。", example="已支付完毕")
    struck_off_on = Column("销号日期", Day(), note="已销号的必填。", example="2021-04-28")
    paid_yuan = Column("已支付金额（元）", Yuan(), note="单位是元；结果为已解决的，不少于核实金额。", example="30000")
    case_number = Column("案件编号", Text(60), note="几行同属一个案件的，填相同的编号。")
    note = Column("备注", Text(300))


SESSION_COLUMNS: dict[str, Column] = SessionSheet().fields
CLAIM_COLUMNS: dict[str, Column] = ClaimSheet().fields
