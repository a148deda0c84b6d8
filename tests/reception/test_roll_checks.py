"""What is said in the cells of a wage roll."""

from datetime import date

import pytest

from reception.roll_checks import cell_warnings, doubles, lost_figures
from tests.identity_numbers import make_id

TODAY = date(2021, 5, 10)
FIRST, SECOND = make_id(sequence=1), make_id(sequence=2)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "岩甲", "id_number": FIRST, "phone": "19900000001"}, {}),
        ({"id_number": FIRST[:-1] + ("0" if FIRST[-1] != "0" else "1")}, {"id_number": "身份证号校验码不符，可能有一位输错，请核对。"}),
        ({"id_number": "530***********0011"}, {}),
        ({"phone": "138****1234"}, {}),
        ({"phone": "1990000000"}, {"phone": "电话号码应为 11 位手机号或带区号的固定电话，现为 10 位，请核对。"}),
        ({"worked_from": "2021-02", "worked_until": "2020-10"}, {"worked_until": "出勤止早于出勤起，请核对。"}),
        ({"worked_from": "2020-10-05", "worked_until": "2020-10"}, {}),
    ],
)  # fmt: skip
def test_one_line(row, said):
    assert cell_warnings(row, today=TODAY) == said


def test_figures_cut_by_a_spreadsheet_are_suspected():
    said = cell_warnings({"id_number": "530902190101010000"}, today=TODAY)["id_number"]
    assert said.endswith("末三位是 000，可能被表格软件改掉了。")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("岩甲", FIRST), ("岩乙", SECOND)], {}),
        ([("岩甲", FIRST), ("岩甲", SECOND)], {}),
        (
            [("岩甲", FIRST), ("岩乙", ""), ("岩丙", FIRST.lower())],
            {0: ("id_number", "与第 3 行身份证号相同，请核对。"), 2: ("id_number", "与第 1 行身份证号相同，请核对。")},
        ),
        (
            [("岩甲", FIRST), ("岩 甲", "")],
            {
                0: ("name", "与第 2 行同名，有的没有身份证号，请核对是否同一人。"),
                1: ("name", "与第 1 行同名，有的没有身份证号，请核对是否同一人。"),
            },
        ),
        ([("", ""), ("", "")], {}),
        ([("岩甲", "530***********0011"), ("岩乙", "530***********0011")], {}),
    ],
)
def test_people_who_stand_there_twice(rows, said):
    assert doubles(rows) == said


@pytest.mark.parametrize("text", ["5.30902E+17", "5.30902e17", "６.２Ｅ＋１５", " 1.99E+10 "])
def test_lost_figures_are_refused_with_the_remedy(text):
    assert lost_figures(text).endswith("请在表格中把该列设为“文本”，重新填写号码后再粘贴。")


@pytest.mark.parametrize("text", ["", FIRST, "19900000001", "E"])
def test_whole_numbers_are_not(text):
    assert lost_figures(text) == ""
