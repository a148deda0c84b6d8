"""12345 work orders and clues of the national platform, imported on pages."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.models import Case, Payment
from ledger.selectors.clues import claims_of_people
from ledger.workbook.clue_columns import Wan
from ledger.workbook.clues import CLUES, MOST_ROWS, ORDERS
from office.actions.headings import name_headings
from office.actions.job_runner import run
from office.actions.jobs import start_import
from office.imports.mapping import tables_of
from office.imports.template import template
from office.models import Event, HeadingNames, User
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id
from tests.imports import NOW, checked, counts, errors, warnings, written

CLUE_HEADINGS = [
    "线索编号", "线索来源", "线索登记时间", "反映人姓名", "反映人电话", "身份证号码", "行业领域", "拖欠工资项目名称", "拖欠工资单位", "欠薪人数（人）",
    "欠薪金额（元）", "欠薪发生时间", "欠薪基本情况摘要", "核处结论", "承办单位", "承办人员", "解决欠薪人数（人）", "解决欠薪金额（万元）",
]  # fmt: skip
CLUE = [
    "X0001", "微信小程序", "2021-04-20 10:30:05", "岩温", "13987650001", make_id(), "工程", "南屏小区三期", "云南甲乙劳务有限公司", 3,
    30000.5, "2020-11", "拖欠三个月工资", "已协调支付部分", "住建", "王某某", 1, 1.5,
]  # fmt: skip
ORDER_HEADINGS = [
    "工单编号",
    "受理时间",
    "来电人",
    "联系电话",
    "诉求标题",
    "诉求内容",
    "诉求区域",
    "被反映单位",
    "办理时限",
    "承办单位",
    "办理结果",
]
ORDER = [
    "LC001",
    datetime(2021, 4, 21, 9, 5),  # noqa: DTZ001  as a workbook has it
    "岩乙",
    13987650002,
    "欠薪",
    "老板不发工资",
    "忙畔街道",
    "某某饭店",
    "2021-04-30",
    "人社",
    "",
]


def clue(**cells: object) -> list[object]:
    return [cells.get(name, value) for name, value in zip(CLUE_HEADINGS, CLUE, strict=True)]


def test_a_clue_becomes_a_claim_with_its_case(clerk: User) -> None:
    job = written(checked(CLUES, clerk, ["线索台账"], CLUE_HEADINGS, CLUE), clerk)
    assert (job.state, counts(job)) == ("done", (1, 0, 0))
    claim = Claim.objects.get()
    assert (claim.original_number, claim.channel.key, claim.received_on) == ("X0001", "national", date(2021, 4, 20))
    assert (claim.petitioner.name, claim.petitioner.id_number, claim.petitioner.phone) == (
        "岩温",
        CLUE[5],
        "13987650001",
    )
    assert (claim.workers_count, claim.amount_yuan, claim.owed_from) == (3, Decimal("30000.50"), "2020-11")
    assert (claim.project.name, claim.employer.name, claim.suggested_unit.short_name) == (CLUE[7], CLUE[8], "住建")
    assert claim.note == (
        "原编号 X0001；来源：微信小程序；承办人员：王某某；办理结果：已协调支付部分；平台登记已解决 1 人 15,000.00 元"
    )
    case = Case.objects.get()
    assert (case.status, case.origin, case.opened_on) == ("registered", "counter", date(2021, 4, 20))
    assert Payment.objects.count() == 0
    assert list(
        Event.objects.filter(act__in=["register_claim", "import_clues"])
        .order_by("number")
        .values_list("act", flat=True)
    ) == ["register_claim", "import_clues"]


def test_owed_is_yuan_and_solved_is_ten_thousands(clerk: User) -> None:
    job = checked(CLUES, clerk, CLUE_HEADINGS, clue(**{"解决欠薪金额（万元）": "0.0123"}))
    assert [text for text in warnings(job) if "万元" in text] == [
        "表 第 2 行 解决欠薪金额（万元）：合 123.00 元，写入备注：已支付的请在案件中登记支付和凭证。"
    ]


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [(1.5, "15000.00"), ("1.5", "15000.00"), ("1.5万元", "15000.00"), (3, "30000.00"), ("0.00005", "0.50")],
)
def test_ten_thousands_are_exact(cell: object, yuan: str) -> None:
    assert Wan().parse(cell, None) == Decimal(yuan)


def test_less_than_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="0.0000001"):
        Wan().parse("0.0000001", None)


def test_a_work_order_without_numbers_is_registered_with_doubts(clerk: User) -> None:
    job = written(
        checked(
            ORDERS,
            clerk,
            ORDER_HEADINGS,
            ORDER,
            ["LC002", "2021年4月22日", "岩丙", None, "", "欠钱", "", "", "", "街道办", "已回复"],
        ),
        clerk,
    )
    assert counts(job) == (2, 0, 0)
    first, second = Claim.objects.order_by("number")
    assert (first.project.name, first.employer.name, first.demand) == ("忙畔街道", "某某饭店", "欠薪。老板不发工资")
    assert (first.workers_count, first.amount_yuan, first.suggested_unit.short_name) == (1, None, "人社")
    assert first.note == "原编号 LC001；办理时限：2021-04-30"
    assert (second.project.name, second.employer.name, second.suggested_unit) == ("未写明", "未写明", None)
    assert [text.split("：")[0] for text in warnings(job)][:3] == [
        "表 第 2 行 涉及人数", "表 第 3 行 涉及人数", "表 第 3 行 被反映单位",
    ]  # fmt: skip


def test_the_same_clues_again_are_known_in_any_order(clerk: User, head: User) -> None:
    second = clue(线索编号="X0002", 反映人姓名="岩戊", 身份证号码="", 反映人电话="")
    written(checked(CLUES, clerk, CLUE_HEADINGS, CLUE, second), clerk)
    assert counts(checked(CLUES, head, CLUE_HEADINGS, second, CLUE)) == (0, 2, 0)
    assert counts(checked(CLUES, head, CLUE_HEADINGS, second, clue(线索编号="X0003"))) == (1, 1, 0)
    assert Claim.objects.count() == 2


def test_a_number_of_another_channel_is_another_claim(clerk: User) -> None:
    written(checked(CLUES, clerk, CLUE_HEADINGS, CLUE), clerk)
    assert counts(checked(ORDERS, clerk, ORDER_HEADINGS, ["X0001", *ORDER[1:]])) == (1, 0, 0)


def test_people_with_a_claim_are_pointed_out(clerk: User) -> None:
    number = factories.claim(clerk, petitioner=factories.PersonData(name="岩温", id_number=CLUE[5])).number
    job = checked(CLUES, clerk, CLUE_HEADINGS, CLUE)
    assert [text for text in warnings(job) if number in text] == [
        f"表 第 2 行 反映人姓名：同一证件号或电话已有诉求 {number}，可能是同一件事：导入后请核对，是的按“判重”办理。"
    ]
    assert claims_of_people({}, area=clerk.area) == {}
    other = factories.area("530922")
    assert claims_of_people({1: (CLUE[5], "")}, area=other) == {}


def test_faults_are_named_and_nothing_is_written(clerk: User) -> None:
    rows = [
        clue(线索登记时间="2031-01-01"),
        clue(线索编号="X1", 身份证号码=530902190101011234, 拖欠工资单位=""),
        clue(线索编号="X1"),
        clue(线索编号="X2", 欠薪发生时间="2029-01"),
    ]
    job = checked(CLUES, clerk, CLUE_HEADINGS, *rows)
    assert [text.split("：")[0] for text in errors(job)] == [
        "表 第 2 行 线索编号",
        "表 第 3 行 身份证号码",
        "表 第 3 行 拖欠工资单位",
        "表 第 4 行 线索编号",
        "表 第 5 行 线索编号",
    ]
    assert Claim.objects.count() == 0


def test_findings_mask_people(clerk: User) -> None:
    job = checked(CLUES, clerk, CLUE_HEADINGS, clue(身份证号码=make_id()[:-1] + "0", 反映人电话="1398765"))
    said = " ".join(warnings(job))
    assert [text for text in ("岩温", make_id()[:-1], "1398765") if text in said] == []


def test_too_many_rows_at_once(clerk: User) -> None:
    rows = [clue(线索编号=f"X{number}", 身份证号码="", 反映人电话="") for number in range(MOST_ROWS + 1)]
    assert errors(checked(CLUES, clerk, CLUE_HEADINGS, *rows))[0].endswith(
        "有 501 行，一次最多 500 行：请按时间分成几个文件。"
    )


def test_other_columns_are_passed_over_and_named(clerk: User) -> None:
    job = checked(CLUES, clerk, [*CLUE_HEADINGS, "办件星级"], [*CLUE, "五星"])
    assert (counts(job), warnings(job)[0]) == ((1, 0, 0), "表 第 1 行：没有用到的列：办件星级。")


def test_headings_noted_for_the_area_are_found(clerk: User) -> None:
    renamed = ["信件编号" if name == "线索编号" else name for name in CLUE_HEADINGS]
    assert errors(checked(CLUES, clerk, renamed, CLUE))[0].endswith("缺少必填的列“线索编号”，请按模板补上。")
    name_headings(kind=CLUES, area=clerk.area, by=clerk, names={"number": ["信件编号"], "name": []})
    assert counts(checked(CLUES, clerk, renamed, CLUE)) == (1, 0, 0)
    assert Event.objects.filter(act="name_headings").count() == 1
    name_headings(kind=CLUES, area=clerk.area, by=clerk, names={"number": ["信件编号"], "name": []})
    assert Event.objects.filter(act="name_headings").count() == 1
    other = factories.area("530922")
    assert "信件编号" not in tables_of(CLUES, area=other)["全国平台线索"]["number"].synonyms


def test_a_heading_given_to_one_column_leaves_the_other(clerk: User) -> None:
    name_headings(kind=CLUES, area=clerk.area, by=clerk, names={"source": ["登记时间"]})
    columns = tables_of(CLUES, area=clerk.area)["全国平台线索"]
    assert ("登记时间" in columns["source"].synonyms, "登记时间" in columns["received_on"].synonyms) == (True, False)


@pytest.mark.parametrize("kind", [CLUES, ORDERS])
def test_who_may(liaison: User, kind) -> None:
    with pytest.raises(PermissionDenied):
        checked(kind, liaison, CLUE_HEADINGS, CLUE)
    with pytest.raises(PermissionDenied):
        name_headings(kind=kind, area=liaison.area, by=liaison, names={})
    assert HeadingNames.objects.count() == 0


def test_checking_asks_the_same_number_of_queries(clerk: User, django_assert_max_num_queries) -> None:
    rows = [clue(线索编号=f"X{number}") for number in range(30)]
    with django_assert_max_num_queries(60):
        checked(CLUES, clerk, CLUE_HEADINGS, *rows)


@pytest.mark.parametrize("kind", [CLUES, ORDERS])
def test_the_example_of_the_template_is_never_registered(clerk: User, kind) -> None:
    started = start_import(
        kind=kind, area=clerk.area, by=clerk, name="模板.xlsx", data=template(kind, area=clerk.area), now=NOW
    )
    run(started.job, clock=lambda: NOW, sheets=started.sheets)
    started.job.refresh_from_db()
    assert errors(started.job) == [f"{kind.label}：标题下面没有内容。"]
    assert warnings(started.job) == []
