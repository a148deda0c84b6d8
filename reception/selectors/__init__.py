"""What the counter's pages show: sessions with their counts, units at the table, names used before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from office.models import Area, Unit, User
from office.partial_dates import show
from reception.models import Attendance, Claim, Company, Delegate, Project, ReceptionSession

NAMES_OFFERED = 100
SESSIONS_OFFERED = 12


@dataclass(frozen=True)
class SessionFigures:
    """Live claims of one session: 件, 人, 元 as declared, and how many amounts are 不详."""

    claims: int
    workers: int
    amount_yuan: Decimal
    unknown_amounts: int


def sessions_of_years(user: User, years: Sequence[int]) -> list[ReceptionSession]:
    """The visible sessions of these years, latest first, each with `units_in`, `unconfirmed`, and `claims_taken` of the claims in view."""
    units = Attendance.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    seen = Claim.objects.live().visible_to(user)
    claims = seen.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    rows = ReceptionSession.objects.visible_to(user).select_related("campaign", "postponed_to", "area", "duty_unit")
    rows = rows.annotate(
        units_in=Coalesce(Subquery(units.values("n")), 0),
        claims_taken=Coalesce(Subquery(claims.values("n")), 0),
        unconfirmed=unconfirmed_count(),
    )
    found = [row for row in rows if int(month_of(row)[:4]) in years]
    return sorted(found, key=lambda row: (month_of(row), str(row.day or ""), str(row.starts_at or "")), reverse=True)


def unconfirmed_count() -> Coalesce:
    """To be asked of sessions: how many units that are to come have not said who comes."""
    sent = Delegate.objects.filter(session=OuterRef(OuterRef("pk")), unit=OuterRef("pk"), confirmed_at__isnull=False)
    waiting = Unit.objects.filter(area=OuterRef("area"), is_active=True, is_attending=True).exclude(Exists(sent))
    return Coalesce(Subquery(waiting.order_by().values("area").annotate(n=Count("pk")).values("n")), 0)


def session_years(user: User) -> list[int]:
    """Years that have a session, latest first."""
    rows = ReceptionSession.objects.visible_to(user).only("held_on", "planned_on", "planned_month", "area")
    return sorted({int(month_of(row)[:4]) for row in rows}, reverse=True)


def month_of(session: ReceptionSession) -> str:
    """`2021-04`: the month of the day held or planned, else the month of the plan."""
    return f"{session.day:%Y-%m}" if session.day else session.planned_month


def session_figures(claims: QuerySet[Claim]) -> SessionFigures:
    """Counts and sums over claims that count; one query."""
    sums = claims.order_by().aggregate(
        claims=Count("pk"), workers=Sum("workers_count"), amount=Sum("amount_yuan"), known=Count("amount_yuan")
    )
    return SessionFigures(
        claims=sums["claims"],
        workers=sums["workers"] or 0,
        amount_yuan=sums["amount"] or Decimal("0.00"),
        unknown_amounts=sums["claims"] - sums["known"],
    )


def other_units(session: ReceptionSession) -> QuerySet[Unit]:
    """Member units outside the usual list that have not signed in (法院, 仲裁院 …)."""
    return Unit.objects.filter(area=session.area_id, is_active=True, is_attending=False).exclude(
        pk__in=session.attendances.values("unit")
    )


def held_sessions(area: Area) -> QuerySet[ReceptionSession]:
    """Sessions a claim may belong to, latest first."""
    return ReceptionSession.objects.opened().filter(area=area).order_by("-held_on", "-starts_at", "-pk")


def sessions_offered(area: Area) -> QuerySet[ReceptionSession]:
    """The sessions a form lists: open ones first, then the latest held, about half a year.

    An older one is reached from its own page (“登记诉求” there): a form opened for a session offers it too.
    """
    is_open = Case(When(status=ReceptionSession.Status.OPEN, then=0), default=1)
    return held_sessions(area).order_by(is_open, "-held_on", "-starts_at", "-pk")[:SESSIONS_OFFERED]


def session_at_work(area: Area) -> ReceptionSession | None:
    """The session that is open now, the latest if there are several."""
    return held_sessions(area).filter(status=ReceptionSession.Status.OPEN).first()


def known_names(area: Area) -> tuple[list[str], list[str]]:
    """Latest names of projects and of companies, offered while typing."""
    projects, companies = (
        list(model.objects.filter(area=area).order_by("-pk").values_list("name", flat=True)[:NAMES_OFFERED])
        for model in (Project, Company)
    )
    return projects, companies


def case_id_of(claim: Claim) -> int | None:
    """The case a claim stands on, for the link to it; None while it has none."""
    return Claim.objects.filter(pk=claim.pk).values_list("caseclaim__case", flat=True).first()


def month_text(session: ReceptionSession) -> str:
    """`2021年4月`."""
    return show(month_of(session))
