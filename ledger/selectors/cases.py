"""Cases that wait for 交办, always within what the account sees."""

from django.db.models import Exists, OuterRef, QuerySet

from ledger.models import Case, CaseClaim
from ledger.workflow import Status
from office.models import User
from reception.models import ReceptionSession

_LIVE = {"claim__voided_at": None, "claim__merged_into": None}


def in_urgency(user: User) -> QuerySet[Case]:
    """Cases in view, low-income workers first, then by deadline. 依据：实施方案六（三）低收入农村劳动力优先。"""
    low_income = CaseClaim.objects.filter(case=OuterRef("pk"), claim__is_low_income=True, **_LIVE)
    seen = Case.objects.visible_to(user).select_related("responsible_unit", "responsible_officer")
    return seen.annotate(is_low_income=Exists(low_income)).order_by("-is_low_income", "due_on", "id")


def unassigned_cases(user: User, *, session: ReceptionSession | None = None) -> QuerySet[Case]:
    """已登记, waiting for 交办; of one session if given."""
    cases = in_urgency(user).filter(status=Status.REGISTERED)
    if session is None:
        return cases
    return cases.filter(Exists(CaseClaim.objects.filter(case=OuterRef("pk"), claim__session=session, **_LIVE)))
