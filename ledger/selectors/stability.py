"""稳控 of one case, and the three lists outside the cases: 预警, 隐患, 事件."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ledger.models import Case, EarlyWarning, Incident, Lead, StabilityMeasure
from office.models import User
from reception.models import Claim

OPEN_STATE, CLOSED_STATE, TO_CHECK = "open", "closed", "check"
CLAIMS_OFFERED = 50


@dataclass(frozen=True)
class Light:
    """How a next check stands, in words; `level` colours it and is empty while there is time."""

    level: str
    text: str


@dataclass(frozen=True)
class Check:
    """What was seen on a day, and who noted it."""

    on: date
    text: str
    by: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure with its light and its checks, the newest first."""

    row: StabilityMeasure
    light: Light
    checks: list[Check]


@dataclass(frozen=True)
class LeadRow:
    """One lead with its light."""

    row: Lead
    light: Light


def light(next_check_on: date | None, *, today: date) -> Light:
    """`今天核查`, `逾期 3 天未核查`, `还有 5 天核查`; empty without a day."""
    if next_check_on is None:
        return Light("", "")
    days = (next_check_on - today).days
    if days < 0:
        return Light("overdue", f"逾期 {-days} 天未核查")
    return Light("soon", "今天核查") if days == 0 else Light("", f"还有 {days} 天核查")


def with_open_measures(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each knowing whether a measure has not ended yet."""
    mine = StabilityMeasure.objects.filter(case=OuterRef("pk"), ended_on=None)
    return cases.annotate(has_open_measures=Exists(mine.order_by()))


def has_open_measures(case: Case) -> bool:
    """True while a measure has not ended; no query if the case was read with it."""
    known = getattr(case, "has_open_measures", None)
    return bool(open_measures(case)) if known is None else known


def open_measures(case: Case) -> list[StabilityMeasure]:
    """Measures that have not ended, the latest first."""
    return list(case.measures.filter(ended_on=None).select_related("unit"))


def measure_rows(case: Case, *, today: date) -> list[MeasureRow]:
    """Every measure with its checks, those that have not ended first; one query."""
    told = {name: F(f"checks__{name}") for name in ("on", "text")} | {"by": F("checks__by__display_name")}
    rows = case.measures.select_related("unit", "by").annotate(
        **{f"check_{name}": value for name, value in told.items()}
    )
    checks: dict[StabilityMeasure, list[Check]] = {}
    for row in rows.order_by("-on", "-id", "-checks__at", "-checks__id"):
        found = checks.setdefault(row, [])
        if row.check_on:  # type: ignore[attr-defined]
            found.append(Check(row.check_on, row.check_text, row.check_by))  # type: ignore[attr-defined]
    made = [MeasureRow(row, _light_of(row, today), found) for row, found in checks.items()]
    return sorted(made, key=lambda each: each.row.ended_on is not None)


def _light_of(row: StabilityMeasure, today: date) -> Light:
    return Light("", "已解除") if row.ended_on else light(row.next_check_on, today=today)


def measures_to_check(today: date) -> QuerySet[StabilityMeasure]:
    """Measures whose day to look again has come."""
    return StabilityMeasure.objects.filter(ended_on=None, next_check_on__lte=today).order_by()


def leads_to_check(user: User, today: date) -> QuerySet[Lead]:
    """Open leads the account sees whose day to look again has come."""
    return Lead.objects.visible_to(user).filter(status=Lead.Status.OPEN, next_check_on__lte=today)  # type: ignore[attr-defined]


def unread_warnings(user: User) -> QuerySet[EarlyWarning]:
    return EarlyWarning.objects.visible_to(user).filter(seen_at=None)  # type: ignore[attr-defined]


def warnings_of(user: User, *, state: str = "", year: int | None = None) -> QuerySet[EarlyWarning]:
    """Warnings the account sees, the newest first: unread, read or all, of the year in which their window began."""
    rows = EarlyWarning.objects.visible_to(user).select_related("project", "company", "seen_by")  # type: ignore[attr-defined]
    return _of_year(rows, "first_on", year).filter(_is_done("seen_at", state))


def leads_of(user: User, *, state: str = "", year: int | None = None, today: date) -> QuerySet[Lead]:
    """Leads the account sees, the newest first; `state` is one of theirs, or those to look at again."""
    rows = Lead.objects.visible_to(user).select_related("project", "company", "unit")  # type: ignore[attr-defined]
    links = Lead.claims.through.objects.filter(lead=OuterRef("pk")).order_by().values("lead")
    rows = _of_year(rows, "found_on", year).annotate(claims_count=Subquery(links.annotate(n=Count("pk")).values("n")))  # type: ignore[misc]
    if state == TO_CHECK:
        return rows.filter(status=Lead.Status.OPEN, next_check_on__lte=today)
    return rows.filter(status=state) if state in Lead.Status.values else rows


def lead_rows(leads: QuerySet[Lead] | list[Lead], *, today: date) -> list[LeadRow]:
    return [
        LeadRow(lead, light(lead.next_check_on, today=today) if lead.status == Lead.Status.OPEN else Light("", ""))
        for lead in leads
    ]


def incidents_of(user: User, *, state: str = "", year: int | None = None) -> Any:
    """Incidents the account sees, the newest first: going on, over or all, the void ones among them."""
    rows = _of_year(Incident.objects.visible_to(user).select_related("case", "voided_by"), "on", year)  # type: ignore[attr-defined]
    return rows.live().filter(_is_done("closed_on", state)) if state in (OPEN_STATE, CLOSED_STATE) else rows


def years_of(user: User) -> dict[str, list[int]]:
    """Years that have a row, the latest first, by list; three queries."""
    asked = ((EarlyWarning, "first_on"), (Lead, "found_on"), (Incident, "on"))
    return {
        model._meta.model_name or "": [
            day.year for day in model.objects.visible_to(user).order_by().dates(field, "year", order="DESC")
        ]
        for model, field in asked
    }


def claims_of_lead(lead: Lead, *, user: User) -> QuerySet[Claim]:
    """Claims that may have come of a lead: its project or its company, received since, not linked yet; the newest fifty."""
    of_matter = Q(project=lead.project_id) if lead.project_id else Q()
    if lead.company_id:
        of_matter |= Q(employer=lead.company_id) | Q(general_contractor=lead.company_id)
    found = Claim.objects.live().visible_to(user).filter(of_matter, area=lead.area_id, received_on__gte=lead.found_on)
    newest = list(found.exclude(leads=lead.pk).order_by("-pk").values_list("pk", flat=True)[:CLAIMS_OFFERED])
    # A second query, since a sliced one cannot be filtered further by the form's check of its choices.
    return Claim.objects.filter(pk__in=newest).select_related("project", "employer").order_by("-pk")


def incidents_this_year(user: User, *, today: date) -> dict[str, int]:
    """How many of each kind since New Year; the goal is none of any."""
    rows = incidents_of(user, year=today.year).live().order_by()
    counted = dict(rows.values_list("kind").annotate(n=Count("pk")))
    return {kind.label: counted.get(kind.value, 0) for kind in Incident.Kind}


def _of_year(rows: Any, field: str, year: int | None) -> Any:
    return rows.filter(**{f"{field}__gte": date(year, 1, 1), f"{field}__lte": date(year, 12, 31)}) if year else rows


def _is_done(field: str, state: str) -> Q:
    if state not in (OPEN_STATE, CLOSED_STATE):
        return Q()
    return Q(**{f"{field}__isnull": state == OPEN_STATE})
