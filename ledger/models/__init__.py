from ledger.models.cases import Case, CaseClaim, Transition
from ledger.models.clocks import Clock, ClockChange, ClockRule
from ledger.models.oversight import Instalment, Message, Request, Supervision
from ledger.models.routes import UnitRoute
from ledger.models.views import SavedView
from ledger.models.work import Evidence, FollowUp, Payment, PaymentLine, ProgressNote

__all__ = [
    "Case",
    "CaseClaim",
    "Clock",
    "ClockChange",
    "ClockRule",
    "Evidence",
    "FollowUp",
    "Instalment",
    "Message",
    "Payment",
    "PaymentLine",
    "ProgressNote",
    "Request",
    "SavedView",
    "Supervision",
    "Transition",
    "UnitRoute",
]
