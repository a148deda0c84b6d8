"""社会公布清单: quarters, and what keeps a line from the public."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.disclosure import HEADINGS, Entry, Quarter, entry_faults, file_name, workbook
from tests.identity_numbers import make_id

GOOD = {"debtor": "云南甲乙劳务有限公司", "facts": "拖欠 3 名农民工工资 9,000.00 元。", "decision": "责令支付。"}


@pytest.mark.parametrize(
    ("day", "text", "first", "last"),
    [
        (date(2021, 1, 1), "2021-Q1", date(2021, 1, 1), date(2021, 3, 31)),
        (date(2021, 6, 30), "2021-Q2", date(2021, 4, 1), date(2021, 6, 30)),
        (date(2021, 12, 31), "2021-Q4", date(2021, 10, 1), date(2021, 12, 31)),
    ],
)
def test_quarter_holds_its_days(day: date, text: str, first: date, last: date) -> None:
    quarter = Quarter.of(day)
    assert (str(quarter), quarter.first_on, quarter.last_on, Quarter.parse(text)) == (text, first, last, quarter)
    assert (Quarter.of(last).next.previous, Quarter.of(date(2021, 5, 1)).label) == (quarter, "2021年第二季度")


@pytest.mark.parametrize("text", ["2021-Q5", "2021-2", "1999-Q1", "", "2021-q1"])
def test_what_is_no_quarter_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="不是季度，请写成 2021-Q2 的样子"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({}, None),
        ({"credit_code": "91530902MA6K3YFA5X", "address": "临沧市临翔区", "person": "李某"}, None),
        ({"debtor": ""}, "第 1 行没有违法主体全称，请填写。"),
        ({"facts": ""}, "第 1 行没有主要违法事实，请填写。"),
        ({"decision": "字" * 301}, "第 1 行的处理情况最多 300 个字，请精简。"),
        ({"credit_code": "9153"}, "第 1 行的统一社会信用代码应为 18 位（注册号为 13 或 15 位），请核对。"),
        ({"facts": "拖欠岩甲等 3 人工资。"}, "第 1 行含有反映人或者农民工的姓名，不得公布，请删去。"),
        ({"person": "岩甲"}, "第 1 行含有反映人或者农民工的姓名，不得公布，请删去。"),
        ({"debtor": "岩甲建材有限公司"}, None),
        ({"decision": "联系 13800000000。"}, "第 1 行含有手机、证件或账号号码，不得公布，请删去。"),
    ],
)
def test_what_keeps_a_line_from_the_public(told: dict[str, str], fault: str | None) -> None:
    entry = Entry(case_id=1, **(GOOD | told))
    assert list(entry_faults([entry], names={1: {"岩甲"}})) == ([fault] if fault else [])


def test_an_identity_number_is_no_credit_code() -> None:
    entry = Entry(case_id=1, **GOOD, credit_code=make_id())
    assert list(entry_faults([entry], names={})) == [
        "第 1 行的统一社会信用代码是身份证号，不得公布，请改填单位的代码。"
    ]


def test_what_the_law_lists_and_is_missing_is_named() -> None:
    assert Entry(case_id=1, **GOOD).missing == [HEADINGS["credit_code"], HEADINGS["address"], HEADINGS["person"]]


def test_workbook_is_the_list_alone() -> None:
    sheet = load_workbook(BytesIO(workbook([Entry(case_id=77, **GOOD)]))).active
    assert [cell.value for cell in sheet[1]] == ["序号", *HEADINGS.values()]
    assert [cell.value for cell in sheet[2]] == [1, GOOD["debtor"], None, None, None, GOOD["facts"], GOOD["decision"]]
    assert sheet.max_row == 2
    assert file_name("临翔区", Quarter(2021, 2)) == "重大劳动保障违法行为社会公布清单（临翔区2021年第二季度）.xlsx"
