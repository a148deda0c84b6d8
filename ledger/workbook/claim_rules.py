"""What a row of 诉求台账 must satisfy by itself. Each rule yields the field and what to do about it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.workflow import FINISHED, SOLVED, Status
from office.amounts import show_yuan
from office.partial_dates import first_day, last_day
from office.sheets.rows import Row
from office.sheets.widgets import Yuan
from reception.identity import check_id_number, check_phone

Finding = tuple[str, str]
_NOT_YET_WORKED_ON = (Status.REGISTERED, Status.ASSIGNED)


def errors(row: Row, *, today: date) -> Iterator[Finding]:
    """What stops the import."""
    yield from _missing(row)
    yield from _contradictions(row)
    yield from _dates(row, today)
    yield from _unpaid(row)


def warnings(row: Row, *, today: date) -> Iterator[Finding]:
    """What is imported all the same, and should be looked at."""
    yield from (("id_number", text) for text in check_id_number(row["id_number"], today=today))
    yield from (("phone", text) for text in check_phone(row["phone"]))
    if row["owed_from"] and row["owed_until"] and first_day(row["owed_from"]) > last_day(row["owed_until"]):
        yield "owed_until", "欠薪止早于欠薪起，请核对。"
    yield from _to_do(row, today)
    yield from _doubtful_outcome(row)


def _missing(row: Row) -> Iterator[Finding]:
    status = Status(row["status"])
    if status != Status.REGISTERED and not row["unit"]:
        yield "unit", f"办理状态为“{status.label}”，须填责任单位（自“已交办”起都要有）。"
    if status in FINISHED:
        if not row["outcome_on"]:
            yield "outcome_on", f"办理状态为“{status.label}”，须填办结日期。"
        if not row["outcome"]:
            yield "outcome", f"办理状态为“{status.label}”，须填办结结果。"
    if status == Status.STRUCK_OFF and not row["struck_off_on"]:
        yield "struck_off_on", "办理状态为“已销号”，须填销号日期。"


def _contradictions(row: Row) -> Iterator[Finding]:
    status = Status(row["status"])
    if status in _NOT_YET_WORKED_ON:
        for name, label in (("outcome", "办结结果"), ("outcome_on", "办结日期")):
            if row[name]:
                yield name, f"办理状态为“{status.label}”，不应有{label}：请改正办理状态，或清空本格。"
    elif status not in FINISHED and bool(row["outcome"]) != bool(row["outcome_on"]):
        yield "outcome_on", "办结日期和办结结果要么都填，要么都不填。"
    if row["struck_off_on"] and status != Status.STRUCK_OFF:
        yield "struck_off_on", f"办理状态为“{status.label}”，不应有销号日期：请改正办理状态，或清空本格。"


def _dates(row: Row, today: date) -> Iterator[Finding]:
    received, outcome, struck_off = row["received_on"], row["outcome_on"], row["struck_off_on"]
    for name, label in (("received_on", "接访日期"), ("outcome_on", "办结日期"), ("struck_off_on", "销号日期")):
        if row[name] and row[name] > today:
            yield name, f"{label}晚于今天，请核对。"
    if outcome and outcome < received:
        yield "outcome_on", f"办结日期早于接访日期 {received}，应为接访日期 ≤ 办结日期 ≤ 销号日期，请核对。"
    if struck_off and struck_off < max(received, outcome or received):
        yield "struck_off_on", "销号日期早于接访日期或办结日期，应为接访日期 ≤ 办结日期 ≤ 销号日期，请核对。"


def _unpaid(row: Row) -> Iterator[Finding]:
    if row["outcome"] not in SOLVED:
        return
    paid, owed, label = row["paid_yuan"], row["verified_amount_yuan"], "核实金额"
    if owed is None:
        owed, label = row["amount_yuan"], "涉及金额"
    if owed == Yuan.UNKNOWN:
        if not paid:
            yield "paid_yuan", "办结结果为已解决而涉及金额不详：须填已支付金额，请一并填写核实金额。"
    elif (paid or 0) < owed:
        yield "paid_yuan", f"办结结果为已解决，已支付金额须不少于{label} {show_yuan(owed)} 元，请核对。"


def _to_do(row: Row, today: date) -> Iterator[Finding]:
    if row["status"] in FINISHED:
        return
    if row["status"] != Status.REGISTERED:
        for name, label in (("officer_name", "责任人员"), ("due_on", "办理期限")):
            if not row[name]:
                yield name, f"案件尚未办结，缺{label}：已列入待办，请尽快补上。"
    if row["due_on"] and row["due_on"] < today:
        yield "due_on", "案件尚未办结，办理期限已过。"


def _doubtful_outcome(row: Row) -> Iterator[Finding]:
    outcome: Any = row["outcome"]
    if outcome and row["status"] not in FINISHED:
        yield "status", "已有办结结果而案件尚未办结：办结之前不计入已解决。"
    if outcome in SOLVED and not row["is_wages"]:
        yield "outcome", "不属欠薪的诉求一般以“经核实不存在欠薪”办结，请核对。"
    if outcome in SOLVED and row["amount_yuan"] == Yuan.UNKNOWN and row["verified_amount_yuan"] is None:
        yield "verified_amount_yuan", "涉及金额不详，已解决的诉求宜填核实金额。"
