"""Rows behind a figure, as a page shows them; only what the account may see. The decided cases of a quarter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q

from ledger.models import Case, CaseClaim, ClockChange, Procedure
from ledger.procedure_data import PAYMENT_ORDER, POLICE, VIOLATION
from ledger.selectors.regrouped import claims_ever_near_each
from office.amounts import show_yuan
from office.models import Area, User
from office.partial_dates import show
from reception.identity_access import names_ever_on
from reception.models import Claim, ReceptionSession
from reports.disclosure import Entry, Quarter
from reports.period import day_label

# A deadline that ended because the case did, not because a decision was made.
ENDED_WITHOUT_DECISION = ("", "办结", "并案", "作废", "当场解决")


def claims_behind(claim_ids: Iterable[int], *, user: User) -> dict[int, Claim]:
    """Claims by id, each with its parties, its case and `roll_size`, the number of people on its wage roll."""
    claims = Claim.objects.visible_to(user).filter(pk__in=list(claim_ids))
    rows = claims.select_related("petitioner", "project", "employer", "caseclaim__case")
    return {claim.pk: claim for claim in rows.annotate(roll_size=Count("workers"))}


def sessions_behind(session_ids: Iterable[int], *, user: User) -> dict[int, ReceptionSession]:
    """Sessions by id."""
    return ReceptionSession.objects.visible_to(user).in_bulk(list(session_ids))


@dataclass(frozen=True)
class Decided:
    """A case with a decision in the quarter: what the list would say of it, and the decisions it rests on."""

    case: Case
    entry: Entry


def decided_cases(area: Area, quarter: Quarter) -> list[Decided]:
    """Every case of the area with a decision in the quarter, by number; five queries, whatever the number of rows."""
    decisions = _decisions(area, quarter)
    cases = Case.objects.filter(pk__in=decisions).order_by("number")
    entries = CaseClaim.objects.select_related("claim__employer", "claim__general_contractor").order_by("pk")
    found = []
    for case in cases.prefetch_related(Prefetch("case_claims", entries)):
        claims = [entry for entry in case.case_claims.all() if entry.claim.is_live and entry.claim.is_wages]
        if claims:
            found.append(Decided(case, _entry(case, claims, sorted(decisions[case.pk]))))
    return found


def complainants(case_ids: Iterable[int]) -> dict[int, set[str]]:
    """Names of everybody on a claim that is or was near the case, by case: what no public list may contain; three queries."""
    near = claims_ever_near_each(list(case_ids))
    names = names_ever_on(Claim.objects.filter(pk__in=set().union(*near.values())))
    return {
        case_id: {name for pk in claims for name in names.get(pk, ()) if len(name) > 1}
        for case_id, claims in near.items()
    }


def _decisions(area: Area, quarter: Quarter) -> dict[int, list[tuple[date, str]]]:
    """By case, the day and words of each decision of the quarter."""
    days = (quarter.first_on, quarter.last_on)
    of_quarter = (
        Q(kind__code=PAYMENT_ORDER, opened_on__range=days)
        | Q(kind__code=VIOLATION, closed_on__range=days)
        | Q(kind__code=POLICE, answer=Procedure.Answer.ACCEPTED, accepted_on__range=days)
    )
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for row in Procedure.objects.filter(of_quarter, case__area=area).select_related("kind"):
        found[row.case_id].append(_procedure_told(row))
    closed = ClockChange.objects.filter(
        kind=ClockChange.Kind.CLOSE, on__range=days, clock__rule__code="decision", clock__case__area=area
    ).exclude(reason__in=ENDED_WITHOUT_DECISION)
    for case_id, on, reason in closed.values_list("clock__case", "on", "reason"):
        found[case_id].append((on, f"{day_label(on)}作出处理决定（{reason}）"))
    return found


def _procedure_told(row: Procedure) -> tuple[date, str]:
    number = f"（{row.reference}）" if row.reference else ""
    if row.kind.code == PAYMENT_ORDER:
        return row.opened_on, f"{day_label(row.opened_on)}责令支付{number}"
    if row.kind.code == POLICE:
        on = row.accepted_on or row.opened_on
        return on, f"涉嫌拒不支付劳动报酬，移送公安机关，{day_label(on)}立案"
    on = row.closed_on or row.opened_on
    return on, f"{day_label(on)}{row.kind.label}{number}"


def _entry(case: Case, claims: list[CaseClaim], decisions: list[tuple[date, str]]) -> Entry:
    """What the list would say by rule. Places of work are left out: they may bear a person's name."""
    parties = (entry.claim.employer or entry.claim.general_contractor for entry in claims)
    debtor = next((str(party) for party in parties if party), "")
    workers = sum(entry.claim.workers_count for entry in claims)
    amounts = [entry.verified_amount_yuan or entry.claim.amount_yuan for entry in claims]
    amount = sum((value for value in amounts if value is not None), Decimal(0))
    told = f" {show_yuan(amount)} 元" if amount else ""
    since = min((entry.claim.owed_from for entry in claims if entry.claim.owed_from), default="")
    period = f"{show(since)}以来" if since else ""
    facts = f"{period}拖欠 {workers} 名农民工工资{told}。"
    return Entry(case_id=case.pk, debtor=debtor, facts=facts, decision="；".join(text for _, text in decisions) + "。")
