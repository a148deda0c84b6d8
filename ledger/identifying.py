"""What of a case tells of people: every column that goes when an old case is de-identified. Numbers, days and codes stay.

Officials (who registered, who answers, which leader) and companies stay, since they act for a unit or a firm.
"""

from dataclasses import dataclass

from django.db import models

from ledger.models import (
    Advance,
    Case,
    ClockChange,
    Disclosure,
    Escalation,
    Evidence,
    FollowUp,
    FundEntry,
    Incident,
    MajorMark,
    Message,
    Ownership,
    Payment,
    PaymentLine,
    ProgressNote,
    Recovery,
    Request,
    RiskMark,
    StabilityCheck,
    StabilityMeasure,
    Supervision,
    Transition,
    VerifiedPay,
)
from ledger.models.clocks import Clock
from ledger.models.procedures import Procedure, ProcedureStep
from reception.models import Claim, Correction, DirectHandling, Petitioner, Representative, TableOpinion, Visit, Worker


@dataclass(frozen=True)
class Identifying:
    """Columns of one table: `told` say 已去标识 where they said anything, `emptied` say nothing, `numbers` keep only who
    is the same person, `files` lose their bytes. `case` leads from a row to its case."""

    model: type[models.Model]
    case: str = "case"
    told: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


_OF_CLAIM, _OF_PARTY = "caseclaim__case", "claim__caseclaim__case"
IDENTIFYING = (
    Identifying(Petitioner, _OF_PARTY, ("name",), ("gender", "phone", "address"), ("id_number",)),
    Identifying(Worker, _OF_PARTY, ("name",), ("phone", "account"), ("id_number",)),
    Identifying(Representative, _OF_PARTY, ("name",), ("phone",)),
    Identifying(
        Claim, _OF_CLAIM, ("demand", "not_wages_reason", "complained_before", "evidence_list", "note", "void_reason"),
        ("original_number", "row_key", "receipt_code"),
    ),
    Identifying(Correction, _OF_PARTY, ("reason",), ("former_names",)),
    Identifying(Visit, _OF_PARTY, ("note",)),
    Identifying(DirectHandling, _OF_PARTY, ("text",)),
    Identifying(TableOpinion, _OF_PARTY, ("text",)),
    Identifying(Case, "pk", ("facts_clear_text", "matter_settled_text"), ("original_number",)),
    Identifying(Transition, told=("note",)),
    Identifying(ProgressNote, told=("text",), files=("file",)),
    Identifying(Payment, told=("note", "void_reason"), files=("proof",)),
    Identifying(PaymentLine, "payment__case", emptied=("serial",)),
    Identifying(VerifiedPay, "worker__claim__caseclaim__case", ("reason",)),
    Identifying(Evidence, told=("text", "reference"), files=("file",)),
    Identifying(FollowUp, told=("none_reason", "text")),
    Identifying(Request, told=("reason", "decision")),
    Identifying(Supervision, told=("text", "reply")),
    Identifying(Message, told=("text",)),
    Identifying(Escalation, told=("reason", "reply", "conclusion"), files=("file", "reply_file")),
    Identifying(RiskMark, told=("reason",)),
    Identifying(StabilityMeasure, told=("text", "last_check")),
    Identifying(StabilityCheck, "measure__case", ("text",)),
    Identifying(Incident, told=("place", "text", "handling", "void_reason")),
    Identifying(MajorMark, told=("reason",)),
    Identifying(Ownership, told=("reason",)),
    Identifying(Disclosure, told=("recipient", "purpose", "ground", "consent_how")),
    Identifying(Procedure, told=("text", "reference", "result", "exempted_reason"), files=("file",)),
    Identifying(ProcedureStep, "procedure__case", ("text",), files=("file",)),
    Identifying(Clock, told=("pause_reason",)),
    Identifying(ClockChange, "clock__case", ("reason",)),
    Identifying(Advance, told=("note", "void_reason"), files=("file",)),
    Identifying(Recovery, "advance__case", ("text", "void_reason"), files=("file",)),
    Identifying(FundEntry, "advance__case", ("text",)),
)  # fmt: skip
# Texts within the facts of a step and within the list of a dossier.
STEP_TEXTS = ("facts_clear", "matter_settled")
