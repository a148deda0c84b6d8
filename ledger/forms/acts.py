"""Every act that has a page, by the name in its address, in the order in which a case page offers them."""

from ledger.forms.advances import AdvanceWagesForm, AllowanceForm, RecoveryForm, VoidAdvanceForm, VoidRecoveryForm
from ledger.forms.assignment import AcceptReturnForm, AskReturnForm, AssignForm, RefuseReturnForm, SignForForm
from ledger.forms.base import ActForm
from ledger.forms.clocks import CloseStatutoryForm, ExtendStatutoryForm, PauseForm, ResumeForm, StartStatutoryForm
from ledger.forms.completion import CompleteForm, ReopenForm, RequestCompletionForm, SendBackForm, StrikeOffForm
from ledger.forms.contacts import ContactsForm
from ledger.forms.disclosure import DisclosureForm
from ledger.forms.escalation import (
    ConcludeEscalationForm,
    EscalationReplyForm,
    RequestEscalationForm,
    SendEscalationForm,
)
from ledger.forms.instalments import PlanForm, WithdrawPlanForm
from ledger.forms.leaders import DecidePoliceForm, FastTrackForm, LeaderVisitForm, MarkMajorForm, NameLeaderForm
from ledger.forms.payment_list import PaymentListForm
from ledger.forms.payments import PaymentForm, ProofForm, VoidPaymentForm
from ledger.forms.procedure_corrections import CorrectProcedureForm
from ledger.forms.procedures import CloseProcedureForm, ExemptProcedureForm, NoteProcedureForm, OpenProcedureForm
from ledger.forms.regroup import GatherForm, MergeDuplicateForm, SplitOffForm, VoidClaimForm
from ledger.forms.requests import (
    AskExtensionForm,
    ExtendForm,
    GrantExtensionForm,
    RefuseExtensionForm,
    RefuseReopeningForm,
)
from ledger.forms.spot import SpotForm
from ledger.forms.stability import CheckMeasureForm, IncidentForm, MeasureForm, RiskForm
from ledger.forms.supervision import ConsultationForm, RemindForm, ReplyForm, SuperviseForm
from ledger.forms.verified_pay import VerifyRollForm
from ledger.forms.work import (
    ConfirmForm,
    EvidenceForm,
    FollowUpForm,
    InstructionForm,
    OutcomeForm,
    ProgressForm,
    VerifyForm,
)
from ledger.models import Case
from office.models import User

# The next step of the case, then what is noted down on the way and what keeps it moving, by subject.
STEPS, NOTES, MONEY, PRESSING = "下一步", "登记", "支付与垫付", "期限与督办"
LEADING, PROCEDURES, STABILITY, REGROUPING = "包案与提级", "相关程序", "稳控", "归并与更正"

GROUPS: dict[str, dict[str, type[ActForm]]] = {
    STEPS: {
        # First what somebody waits for.
        "grant_extension": GrantExtensionForm,
        "refuse_extension": RefuseExtensionForm,
        "reply_supervision": ReplyForm,
        "strike_off": StrikeOffForm,
        "complete": CompleteForm,
        "request_completion": RequestCompletionForm,
        "accept_return": AcceptReturnForm,
        "refuse_return": RefuseReturnForm,
        "sign_for": SignForForm,
        "assign": AssignForm,
        "fast_track": FastTrackForm,
        "settle_on_spot": SpotForm,
        "send_back": SendBackForm,
        "ask_return": AskReturnForm,
        "reopen": ReopenForm,
        "refuse_reopening": RefuseReopeningForm,
    },
    NOTES: {
        "note_progress": ProgressForm,
        "note_consultation": ConsultationForm,
        "verify_amounts": VerifyForm,
        "verify_roll": VerifyRollForm,
        "add_evidence": EvidenceForm,
        "add_contacts": ContactsForm,
        "record_outcome": OutcomeForm,
        "confirm_facts": ConfirmForm,
        "follow_up": FollowUpForm,
        "disclose_identity": DisclosureForm,
    },
    MONEY: {
        "record_payment": PaymentForm,
        "record_payment_list": PaymentListForm,
        "add_proof": ProofForm,
        "void_payment": VoidPaymentForm,
        "plan_instalments": PlanForm,
        "withdraw_instalments": WithdrawPlanForm,
        "record_advance": AdvanceWagesForm,
        "record_allowance": AllowanceForm,
        "record_recovery": RecoveryForm,
        "void_advance": VoidAdvanceForm,
        "void_recovery": VoidRecoveryForm,
    },
    PRESSING: {
        "ask_extension": AskExtensionForm,
        "extend": ExtendForm,
        "resume_clock": ResumeForm,
        "pause_clock": PauseForm,
        "start_statutory": StartStatutoryForm,
        "close_statutory": CloseStatutoryForm,
        "extend_statutory": ExtendStatutoryForm,
        "remind": RemindForm,
        "supervise": SuperviseForm,
    },
    LEADING: {
        "mark_major": MarkMajorForm,
        "decide_police": DecidePoliceForm,
        "name_leader": NameLeaderForm,
        "record_instruction": InstructionForm,
        "record_leader_visit": LeaderVisitForm,
        "request_escalation": RequestEscalationForm,
        "send_escalation": SendEscalationForm,
        "record_escalation_reply": EscalationReplyForm,
        "conclude_escalation": ConcludeEscalationForm,
    },
    PROCEDURES: {
        "open_procedure": OpenProcedureForm,
        "note_procedure": NoteProcedureForm,
        "close_procedure": CloseProcedureForm,
        "exempt_procedure": ExemptProcedureForm,
        "correct_procedure": CorrectProcedureForm,
    },
    STABILITY: {
        "check_measure": CheckMeasureForm,
        "set_risk": RiskForm,
        "add_measure": MeasureForm,
        "register_incident": IncidentForm,
    },
    REGROUPING: {
        "gather": GatherForm,
        "split_off": SplitOffForm,
        "merge_duplicate": MergeDuplicateForm,
        "void_claim": VoidClaimForm,
    },
}
ACT_FORMS: dict[str, type[ActForm]] = {name: form for group in GROUPS.values() for name, form in group.items()}


def offered(case: Case, user: User) -> dict[str, list[tuple[str, str]]]:
    """What this account may do with the case now: name and label of each act, by group; groups without any left out."""
    found = {
        group: [(name, form.label) for name, form in forms.items() if form.offered(case, user)]
        for group, forms in GROUPS.items()
    }
    return {group: acts for group, acts in found.items() if acts}
