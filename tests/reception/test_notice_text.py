"""The text of a notice by rule, and what must not stand in one."""

from dataclasses import replace
from datetime import date, time

import pytest

from reception.notice_text import (
    BRING,
    Facts,
    Told,
    cancellation_text,
    change_text,
    differences,
    first_text,
    paragraphs,
    personal_numbers,
)
from tests.identity_numbers import make_id

PLAN = Told(date(2021, 5, 10), time(14, 30), time(17), "一楼服务大厅")
FACTS = Facts(
    PLAN, "临翔区", ("区人社局", "区住建局"), ("工程款", "材料款"), "示例联络人", "0883-0000000", "0883-0000001"
)


@pytest.mark.parametrize(
    ("plan", "when"),
    [
        (PLAN, "2021年5月10日（星期一） 14:30—17:00"),
        (replace(PLAN, ends_at=None), "2021年5月10日（星期一） 14:30 开始"),
        (replace(PLAN, starts_at=None, ends_at=None), "2021年5月10日（星期一）"),
        (replace(PLAN, on=date(2021, 5, 16)), "2021年5月16日（星期日） 14:30—17:00"),
    ],
)
def test_when(plan: Told, when: str) -> None:
    assert plan.when == when


def test_first_text_tells_all_a_worker_needs() -> None:
    text = first_text(FACTS)
    needed = (
        *PLAN.lines, *BRING, "区人社局、区住建局", "工程款、材料款不算工资。您来了我们同样登记", "不只是建筑工地的",
        "联系人示例联络人，电话 0883-0000000；治欠办电话 0883-0000001", "不收费", "代表不超过 5 人",
    )  # fmt: skip
    assert [part for part in needed if part not in text] == []
    assert [line for is_heading, line in paragraphs(text) if is_heading] == [
        "一、谁可以来",
        "二、请带上（有什么带什么，带不齐也可以来）",
        "三、哪些不算工资",
        "四、参加接访的单位",
        "五、联系电话和收费",
    ]


def test_first_text_leaves_out_what_is_not_known() -> None:
    text = first_text(Facts(PLAN, "临翔区"))
    assert [word for word in ("电话", "联系人", "参加接访的单位", "；") if word in text.splitlines()[-1]] == []
    assert "四、收费\n反映问题、登记、办理都不收费。" in text


def test_same_telephone_is_named_once() -> None:
    assert replace(FACTS, office_phone=FACTS.phone).contact == "联系人示例联络人，电话 0883-0000000"


def test_change_says_what_is_different_and_why() -> None:
    before = replace(PLAN, starts_at=time(9), venue="二楼会议室")
    first = change_text(FACTS, before=before, reason="会场检修。").splitlines()[0]
    assert first == (
        "原定2021年5月10日（星期一） 09:00—17:00在二楼会议室的接访有变动："
        "时间由09:00—17:00改为14:30—17:00；地点由二楼会议室改为一楼服务大厅。原因：会场检修。"
    )


def test_cancellation_tells_nobody_to_come_and_where_to_turn() -> None:
    text = cancellation_text(FACTS, before=PLAN, reason="暴雨")
    assert "请不要前往。原因：暴雨。" in text
    assert [part for part in ("不用等下一场", "0883-0000000") if part not in text] == []
    assert PLAN.lines[0] not in text


def test_differences() -> None:
    assert differences(PLAN, PLAN) == []
    assert differences(PLAN, replace(PLAN, on=date(2021, 5, 12), starts_at=None)) == [
        "日期由2021年5月10日（星期一）改为2021年5月12日（星期三）",
        "时间由14:30—17:00改为未定",
    ]


def test_paragraphs_leave_out_what_is_shown_above() -> None:
    text = first_text(FACTS)
    kept = [line for _, line in paragraphs(text, leaving_out=PLAN.lines)]
    assert set(PLAN.lines).isdisjoint(kept)
    assert len(kept) == len(paragraphs(text)) - 2


NUMBER = make_id()


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "（138）12345678",
        NUMBER,
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        "530902010101001",
        "6222020000000000000",
        "0883-0000000 13812345678",
    ],
)
def test_personal_numbers_are_found(written: str) -> None:
    assert len(personal_numbers(f"请找示例老张，电话{written}。")) == 1


@pytest.mark.parametrize(
    "text",
    [
        first_text(FACTS),
        "电话 0883-0000000、12345、12333、400-000-0000",
        "依据临治欠发〔2021〕1号，2021-05-10 14:30—17:00",
        "欠薪 1,234,567.00 元",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert personal_numbers(text) == []


def test_own_telephones_are_allowed_however_written() -> None:
    text = "联系人示例，电话 138 1234 5678"
    assert (personal_numbers(text), personal_numbers(text, allowed=("13812345678",))) == (["138 1234 5678"], [])
    assert personal_numbers(f"{text} 13912345678", allowed=("138-12345678", "")) == ["138 1234 5678 13912345678"]
