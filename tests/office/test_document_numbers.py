import pytest

from office.document_numbers import number_faults, tidy_number, year_of

NUMBER = "临翔治欠办〔2021〕2号"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER, "临翔治欠办(2021)2号", "临翔治欠办（2021）2号", "临翔治欠办[2021]2号", "临翔治欠办［2021］2号",
        "临翔治欠办【2021】2号", "临翔治欠办〔２０２１〕２号", " 临翔治欠办 〔2021〕 2 号 ",
    ],
)  # fmt: skip
def test_brackets_and_digits_are_put_right(typed: str) -> None:
    assert (tidy_number(typed), number_faults(tidy_number(typed)), year_of(tidy_number(typed))) == (NUMBER, [], 2021)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写文号，写成 临翔治欠办〔2021〕2号 的样子。"),
        ("临翔治欠办2021年2号", "文号“临翔治欠办2021年2号”的年份须用一对六角括号括入，写成 临翔治欠办〔2021〕2号 的样子。"),
        ("临翔治欠办〔2021〕〔2〕号", "文号“临翔治欠办〔2021〕〔2〕号”的年份须用一对六角括号括入，写成 临翔治欠办〔2021〕2号 的样子。"),
        ("〔2021〕2号", "文号“〔2021〕2号”的括号前应是发文机关代字，如“临翔治欠办”。"),
        ("临翔治欠办〔21〕2号", "文号“临翔治欠办〔21〕2号”的年份应为四位数字，如 2021。"),
        ("临翔治欠办〔2021〕第2号", "文号“临翔治欠办〔2021〕第2号”的括号后应是顺序号和“号”字，如“2号”，不加“第”，前面不补 0。"),
        ("临翔治欠办〔2021〕02号", "文号“临翔治欠办〔2021〕02号”的括号后应是顺序号和“号”字，如“2号”，不加“第”，前面不补 0。"),
        ("临翔治欠办〔2021〕2", "文号“临翔治欠办〔2021〕2”的括号后应是顺序号和“号”字，如“2号”，不加“第”，前面不补 0。"),
        ("临" * 61, "文号最多 60 个字，请核对。"),
    ],
)  # fmt: skip
def test_what_cannot_be_put_right_is_told(typed: str, told: str) -> None:
    assert number_faults(tidy_number(typed)) == [told]
    assert year_of(tidy_number(typed)) is None
