"""What is still to be done before a table is signed: cases with no unit or no leader, sessions to which few units came."""

from collections.abc import Collection
from dataclasses import dataclass

from ledger.models import Case, CaseClaim
from ledger.selectors.major import without_leader
from reception.models import ReceptionSession
from reports.figures.facts import SessionFact
from reports.figures.remarks import weakness


@dataclass(frozen=True)
class LooseEnds:
    """Ids of claims whose case is with no unit, or is a major one that nobody leads."""

    unassigned: frozenset[int]
    without_leader: frozenset[int]


def loose_ends(session_ids: Collection[int]) -> LooseEnds:
    """What is still to be done on the cases of these sessions' claims, as it is now; two queries."""
    rows = CaseClaim.objects.filter(claim__session__in=session_ids).order_by()
    unassigned = rows.filter(case__responsible_unit=None)
    major = Case.objects.filter(without_leader(), pk__in=rows.filter(case__is_major=True).values("case"))
    return LooseEnds(
        frozenset(unassigned.values_list("claim_id", flat=True)),
        frozenset(major.order_by().values_list("case_claims__claim_id", flat=True)),
    )


def weakness_of(session: ReceptionSession) -> str:
    """Why a session that was held was hardly a joint one (`reports.figures.remarks`); one query."""
    leads = list(session.attendances.values_list("unit__is_lead", flat=True))
    fact = SessionFact(
        pk=session.pk, area_id=session.area_id, held_on=session.day, units=len(leads), has_lead=any(leads)
    )
    return weakness(fact)
