"""The same row again is unchanged, the same key with other cells is named, and numbers are kept."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from ledger.models import Case, CaseClaim
from ledger.workbook.importing import ImportReport, import_sheets
from office.models import Area, User
from office.numbering import CASE, CLAIM, next_number
from reception.models import Claim, ReceptionSession
from tests import factories, workbooks
from tests.identity_numbers import make_id
from tests.ledger.workbook.test_importing import counts, places
from tests.workbooks import a_claim, a_session, a_solved_claim


def run(head: User, claims=(), sessions=(workbooks.A_SESSION,), **options) -> ImportReport:
    sheets = workbooks.history_sheets(sessions=sessions, claims=claims)
    return import_sheets(sheets, area=factories.area(), by=head, sha256="0" * 64, **options)


def next_after(series: str) -> str:
    with transaction.atomic():
        return next_number(series, area=factories.area(), year=2021)


def full_claim(**cells) -> dict:
    """A row in which every cell is filled."""
    return a_solved_claim(
        **{
            "开始": "14:30", "渠道": "联合接访现场", "身份证号": make_id(), "手机": "199-0000-1234", "行业领域": "房屋建筑",
            "总包单位": "云岭建设", "建设单位": "云岭置业", "核实金额": 29000, "欠薪起": "2020年11月", "欠薪止": "2021-02-03",
            "欠薪原因": "转包", "是否欠薪": "是", "诉求": "请求支付工资", "低收入农村劳动力": "是", "责任人员": "赵工",
            "办理期限": "2021-05-10", "案件编号": "旧案-1", "备注": "原台账第 1 页",
        }
        | cells
    )  # fmt: skip


SESSION = a_session(开始="14:30", 结束="17:00", 地点="大厅", 带班领导="刘局", 专项行动="冬季行动", 备注="无")


def test_again_is_unchanged(head) -> None:
    claims = [full_claim(), a_claim(), a_claim(姓名="李四", 渠道="来电", 涉及金额="不详", 涉及人数=1)]
    first = run(head, claims, [SESSION])
    before = counts()
    again = run(head, claims, [SESSION])
    assert (first.sessions_created, first.claims_created, first.findings.errors) == (1, 3, [])
    assert (again.sessions_created, again.sessions_unchanged) == (0, 1)
    assert (again.claims_created, again.claims_unchanged, again.findings.errors) == (0, 3, [])
    assert counts() == before


def test_again_in_other_order_is_unchanged(head) -> None:
    equals = [a_claim(诉求="一"), a_claim(诉求="二"), a_claim(诉求="二"), a_claim(诉求="三"), full_claim()]
    assert run(head, equals).claims_created == 5
    before = counts()
    again = run(head, equals[::-1])
    assert (again.claims_created, again.claims_unchanged, again.findings.errors) == (0, 5, [])
    assert counts() == before


def test_again_with_more_rows_adds_only_those(head) -> None:
    run(head, [a_claim()])
    again = run(head, [a_claim(), a_claim(姓名="李四"), a_claim(诉求="同名同额的第二件")])
    assert (again.claims_created, again.claims_unchanged) == (2, 1)


def test_same_person_by_another_number_is_another_row(head) -> None:
    run(head, [a_claim(手机="19900001234")])
    assert run(head, [a_claim(手机="19900005678")]).claims_created == 1


OTHER_CELLS = {
    "开始": None, "身份证号": None, "行业领域": "市政", "总包单位": "别的", "建设单位": "别的", "涉及人数": 4, "核实金额": 28000,
    "欠薪起": "2020年12月", "欠薪止": "2021-02-04", "欠薪原因": "挂靠", "是否欠薪": "否", "诉求": "别的", "低收入农村劳动力": "否",
    "责任单位": "水务", "责任人员": "钱工", "办理期限": "2021-05-11", "办结日期": "2021-04-11", "办结结果": "和解履行完毕",
    "销号日期": "2021-04-13", "已支付金额": 30001, "案件编号": "旧案-2", "备注": "别的",
}  # fmt: skip


def test_same_key_other_cells_are_named(head) -> None:
    """手机 differs without changing the key, since the ID number is in it."""
    run(head, [full_claim(), a_claim(姓名="李四")], [SESSION])
    cells = {name: value for name, value in OTHER_CELLS.items() if name not in ("开始", "身份证号", "办结日期")}
    before = counts()
    report = run(
        head, [full_claim(手机="19900005678", 办结日期="2021-04-13", **cells), a_claim(姓名="王五")], [SESSION]
    )
    named = [found.column.removesuffix("（元）") for found in report.findings.errors]
    assert sorted(named) == sorted(["手机", "办结日期", *cells])
    assert counts() == before
    assert Claim.objects.filter(petitioner__name="王五").count() == 0


def test_session_other_cells_are_named(head) -> None:
    run(head, [], [SESSION])
    other = SESSION | {
        "结束": "16:00",
        "参加单位": "人社、住建",
        "带班领导": "王局",
        "专项行动": "别的行动",
        "备注": "别的",
    }
    before = counts()
    report = run(head, [], [other])
    assert sorted(found.column for found in report.findings.errors) == [
        "专项行动",
        "参加单位",
        "备注",
        "带班领导",
        "结束",
    ]
    assert places(run(head, [], [SESSION | {"状态": "已取消"}])) == [(2, "状态")]
    assert counts() == before


def test_one_wrong_cell_changes_nothing(head) -> None:
    before = counts()
    claims = [full_claim(姓名=f"第{index}人") for index in range(20)]
    claims = [row | {"案件编号": None} for row in claims]
    report = run(head, [*claims, a_claim(涉及金额="1e5")], [SESSION])
    assert places(report) == [(22, "涉及金额（元）")]
    assert counts() == before


def test_void_claim_is_not_imported_again(head) -> None:
    run(head, [a_claim()])
    Claim.objects.update(voided_at="2021-05-01T00:00:00Z", voided_by=head, void_reason="重复登记")
    before = counts()
    report = run(head, [a_claim()])
    assert (report.claims_created, report.claims_unchanged, report.findings.errors) == (0, 1, [])
    assert [found.message.count("已作废") for found in report.findings.warnings] == [1]
    assert counts() == before


def test_dry_run_changes_nothing_and_says_the_same(head) -> None:
    claims = [full_claim(), a_claim(手机="12345")]
    before = counts()
    trial = run(head, claims, dry_run=True)
    assert counts() == before
    assert trial.as_json() == run(head, claims).as_json()
    bad = [full_claim(办结结果=None)]
    assert run(head, bad, dry_run=True).as_json() == run(head, bad).as_json()


# Numbers


def test_number_of_ours_is_kept_and_the_counter_moves_past(head) -> None:
    run(head, [a_claim(登记编号="J530902-2021-0031"), a_claim(姓名="李四"), a_claim(姓名="王五", 登记编号="旧-7")])
    claims = Claim.objects.order_by("number").values_list("number", "original_number", "petitioner__name")
    assert list(claims) == [
        ("J530902-2021-0031", "", "杨大理"),
        ("J530902-2021-0032", "", "李四"),
        ("J530902-2021-0033", "旧-7", "王五"),
    ]
    assert next_after(CLAIM) == "J530902-2021-0034"


def test_number_of_another_area_or_form_is_the_original_one(head) -> None:
    rows = [
        a_claim(登记编号="J530921-2021-0031"), a_claim(登记编号="J530902-2021-00031"), a_claim(登记编号="A530902-2021-0031"),
    ]  # fmt: skip
    run(head, rows)
    assert list(Claim.objects.order_by("number").values_list("number", "original_number")) == [
        ("J530902-2021-0001", "J530921-2021-0031"),
        ("J530902-2021-0002", "J530902-2021-00031"),
        ("J530902-2021-0003", "A530902-2021-0031"),
    ]
    assert run(head, rows[::-1]).claims_unchanged == 3


def test_number_twice_in_the_sheet_is_refused(head) -> None:
    assert places(run(head, [a_claim(登记编号="旧-7"), a_claim(姓名="李四", 登记编号="旧-7")])) == [(3, "登记编号")]


def test_number_finds_the_claim_whatever_else_changed(head) -> None:
    run(head, [a_claim(登记编号="旧-7"), a_claim(姓名="李四", 登记编号="J530902-2021-0005")])
    assert places(run(head, [a_claim(姓名="赵六", 登记编号="旧-7")])) == [(2, "姓名")]
    assert places(run(head, [a_claim(姓名="李四", 涉及金额=1, 登记编号="J530902-2021-0005")])) == [
        (2, "涉及金额（元）")
    ]


def test_numbers_follow_the_day_and_the_year(head) -> None:
    rows = [
        a_claim(渠道="来电", 接访日期=day, 姓名=name)
        for day, name in (("2021-05-02", "三"), ("2020-12-31", "一"), ("2021-01-01", "二"))
    ]
    run(head, rows)
    assert list(Claim.objects.order_by("received_on").values_list("number", flat=True)) == [
        "J530902-2020-0001",
        "J530902-2021-0001",
        "J530902-2021-0002",
    ]


# Cases


def test_rows_of_one_case_come_back_as_one_case(head) -> None:
    rows = [
        a_solved_claim(案件编号="A530902-2021-0017"),
        a_solved_claim(案件编号="A530902-2021-0017", 姓名="李四", 办结日期="2021-04-20", 销号日期="2021-05-06"),
    ]
    rows[0]["销号日期"] = "2021-05-06"
    assert run(head, [*rows, a_claim(姓名="单独")]).findings.errors == []
    case = Case.objects.get(number="A530902-2021-0017")
    assert (case.case_claims.count(), case.completed_on, case.struck_off_on) == (2, date(2021, 4, 20), date(2021, 5, 6))
    assert list(CaseClaim.objects.filter(case=case).values_list("outcome_on", flat=True)) == [
        date(2021, 4, 12),
        date(2021, 4, 20),
    ]
    assert Case.objects.count() == 2
    assert next_after(CASE) == "A530902-2021-0019"


def test_rows_of_one_case_must_agree(head) -> None:
    rows = [
        a_solved_claim(案件编号="旧案"),
        a_solved_claim(案件编号="旧案", 姓名="李四", 责任单位="水务", 责任人员="赵工"),
    ]
    report = run(head, [*rows, a_claim(案件编号="旧案", 姓名="王五")])
    assert places(report) == [
        (3, "责任单位"), (3, "责任人员"), (4, "责任单位"), (4, "办理状态"), (4, "销号日期"),
    ]  # fmt: skip


def test_case_that_is_there_takes_no_new_rows(head) -> None:
    run(head, [a_claim(案件编号="旧案")])
    report = run(head, [a_claim(案件编号="旧案"), a_claim(案件编号="旧案", 姓名="李四")])
    assert places(report) == [(3, "案件编号")]


def test_unit_before_assignment_is_a_suggestion(head) -> None:
    row = a_claim(责任单位="水务")
    run(head, [row])
    claim = Claim.objects.select_related("suggested_unit", "caseclaim__case").get()
    assert (claim.suggested_unit.short_name, claim.caseclaim.case.responsible_unit) == ("水务", None)
    assert run(head, [row]).claims_unchanged == 1


def test_project_keeps_what_the_first_row_says(head) -> None:
    run(head, [a_claim(行业领域="房屋建筑", 总包单位="甲(集团)"), a_claim(姓名="李四", 总包单位="甲（集团）")])
    project = Claim.objects.order_by("number")[0].project
    assert (project.sector.label, project.general_contractor.name) == ("房屋建筑", "甲（集团）")
    assert len(set(Claim.objects.values_list("general_contractor", flat=True))) == 1


def test_amounts_are_exact(head) -> None:
    amounts = [4444.44, "4444.44", "6,111.12"]
    run(head, [a_claim(姓名=f"第{index}人", 涉及金额=amount) for index, amount in enumerate(amounts)])
    assert sum(Claim.objects.values_list("amount_yuan", flat=True)) == Decimal("15000.00")


def test_sessions_of_one_plan_by_place_alone(head) -> None:
    """A session held at another hour than planned completes the plan; a second one that day is new."""
    ReceptionSession.objects.create(
        area=factories.area(), planned_on=date(2021, 4, 12), venue="大厅", starts_at="14:30"
    )
    rows = [a_session(地点="大厅", 开始="9:00"), a_session(地点="大厅", 开始="15:00")]
    assert run(head, [], rows).findings.errors == []
    assert ReceptionSession.objects.count() == 2
    assert run(head, [], rows[::-1]).sessions_unchanged == 2


def test_area_of_another_office_is_untouched(head) -> None:
    other = Area.objects.create(code="530921", name="凤庆县", short_name="凤庆县")
    factories.unit("住建", of=other)
    run(head, [a_claim(责任单位="住建")])
    assert Claim.objects.get().suggested_unit.area.code == "530902"
