from ledger.models.cases import Case, CaseClaim, Transition
from ledger.models.clocks import Clock, ClockChange, ClockRule
from ledger.models.disclosure import Disclosure
from ledger.models.escalation import Escalation
from ledger.models.funds import Advance, FundAccount, FundEntry, FundSource, Guarantee, Recovery
from ledger.models.leaders import Leader, MajorMark, Ownership
from ledger.models.oversight import Instalment, Message, Request, Supervision
from ledger.models.procedures import Procedure, ProcedureKind, ProcedureStep
from ledger.models.routes import UnitRoute
from ledger.models.stability import (
    EarlyWarning,
    Incident,
    Lead,
    ProjectKey,
    RiskMark,
    SameMatter,
    StabilityCheck,
    StabilityMeasure,
)
from ledger.models.views import ExportChoice, SavedView
from ledger.models.work import Evidence, FollowUp, Payment, PaymentLine, ProgressNote, VerifiedPay

__all__ = [
    "Advance",
    "Case",
    "CaseClaim",
    "Clock",
    "ClockChange",
    "ClockRule",
    "EarlyWarning",
    "Disclosure",
    "Escalation",
    "Evidence",
    "FollowUp",
    "FundAccount",
    "FundEntry",
    "FundSource",
    "Guarantee",
    "Incident",
    "Instalment",
    "Lead",
    "Leader",
    "MajorMark",
    "Message",
    "Ownership",
    "Payment",
    "PaymentLine",
    "Procedure",
    "ProcedureKind",
    "ProcedureStep",
    "ProgressNote",
    "ProjectKey",
    "Recovery",
    "Request",
    "RiskMark",
    "SameMatter",
    "SavedView",
    "ExportChoice",
    "StabilityCheck",
    "StabilityMeasure",
    "Supervision",
    "Transition",
    "UnitRoute",
    "VerifiedPay",
]
