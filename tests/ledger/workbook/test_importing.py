"""Every rule of the history workbook, with cells that are taken and cells that are not."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.models import Case, CaseClaim, Clock, Payment, PaymentLine, Transition
from ledger.workbook.importing import ImportReport, import_sheets, import_workbook
from ledger.workflow import Outcome, Status
from office import trail
from office.models import Event, User
from reception import reference_data
from reception.models import Attendance, Claim, Company, Petitioner, Project, ReceptionSession, Worker
from tests import factories, workbooks
from tests.identity_numbers import make_id
from tests.workbooks import (
    CLAIM_HEADINGS,
    SESSION_HEADINGS,
    a_claim,
    a_session,
    a_solved_claim,
    history_workbook,
)

TABLES = (
    ReceptionSession, Attendance, Petitioner, Claim, Worker, Company, Project, Case, CaseClaim, Transition, Payment,
    PaymentLine, Event,
)  # fmt: skip
AN_ID = make_id(birth=date(1901, 2, 3), sequence=7)


def run(head: User, *, sessions=(workbooks.A_SESSION,), claims=(), **options) -> ImportReport:
    """Imports cells as the reader hands them over; the way from the file is tested with the command."""
    sheets = workbooks.history_sheets(sessions=sessions, claims=claims, **options)
    return import_sheets(sheets, area=factories.area(), by=head, sha256="0" * 64)


def places(report: ImportReport) -> list[tuple]:
    return [(found.row, found.column) for found in report.findings.errors]


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


# Headings and sheets


def test_headings_any_brackets_spaces_stars_and_order(head) -> None:
    headings = [f" {name.replace('（', '(').replace('）', ')')} *" for name in reversed(CLAIM_HEADINGS)]
    report = run(head, claims=[a_claim()], claim_headings=headings)
    assert (report.findings.errors, report.claims_created) == ([], 1)


def test_headings_only_required_ones(head) -> None:
    needed = ["接访日期", "姓名", "涉及人数", "涉及金额（元）", "办理状态"]
    report = run(head, claims=[a_claim()], claim_headings=needed, session_headings=["日期", "状态"])
    assert (report.findings.errors, report.claims_created) == ([], 1)


@pytest.mark.parametrize("missing", ["接访日期", "姓名", "涉及人数", "涉及金额（元）", "办理状态"])
def test_headings_required_one_missing(head, missing) -> None:
    report = run(head, claims=[a_claim()], claim_headings=[name for name in CLAIM_HEADINGS if name != missing])
    assert [str(found) for found in report.findings.errors] == [
        f"诉求台账 第 1 行：缺少必填的列“{missing}”，请按模板补上。"
    ]


@pytest.mark.parametrize("missing", ["日期", "状态"])
def test_headings_required_session_one_missing(head, missing) -> None:
    headings = [name for name in SESSION_HEADINGS if name != missing]
    report = run(head, session_headings=headings)
    assert [str(found) for found in report.findings.errors] == [
        f"接访场次 第 1 行：缺少必填的列“{missing}”，请按模板补上。"
    ]


def test_headings_unknown_one_is_named(head) -> None:
    report = run(head, claims=[a_claim()], claim_headings=[*CLAIM_HEADINGS, "民族"])
    assert [found.message.startswith("AF 列的标题“民族”不在模板中") for found in report.findings.errors] == [True]


def test_headings_doubled_one_is_named(head) -> None:
    report = run(head, claims=[a_claim()], claim_headings=[*CLAIM_HEADINGS, "姓名"])
    assert [found.message.startswith("标题“姓名”重复") for found in report.findings.errors] == [True]


@pytest.mark.parametrize(("options", "sheet"), [({"sessions": None}, "接访场次"), ({"claims": None}, "诉求台账")])
def test_sheets_both_must_be_there(head, options, sheet) -> None:
    report = run(head, **({"claims": [a_claim()]} | options))
    assert [found.message.startswith(f"缺少工作表“{sheet}”") for found in report.findings.errors][:1] == [True]


def test_sheets_sessions_may_have_no_rows(head) -> None:
    report = run(head, sessions=[], claims=[a_claim(渠道="来电")])
    assert (report.findings.errors, report.sessions_created, report.claims_created) == ([], 0, 1)


def test_rows_empty_ones_are_passed_over(head) -> None:
    report = run(head, claims=[{}, a_claim(), {"姓名": "  "}, a_claim(姓名="")])
    assert places(report) == [(5, "姓名")]


# Cells

GOOD_CELLS = [
    ("接访日期", date(2021, 4, 12), "received_on", date(2021, 4, 12)),
    ("接访日期", datetime(2021, 4, 12), "received_on", date(2021, 4, 12)),  # noqa: DTZ001 as a cell holds it
    ("接访日期", "2021-04-12", "received_on", date(2021, 4, 12)),
    ("接访日期", "2021/4/12", "received_on", date(2021, 4, 12)),
    ("接访日期", "2021.4.12", "received_on", date(2021, 4, 12)),
    ("接访日期", "2021年4月12日", "received_on", date(2021, 4, 12)),
    ("接访日期", "２０２１年４月１２日", "received_on", date(2021, 4, 12)),
    ("欠薪起", "2020年11月", "owed_from", "2020-11"),
    ("欠薪起", "2020-11", "owed_from", "2020-11"),
    ("欠薪起", "2020-11-05", "owed_from", "2020-11-05"),
    ("欠薪止", date(2021, 2, 1), "owed_until", "2021-02-01"),
    ("涉及金额", 1234.5, "amount_yuan", Decimal("1234.50")),
    ("涉及金额", "1,234.50", "amount_yuan", Decimal("1234.50")),
    ("涉及金额", "12.5万", "amount_yuan", Decimal("125000.00")),
    ("涉及金额", 4444.44, "amount_yuan", Decimal("4444.44")),
    ("涉及金额", "不详", "amount_yuan", None),
    ("涉及金额", 0, "amount_yuan", Decimal(0)),
    ("涉及人数", 7, "workers_count", 7),
    ("涉及人数", "7", "workers_count", 7),
    ("涉及人数", 7.0, "workers_count", 7),
    ("是否欠薪", None, "is_wages", True),
    ("是否欠薪", "是", "is_wages", True),
    ("是否欠薪", " 否 ", "is_wages", False),
    ("低收入农村劳动力", None, "is_low_income", False),
    ("低收入农村劳动力", "是", "is_low_income", True),
    ("诉求", "=1+1 请求支付", "demand", "=1+1 请求支付"),
    ("备注", 12, "note", "12"),
]


def test_cells_good(head) -> None:
    """One row each, through a real file: the cells' types are the reader's."""
    rows = [a_claim(姓名=f"第{index}人", **{cell[0]: cell[1]}) for index, cell in enumerate(GOOD_CELLS)]
    data = history_workbook(sessions=[workbooks.A_SESSION], claims=rows)
    assert import_workbook(data, area=factories.area(), by=head).findings.errors == []
    claims = Claim.objects.order_by("number")
    found = [(*case[:2], case[2], getattr(claim, case[2])) for case, claim in zip(GOOD_CELLS, claims, strict=True)]
    assert found == GOOD_CELLS


BAD_CELLS = [
    ("接访日期", "10/05/2021", "分不清年、月、日的先后"),
    ("接访日期", "2021-02-30", "不是实际存在的日期"),
    ("接访日期", "去年", "不是可识别的日期"),
    ("接访日期", 44298, "不是日期"),
    ("接访日期", None, "必须填写"),
    ("接访日期", "2099-01-01", "晚于今天"),
    ("姓名", None, "必须填写"),
    ("姓名", "王" * 41, "最多 40 个字"),
    ("欠薪起", "11/2020", "不是可识别的日期"),
    ("涉及人数", None, "必须填写"),
    ("涉及人数", 0, "不是 1 至"),
    ("涉及人数", 2.5, "不是 1 至"),
    ("涉及人数", "三", "不是 1 至"),
    ("涉及人数", True, "不是 1 至"),
    ("涉及人数", -1, "不是 1 至"),
    ("涉及金额", None, "不清楚请填“不详”"),
    ("涉及金额", -5, "金额不能为负"),
    ("涉及金额", "-5", "金额不能为负"),
    ("涉及金额", "1e5", "不是可识别的金额"),
    ("涉及金额", 1.234, "超过两位小数"),
    ("涉及金额", "多", "不是可识别的金额"),
    ("涉及金额", 10**10, "过大"),
    ("涉及金额", True, "不是金额"),
    ("核实金额", "不详", "不能填“不详”"),
    ("核实金额", "1e5", "不是可识别的金额"),
    ("已支付金额", -1, "金额不能为负"),
    ("身份证号", 530902190101010012, "数字单元格"),
    ("身份证号", 530902190101.0, "数字单元格"),
    ("渠道", "微信", "可填：联合接访现场、日常来访"),
    ("行业领域", "建筑", "可填：房屋建筑、市政"),
    ("欠薪原因", "没钱", "可填：违法发包"),
    ("是否欠薪", "不", "请填 是 或 否"),
    ("低收入农村劳动力", "1", "请填 是 或 否"),
    ("责任单位", "城管", "可填：人社、住建、交通、水务、检察院、公安、工会、法院、仲裁院"),
    ("办理状态", None, "必须填写"),
    ("办理状态", "办完", "可填：已登记、已交办、办理中、待审核、已办结、已销号"),
    ("办结结果", "解决", "可填：已支付完毕"),
    ("备注", "字" * 301, "最多 300 个字"),
    ("登记编号", "J530902-2021-99999999", "序号过大"),
    ("案件编号", "A530902-2021-99999999", "序号过大"),
]


@pytest.mark.parametrize(("heading", "cell", "words"), BAD_CELLS)
def test_cells_bad(head, heading, cell, words) -> None:
    before = counts()
    claims = [
        a_claim(姓名="甲乙"),
        a_claim(渠道="日常来访", **{heading: cell}) if heading != "渠道" else a_claim(渠道=cell),
    ]
    report = run(head, claims=claims)
    assert [(found.row, found.column.removesuffix("（元）")) for found in report.findings.errors] == [(3, heading)]
    assert report.findings.errors[0].message.count(words) == 1
    assert counts() == before


BAD_SESSION_CELLS = [
    ({"日期": "10/05/2021"}, "日期", "分不清"),
    ({"日期": "2099-01-01"}, "日期", "晚于今天"),
    ({"开始": "下午"}, "开始", "请写成 14:30"),
    ({"开始": "25:00"}, "开始", "请写成 14:30"),
    ({"开始": "14:30", "结束": "14:00"}, "结束", "晚于开始时间"),
    ({"状态": "开展"}, "状态", "可填：已开展、已取消、已改期、计划"),
    ({"状态": None}, "状态", "必须填写"),
    ({"参加单位": "人社、城管"}, "参加单位", "可填：人社、住建"),
    ({"地点": "厅" * 121}, "地点", "最多 120 个字"),
]


@pytest.mark.parametrize(("cells", "column", "words"), BAD_SESSION_CELLS)
def test_session_cells_bad(head, cells, column, words) -> None:
    before = counts()
    report = run(head, sessions=[a_session(**cells)])
    assert places(report) == [(2, column)]
    assert report.findings.errors[0].message.count(words) == 1
    assert counts() == before


@pytest.mark.parametrize("cell", [time(9, 0), "9:00", "09：00", "9时00分"])
def test_session_times(head, cell) -> None:
    assert run(head, sessions=[a_session(开始=cell)]).findings.errors == []
    assert ReceptionSession.objects.get().starts_at == time(9, 0)


# People


def test_person_wrong_id_and_phone_warn_and_are_kept(head) -> None:
    report = run(head, claims=[a_claim(身份证号=AN_ID[:-1] + ("1" if AN_ID[-1] != "1" else "2"), 手机="12345")])
    assert [found.column for found in report.findings.warnings] == ["身份证号", "手机"]
    assert (Petitioner.objects.get().id_number[:-1], Petitioner.objects.get().phone) == (AN_ID[:-1], "12345")


def test_person_phone_as_whole_number(head) -> None:
    run(head, claims=[a_claim(手机=19900001234)])
    assert Petitioner.objects.get().phone == "19900001234"


def test_person_findings_show_no_clear_numbers(head) -> None:
    claims = [a_claim(姓名="欧阳大理", 身份证号=AN_ID, 手机=19900001234, 备注="字" * 301, 工程项目=AN_ID * 8)]
    claims += [a_claim(身份证号=530902190102030071, 涉及金额="19900001234元钱")]
    report = run(head, claims=claims)
    text = str(report.as_json())
    assert len(report.findings.errors) == 4
    assert [secret for secret in (AN_ID, "19900001234", "530902190102030071", "欧阳大理") if secret in text] == []


def test_person_single_worker_is_a_roll_of_one(head) -> None:
    run(head, claims=[a_claim(涉及人数=1, 身份证号=AN_ID, 已支付金额=100), a_claim(姓名="三人")])
    worker = Worker.objects.get()
    assert PaymentLine.objects.get().worker == worker
    assert (worker.name, worker.id_number, worker.owed_yuan) == ("杨大理", AN_ID, Decimal("30000.00"))


# Units, codes, people of the office


def test_units_by_short_or_full_name(head) -> None:
    report = run(head, sessions=[a_session(参加单位="区人力资源和社会保障局、 住建，水务；住建")])
    assert report.findings.errors == []
    names = sorted(row.unit.short_name for row in Attendance.objects.select_related("unit"))
    assert names == ["人社", "住建", "水务"]


def test_officer_is_linked_to_the_one_account_that_fits(head) -> None:
    officer = factories.user("liaison", unit="住建", display_name="赵工")
    factories.user("liaison", unit="水务", display_name="赵工")
    row = {"责任单位": "住建", "办理状态": "已交办", "办理期限": "2099-05-10"}
    run(head, claims=[a_claim(责任人员="赵工", **row), a_claim(姓名="另一", 责任人员="钱工", **row)])
    found = Case.objects.order_by("id").values_list("officer_name", "responsible_officer")
    assert list(found) == [("赵工", officer.pk), ("钱工", None)]


# Sessions


def test_session_completes_the_planned_one(head) -> None:
    planned = a_planned_session(date(2021, 4, 12))
    report = run(head, sessions=[a_session(带班领导="刘局")], claims=[a_claim()])
    planned.refresh_from_db()
    assert report.sessions_created == 1
    assert ReceptionSession.objects.count() == 1
    assert (planned.status, planned.held_on, planned.duty_leader) == ("closed", date(2021, 4, 12), "刘局")
    assert planned.starts_at == time(14, 30)
    assert Claim.objects.get().session == planned


def test_session_at_another_place_leaves_the_planned_one(head) -> None:
    planned = a_planned_session(date(2021, 4, 12))
    run(head, sessions=[a_session(地点="大理州人社局")], claims=[a_claim()])
    planned.refresh_from_db()
    assert (planned.status, ReceptionSession.objects.count()) == ("planned", 2)
    assert Claim.objects.get().session.venue == "大理州人社局"


@pytest.mark.parametrize(("state", "stored"), [("已取消", "cancelled"), ("已改期", "postponed"), ("计划", "planned")])
def test_session_not_held_takes_no_claims(head, state, stored) -> None:
    report = run(head, sessions=[a_session(状态=state)], claims=[a_claim()])
    assert places(report) == [(2, "接访日期")]
    report = run(head, sessions=[a_session(状态=state, 参加单位=None)], claims=[a_claim(渠道="日常来访")])
    assert report.findings.errors == []
    session = ReceptionSession.objects.get()
    assert (session.status, session.planned_on, session.held_on) == (stored, date(2021, 4, 12), None)
    assert Claim.objects.get().session is None


def test_session_with_one_unit_counts_and_warns(head) -> None:
    report = run(head, sessions=[a_session(参加单位="人社")])
    assert report.sessions_created == 1
    assert [(found.sheet, found.row, found.column) for found in report.findings.warnings] == [
        ("接访场次", 2, "参加单位")
    ]


def test_session_two_on_one_date_need_the_hour(head) -> None:
    sessions = [a_session(开始="9:00"), a_session(开始="14:30")]
    assert places(run(head, sessions=sessions, claims=[a_claim()])) == [(2, "开始")]
    assert places(run(head, sessions=sessions, claims=[a_claim(开始="10:00")])) == [(2, "开始")]
    assert run(head, sessions=sessions, claims=[a_claim(开始="14:30")]).findings.errors == []
    assert Claim.objects.get().session.starts_at == time(14, 30)


def test_session_of_a_claim_must_be_there(head) -> None:
    report = run(head, claims=[a_claim(接访日期="2021-04-13")])
    assert places(report) == [(2, "接访日期")]


def test_session_twice_in_the_sheet_is_refused(head) -> None:
    assert places(run(head, sessions=[a_session(), a_session()])) == [(3, "日期")]


def test_channel_named_or_empty_ties_to_the_session(head) -> None:
    claims = [a_claim(), a_claim(姓名="乙", 渠道="联合接访现场"), a_claim(姓名="丙", 渠道="12345")]
    assert run(head, claims=claims).findings.errors == []
    session = ReceptionSession.objects.get()
    assert list(Claim.objects.order_by("id").values_list("session", flat=True)) == [session.pk, session.pk, None]


# States, dates, outcomes

ROW_ERRORS = [
    (a_claim(办理状态="已交办"), ["责任单位"]),
    (a_claim(办理状态="办理中"), ["责任单位"]),
    (a_solved_claim(责任单位=None), ["责任单位"]),
    (a_solved_claim(办结日期=None), ["办结日期"]),
    (a_solved_claim(办结结果=None), ["办结结果"]),
    (a_solved_claim(销号日期=None), ["销号日期"]),
    (a_solved_claim(办理状态="已办结"), ["销号日期"]),
    (a_solved_claim(办结日期="2021-04-11"), ["办结日期"]),
    (a_solved_claim(办结日期="2021-04-14", 销号日期="2021-04-13"), ["销号日期"]),
    (a_solved_claim(办结日期="2099-04-14", 销号日期="2099-04-14"), ["办结日期", "销号日期"]),
    (a_solved_claim(已支付金额=20999.99), ["已支付金额（元）"]),
    (a_solved_claim(已支付金额=None), ["已支付金额（元）"]),
    (a_solved_claim(核实金额=30001), ["已支付金额（元）"]),
    (a_solved_claim(涉及金额="不详", 已支付金额=None), ["已支付金额（元）"]),
    (a_claim(办结结果="撤回"), ["办结结果"]),
    (a_claim(办理状态="办理中", 责任单位="住建", 办结结果="撤回"), ["办结日期"]),
]


@pytest.mark.parametrize(("row", "columns"), ROW_ERRORS)
def test_row_errors(head, row, columns) -> None:
    before = counts()
    assert places(run(head, claims=[row])) == [(2, column) for column in columns]
    assert counts() == before


ROWS_TAKEN = [
    (a_solved_claim(核实金额=100, 已支付金额=100), Status.STRUCK_OFF, Outcome.PAID),
    (a_solved_claim(办理状态="已办结", 销号日期=None), Status.COMPLETED, Outcome.PAID),
    (a_solved_claim(涉及金额="不详"), Status.STRUCK_OFF, Outcome.PAID),
    (a_solved_claim(办结结果="撤回", 已支付金额=None), Status.STRUCK_OFF, Outcome.WITHDRAWN),
    (a_claim(办理状态="待审核", 责任单位="住建"), Status.UNDER_REVIEW, ""),
    (
        a_claim(办理状态="办理中", 责任单位="住建", 办结结果="撤回", 办结日期="2021-04-20"),
        Status.IN_PROGRESS,
        Outcome.WITHDRAWN,
    ),
]


@pytest.mark.parametrize(("row", "status", "outcome"), ROWS_TAKEN)
def test_rows_taken(head, row, status, outcome) -> None:
    assert run(head, claims=[row]).findings.errors == []
    on_case = CaseClaim.objects.select_related("case").get()
    assert (on_case.case.status, on_case.outcome, on_case.case.origin) == (status, outcome, "history")


def test_row_unfinished_without_officer_or_deadline_warns(head) -> None:
    report = run(head, claims=[a_claim(办理状态="已交办", 责任单位="住建")])
    assert [found.column for found in report.findings.warnings] == ["责任人员", "办理期限"]


def test_row_unfinished_past_due_warns(head) -> None:
    row = a_claim(办理状态="已交办", 责任单位="住建", 责任人员="赵工", 办理期限="2021-05-10")
    assert [found.message for found in run(head, claims=[row]).findings.warnings] == ["案件尚未办结，办理期限已过。"]


def test_solved_row_stands_with_its_events(head) -> None:
    run(head, claims=[a_solved_claim(办结日期="2021-04-20", 销号日期="2021-05-06")])
    case, claim = Case.objects.get(), Claim.objects.get()
    assert (case.completed_on, case.struck_off_on) == (date(2021, 4, 20), date(2021, 5, 6))
    assert list(Transition.objects.order_by("id").values_list("move", "on", "claim", "outcome")) == [
        ("history", date(2021, 4, 12), None, ""),
        ("complete", date(2021, 4, 20), None, ""),
        ("conclude", date(2021, 4, 20), claim.pk, "paid"),
        ("strike_off", date(2021, 5, 6), None, ""),
    ]
    line = PaymentLine.objects.select_related("payment").get()
    assert (line.claim, line.worker, line.amount_yuan) == (claim, None, Decimal("30000.00"))
    assert (line.payment.on, line.payment.amount_yuan) == (date(2021, 4, 20), Decimal("30000.00"))


def test_one_event_without_personal_data(head) -> None:
    before = Event.objects.count()
    run(head, claims=[a_claim(身份证号=AN_ID)])
    event = Event.objects.order_by("-number").first()
    assert Event.objects.count() == before + 1
    assert sorted(event.data) == ["cases", "claims", "sessions", "sha256"]
    assert (event.act, event.data["claims"], len(event.data["sha256"])) == ("import_ledger", 1, 64)
    assert trail.check_chain()[1] is None


def test_role_is_checked(head, clerk) -> None:
    with pytest.raises(PermissionDenied):
        run(clerk, claims=[a_claim()])


def test_nobody_else_is_told_what_a_file_would_do(head, clerk) -> None:
    wrong = [a_claim(接访日期="不知哪天")]
    assert run(head, claims=wrong).findings.errors
    with pytest.raises(PermissionDenied):
        run(clerk, claims=wrong)


def test_foreign_area_is_refused(reference) -> None:
    stranger = factories.user("head", area=factories.area("530921"))
    with pytest.raises(PermissionDenied):
        run(stranger, claims=[a_claim()])


def a_planned_session(day: date) -> ReceptionSession:
    return ReceptionSession.objects.create(
        area=factories.area(), planned_on=day, venue=reference_data.VENUE, starts_at=time(14, 30), ends_at=time(17, 0)
    )


def test_open_row_with_a_deadline_runs_on_a_fixed_clock(head):
    row = a_claim(办理状态="已交办", 责任单位="住建", 责任人员="赵工", 办理期限="2099-05-10")
    done = {
        "办理状态": "已办结",
        "办结日期": "2021-04-20",
        "办结结果": "撤回",
        "责任单位": "住建",
        "办理期限": "2021-05-10",
    }
    assert run(head, claims=[row, a_claim(姓名="岩乙", **done)]).findings.errors == []
    clock = Clock.objects.get()
    assert (clock.case.status, clock.rule.code, clock.length) == ("assigned", "office_limit", None)
    assert clock.due_on == clock.case.due_on == date(2099, 5, 10)
    assert clock.changes.get().reason == "历史导入"
