"""Wage rolls as people paste them: what is read, what is left out and said, what is refused; nothing typed is lost."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.amounts import parse_yuan
from reception.roll_paste import MOST_ROWS, MOST_TEXT, UnreadableRoll, read_roll
from tests.identity_numbers import make_id

ID, PHONE = make_id(), "19900000001"
ONE = {"name": "岩甲", "id_number": ID, "phone": PHONE, "owed_yuan": "4,000.00"}
PLAIN = {"name": "岩甲", "owed_yuan": "4,000.00"}
FULL = "序号\t姓名\t身份证号\t手机\t工种\t出勤起\t出勤止\t应发\t已发\t欠发\t银行账号\t签字"


def read(text: str, **options: str) -> list[dict[str, str]]:
    """The filled cells of each line."""
    return [{name: value for name, value in line.values.items() if value} for line in read_roll(text, **options).lines]


# What was pasted, and the filled cells of the first line.
SPELLINGS = [
    # With headings: synonyms, order, what is left out.
    (f"姓名\t身份证号\t手机\t欠发\n岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"手机号码\t欠薪金额\t证件号码\t工人姓名\n{PHONE}\t4000\t{ID}\t岩甲", ONE),
    (f"姓 名\t身份证\t联系电话\t未发工资（元）\n岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"姓名\t公民身份号码\t联系方式\t拖欠工资\n岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"序号\t姓名\t身份证号\t手机\t金额\t签字\n1\t岩甲\t{ID}\t{PHONE}\t4000\t", ONE),
    (f"姓名\t身份证号\t手机\t工资\n岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"南屏小区三期工资表\n\n姓名\t身份证号\t手机\t欠发\n岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"姓名,身份证号,手机,欠发\n岩甲,{ID},{PHONE},4000", ONE),
    (f"姓名，身份证号，手机，欠发\n岩甲，{ID}，{PHONE}，4000", ONE),
    (f"姓名 身份证号 手机 欠发\n岩甲 {ID} {PHONE} 4000", ONE),
    (f'姓名\t"身份证\n号码"\t手机\t欠发\n岩甲\t{ID}\t{PHONE}\t4000', ONE),
    (f"姓名\t身份证号\t手机\t欠发\r\n岩甲\t{ID}\t{PHONE}\t4000\r\n", ONE),
    (f"班组\t姓名\t性别\t身份证号\t手机\t欠发\t备注\n木工班\t岩甲\t男\t{ID}\t{PHONE}\t4000\t无", ONE),
    # 应发 − 已发.
    ("姓名\t应发\t已发\n岩甲\t5000\t1000", PLAIN),
    ("姓名\t应发工资\t预支\t生活费\n岩甲\t5000\t600\t400", PLAIN),
    ("姓名\t应发\t已发\t欠发\n岩甲\t5000\t1000\t", PLAIN),
    ("姓名\t应发\t已发\n岩甲\t4000\t—", PLAIN),
    ("姓名\t应发\t已发\n岩甲\t4000\t", PLAIN),
    ("姓名\t应付工资\t已付工资\t未付工资\n岩甲\t5000\t1000\t4000", PLAIN),
    ("姓名\t应发\t已发\n岩甲\t1000\t5000", {"name": "岩甲", "owed_yuan": "-4,000.00"}),
    # Spellings of sums.
    ("姓名\t欠发\n岩甲\t４０００", PLAIN),
    ("姓名\t欠发\n岩甲\t4,000.00", PLAIN),
    ("姓名\t欠发\n岩甲\t4，000元", PLAIN),
    ("姓名\t欠发\n岩甲\t¥4,000", PLAIN),
    ("姓名\t欠发\n岩甲\t￥ 4 000.00", PLAIN),
    ("姓名\t欠发\n岩甲\t0.4万", PLAIN),
    ("姓名\t欠发\n岩甲\t0.4万元", PLAIN),
    ("姓名\t欠薪（万元）\n岩甲\t0.4", PLAIN),
    ("姓名\t欠薪（万元）\n岩甲\t0.4万", PLAIN),
    ("姓名\t应发（万元）\t已发（万元）\n岩甲\t0.5\t0.1", PLAIN),
    ("姓名\t欠发\n岩甲\t—", {"name": "岩甲"}),
    ("姓名\t欠发\n岩甲\t一千", {"name": "岩甲", "owed_yuan": "一千"}),
    ("姓名\t欠发\n岩甲\t4000.005", {"name": "岩甲", "owed_yuan": "4000.005"}),
    ("姓名\t欠发\n岩甲\t1e5", {"name": "岩甲", "owed_yuan": "1e5"}),
    ("姓名\t欠发\n岩甲\t-5", {"name": "岩甲", "owed_yuan": "-5"}),
    ("姓名\t欠发\n岩甲\t#REF!", {"name": "岩甲", "owed_yuan": "#REF!"}),
    # Numbers of people.
    (f"姓名\t身份证号\n岩甲\t'{ID}", {"name": "岩甲", "id_number": ID}),
    (f"姓名\t身份证号\n岩甲\t{ID[:6]} {ID[6:14]} {ID[14:]}", {"name": "岩甲", "id_number": ID}),
    ("姓名\t身份证号\n岩甲\t5.30902E+17", {"name": "岩甲", "id_number": "5.30902E+17"}),
    ("姓名\t身份证号\n岩甲\t53090219010101001x", {"name": "岩甲", "id_number": "53090219010101001X"}),
    ("姓名\t身份证号\n岩甲\t5309", {"name": "岩甲", "id_number": "5309"}),
    ("姓名\t手机\n岩甲\t199 0000 0001", {"name": "岩甲", "phone": PHONE}),
    ("姓名\t银行卡号\n岩甲\t6200 0000 1111 2222", {"name": "岩甲", "account": "6200000011112222"}),
    ("姓名\t开户行\t帐号\n岩甲\t农村信用社\t6200000011112222", {"name": "岩甲", "account": "6200000011112222"}),
    # Names, kinds of work.
    ("姓名\t欠发\n 岩 甲 \t4000", PLAIN),
    ("姓名\t欠发\n1、岩甲\t4000", PLAIN),
    ("姓名\t岗位\n岩甲\t木工", {"name": "岩甲", "job_type": "木工"}),
    ("姓名\t欠发\n\t4000", {"owed_yuan": "4,000.00"}),
    # Days.
    ("姓名\t出勤起\t出勤止\n岩甲\t2020/10/1\t2021年2月", {"name": "岩甲", "worked_from": "2020-10-01", "worked_until": "2021-02"}),
    ("姓名\t出勤起\t出勤止\n岩甲\t202010\t20210228", {"name": "岩甲", "worked_from": "2020-10", "worked_until": "2021-02-28"}),
    ("姓名\t进场时间\t退场时间\n岩甲\t2020.10\t2021.2", {"name": "岩甲", "worked_from": "2020-10", "worked_until": "2021-02"}),
    ("姓名\t出勤起止\n岩甲\t2020年10月至2021年2月", {"name": "岩甲", "worked_from": "2020-10", "worked_until": "2021-02"}),
    ("姓名\t用工时间\n岩甲\t2020.10-2021.02", {"name": "岩甲", "worked_from": "2020-10", "worked_until": "2021-02"}),
    ("姓名\t用工时间\n岩甲\t2020.10—至今", {"name": "岩甲", "worked_from": "2020-10"}),
    ("姓名\t出勤\t\n\t起\t止\n岩甲\t2020-10\t2021-02", {"name": "岩甲", "worked_from": "2020-10", "worked_until": "2021-02"}),
    ("姓名\t出勤起\n岩甲\t10月", {"name": "岩甲", "worked_from": "10月"}),
    ("姓名\t出勤起\n岩甲\t44105", {"name": "岩甲", "worked_from": "44105"}),
    # Without headings, by what the cells hold.
    (f"岩甲\t{ID}\t{PHONE}\t4000", ONE),
    (f"1\t岩甲\t{ID}\t{PHONE}\t4000\n2\t岩乙\t\t\t5000", ONE),
    (f"4000\t{PHONE}\t{ID}\t岩甲", ONE),
    (f"岩甲 {ID} {PHONE} 4000元", ONE),
    (f"1. 岩 甲  {ID}  {PHONE}  4000", ONE),
    (f"岩甲，{PHONE}，{ID}，0.4万", ONE),
    (f"岩甲\t{ID}\t5000\t1000\t4000\n岩乙\t\t3000\t0\t3000", {"name": "岩甲", "id_number": ID, "owed_yuan": "4,000.00"}),
    ("岩甲\t木工\t4000\n岩乙\t钢筋工\t5000", {"name": "岩甲", "job_type": "木工", "owed_yuan": "4,000.00"}),
    ("岩甲\t2020-10\t2021-02\t4000", {**PLAIN, "worked_from": "2020-10", "worked_until": "2021-02"}),
    ("岩甲\t5.30902E+17\t4000", {**PLAIN, "id_number": "5.30902E+17"}),
    ("岩甲\t6200000011112222\t4000", {**PLAIN, "account": "6200000011112222"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first"), SPELLINGS)
def test_first_line_of_many_spellings(text, first):
    assert read(text)[0] == first


def test_corpus_is_large_enough():
    assert len(SPELLINGS) >= 60


# What was pasted below the heading 姓名 and 欠发 of 4000 and 5000, how many lines are read, and what is said.
TWO = "姓名\t手机\t欠发\n岩甲\t\t4000\n岩乙\t\t5000\n"
SAID = [
    ("合计\t\t9000", 2, ["合计行 9,000.00 元与各行相加一致，没有读入。"]),
    ("合 计\t\t9,000.00", 2, ["合计行 9,000.00 元与各行相加一致，没有读入。"]),
    ("总计\t\t9500", 2, ["合计行写的是 9,500.00 元，各行欠发相加是 9,000.00 元，相差 500.00 元：请核对。"]),
    ("合计\t\t", 2, ["合计行没有读入。"]),
    ("制表人：岩丙", 2, ["有 1 行不像工人（制表、说明等），没有读入。"]),
    ("合计\t\t9000\n负责人签字\n审核", 2, ["合计行 9,000.00 元与各行相加一致，没有读入。", "有 2 行不像工人（制表、说明等），没有读入。"]),
    ("姓名\t手机\t欠发\n岩丙\t\t1000", 3, []),
    ("\t\t\n岩丙\t\t1000", 3, []),
]  # fmt: skip


@pytest.mark.parametrize(("more", "lines", "said"), SAID)
def test_what_is_no_worker_is_left_out_and_told(more, lines, said):
    roll = read_roll(TWO + more)
    assert (len(roll.lines), list(roll.remarks)) == (lines, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名\t欠发\t血型\n岩甲\t4000\tA", "标题“血型”没有对应的栏目，这一列没有读入。"),
        ("姓名\t欠薪（万元）\n岩甲\t0.4", "标题写的是万元，金额已换算成元。"),
        ("岩甲\t5000\t3000", "没有标题行，有 2 列金额，按最后一列作为欠发：请核对。"),
        ("岩甲\t南屏\t4000\n岩乙\t博尚\t3000", "没有标题行，第 2 列没有认出，没有读入。"),
    ],
)
def test_what_is_not_read_is_told(text, said):
    assert list(read_roll(text).remarks) == [said]


def test_merged_cells_hold_for_the_lines_below():
    text = "姓名\t工种\t出勤起\n岩甲\t木工\t2020-10\n岩乙\t\t\n岩丙\t\t\n岩丁\t普工\t"
    roll = read_roll(text)
    assert [(line.values["job_type"], line.values["worked_from"]) for line in roll.lines] == [
        ("木工", "2020-10"), ("木工", "2020-10"), ("木工", "2020-10"), ("普工", "2020-10"),
    ]  # fmt: skip
    assert roll.remarks == ("工种、出勤起空白的行按上一行补上（合并单元格）：请核对。",)


def test_single_blank_is_no_merged_cell():
    assert [row.get("job_type", "") for row in read("姓名\t工种\n岩甲\t木工\n岩乙\t\n岩丙\t普工")] == [
        "木工",
        "",
        "普工",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名\t应发\t已发\t欠发\n岩甲\t5000\t1000\t3000", "应发减已发是 4,000.00 元，与欠发不符：请核对。"),
        ("姓名\t应发\t已发\n岩甲\t1000\t5000", "已发多于应发：请核对。"),
        ("姓名\t应发\t已发\n岩甲\t5000\t一千", "已发金额不能识别，没有算出欠发：请填写。"),
    ],
)
def test_sums_of_a_line_that_disagree_are_told_in_their_cell(text, said):
    assert read_roll(text).lines[0].remarks == {"owed_yuan": said}


def test_one_column_goes_where_it_was_pasted():
    roll = read_roll(f"{PHONE}\n19900000002\n", column="phone")
    assert (roll.column, [line.values for line in roll.lines]) == (
        "phone", [{"phone": PHONE}, {"phone": "19900000002"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有读到内容"),
        (" \n\t\n", "没有读到内容"),
        ("姓名\t身份证号\n", "没有认出花名册"),
        ("合计\t9000", "没有认出花名册"),
        ("岩甲\t1\n" * (MOST_ROWS + 1), f"花名册有 {MOST_ROWS + 1} 行，一次最多 {MOST_ROWS} 行"),
        ("长" * (MOST_TEXT + 1), "粘贴的内容过长"),
    ],
)
def test_no_roll_is_refused_in_words(text, said):
    with pytest.raises(UnreadableRoll, match=said):
        read_roll(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="岩甲姓名身份证欠发合计\t\n,，\"' 0123456789.万元-—xX：", max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        roll = read_roll(text)
    except UnreadableRoll:
        return
    assert all(any(line.values.values()) for line in roll.lines)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet="岩甲乙丙丁戊", min_size=2, max_size=4), st.decimals("0.01", "99999.99", places=2)),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_every_line_and_cent_comes_through(rows):
    text = FULL + "\n" + "\n".join(f"{n}\t{name}\t\t\t\t\t\t\t\t{owed}\t\t" for n, (name, owed) in enumerate(rows, 1))
    read_rows = [(line.values["name"], parse_yuan(line.values["owed_yuan"])) for line in read_roll(text).lines]
    assert read_rows == [(name, Decimal(owed)) for name, owed in rows]
