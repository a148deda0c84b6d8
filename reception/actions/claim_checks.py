"""What a claim must satisfy before it is stored: every fault is named, none hides another.

依据：实施方案五（接访场次）、六（二）应接尽接：a claim is never refused for its content, only for what could not be counted.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from office.amounts import parse_yuan, show_yuan
from office.models import Area, Code
from office.partial_dates import first_day, last_day, parse_day_or_month
from reception.actions.claim_data import ClaimData, PersonData, WorkerData
from reception.actions.representatives import representative_faults, tidy_representatives
from reception.identity import normalise_id, normalise_phone
from reception.names import tidy_name, tidy_person

SESSION_CHANNEL = "session"
MOST_WORKERS = 30_000
MOST_FOR_ONE = Decimal("10000000000")


def tidy(data: ClaimData) -> ClaimData:
    """The same values in the spelling that is stored; what cannot be read is left for `faults` to name."""
    return replace(
        data,
        petitioner=_tidy_person(data.petitioner),
        project_name=tidy_name(data.project_name),
        employer_name=tidy_name(data.employer_name),
        general_contractor_name=tidy_name(data.general_contractor_name),
        developer_name=tidy_name(data.developer_name),
        owed_from=_iso(data.owed_from),
        owed_until=_iso(data.owed_until),
        demand=data.demand.strip(),
        not_wages_reason=data.not_wages_reason.strip(),
        representatives=tidy_representatives(data),
        workers=tuple(_tidy_worker(row) for row in data.workers),
    )


def faults(data: ClaimData, *, area: Area, today: date) -> list[str]:
    """Every reason why the claim cannot be stored, in the order of the form; empty if there is none."""
    return [
        *_missing(data),
        *_count_and_amount(data),
        *_period(data, today),
        *_kinds(data),
        *_session(data, area, today),
        *representative_faults(data),
        *_roll(data),
    ]


def _missing(data: ClaimData) -> Iterator[str]:
    wanted = {
        "姓名": data.petitioner.name,
        "工程项目或工作地点": data.project_name,
        "欠薪方": data.employer_name,
    }
    yield from (f"请填写{label}。" for label, value in wanted.items() if not value)


def _count_and_amount(data: ClaimData) -> Iterator[str]:
    if data.workers_count < 1:
        yield "涉及人数至少为 1 人。"
    if data.workers_count > MOST_WORKERS:
        yield f"涉及人数 {data.workers_count} 过大，请核对。"
    if data.amount_yuan is not None:
        yield from _amount_fault("欠薪金额", data.amount_yuan)


def _amount_fault(label: str, amount: Decimal) -> Iterator[str]:
    try:
        parse_yuan(amount)
    except ValueError as error:
        yield f"{label}：{error}"


def _period(data: ClaimData, today: date) -> Iterator[str]:
    readable = {}
    for label, text in (("欠薪起", data.owed_from), ("欠薪止", data.owed_until)):
        try:
            readable[label] = parse_day_or_month(text) if text else ""
        except ValueError as error:
            yield f"{label}：{error}"
    yield from (f"{label}不能晚于今天。" for label, iso in readable.items() if iso and first_day(iso) > today)
    begin, end = readable.get("欠薪起"), readable.get("欠薪止")
    if begin and end and first_day(begin) > last_day(end):
        yield "欠薪起不能晚于欠薪止。"


def _kinds(data: ClaimData) -> Iterator[str]:
    if data.is_wages and data.not_wages_kind:
        yield "已选“不属欠薪的种类”，请同时勾选“不属欠薪”，或把种类清空。"
    if not data.is_wages and not data.not_wages_kind:
        yield "已勾选“不属欠薪”，请选择不属欠薪的种类。"
    if not data.is_wages and not data.not_wages_reason:
        yield "已勾选“不属欠薪”，请写明不属欠薪的理由。"
    if data.channel.kind != Code.Kind.CHANNEL:
        yield f"“{data.channel}”不是渠道，请重新选择。"


def _session(data: ClaimData, area: Area, today: date) -> Iterator[str]:
    """A session visit belongs to a session that was held, on that session's day; nothing else belongs to one."""
    if data.received_on > today:
        yield "接访日期不能晚于今天。"
    at_session, session = data.channel.key == SESSION_CHANNEL, data.session
    if at_session and session is None:
        yield f"渠道为“{data.channel}”，请选择接访场次。"
    if not at_session and session is not None:
        yield f"渠道为“{data.channel}”的诉求不属于接访场次，请把场次清空，或把渠道改为联合接访现场。"
    if not at_session or session is None:
        return
    if session.area_id != area.pk:
        yield "所选接访场次不属于本区划，请重新选择。"
    elif not session.is_held:
        yield f"{session.day_text}的接访{session.get_status_display()}，尚未开始接访：请先开始接访，再登记诉求。"
    elif session.held_on != data.received_on:
        yield f"接访日期应与场次一致：场次是{session.day_text}。"


def _roll(data: ClaimData) -> Iterator[str]:
    """依据：every 元 on the roll belongs to a person, so that Σ 欠发 equals the declared amount to the cent."""
    rows = data.workers
    if not rows:
        return
    if len(rows) != data.workers_count:
        yield f"花名册有 {len(rows)} 人，涉及人数填的是 {data.workers_count} 人：请补齐花名册或改正人数。"
    yield from (f"花名册第 {number} 行缺姓名。" for number, row in enumerate(rows, start=1) if not row.name)
    for number, row in enumerate(rows, start=1):
        if row.owed_yuan is not None:
            yield from _amount_fault(f"花名册第 {number} 行欠发金额", row.owed_yuan)
            if row.owed_yuan >= MOST_FOR_ONE:
                yield f"花名册第 {number} 行欠发金额过大，请核对单位是元还是万元。"
    yield from _sum(data)


def _sum(data: ClaimData) -> Iterator[str]:
    blank = [number for number, row in enumerate(data.workers, start=1) if row.owed_yuan is None]
    total = sum((row.owed_yuan for row in data.workers if row.owed_yuan is not None), Decimal(0))
    if data.amount_yuan is None:
        if not blank:
            yield f"花名册欠发合计 {show_yuan(total)} 元，欠薪金额填的是不详：请填写欠薪金额。"
    elif blank:
        yield f"花名册第 {'、'.join(map(str, blank))} 行缺欠发金额，无法与欠薪金额核对。"
    elif total != data.amount_yuan:
        yield (
            f"花名册欠发合计 {show_yuan(total)} 元，欠薪金额填的是 {show_yuan(data.amount_yuan)} 元，"
            f"相差 {show_yuan(abs(total - data.amount_yuan))} 元：请核对。"
        )


def _tidy_person(person: PersonData) -> PersonData:
    return replace(
        person,
        name=tidy_person(person.name),
        id_number=normalise_id(person.id_number),
        phone=normalise_phone(person.phone),
        address=person.address.strip(),
    )


def _tidy_worker(row: WorkerData) -> WorkerData:
    return replace(
        row,
        name=tidy_person(row.name),
        id_number=normalise_id(row.id_number),
        phone=normalise_phone(row.phone),
        account=normalise_id(row.account),
        worked_from=_iso(row.worked_from),
        worked_until=_iso(row.worked_until),
    )


def _iso(text: str) -> str:
    try:
        return parse_day_or_month(text) if text.strip() else ""
    except ValueError:
        return text
