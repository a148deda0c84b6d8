"""What was advanced on a case, what came back of it, and what is still to be recovered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    DecimalField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from ledger.models import Advance, Case, CaseClaim, FundAccount, Recovery
from reception.identity_access import debtors_of
from reception.models import Company

ZERO = Decimal("0.00")
# SQLite adds up amounts as binary fractions: less than a cent is no debt.
NO_DEBT = Decimal("0.005")


@dataclass(frozen=True)
class AdvanceRow:
    """One advance with what came back; recoveries that were struck out do not count."""

    row: Advance
    recoveries: list[Recovery]
    recovered_yuan: Decimal
    is_late: bool

    @property
    def outstanding_yuan(self) -> Decimal:
        return ZERO if self.row.voided_at else self.row.amount_yuan - self.recovered_yuan


@dataclass(frozen=True)
class AdvanceSums:
    """Over the advances of a case that count."""

    advanced_yuan: Decimal
    recovered_yuan: Decimal

    @property
    def outstanding_yuan(self) -> Decimal:
        return self.advanced_yuan - self.recovered_yuan


def with_advances(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each knowing whether anything was ever advanced for it; most never have."""
    return cases.annotate(has_advances=Exists(Advance.objects.filter(case=OuterRef("pk")).order_by()))


def advances_of(case: Case) -> list[Advance]:
    """The case's advances with their recoveries, the newest first; two queries, however often they are asked for.

    Empty without a query if the case was read with the knowledge that there are none.
    """
    if not getattr(case, "has_advances", True):
        return []
    recoveries = Recovery.objects.select_related("by", "file", "voided_by").order_by("-on", "-id")
    advances = Advance.objects.select_related("account", "debtor", "file", "by", "voided_by").order_by("-on", "-id")
    prefetch_related_objects(
        [case], Prefetch("advances", advances.prefetch_related(Prefetch("recoveries", recoveries)))
    )
    return list(case.advances.all())


def advance_rows(case: Case, *, today: date) -> list[AdvanceRow]:
    """Every advance of the case, the newest first."""
    return [_row(advance, today) for advance in advances_of(case)]


def advance_sums(rows: Iterable[AdvanceRow]) -> AdvanceSums:
    counting = [each for each in rows if not each.row.voided_at]
    return AdvanceSums(
        sum((each.row.amount_yuan for each in counting), ZERO), sum((each.recovered_yuan for each in counting), ZERO)
    )


def outstanding_of(advance: Advance) -> Decimal:
    """What of one advance has not come back yet; read anew."""
    amounts = advance.recoveries.filter(voided_at=None).order_by().values_list("amount_yuan", flat=True)
    return advance.amount_yuan - sum(amounts, ZERO)


def advances_to_recover() -> QuerySet[Advance]:
    """Advances that count and have not come back in full, on open and on finished cases."""
    came_back = Recovery.objects.filter(advance=OuterRef("pk"), voided_at=None).order_by()
    total = Subquery(came_back.values("advance").annotate(total=Sum("amount_yuan")).values("total"))
    recovered = Coalesce(total, ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))
    rows = Advance.objects.filter(voided_at=None).order_by().annotate(recovered=recovered)
    return rows.filter(amount_yuan__gt=F("recovered") + NO_DEBT)


def debtors_on(case: Case) -> list[Company]:
    """Employers and contractors of the live claims of a case, each once: who may be asked to pay an advance back."""
    links = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    parties = ("claim__employer", "claim__general_contractor", "claim__project__general_contractor")
    found = [company for link in links.select_related(*parties).order_by("id") for company, _ in debtors_of(link.claim)]
    return list(dict.fromkeys(found))


def projects_on(case: Case) -> set[int]:
    """Ids of the projects of the live claims of a case: whose own accounts may pay for it."""
    links = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    return set(links.exclude(claim__project=None).order_by().values_list("claim__project", flat=True))


def accounts_to_pay_from(case: Case) -> QuerySet[FundAccount]:
    """Accounts in use of the case's area: of no project, or of one of the case."""
    is_open_to_it = Q(project=None) | Q(project__in=projects_on(case))
    accounts = FundAccount.objects.filter(is_open_to_it, area=case.area_id, is_active=True)
    return accounts.order_by("source", "name", "id")


def _row(advance: Advance, today: date) -> AdvanceRow:
    recoveries = list(advance.recoveries.all())
    recovered = sum((row.amount_yuan for row in recoveries if row.voided_at is None), ZERO)
    is_open = advance.voided_at is None and recovered < advance.amount_yuan
    is_late = is_open and advance.recover_by is not None and advance.recover_by < today
    return AdvanceRow(advance, recoveries, recovered, is_late)
