"""隐患: found before anybody complained, looked at again and again, solved in the district or turned into claims.

依据：实施方案六（四）隐患排查；R6 隐患是否在区内化解.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import event_day
from ledger.actions.requests import word_faults
from ledger.actions.stability import LONGEST, LONGEST_STORY, order_faults
from ledger.day_bounds import coming_faults, early_faults, next_check_faults
from ledger.models import Lead, StabilityCheck
from office import trail
from office.models import Area, Unit, User
from office.numbering import LEAD, next_number
from office.refusals import refuse_if
from office.roles import require
from reception.actions.parties import company_named, project_named
from reception.models import Claim

Status = Lead.Status
_ENDED = (Status.SOLVED, Status.DISMISSED)


@dataclass(frozen=True, kw_only=True)
class LeadData:
    """What is known when a lead is found; project and company by name, at least one of them."""

    found_on: date
    found_by: str
    text: str
    next_check_on: date | None
    project_name: str = ""
    company_name: str = ""
    unit: Unit | None = None
    workers_count: int | None = None
    amount_yuan: Decimal | None = None


@transaction.atomic
def register_lead(*, area: Area, by: User, data: LeadData, now: datetime | None = None) -> Lead:
    """登记隐患 with a number of its own; a project or company not named before is made. The same again: the first one.

    Raises:
        Refused: every fault named. PermissionDenied: not of the office of this area.
    """
    require(by, "register_lead")
    now = now or timezone.now()
    refuse_if(_faults(data, area, by, now))
    # The area's row keeps a second click waiting until the first is there to be seen; others may still refer to it.
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    # Companies before projects, and both before the counter, as at the counter of claims.
    company, project = company_named(data.company_name, area=area), project_named(data.project_name, area=area)
    told: dict[str, Any] = {
        "area": area, "by": by, "found_on": data.found_on, "found_by": data.found_by.strip(), "unit": data.unit,
        "project": project, "company": company, "workers_count": data.workers_count, "amount_yuan": data.amount_yuan,
        "text": data.text.strip(),
    }  # fmt: skip
    if first := Lead.objects.filter(status=Status.OPEN, **told).first():
        return first
    number = next_number(LEAD, area=area, year=data.found_on.year)
    lead = Lead.objects.create(number=number, next_check_on=data.next_check_on, at=now, **told)
    trail.record(
        "register_lead", by=by, obj=lead, now=now, number=lead.number, on=lead.found_on,
        workers_count=lead.workers_count, amount_yuan=lead.amount_yuan, next_check_on=lead.next_check_on,
    )  # fmt: skip
    return lead


@transaction.atomic
def check_lead(
    *, lead: Lead, by: User, text: str, next_check_on: date | None, on: date | None = None, now: datetime | None = None
) -> Lead:
    """核查: what was seen, and when somebody looks again. The same check again writes nothing.

    Raises:
        Refused: no words, no later day to look again, a lead that is closed, a day before the last check or to come.
    """
    require(by, "check_lead")
    now = now or timezone.now()
    lead, day = _locked(lead, by), event_day(on, now)
    if lead.checks.filter(by=by, on=day, text=text.strip(), next_check_on=next_check_on).exists():
        return lead
    problems = [
        *_not_open(lead),
        *word_faults(text, "核查情况", LONGEST),
        *next_check_faults(next_check_on, after=timezone.localdate(now)),
    ]
    refuse_if([*problems, *_day_faults(lead, day, now), *order_faults(lead.checks.all(), day)])
    lead.next_check_on = next_check_on
    lead.save(update_fields=["next_check_on"])
    StabilityCheck.objects.create(lead=lead, on=day, text=text.strip(), next_check_on=next_check_on, at=now, by=by)
    trail.record("check_lead", by=by, obj=lead, now=now, number=lead.number, on=day, next_check_on=next_check_on)
    return lead


@transaction.atomic
def close_lead(
    *, lead: Lead, by: User, status: str, result: str, on: date | None = None, now: datetime | None = None
) -> Lead:
    """区内已化解 or 经查不属实, with what came of it.

    Raises:
        Refused: another state than these two, no result, closed before, a day before it was found or to come.
    """
    require(by, "close_lead")
    now = now or timezone.now()
    lead, day = _locked(lead, by), event_day(on, now)
    problems = [*_not_open(lead), *word_faults(result, "结果", LONGEST_STORY), *_day_faults(lead, day, now)]
    if status not in _ENDED:
        problems.append("请选择“区内已化解”或“经查不属实”；已成为诉求的，请关联诉求。")
    refuse_if(problems)
    return _closed(lead, Status(status), result.strip(), day, by=by, now=now)


@transaction.atomic
def link_claims(
    *, lead: Lead, by: User, claims: Sequence[Claim], on: date | None = None, now: datetime | None = None
) -> Lead:
    """已成为诉求: the claims that came of it; more may be linked later.

    Also of a lead that was closed as solved or unfounded and came back all the same: how it had ended stays to be read.

    Raises:
        Refused: no claims, claims of another area or that do not count, a day before it was closed.
    """
    require(by, "close_lead")
    now = now or timezone.now()
    lead, day = _locked(lead, by), event_day(on, now)
    problems = [] if claims else ["请选择由这条隐患而来的诉求。"]
    problems += [f"{claim.number}不属于本区划。" for claim in claims if claim.area_id != lead.area_id]
    problems += [f"{claim.number}已作废或已判重。" for claim in claims if not claim.is_live]
    if lead.status in _ENDED and lead.closed_on and day < lead.closed_on:
        problems.append(f"日期 {day} 早于此前结案的日期 {lead.closed_on}。")
    refuse_if([*problems, *_day_faults(lead, day, now)])
    if lead.status in _ENDED:
        lead.ended_before = f"{lead.closed_on} {lead.get_status_display()}：{lead.result}"
        lead.closed_on = None
    lead.claims.add(*claims)
    numbers = list(lead.claims.order_by("pk").values_list("number", flat=True))
    result = f"已登记为诉求 {len(numbers)} 件。"
    return _closed(lead, Status.CLAIMED, result, lead.closed_on or day, by=by, now=now, claims=numbers)


def _closed(lead: Lead, status: Status, result: str, day: date, *, by: User, now: datetime, **told: object) -> Lead:
    lead.status, lead.result, lead.closed_on = status, result, day
    lead.save(update_fields=["status", "result", "closed_on", "ended_before"])
    trail.record("close_lead", by=by, obj=lead, now=now, number=lead.number, on=day, outcome=status.label, **told)
    return lead


def _faults(data: LeadData, area: Area, by: User, now: datetime) -> list[str]:
    problems = [*word_faults(data.found_by, "发现途径", 60), *word_faults(data.text, "情况", LONGEST_STORY)]
    problems += next_check_faults(data.next_check_on, after=timezone.localdate(now))
    if area.pk not in by.area_ids:
        problems.append("这个区划不在您的工作范围内。")
    if not data.project_name.strip() and not data.company_name.strip():
        problems.append("请填写工程项目或企业，至少一项。")
    problems += coming_faults("发现日期", data.found_on, timezone.localdate(now))
    problems += early_faults("发现日期", data.found_on)
    if data.unit and (data.unit.area_id != area.pk or not data.unit.is_active):
        problems.append(f"{data.unit}不是本区划在用的成员单位。")
    return problems


def _locked(lead: Lead, by: User) -> Lead:
    return Lead.objects.select_for_update().visible_to(by).get(pk=lead.pk)  # type: ignore[attr-defined]


def _not_open(lead: Lead) -> list[str]:
    if lead.status == Status.OPEN:
        return []
    return [f"隐患 {lead.number} 已于 {lead.closed_on} 结案：{lead.get_status_display()}。"]


def _day_faults(lead: Lead, day: date, now: datetime) -> list[str]:
    early = [f"日期 {day} 早于发现日期 {lead.found_on}。"] if day < lead.found_on else []
    return coming_faults("日期", day, timezone.localdate(now)) + early
