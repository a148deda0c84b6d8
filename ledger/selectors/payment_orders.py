"""Orders to pay (责令支付) whose day has passed: what the hint at a crime rests on until the money is paid or the head decides.

依据：法释〔2013〕3号第四条；that somebody closed the order's procedure or deadline says nothing about the money.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledger.models import Case, CaseClaim, Clock, PaymentLine, Procedure, Transition
from ledger.procedure_data import PAYMENT_ORDER
from ledger.workflow import OPEN

# The rule of the deadline; the kind of procedure has its own name.
ORDER_PAYMENT = "order_payment"
DECISION = "decide_police"


def expired_orders(cases: Iterable[Case], today: date) -> tuple[QuerySet[Clock], QuerySet[Procedure]]:
    """Those of open cases on which the head has not decided since: kept as a deadline, as a procedure, or as both."""
    decided = Transition.objects.filter(case=OuterRef("case"), move=DECISION, on__gt=OuterRef("due_on"))
    passed = Q(case__in=list(cases), case__status__in=OPEN, due_on__lt=today) & ~Q(Exists(decided))
    is_order = Q(kind__code=PAYMENT_ORDER) | Q(kind__clock_code=ORDER_PAYMENT)
    return Clock.objects.filter(passed, rule__code=ORDER_PAYMENT), Procedure.objects.filter(passed, is_order)


def unpaid_cases(entries: Mapping[int, Sequence[CaseClaim]]) -> set[int]:
    """The cases, by their ids with their live claims, of which a claim has less than the verified or else the declared
    sum, or one that nobody knows; one query, none for no case."""
    claims = [entry.claim_id for found in entries.values() for entry in found]
    if not claims:
        return set(entries)
    paid: dict[int, Decimal] = defaultdict(Decimal)
    lines = PaymentLine.objects.filter(claim__in=claims, payment__voided_at=None)
    for claim, amount in lines.values_list("claim", "amount_yuan"):
        paid[claim] += amount
    return {pk for pk, found in entries.items() if not all(_is_paid(entry, paid) for entry in found)}


def _is_paid(entry: CaseClaim, paid: Mapping[int, Decimal]) -> bool:
    verified = entry.verified_amount_yuan
    owed = entry.claim.amount_yuan if verified is None else verified
    return owed is not None and paid[entry.claim_id] >= owed
