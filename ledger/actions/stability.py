"""稳控 of a case: its risk, measures with the day somebody looks again.

依据：实施方案六（四）；R49 稳控措施, R50 风险等级.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.requests import word_faults
from ledger.day_bounds import coming_faults, next_check_faults
from ledger.models import Case, RiskMark, StabilityCheck, StabilityMeasure
from ledger.workflow import OPEN
from office import trail
from office.models import Code, Unit, User
from office.refusals import Refused

LONGEST, LONGEST_STORY = 300, 500


@transaction.atomic
def set_risk(
    *, case: Case, by: User, risk: Code | None, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> RiskMark:  # fmt: skip
    """评定风险等级 of an open case, with a reason; the newest stands on the case.

    Raises:
        Refused: no level or reason, the level it has already, a day before the case or to come, a finished case.
    """
    relock(case, expected_version)
    require_on(case, by, "set_risk")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [
        *_not_open(case, "评定风险等级"),
        *word_faults(reason, "理由", LONGEST),
        *_case_day_faults(case, day, now),
    ]
    if risk is None or risk.kind != Code.Kind.RISK or not risk.is_active:
        problems.append("请选择风险等级。")
    elif risk.pk == case.risk_id:
        problems.append(f"案件 {case.number} 现在就是“{risk}”。")
    if problems or risk is None:
        raise Refused(problems)
    mark = RiskMark.objects.create(case=case, risk=risk, reason=reason.strip(), on=day, at=now, by=by)
    before, case.risk = str(case.risk or ""), risk
    bump(case, "risk")
    trail.record("set_risk", by=by, obj=case, now=now, number=case.number, risk=str(risk), before_risk=before, on=day)
    return mark


@transaction.atomic
def add_measure(
    *, case: Case, by: User, text: str, unit: Unit | None, person: str, next_check_on: date | None,
    on: date | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> StabilityMeasure:  # fmt: skip
    """登记稳控措施 on an open case: what is done, who answers for it, when somebody looks again.

    Raises:
        Refused: no words, person or unit, a unit of another area, no later day to look again, a day before the case
            or to come, a finished case.
    """
    relock(case, expected_version)
    require_on(case, by, "add_measure")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [
        *_not_open(case, "登记稳控措施"),
        *word_faults(text, "措施", LONGEST),
        *word_faults(person, "责任人", 40),
    ]
    problems += _unit_faults(unit, case.area_id)
    problems += next_check_faults(next_check_on, after=timezone.localdate(now))
    problems += _case_day_faults(case, day, now)
    if problems or unit is None or next_check_on is None:
        raise Refused(problems)
    measure = StabilityMeasure.objects.create(
        case=case, text=text.strip(), unit=unit, person=person.strip(), on=day, next_check_on=next_check_on, at=now,
        by=by,
    )  # fmt: skip
    bump(case)
    trail.record(
        "add_measure", by=by, obj=case, now=now, number=case.number, unit=str(unit), next_check_on=next_check_on, on=day
    )
    return measure


@transaction.atomic
def check_measure(
    *, measure: StabilityMeasure, by: User, text: str, next_check_on: date | None = None, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> StabilityMeasure:  # fmt: skip
    """核查: what was seen, and when somebody looks again; without such a day the measure ends with what came of it.

    A measure may also be ended on a case that is finished.

    Raises:
        Refused: no words, ended before, a day before the measure or its last check or to come, no later day to look
            again.
    """
    case = relock(measure.case, expected_version)
    require_on(case, by, "check_measure")
    measure.refresh_from_db()
    now = now or timezone.now()
    day = event_day(on, now)
    if problems := _check_faults(measure, case, text, next_check_on, day, now):
        raise Refused(problems)
    StabilityCheck.objects.create(
        measure=measure, on=day, text=text.strip(), next_check_on=next_check_on, at=now, by=by
    )
    measure.last_check = text.strip()
    if next_check_on is None:
        measure.ended_on, measure.ended_at, measure.ended_by = day, now, by
    else:
        measure.next_check_on = next_check_on
    measure.save(update_fields=["last_check", "next_check_on", "ended_on", "ended_at", "ended_by"])
    bump(case)
    trail.record(
        "check_measure", by=by, obj=case, now=now, number=case.number, on=day, next_check_on=next_check_on,
        is_ended=next_check_on is None,
    )  # fmt: skip
    return measure


def _check_faults(
    measure: StabilityMeasure, case: Case, text: str, next_check_on: date | None, day: date, now: datetime
) -> list[str]:
    ends = next_check_on is None
    problems = [
        *word_faults(text, "解除情况" if ends else "核查情况", LONGEST),
        *coming_faults("日期", day, timezone.localdate(now)),
    ]
    if measure.ended_on:
        problems.append(f"这项措施已于 {measure.ended_on} 解除。")
    if day < measure.on:
        problems.append(f"核查日期 {day} 早于措施日期 {measure.on}。")
    problems += order_faults(measure.checks.all(), day)
    if ends:
        return problems
    later = next_check_faults(next_check_on, after=timezone.localdate(now))
    return [*problems, *_not_open(case, "继续稳控"), *later]


@transaction.atomic
def carry_measures(*, source: Case, into: Case) -> None:
    """Measures that have not ended go on where the claims of an emptied case are now. Within the act that moved them."""
    StabilityMeasure.objects.filter(case=source, ended_on=None).update(case=into)


def carry_risk(*, sources: Iterable[Case], into: Case, by: User, on: date, now: datetime) -> None:
    """The highest 风险等级 of emptied cases goes on where their claims are now, unless that is rated as high.

    Within the act that moved them. Levels rank as in their code list; a case without one ranks below all.
    """
    rated = [case for case in sources if case.risk]
    highest = max(rated, key=_rank, default=None)
    if highest is None or highest.risk is None or _rank(highest) <= _rank(into):
        return
    risk = highest.risk
    reason = f"并案带来：案件 {highest.number} 并入本案，其风险等级为“{risk}”"
    RiskMark.objects.create(case=into, risk=risk, reason=reason, on=on, at=now, by=by)
    before, into.risk = str(into.risk or ""), risk
    bump(into, "risk")
    trail.record("set_risk", by=by, obj=into, now=now, number=into.number, risk=str(risk), before_risk=before, on=on)


def _rank(case: Case) -> int:
    return case.risk.position if case.risk else -1


def order_faults(checks: QuerySet[StabilityCheck], day: date) -> list[str]:
    """A check does not lie before the one that went before it."""
    last = checks.aggregate(day=Max("on"))["day"]
    return [f"核查日期 {day} 早于上次核查的日期 {last}。"] if last and day < last else []


def _unit_faults(unit: Unit | None, area_id: int) -> list[str]:
    if unit is None:
        return ["请选择责任单位。"]
    return [] if unit.area_id == area_id and unit.is_active else [f"{unit}不是本区划在用的成员单位。"]


def _not_open(case: Case, what: str) -> list[str]:
    if case.status in OPEN:
        return []
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{what}。"]


def _case_day_faults(case: Case, day: date, now: datetime) -> list[str]:
    early = [f"日期 {day} 早于立案日期 {case.opened_on}。"] if day < case.opened_on else []
    return early + coming_faults("日期", day, timezone.localdate(now))
