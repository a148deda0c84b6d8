"""Random ledgers as history workbooks, from a seed: every kind of cell filled or empty, hostile texts among them."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.identity_numbers import make_id
from tests.workbooks import history_sheets

UNITS = ("人社", "住建", "交通", "水务", "检察院", "公安", "工会")
CHANNELS = ("日常来访", "来电", "来信", "网上", "上级转送", "12345", "12333", "其他")
SECTORS = ("房屋建筑", "市政", "交通运输", "水利", "非工程建设")
CAUSES = ("转包", "违法分包", "挂靠", "拖欠工程款", "经营困难", "其他")
UNSOLVED = ("经核实不存在欠薪", "撤回", "移送其他地区", "无法联系反映人")
SOLVED = ("已支付完毕", "和解履行完毕", "裁判已执行到位")
STATES = ("已登记", "已交办", "办理中", "待审核", "已办结", "已销号")
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "'",
    '"',
    "<",
    "&",
    "_x0041_",
    "#N/A ",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("x")',
    "0",
    "1e5",
    "{{",
)
PIECES = (
    "支付",
    "工资",
    "𠮷",
    "é",
    "\u202e",
    "😀",
    "<b>",
    "]]>",
    "&amp;",
    "\n",
    "，",
    "12",
    "=",
    "|",
    "\\",
    "_x000D_",
    "%s",
    "null",
)


def hostile(random: Random, length: int = 6) -> str:
    """A text that programs have taken for a formula, a number, an escape or markup; never empty at its ends."""
    text = random.choice(STARTS) + "".join(random.choice(PIECES) for _ in range(random.randrange(length)))
    return text.strip() + "。"


def ledger(seed: int) -> dict[str, list[list[Any]]]:
    """The two sheets of one ledger that the import takes without an error."""
    random = Random(seed)
    sessions = [_session(random, number) for number in range(random.randrange(4))]
    held = [row for row in sessions if row["状态"] == "已开展"]
    claims: list[dict[str, Any]] = []
    for number in range(random.randrange(13)):
        row = _claim(random, number, held)
        claims.append(row)
        if random.random() < 0.15:
            row["案件编号"] = f"旧案-{number}"
            claims.append(_beside(random, row, number))
    return history_sheets(sessions=sessions, claims=claims)


def _session(random: Random, number: int) -> dict[str, Any]:
    day = date(2021, 4, 12) + timedelta(days=30 * number + random.randrange(20))
    state = random.choice(["已开展", "已开展", "已取消", "已改期"])
    row = {
        "日期": random.choice([str(day), day, f"{day.year}年{day.month}月{day.day}日"]), "状态": state,
        "地点": f"第 {number} 会议室", "带班领导": random.choice([None, "李带班"]),
        "专项行动": random.choice([None, "夏季专项行动", "冬季行动"]), "备注": random.choice([None, hostile(random)]),
    }  # fmt: skip
    if state == "已开展":
        row["参加单位"] = "、".join(random.sample(UNITS, random.randrange(2, 6)))
    if random.random() < 0.5:
        row |= {"开始": "14:30", "结束": "17:00"}
    return row | {"_day": day}


def _claim(random: Random, number: int, held: list[dict[str, Any]]) -> dict[str, Any]:
    at = random.choice(held) if held and random.random() < 0.6 else None
    day = at["_day"] if at else date(2021, 3, 1) + timedelta(days=random.randrange(250))
    amount = random.choice([None, random.randrange(1, 5_000_000) / 100, random.randrange(100, 90_000)])
    row = {
        "登记编号": random.choice([None, None, f"旧-{number}"]), "接访日期": random.choice([str(day), day]),
        "渠道": random.choice([None, "联合接访现场"]) if at else random.choice(CHANNELS),
        "姓名": random.choice(["岩甲", "玉香", "欧阳小花"]) + random.choice(["", "一", "二"]),
        "身份证号": make_id(sequence=random.randrange(1, 999)) if random.random() < 0.6 else None,
        "手机": f"1990000{random.randrange(1000, 9999)}" if random.random() < 0.6 else None,
        "工程项目": random.choice([None, f"示例小区{number}期", hostile(random)]), "行业领域": random.choice([None, *SECTORS]),
        "用人单位": random.choice([None, "示例劳务有限公司", hostile(random)]), "总包单位": random.choice([None, "示例建设公司"]),
        "建设单位": random.choice([None, "示例置业"]), "涉及人数": random.choice([1, 2, 31]),
        "涉及金额（元）": "不详" if amount is None else amount, "欠薪起": random.choice([None, "2020-11", "2020年12月"]),
        "欠薪止": random.choice([None, "2021-01-05", "2021年2月"]), "欠薪原因": random.choice([None, *CAUSES]),
        "是否欠薪": random.choice([None, "是", "否"]), "诉求": random.choice([None, hostile(random, 30)]),
        "低收入农村劳动力": random.choice([None, "是", "否"]), "备注": random.choice([None, hostile(random)]),
    }  # fmt: skip
    return row | _state(random, day, amount)


def _state(random: Random, day: date, amount: float | None) -> dict[str, Any]:
    state = random.choice(STATES)
    row: dict[str, Any] = {
        "办理状态": state,
        "责任单位": random.choice([None, "住建"]) if state == "已登记" else random.choice(UNITS),
    }
    if state != "已登记" and random.random() < 0.8:
        row |= {"责任人员": "王示例", "办理期限": str(day + timedelta(days=30))}
    if state in ("已办结", "已销号"):
        solved = random.random() < 0.6
        paid = amount if amount is not None else 500
        row |= {"办结日期": day + timedelta(days=5), "办结结果": random.choice(SOLVED if solved else UNSOLVED)}
        row |= {"已支付金额（元）": paid, "核实金额（元）": random.choice([None, paid])} if solved else {}
    if state == "已销号":
        row["销号日期"] = str(day + timedelta(days=9))
    return row


def _beside(random: Random, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Another claim of the same case: what is the case's is the same."""
    return {**row, "登记编号": None, "姓名": f"邻座{number}", "身份证号": None, "诉求": hostile(random)}
