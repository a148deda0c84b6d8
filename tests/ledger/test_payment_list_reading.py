"""Lists as people paste them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from ledger.payment_list_reading import UnreadableList, read_sheet, read_text
from tests.factories import SHANGHAI

ON = date(2021, 5, 10)


def shown(text: str) -> list[tuple]:
    return [(row.name, row.endings, row.amount_yuan, row.on, row.serial, row.faults) for row in read_text(text)]


PLAIN = [("岩甲", ("0011",), Decimal("1234.50"), ON, "S1", ())]


@pytest.mark.parametrize(
    "text",
    [
        "岩甲\t0011\t1234.50\t2021-05-10\tS1",
        "1\t岩甲\t0011\t1,234.50\t2021/5/10\tS1",
        "岩甲,0011,1234.50,2021-05-10,S1",
        "岩甲，0011，1234.50，2021年5月10日，S1",
        '岩甲,0011,"1,234.50",2021-05-10,S1',
        "岩甲 0011 1,234.50 2021.5.10 S1",
        "1、 岩 甲  0011  1234.5元  20210510  s1",
        "岩甲 530902190101010011 1234.50 2021-05-10 10:22:33 S1",
        "姓名\t身份证号后四位\t实发金额（元）\t发放日期\t流水号\n岩甲\t0011\t1234.50\t2021-05-10\tS1",
        "序号 流水号 日期 金额 账号 姓名\n1 S1 2021-05-10 1,234.50 ********0011 岩甲",
        "某项目支付凭证清单\n姓名,尾号,金额,日期,流水号\n岩甲,0011,1234.50,2021-05-10,S1\n合计,,1234.50,,",
    ],
)
def test_the_same_line_in_many_spellings(text):
    assert shown(text) == PLAIN


def test_lines_keep_their_numbers_and_empty_ones_are_passed_over():
    assert [
        row.number for row in read_text("姓名 尾号 金额 日期\n\n岩甲 0011 1 2021-05-10\n\n岩乙 0012 1 2021-05-10")
    ] == [3, 5]


def test_two_columns_of_last_figures_are_both_kept():
    text = "姓名\t身份证号后四位\t账号后四位\t金额\t日期\n岩甲\t0011\t9901\t5\t2021-05-10"
    assert read_text(text)[0].endings == ("0011", "9901")


def test_name_without_last_figures():
    assert shown("岩甲 1,234.50 2021-05-10") == [("岩甲", (), Decimal("1234.50"), ON, "", ())]


def test_what_cannot_be_read_is_named_and_the_rest_is_kept():
    found = shown("姓名\t尾号\t金额\t日期\n岩甲\t0011\t一百\t2021-13-10\n岩乙\t12\t0\t\n岩丙\t0033\t5\t2021-05-10")
    assert found[0][5] == (
        "“一百”不是可识别的金额，请填数字，如 1234.50、1,234.50 或 12.5万。",
        "“2021-13-10”不是日期：请写成 2021-05-10 的样子。",
    )
    assert found[1][1] == ("0012",)
    assert found[1][5] == ("金额须大于零：请核对。", "没有发放日期：请写成 2021-05-10 的样子。")
    assert found[2][5] == ()


def test_cells_of_a_sheet():
    rows = [
        ["支付凭证清单", None, None, None, None],
        ["姓名", "身份证号后四位", "实发金额（元）", "发放日期", "流水号"],
        ["岩甲", 11, 1234.5, datetime(2021, 5, 10, tzinfo=SHANGHAI), 20210510001.0],
        [None, None, None, None, None],
        ["岩乙", "001X", "88.00", "2021-05-10", None],
        ["合计", None, 1322.5, None, None],
    ]
    found = [(row.number, row.name, row.endings, row.amount_yuan, row.on, row.serial) for row in read_sheet(rows)]
    assert found == [
        (3, "岩甲", ("0011",), Decimal("1234.50"), ON, "20210510001"),
        (5, "岩乙", ("001X",), Decimal("88.00"), ON, ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("   \n", "没有读到支付明细"),
        ("姓名\t尾号\t备注\n岩甲\t0011\t无", "标题行中没有“实发金额”“发放日期”列"),
        ("岩甲 0011 1 2021-05-10\n" * 2001, "清单有 2001 行，一次最多 2000 行"),
    ],
)
def test_no_list_is_refused_in_words(text, said):
    with pytest.raises(UnreadableList, match=said):
        read_text(text)


def test_line_of_a_letter_is_refused_in_words():
    with pytest.raises(UnreadableList, match="第 2 行超过 1000 个字"):
        read_text('张三\t1234\t100\t2021-05-10\n张四,"' + "长" * 140_000)
