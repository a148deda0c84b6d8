from ledger.models.cases import Case, CaseClaim, Transition
from ledger.models.views import SavedView
from ledger.models.work import Evidence, FollowUp, Payment, PaymentLine, ProgressNote

__all__ = [
    "Case",
    "CaseClaim",
    "Evidence",
    "FollowUp",
    "Payment",
    "PaymentLine",
    "ProgressNote",
    "SavedView",
    "Transition",
]
