"""What each outcome asks for, written down a second time: condition by condition with the sentence of its absence.

Nothing here reads `ledger.gates.ASKED`. `facts_lacking` gives plain facts, `RealCase` the same in rows of the database.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ledger.actions.assignment import sign_for
from ledger.actions.completion import complete, request_completion
from ledger.actions.escalation import conclude_escalation, request_escalation
from ledger.actions.leaders import mark_major, name_leader
from ledger.actions.payments import Line, record_payment
from ledger.actions.procedures import close_procedure
from ledger.actions.supervision import reply_supervision, supervise
from ledger.actions.work import add_evidence, add_follow_up, confirm_facts, record_outcome, verify_amounts
from ledger.gates import CaseFacts, ClaimFacts, EvidenceFacts, PaymentFacts, WorkerFacts
from ledger.models import Case, CaseClaim, Escalation, Evidence, Leader, Payment, PaymentLine, Procedure, Supervision
from ledger.workflow import SOLVED, Outcome, Status
from office.models import User
from reception.models import Claim
from tests import factories

NUMBER = "J530902-2021-0001"
SIGNED_ON, PROVEN_ON, DAY = date(2021, 5, 8), date(2021, 5, 9), date(2021, 5, 10)
CONTACTS, CONTACTED_ON = (date(2021, 5, 1), date(2021, 5, 8), date(2021, 5, 16)), date(2021, 5, 16)
ASKED_ON, REPLIED_ON, FINISHED_ON = date(2021, 4, 26), date(2021, 5, 7), date(2021, 5, 20)
ESCALATED_ON = date(2021, 5, 6)
ROLL = {"岩甲": Decimal(30000), "岩乙": Decimal(20000)}
OWED = Decimal(50000)
PAID = "支付 2021-05-10 50,000.00 元"

OF_CLAIM = {
    "outcome": "没有办结结果。",
    "debtor": "没有欠薪方。",
    "period": "没有欠薪起止时间。",
    "project": "属于工程建设领域，没有工程项目。",
    "verified": "没有核实金额。",
    "agreed": "没有和解的约定金额。",
    "roll": "工资花名册 2 人，与涉及人数 3 人不一致。",
    "paid": "工人岩乙没有支付记录。",
    "proof": f"{PAID}缺少凭证。",
    "sure": f"低收入农村劳动力，{PAID}须有银行转账凭证或本人签字收条。",
    "order": "结果日期 2021-05-09 早于最后一笔支付 2021-05-10，请更正结果日期。",
    "agreement": "没有工人签字的和解协议（须附扫描件）。",
    "instrument": "没有裁判文书的文号和日期。",
    "finding": "没有核实结论及其依据（扫描件或文号）。",
    "explanation": "没有向反映人解释告知的记录（日期、方式、去向）。",
    "withdrawal": "没有本人签字的撤回声明（须附扫描件）。",
    "jurisdiction": "没有属于其他地区的理由。",
    "confirmation": "没有对方地区的接收确认（单位、日期，须附扫描件）。",
    "attempts": "联系反映人的记录只有 2 天，须在 3 个不同日期联系。",
    "span": "首末次联系相隔 14 天，须不少于 15 天。",
    "not_early": "结果日期 2021-05-08 早于所依据材料的日期 2021-05-09，请更正结果日期。",
    "not_before_contact": "结果日期 2021-05-15 早于所依据材料的日期 2021-05-16，请更正结果日期。",
}
OF_CASE = {
    "facts_clear": "没有确认“案情清楚”（内容、确认人和时间）。",
    "matter_settled": "没有确认“事情解决”（内容、确认人和时间）。",
    "owner": "重大案件须先确定包案领导（由主任在“确定包案领导”中办理；原包案领导已不在任的，确定接任的领导）。",
    "leader": "重大案件缺少包案领导的批示或结论（照纸质件登记的，须附扫描件）。",
    "follow_up": "没有回访记录，也没有写明未回访的原因（由治欠办登记）。",
    "escalation": "2021-05-06 提请的提级办理尚无结论（由主任在“提级办理结论”中登记）。",
    "regulator": "行业督办（{regulator}，2021-04-26）尚未回复（由该单位回复，或由主任代为登记）。",
    "procedure": "法律援助（2021-04-26 申请）尚未办结（请登记程序办结，或由主任认定不影响工资支付）。",
}
_MONEY = ("verified", "roll", "paid", "proof", "sure", "order")
ASKED: dict[Outcome, tuple[str, ...]] = {
    outcome: ("outcome", *conditions, *OF_CASE)
    for outcome, conditions in {
        Outcome.PAID: ("debtor", "period", "project", *_MONEY),
        Outcome.SETTLED: ("debtor", "period", "project", "agreement", "agreed", *_MONEY),
        Outcome.ENFORCED: ("instrument", *_MONEY),
        Outcome.UNFOUNDED: ("finding", "explanation", "not_early"),
        Outcome.WITHDRAWN: ("withdrawal", "not_early"),
        Outcome.TRANSFERRED: ("jurisdiction", "confirmation", "not_early"),
        Outcome.UNREACHABLE: ("attempts", "span", "not_before_contact"),
    }.items()
}
PAPERS = {
    Outcome.SETTLED: ("agreement",),
    Outcome.ENFORCED: ("instrument",),
    Outcome.UNFOUNDED: ("finding", "explanation"),
    Outcome.WITHDRAWN: ("withdrawal",),
    Outcome.TRANSFERRED: ("jurisdiction", "confirmation"),
}
_WITH_REFERENCE = ("instrument", "confirmation")


def expected(outcome: Outcome, missing: Iterable[str], *, number: str = NUMBER, regulator: str = "住建") -> list[str]:
    """The sentences a refusal must consist of, sorted."""
    gone = set(missing)
    told = {name for name in gone if not _is_hidden(name, outcome, gone)}
    if "proof" in told:
        told.add("sure")  # without any file there is none from a bank
    sentences = [f"{number}：{OF_CLAIM[name]}" for name in told if name in OF_CLAIM]
    return sorted(sentences + [OF_CASE[name].format(regulator=regulator) for name in told if name in OF_CASE])


def _is_hidden(name: str, outcome: Outcome, gone: set[str]) -> bool:
    """What cannot be asked before something else is known: how much is to be paid, what an outcome rests on."""
    if name in OF_CLAIM and name != "outcome" and "outcome" in gone:
        return True
    if name == "paid":
        return ("agreed" if outcome == Outcome.SETTLED else "verified") in gone
    if name == "not_early":
        return gone.issuperset(PAPERS[outcome])
    return name == "not_before_contact" and not gone.isdisjoint({"attempts", "span"})


def facts_lacking(outcome: Outcome, gone: frozenset[str], **case: object) -> CaseFacts:
    """Everything that the outcome asks for, less what is named."""
    is_solved, has = outcome in SOLVED, ASKED[outcome]
    claim = ClaimFacts(
        number=NUMBER,
        workers_count=3 if "roll" in gone else 2,
        received_on=date(2021, 4, 20),
        outcome="" if "outcome" in gone else outcome,
        outcome_on=None if "outcome" in gone else outcome_day(outcome, gone),
        has_debtor="debtor" in has and "debtor" not in gone,
        has_period="period" in has and "period" not in gone,
        is_construction="project" in has,
        has_project="project" in has and "project" not in gone,
        is_low_income=is_solved,
        verified_yuan=OWED if is_solved and "verified" not in gone else None,
        agreed_yuan=OWED if "agreed" in has and "agreed" not in gone else None,
        roll=tuple(
            WorkerFacts(name=name, owed_yuan=owed, paid_yuan=Decimal(0) if "paid" in gone and name == "岩乙" else owed)
            for name, owed in (ROLL.items() if is_solved else ())
        ),
        payments=(
            PaymentFacts(
                on=DAY, amount_yuan=OWED, proof_kind="other" if "sure" in gone else "transfer",
                has_file="proof" not in gone,
            ),
        ) if is_solved else (),
        evidence=_papers(outcome, gone),
    )  # fmt: skip
    leader = EvidenceFacts(kind="leader", on=DAY, text="限期付清", has_file=True)
    return CaseFacts(
        claims=(claim,),
        is_facts_clear="facts_clear" not in gone,
        is_matter_settled="matter_settled" not in gone,
        has_follow_up="follow_up" not in gone,
        is_major=True,
        has_leader="owner" not in gone,
        evidence=() if "leader" in gone else (leader,),
        escalated_on=ESCALATED_ON if "escalation" in gone else None,
        unanswered=("行业督办（住建，2021-04-26）",) if "regulator" in gone else (),
        procedures=("法律援助（2021-04-26 申请）",) if "procedure" in gone else (),
        **case,
    )


def outcome_day(outcome: Outcome, gone: frozenset[str] = frozenset()) -> date:
    """The day the outcome bears; where that is the fault, the day before what it rests on."""
    if outcome == Outcome.UNREACHABLE:
        return date(2021, 5, 15) if "not_before_contact" in gone else CONTACTED_ON
    if outcome in SOLVED:
        return date(2021, 5, 9) if "order" in gone else DAY
    return SIGNED_ON if "not_early" in gone else PROVEN_ON


def _papers(outcome: Outcome, gone: frozenset[str]) -> tuple[EvidenceFacts, ...]:
    if outcome == Outcome.UNREACHABLE:
        return tuple(EvidenceFacts(kind="contact", on=day, text="无人接听") for day in contact_days(gone))
    return tuple(
        EvidenceFacts(
            kind=kind, on=_paper_day(outcome), text="材料", has_file=True,
            reference="某县治欠办" if kind in _WITH_REFERENCE else "",
        )
        for kind in PAPERS.get(outcome, ())
        if kind not in gone
    )  # fmt: skip


def contact_days(gone: frozenset[str]) -> list[date]:
    first, second, last = CONTACTS
    return [first, *([] if "attempts" in gone else [second]), date(2021, 5, 15) if "span" in gone else last]


def _paper_day(outcome: Outcome) -> date:
    return SIGNED_ON if outcome in SOLVED else PROVEN_ON


class RealCase:
    """A case in the database with everything its outcome asks for, from which things can be taken away behind the
    program's back, as a correction or a hand in the database would."""

    def __init__(self, outcome: Outcome, head: User, *, status: Status = Status.UNDER_REVIEW) -> None:
        self.outcome, self.head = outcome, head
        roll = tuple(factories.worker_data(name, str(owed)) for name, owed in ROLL.items())
        self.case = factories.case(
            head, workers_count=2, amount_yuan=OWED, workers=roll, is_low_income=outcome in SOLVED,
            sector=factories.code("sector", "building"),
        )  # fmt: skip
        self.claim = Claim.objects.get(caseclaim__case=self.case)
        factories.assigned(self.case, head, due_on=date(2021, 6, 1))
        sign_for(case=self.case, by=head, on=factories.SIGNED_ON)
        self._work()
        if status != Status.IN_PROGRESS:
            request_completion(case=self.case, by=head, on=FINISHED_ON)
        if status == Status.COMPLETED:
            complete(case=self.case, by=head, on=FINISHED_ON)

    @property
    def number(self) -> str:
        return self.claim.number

    def expected(self, missing: Iterable[str]) -> list[str]:
        return expected(self.outcome, missing, number=self.number, regulator=str(factories.unit("水务")))

    def take_away(self, missing: Iterable[str]) -> None:
        for name in missing:
            getattr(self, f"_no_{name}", self._no_paper(name))()
        self.case.refresh_from_db()

    def _work(self) -> None:
        case, head = self.case, self.head
        file, entry = factories.stored_file(head), CaseClaim.objects.get(case=case)
        if self.outcome in SOLVED:
            lines = [Line(claim=self.claim, worker=row, amount_yuan=row.owed_yuan) for row in self.claim.workers.all()]
            record_payment(
                case=case, by=head, on=DAY, source=factories.code("source", "employer"), lines=lines,
                proof_kind="transfer", proof=file,
            )  # fmt: skip
            agreed = OWED if self.outcome == Outcome.SETTLED else None
            verify_amounts(case_claim=entry, by=head, verified_amount_yuan=OWED, agreed_amount_yuan=agreed)
        for kind in PAPERS.get(self.outcome, ()):
            reference = "某县治欠办" if kind in _WITH_REFERENCE else ""
            add_evidence(
                case=case, by=head, kind=kind, on=_paper_day(self.outcome), text="材料", reference=reference, file=file
            )
        for day in CONTACTS if self.outcome == Outcome.UNREACHABLE else ():
            add_evidence(case=case, by=head, kind="contact", on=day, text="无人接听")
        mark_major(case=case, by=head, level="major", reason="人数多", on=ASKED_ON)
        name_leader(case=case, by=head, leader=factories.leader(), reason="分管", on=ASKED_ON)
        add_evidence(case=case, by=head, kind="leader", on=DAY, text="限期付清", file=file)
        asked = supervise(
            case=case, by=head, kind="regulator", unit=factories.unit("水务"), text="督促付款", on=ASKED_ON,
            reply_due_on=REPLIED_ON,
        )  # fmt: skip
        reply_supervision(supervision=asked, by=head, reply="已督促", on=REPLIED_ON)
        asked_for = factories.procedure(case, head, "legal_aid", opened_on=ASKED_ON)
        close_procedure(procedure=asked_for, by=head, result="已指派律师，协议达成", on=REPLIED_ON)
        sent_up = request_escalation(case=case, by=head, reason="久拖不决", on=ESCALATED_ON)
        conclude_escalation(escalation=sent_up, by=head, conclusion="本级已解决", on=REPLIED_ON)
        record_outcome(case_claim=entry, by=head, outcome=self.outcome, outcome_on=outcome_day(self.outcome))
        confirm_facts(case=case, by=head, facts_clear_text="已查清", matter_settled_text="已办妥")
        add_follow_up(case=case, by=head, none_reason="当面办结", on=FINISHED_ON)

    def _no_outcome(self) -> None:
        self._entry().update(outcome="", outcome_on=None, outcome_at=None, outcome_by=None)

    def _no_debtor(self) -> None:
        self._claim().update(employer=None)

    def _no_period(self) -> None:
        self._claim().update(owed_from="")

    def _no_project(self) -> None:
        self._claim().update(project=None)

    def _no_verified(self) -> None:
        self._entry().update(verified_amount_yuan=None)

    def _no_agreed(self) -> None:
        self._entry().update(agreed_amount_yuan=None)

    def _no_roll(self) -> None:
        self._claim().update(workers_count=3)

    def _no_paid(self) -> None:
        PaymentLine.objects.filter(claim=self.claim, worker__name="岩乙").delete()

    def _no_proof(self) -> None:
        Payment.objects.filter(case=self.case).update(proof=None)

    def _no_sure(self) -> None:
        Payment.objects.filter(case=self.case).update(proof_kind="other")

    def _no_order(self) -> None:
        self._entry().exclude(outcome="").update(outcome_on=outcome_day(self.outcome, frozenset({"order"})))

    def _no_not_early(self) -> None:
        self._entry().exclude(outcome="").update(outcome_on=outcome_day(self.outcome, frozenset({"not_early"})))

    def _no_not_before_contact(self) -> None:
        self._entry().exclude(outcome="").update(outcome_on=date(2021, 5, 15))

    def _no_attempts(self) -> None:
        Evidence.objects.filter(case=self.case, kind="contact", on=CONTACTS[1]).delete()

    def _no_span(self) -> None:
        Evidence.objects.filter(case=self.case, kind="contact", on=CONTACTS[2]).update(on=date(2021, 5, 15))

    def _no_facts_clear(self) -> None:
        Case.objects.filter(pk=self.case.pk).update(facts_clear_text="", facts_clear_at=None, facts_clear_by=None)

    def _no_matter_settled(self) -> None:
        none = {"matter_settled_text": "", "matter_settled_at": None, "matter_settled_by": None}
        Case.objects.filter(pk=self.case.pk).update(**none)

    def _no_owner(self) -> None:
        Leader.objects.filter(ownerships__case=self.case).update(is_active=False)

    def _no_follow_up(self) -> None:
        self.case.follow_ups.all().delete()

    def _no_regulator(self) -> None:
        none = {"reply": "", "replied_on": None, "replied_at": None, "replied_by": None}
        Supervision.objects.filter(case=self.case).update(**none)

    def _no_escalation(self) -> None:
        none = {"conclusion": "", "concluded_on": None, "concluded_at": None, "concluded_by": None}
        Escalation.objects.filter(case=self.case).update(**none)

    def _no_procedure(self) -> None:
        none = {"result": "", "closed_on": None, "closed_at": None, "closed_by": None, "next_check_on": FINISHED_ON}
        Procedure.objects.filter(case=self.case).update(**none)

    def _no_paper(self, kind: str):
        return lambda: Evidence.objects.filter(case=self.case, kind=kind).delete()

    def _entry(self):
        return CaseClaim.objects.filter(case=self.case)

    def _claim(self):
        return Claim.objects.filter(pk=self.claim.pk)
