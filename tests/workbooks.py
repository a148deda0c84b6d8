"""Workbooks built for the tests, as an office would fill them in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

SESSION_HEADINGS = ("日期", "开始", "结束", "地点", "状态", "参加单位", "带班领导", "专项行动", "备注")
CLAIM_HEADINGS = (
    "登记编号", "接访日期", "开始", "渠道", "姓名", "身份证号", "手机", "工程项目", "行业领域", "用人单位", "总包单位",
    "建设单位", "涉及人数", "涉及金额（元）", "核实金额（元）", "欠薪起", "欠薪止", "欠薪原因", "是否欠薪", "诉求",
    "低收入农村劳动力", "责任单位", "责任人员", "办理期限", "办理状态", "办结日期", "办结结果", "销号日期", "已支付金额（元）",
    "案件编号", "备注",
)  # fmt: skip

A_SESSION = {"日期": "2021-04-12", "状态": "已开展", "参加单位": "人社、住建、水务"}
A_CLAIM = {
    "接访日期": "2021-04-12",
    "姓名": "杨大理",
    "工程项目": "云岭佳苑二期",
    "用人单位": "苍山劳务有限公司",
    "涉及人数": 3,
    "涉及金额（元）": 30000,
    "办理状态": "已登记",
}


def a_session(**cells: Any) -> dict[str, Any]:
    """A held session of 2021-04-12 with three units."""
    return A_SESSION | cells


def a_claim(**cells: Any) -> dict[str, Any]:
    """A registered claim of that session: 3 workers, 30,000 yuan. Write 涉及金额 for 涉及金额（元）, and so on."""
    return A_CLAIM | {_heading(name): value for name, value in cells.items()}


def a_solved_claim(**cells: Any) -> dict[str, Any]:
    """The same, paid in full and struck off the same day."""
    solved = {
        "责任单位": "住建",
        "办理状态": "已销号",
        "办结日期": "2021-04-12",
        "办结结果": "已支付完毕",
        "销号日期": "2021-04-12",
        "已支付金额": 30000,
    }
    return a_claim(**(solved | cells))


def history_workbook(**options: Any) -> bytes:
    """The workbook of `history_sheets`, as a file."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in history_sheets(**options).items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # a text stays a text, also one that begins with "="
    if not book.sheetnames:
        book.create_sheet("说明")
    return as_bytes(book)


def history_sheets(
    *,
    sessions: Iterable[Mapping[str, Any]] | None = (A_SESSION,),
    claims: Iterable[Mapping[str, Any]] | None = (A_CLAIM,),
    session_headings: Sequence[str] = SESSION_HEADINGS,
    claim_headings: Sequence[str] = CLAIM_HEADINGS,
) -> dict[str, list[list[Any]]]:
    """The two sheets with a row for each mapping of heading to cell; None leaves the whole sheet out."""
    sheets = {}
    for title, headings, rows in (("接访场次", session_headings, sessions), ("诉求台账", claim_headings, claims)):
        if rows is not None:
            sheets[title] = [list(headings), *([row.get(plain(name)) for name in headings] for row in rows)]
    return sheets


def as_bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def plain(heading: str) -> str:
    """The heading as the rows name it, however the sheet writes it."""
    return _heading(heading.strip().rstrip("* ").replace("(", "（").replace(")", "）"))


def _heading(name: str) -> str:
    return f"{name}（元）" if name in ("涉及金额", "核实金额", "已支付金额") else name
