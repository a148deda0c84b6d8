"""大理州, 2021-04-12, as published: 9 件, 35 人, 49 万元; 5 件, 17 人, 24.5 万元 solved the same day; one of nine 工程款."""

from typing import Any

from tests.workbooks import a_claim, a_session, a_solved_claim, history_workbook

# name, workers, yuan, solved
_ROWS = (
    ("杨一", 5, 80_000, True),
    ("李二", 4, 65_000, True),
    ("赵三", 3, 40_000, True),
    ("段四", 2, 30_000, True),
    ("高五", 3, 30_000, True),
    ("董六", 6, 90_000, False),
    ("尹七", 5, 75_000, False),
    ("何八", 4, 50_000, False),
    ("张九", 3, 30_000, False),
)


def dali_sessions() -> list[dict[str, Any]]:
    return [a_session(参加单位="人社、住建、交通、水务、检察院、公安、工会")]


def dali_claims() -> list[dict[str, Any]]:
    """Nine rows; the last one is about 工程款, not wages, and counts as received."""
    rows = []
    for name, workers, yuan, solved in _ROWS:
        cells = {"姓名": name, "涉及人数": workers, "涉及金额": yuan, "是否欠薪": "否" if name == "张九" else None}
        paid = {"已支付金额": yuan, "责任单位": "住建"} if solved else {}
        rows.append((a_solved_claim if solved else a_claim)(**cells, **paid))
    return rows


def dali_workbook() -> bytes:
    return history_workbook(sessions=dali_sessions(), claims=dali_claims())
