"""事件 of three kinds, on a case or alone: registered, over, or void where it was a mistake.

依据：R7 and R60 群体性、极端、网络舆论事件, of which the goal is none.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, lock_case, relock, require_on
from ledger.actions.requests import word_faults
from ledger.actions.stability import LONGEST_STORY
from ledger.day_bounds import coming_faults, early_faults
from ledger.models import Case, Incident
from ledger.workflow import EMPTY
from office import trail
from office.models import Area, User
from office.refusals import Refused
from office.roles import require

LONGEST_VOID = 200


@transaction.atomic
def register_incident(
    *, area: Area, by: User, kind: str, on: date, place: str, text: str, people_count: int | None = None,
    case: Case | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> Incident:  # fmt: skip
    """登记事件 of one of three kinds, on a case or alone; a liaison only on a case of the own unit.

    The same one alone again: the first one. On a case the version tells a second click.

    Raises:
        Refused: no kind, place or words, a day to come or long past. PermissionDenied: another unit's case, or none for a liaison.
    """
    now = now or timezone.now()
    if case is not None:
        relock(case, expected_version)
        require_on(case, by, "register_incident")
        area = case.area
    else:
        require(by, "close_incident")  # the office's alone
    problems = [*word_faults(place, "地点或平台", 120), *word_faults(text, "经过", LONGEST_STORY)]
    problems += [*coming_faults("日期", on, timezone.localdate(now)), *early_faults("事件日期", on)]
    if kind not in Incident.Kind.values:
        problems.append("请选择事件的种类。")
    if case is not None and case.status in EMPTY:
        problems.append(f"案件 {case.number} 现在是“{case.get_status_display()}”，请登记到并入的案件，或单独登记。")
    if area.pk not in by.area_ids:
        problems.append("这个区划不在您的工作范围内。")
    if problems:
        raise Refused(problems)
    told: dict[str, Any] = {
        "area": area, "case": case, "by": by, "kind": kind, "on": on, "place": place.strip(),
        "people_count": people_count, "text": text.strip(),
    }  # fmt: skip
    if case is None and (first := _first_alone(told)):
        return first
    incident = Incident.objects.create(at=now, **told)
    if case is not None:
        bump(case)
    number = {"number": case.number} if case else {}
    trail.record(
        "register_incident", by=by, obj=case or incident, now=now, kind=incident.get_kind_display(), on=on, **number
    )
    return incident


def _first_alone(told: dict[str, Any]) -> Incident | None:
    """What a double click has written already; the area's row keeps the second waiting until it is there to be seen."""
    Area.objects.select_for_update(no_key=True).get(pk=told["area"].pk)
    return Incident.objects.live().filter(**told).first()


@transaction.atomic
def close_incident(
    *, incident: Incident, by: User, handling: str, on: date | None = None, now: datetime | None = None
) -> Incident:
    """登记平息: how it was handled and when it was over.

    Raises:
        Refused: no words, closed before, a day before it began or to come.
    """
    require(by, "close_incident")
    incident = Incident.objects.select_for_update().visible_to(by).get(pk=incident.pk)  # type: ignore[attr-defined]
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [*word_faults(handling, "处置情况", LONGEST_STORY), *coming_faults("日期", day, timezone.localdate(now))]
    if incident.closed_on:
        problems.append(f"这起事件已于 {incident.closed_on} 平息。")
    if incident.voided_at:
        problems.append("这起事件已作废。")
    if day < incident.on:
        problems.append(f"平息日期 {day} 早于事件日期 {incident.on}。")
    if problems:
        raise Refused(problems)
    incident.handling, incident.closed_on = handling.strip(), day
    incident.save(update_fields=["handling", "closed_on"])
    trail.record("close_incident", by=by, obj=incident, now=now, kind=incident.get_kind_display(), on=day)
    return incident


@transaction.atomic
def void_incident(*, incident: Incident, by: User, reason: str, now: datetime | None = None) -> Incident:
    """作废事件 that was registered by mistake: it stays to be read, struck out, and counts nowhere any more.

    The same again, as by a double click: as it is.

    Raises:
        Refused: no reason, voided before.
    """
    require(by, "void_incident")
    now, reason = now or timezone.now(), reason.strip()
    # Its case first, as every act on a case; for what the rules say of the case changes with it.
    case = lock_case(incident.case_id) if incident.case_id else None
    incident = Incident.objects.select_for_update().visible_to(by).get(pk=incident.pk)  # type: ignore[attr-defined]
    if (incident.voided_by, incident.void_reason) == (by, reason):
        return incident
    problems = word_faults(reason, "作废原因", LONGEST_VOID)
    if incident.voided_at:
        problems.append(f"这起事件已由{incident.voided_by}于 {timezone.localdate(incident.voided_at)} 作废。")
    if problems:
        raise Refused(problems)
    incident.voided_at, incident.voided_by, incident.void_reason = now, by, reason
    incident.save(update_fields=["voided_at", "voided_by", "void_reason"])
    if case is not None:
        bump(case)
    number = {"number": case.number} if case else {}
    trail.record(
        "void_incident",
        by=by,
        obj=case or incident,
        now=now,
        kind=incident.get_kind_display(),
        on=incident.on,
        **number,
    )
    return incident
