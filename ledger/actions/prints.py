"""Printing the ledger, one case or the slip of a procedure: allowed, read and recorded in one step."""

from django.db import transaction
from django.db.models import QuerySet

from ledger.actions.guard import require_on
from ledger.models import Case, Procedure
from ledger.selectors.case_print import PrintedLedger, printed_ledger
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require

MOST_ROWS = 2000


def print_ledger(*, cases: QuerySet[Case], order: str, conditions: str, by: User) -> PrintedLedger:
    """The ledger of these cases, all of them or none; `conditions` goes into the trail and names no person.

    Raises:
        PermissionDenied: the account may not print the ledger.
        Refused: there are more than `MOST_ROWS` cases.
    """
    require(by, "print_ledger")
    ledger = printed_ledger(cases.visible_to(by), user=by, order=order, most=MOST_ROWS)  # type: ignore[attr-defined]
    if not ledger.is_whole:
        raise Refused(
            f"符合条件的案件超过 {MOST_ROWS:,} 件，没有打印：请在台账的查询栏缩小范围（例如按接访日期分段），分几次打印。"
        )
    with transaction.atomic():
        trail.record("print_ledger", by=by, conditions=conditions, rows=len(ledger.rows))
    return ledger


def print_case(*, case: Case, by: User) -> None:
    """One case goes on paper, all of it; whoever calls has seen to it that the account sees the case.

    Raises:
        PermissionDenied: the account may not print cases.
    """
    require(by, "print_case")
    with transaction.atomic():
        trail.record("print_case", by=by, obj=case, number=case.number)


def print_slip(*, procedure: Procedure, case: Case, by: User) -> None:
    """The slip that tells the petitioner where to turn; whoever calls has seen to it that the account sees the case.

    Raises:
        PermissionDenied: the account may not print slips, or of this case only reads.
    """
    require_on(case, by, "print_slip")
    with transaction.atomic():
        trail.record("print_slip", by=by, obj=case, number=case.number, kind=str(procedure.kind))
