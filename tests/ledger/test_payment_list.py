"""The matcher alone: what fits, what is there already, what is wrong and why."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.payment_list import Judged, ListLine, Payee, Recorded, Verdict, last_four, match

ON, TODAY = date(2021, 5, 10), date(2021, 5, 20)
MATCHED, RECORDED, PROBLEM = Verdict.MATCHED, Verdict.RECORDED, Verdict.PROBLEM


def payee(key: int, name: str, *endings: str, owed: str | None = "100") -> Payee:
    left = None if owed is None else Decimal(owed)
    return Payee(key=key, name=name, endings=frozenset(endings), outstanding_yuan=left)


def line(number: int, name: str, *endings: str, amount: str = "100", on: date = ON, serial: str = "") -> ListLine:
    return ListLine(number=number, name=name, endings=endings, amount_yuan=Decimal(amount), on=on, serial=serial)


ROLL = [payee(1, "岩甲", "0011", "9901"), payee(2, "岩乙", "002X"), payee(3, "岩丙", "0033"), payee(4, "岩丙", "0044")]


def judge(*lines: ListLine, roll: list[Payee] = ROLL, recorded: tuple[Recorded, ...] = ()) -> list[Judged]:
    return match(lines, roll, recorded, today=TODAY)


def verdicts(*lines: ListLine, **facts) -> list[Verdict]:
    return [each.verdict for each in judge(*lines, **facts)]


def test_name_and_last_four_of_id_number_or_account():
    found = judge(line(1, "岩甲", "0011"), line(2, "岩乙", "002x"), line(3, "岩 丙", "0044"))
    assert [(each.verdict, each.payee.key, each.remark) for each in found] == [
        (MATCHED, 1, ""), (MATCHED, 2, ""), (MATCHED, 4, ""),
    ]  # fmt: skip
    assert judge(line(1, "岩甲", "9901"))[0].payee.key == 1


def test_name_alone_fits_once_on_the_roll_and_is_pointed_out():
    found = judge(line(1, "岩甲"), line(2, "岩丙"))
    assert [each.verdict for each in found] == [MATCHED, PROBLEM]
    assert found[0].remark == "没有后四位，仅按姓名匹配（花名册上只有一个同名的人），请核对。"
    assert found[1].remark == "花名册上有 2 个“岩丙”：请补上身份证号或账号后四位。"


def test_roll_without_numbers_is_matched_by_name_and_says_so():
    found = judge(line(1, "岩丁", "1234"), roll=[payee(9, "岩丁")])
    assert (found[0].verdict, found[0].remark) == (MATCHED, "花名册上没有证件号和账号，仅按姓名匹配，请核对。")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (line(1, "岩戊", "0011"), "本案花名册上没有“岩戊”"),
        (line(1, "岩甲", "0012"), "“岩甲”的后四位 0012 与花名册不符"),
        (line(1, "", "0011"), "没有姓名：请补上。"),
        (line(1, "岩甲", "0011", amount="100.01"), "金额 100.01 元超过未付 100.00 元"),
        (line(1, "岩甲", "0011", on=date(2021, 5, 21)), "发放日期 2021-05-21 晚于今天"),
        (line(1, "岩甲", "0011", on=date(1999, 5, 21)), "发放日期 1999-05-21 早于 2000 年"),
    ],
)
def test_wrong_line_is_named_with_what_to_do(wrong, reason):
    found = judge(wrong)[0]
    assert found.verdict is PROBLEM
    assert found.remark.startswith(reason)
    assert "请" in found.remark
    assert found.transfer is None


def test_part_of_what_is_owed_fits_and_says_what_is_left():
    found = judge(line(1, "岩甲", "0011", amount="40"), line(2, "岩甲", "0011", amount="60.01", on=date(2021, 5, 11)))
    assert [(each.verdict, each.remark[:10]) for each in found] == [
        (MATCHED, "付后还欠 60.00"),
        (PROBLEM, "金额 60.01 元"),
    ]


def test_line_twice_in_one_list_names_the_first():
    same = judge(line(1, "岩甲", "0011", amount="10"), line(2, "岩甲", "9901", amount="10"))
    assert (same[0].verdict, same[1].verdict, same[1].remark[:8]) == (MATCHED, PROBLEM, "与第 1 行重复")
    serial = judge(line(1, "岩甲", "0011", serial="S1"), line(2, "岩乙", "002X", serial="S1"))
    assert (serial[1].verdict, serial[1].remark[:8]) == (PROBLEM, "与第 1 行重复")


def test_what_is_recorded_is_left_alone():
    known = (Recorded(key=1, on=ON, amount_yuan=Decimal(100), serial="S1"),)
    assert verdicts(line(1, "岩甲", "0011"), recorded=known) == [RECORDED]
    assert verdicts(line(1, "岩甲", "0011", serial="S1"), recorded=known) == [RECORDED]
    other = judge(line(1, "岩乙", "002X", serial="S1"), recorded=known)[0]
    assert (other.verdict, other.remark[:11]) == (PROBLEM, "流水号 S1 已登记过")


def test_another_serial_number_is_another_payment_where_both_have_one():
    half = {"amount": "50"}
    pair = [line(1, "岩甲", "0011", serial="S1", **half), line(2, "岩甲", "0011", serial="S2", **half)]
    assert verdicts(*pair) == [MATCHED, MATCHED]
    known = tuple(Recorded(key=1, on=ON, amount_yuan=Decimal(50), serial=serial) for serial in ("S1", "S2"))
    owed = [payee(1, "岩甲", "0011", owed="50")]
    assert verdicts(*pair, roll=owed, recorded=known[:1]) == [RECORDED, MATCHED]
    assert verdicts(*pair, recorded=known) == [RECORDED, RECORDED]
    # A third line without a number may be either of the two.
    assert verdicts(*pair, line(3, "岩甲", "0011", **half)) == [MATCHED, MATCHED, PROBLEM]


def test_without_a_serial_number_on_one_side_it_is_one_payment_and_the_page_says_so():
    known = (Recorded(key=1, on=ON, amount_yuan=Decimal(100)),)
    found = judge(line(1, "岩甲", "0011", serial="S1"), recorded=known)[0]
    assert (found.verdict, found.remark[:16]) == (RECORDED, "同一人同日同额的一笔已登记，有一")
    assert judge(line(1, "岩甲", "0011"), recorded=known)[0].remark == ""
    twins = judge(line(1, "岩甲", "0011", amount="50"), line(2, "岩甲", "0011", amount="50", serial="S1"))
    assert (twins[1].verdict, twins[1].remark[:8]) == (PROBLEM, "与第 1 行重复")


def test_same_person_on_two_rolls_is_told_apart_by_the_sum_alone():
    roll = [payee(1, "岩甲", "0011", owed="100"), payee(2, "岩甲", "0011", owed="250")]
    assert judge(line(1, "岩甲", "0011", amount="250"), roll=roll)[0].payee.key == 2
    assert judge(line(1, "岩甲", "0011", amount="50"), roll=roll)[0].remark.startswith(
        "花名册上有 2 行“岩甲”的后四位相同"
    )


def test_unknown_debt_is_paid_with_a_remark():
    found = judge(line(1, "岩甲", "0011", amount="999"), roll=[payee(1, "岩甲", "0011", owed=None)])[0]
    assert (found.verdict, found.remark) == (MATCHED, "花名册没有欠发金额，无法核对。")


@pytest.mark.parametrize(("number", "four"), [("53090219010101001x", "001X"), ("6222 0000 1234", "1234"), ("12", "")])
def test_last_four(number, four):
    assert last_four(number) == four
