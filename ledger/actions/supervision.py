"""催办, 督办, 挂牌督办, 行业督办 and what the unit replied; 会商 between units.

依据：实施方案六（三）；违法发包、转包、违法分包、挂靠、拖欠工程款由行业主管部门督办；R53 会商记录。
An unanswered 行业督办 is an open procedure and named by the gate of 办结; the other kinds hold nothing up.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.messages import tell
from ledger.actions.requests import word_faults
from ledger.day_bounds import coming_faults, late_faults
from ledger.models import Case, ProgressNote, Supervision
from ledger.selectors.oversight import awaits_reply, units_on
from ledger.workflow import OPEN, Status
from office import trail
from office.models import StoredFile, Unit, User
from office.refusals import Refused, refuse_if
from office.roles import Role

REMIND, REGULATOR = Supervision.Kind.REMIND, Supervision.Kind.REGULATOR
# With a unit that can be asked; the regulator may be asked as soon as the case is on the ledger.
SUPERVISED = (Status.ASSIGNED, Status.IN_PROGRESS, Status.UNDER_REVIEW)
LONGEST_REPLY = 500


@transaction.atomic
def remind(
    *, case: Case, by: User, unit: Unit | None, text: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Supervision:  # fmt: skip
    """催办 of the responsible or an assisting unit; no reply is asked for."""
    relock(case, expected_version)
    require_on(case, by, "remind")
    return _write(case, "remind", REMIND, by=by, unit=unit, text=text, reply_due_on=None, on=on, now=now)


@transaction.atomic
def supervise(
    *, case: Case, by: User, kind: str, unit: Unit | None, text: str, reply_due_on: date | None,
    on: date | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> Supervision:  # fmt: skip
    """督办, 挂牌督办 of a unit on the case, 行业督办 of any unit of the area, which sees the case from then on.

    Raises:
        Refused: no text, unit or day of reply, a unit that is not on the case, a case that is finished.
    """
    relock(case, expected_version)
    require_on(case, by, "supervise")
    if kind == REMIND or kind not in Supervision.Kind.values:
        raise Refused("请选择督办的种类。")
    return _write(case, "supervise", kind, by=by, unit=unit, text=text, reply_due_on=reply_due_on, on=on, now=now)


@transaction.atomic
def reply_supervision(
    *, supervision: Supervision, by: User, reply: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Supervision:  # fmt: skip
    """回复督办 by the unit that was asked, or entered by the head for it; also late, and on a finished case.

    Raises:
        Refused: no words, replied before, a day before the supervision or to come. PermissionDenied: another unit's.
    """
    case = relock(supervision.case, expected_version)
    require_on(case, by, "reply_supervision")
    supervision.refresh_from_db()
    if Role.HEAD not in by.role_set and supervision.unit_id != by.unit_id:
        raise PermissionDenied("这件督办的对象不是您的单位，由对象单位回复。")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [*word_faults(reply, "回复", LONGEST_REPLY), *_day_faults(day, now)]
    if not awaits_reply(supervision):
        problems.append("催办不须回复。" if supervision.kind == REMIND else f"已于 {supervision.replied_on} 回复。")
    if day < supervision.on:
        problems.append(f"回复日期 {day} 早于{supervision.get_kind_display()}日期 {supervision.on}。")
    refuse_if(problems)
    supervision.reply, supervision.replied_on = reply.strip(), day
    supervision.replied_at, supervision.replied_by = now, by
    supervision.save(update_fields=["reply", "replied_on", "replied_at", "replied_by"])
    bump(case)
    tell(event="reply_supervision", case=case, key=supervision.pk, by=by, now=now, unit=supervision.unit)
    trail.record(
        "reply_supervision", by=by, obj=case, now=now, number=case.number, kind=supervision.get_kind_display(),
        unit=str(supervision.unit), on=day,
    )  # fmt: skip
    return supervision


@transaction.atomic
def note_consultation(
    *, case: Case, by: User, text: str, units: Sequence[Unit], on: date | None = None, file: StoredFile | None = None,
    now: datetime | None = None,
) -> ProgressNote:  # fmt: skip
    """登记会商: what the units that met agreed upon, by the responsible unit, an assisting one or the head.

    Raises:
        Refused: no words, fewer than two units, a unit of another area, a day to come, a finished case.
    """
    relock(case)
    require_on(case, by, "note_consultation")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [*_state_faults(case, OPEN, "登记会商"), *_day_faults(day, now), *_foreign(case, units)]
    if len({unit.pk for unit in units}) < 2:
        problems.append("会商须有两个以上单位参加，请勾选参加的单位。")
    refuse_if([*problems, *word_faults(text, "会商内容", 2000)])
    note = ProgressNote.objects.create(
        case=case, kind=ProgressNote.Kind.CONSULTATION, on=day, text=text.strip(), file=file, at=now, by=by
    )
    note.units.set(units)
    names = [str(unit) for unit in units]
    trail.record("note_consultation", by=by, obj=case, now=now, number=case.number, on=day, units=names)
    return note


def _write(
    case: Case, act: str, kind: str, *, by: User, unit: Unit | None, text: str, reply_due_on: date | None,
    on: date | None, now: datetime | None,
) -> Supervision:  # fmt: skip
    now = now or timezone.now()
    day, label = event_day(on, now), Supervision.Kind(kind).label
    states = OPEN if kind == REGULATOR else SUPERVISED
    problems = [*_state_faults(case, states, label), *word_faults(text, "要求"), *_day_faults(day, now)]
    problems += _unit_faults(case, unit, kind)
    if kind != REMIND:
        problems += _reply_faults(reply_due_on, day)
    if problems or unit is None:
        raise Refused(problems)
    row = Supervision.objects.create(
        case=case, kind=kind, unit=unit, on=day, text=text.strip(), reply_due_on=reply_due_on, at=now, by=by
    )
    bump(case)
    tell(event=act, case=case, key=row.pk, by=by, now=now, unit=unit, due_on=reply_due_on)
    trail.record(
        act, by=by, obj=case, now=now, number=case.number, kind=label, unit=str(unit), reply_due_on=reply_due_on
    )
    return row


def _unit_faults(case: Case, unit: Unit | None, kind: str) -> list[str]:
    if unit is None:
        return ["请选择对象单位。"]
    if not unit.is_active:
        return [f"{unit}已停用，请选择其他单位。"]
    if kind == REGULATOR:
        return _foreign(case, [unit])
    return [] if unit in units_on(case) else [f"{unit}不是本案的责任单位或协办单位；督促其他单位请用行业督办。"]


def _foreign(case: Case, units: Sequence[Unit]) -> list[str]:
    return [f"{unit}不是本区划的成员单位。" for unit in units if unit.area_id != case.area_id]


def _reply_faults(reply_due_on: date | None, on: date) -> list[str]:
    if reply_due_on is None:
        return ["请填写回复期限。"]
    early = [f"回复期限 {reply_due_on} 早于 {on}。"] if reply_due_on < on else []
    return early + late_faults("回复期限", reply_due_on)


def _state_faults(case: Case, states: Sequence[Status], label: str) -> list[str]:
    if case.status in states:
        return []
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{label}。"]


def _day_faults(on: date, now: datetime) -> list[str]:
    return coming_faults("日期", on, timezone.localdate(now))
