"""What is found out and written down while a case is worked on, up to the outcome of each claim.

依据：实施方案六（二）两个不放过；what each outcome rests on is asked for by `ledger.gates`.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, lock_for_work, relock, require_on
from ledger.actions.leaders import paper_faults
from ledger.actions.requests import write_reopen_request
from ledger.day_bounds import coming_faults
from ledger.models import Case, CaseClaim, Evidence, FollowUp, PaymentLine, ProgressNote, VerifiedPay
from ledger.selectors.claims import concluded_numbers
from ledger.workflow import FINISHED, OPEN, SOLVED, Outcome, Status
from office import trail
from office.frozen_months import frozen_faults
from office.models import Code, StoredFile, User
from office.refusals import Refused, refuse_if
from office.roles import ACTS
from reception.models import Claim

UNHAPPY = "回访不满意"


@transaction.atomic
def note_progress(
    *, case: Case, by: User, text: str, on: date | None = None, file: StoredFile | None = None,
    now: datetime | None = None,
) -> ProgressNote:  # fmt: skip
    """登记进展, by the responsible unit, an assisting one or the head, until the case is completed."""
    relock(case)
    require_on(case, by, "note_progress")
    now = now or timezone.now()
    day = event_day(on, now)
    refuse_if([*_state_faults(case, OPEN, "note_progress"), *_text_faults(text, "进展"), *_future(day, now)])
    note = ProgressNote.objects.create(case=case, on=day, text=text.strip(), file=file, at=now, by=by)
    trail.record("note_progress", by=by, obj=case, now=now, number=case.number, on=day)
    return note


@transaction.atomic
def add_evidence(
    *, case: Case, by: User, kind: str, on: date | None = None, text: str, claim: Claim | None = None,
    reference: str = "", file: StoredFile | None = None, now: datetime | None = None,
) -> Evidence:  # fmt: skip
    """登记证明材料 for one claim or, without `claim`, for the whole case. A leader's instruction is an act of its own.

    Raises:
        Refused: unknown kind, no text, a day to come, a claim of another case; an instruction copied without its scan.
    """
    if kind == Evidence.Kind.LEADER:
        relock(case)
        require_on(case, by, "record_instruction")
        refuse_if([*_state_faults(case, OPEN, "record_instruction"), *paper_faults(case, by, file)])
    else:
        lock_for_work(case, by=by, act="add_evidence")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [] if kind in Evidence.Kind.values else ["请选择证明材料的种类。"]
    if claim and not CaseClaim.objects.filter(case=case, claim=claim).exists():
        problems.append(f"{claim.number}不在案件 {case.number} 中。")
    refuse_if([*problems, *_text_faults(text, "内容"), *_future(day, now)])
    paper = Evidence.objects.create(
        case=case, claim=claim, kind=kind, on=day, text=text.strip(), reference=reference.strip(), file=file, at=now,
        by=by,
    )  # fmt: skip
    bump(case)
    trail.record("add_evidence", by=by, obj=case, now=now, number=case.number, kind=paper.get_kind_display(), on=day)
    return paper


@transaction.atomic
def verify_amounts(
    *, case_claim: CaseClaim, by: User, verified_amount_yuan: Decimal | None,
    agreed_amount_yuan: Decimal | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> CaseClaim:  # fmt: skip
    """核实金额, which may be lower than what was declared, and for a settlement 约定金额; the declared one stays.

    Raises:
        Refused: an amount that is none, a claim that is concluded, another sum than that of a roll verified one by one.
    """
    case = lock_for_work(case_claim.case, by=by, act="record_outcome", expected_version=expected_version)
    case_claim.refresh_from_db()
    write_amounts(case_claim, verified_amount_yuan, agreed_amount_yuan)
    bump(case)
    trail.record(
        "verify_amounts", by=by, obj=case, now=now, number=case.number, claim=case_claim.claim.number,
        verified_amount_yuan=verified_amount_yuan, agreed_amount_yuan=agreed_amount_yuan,
    )  # fmt: skip
    return case_claim


@transaction.atomic
def record_outcome(
    *, case_claim: CaseClaim, by: User, outcome: str, outcome_on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> CaseClaim:  # fmt: skip
    """登记办结结果 of one claim; "" takes it back. Its day, today by default, decides the month it counts in.

    Raises:
        Refused: day to come, before the claim was received or reopened, a solved one before its last payment;
            claim already concluded.
    """
    case = lock_for_work(case_claim.case, by=by, act="record_outcome", expected_version=expected_version)
    case_claim.refresh_from_db()
    now = now or timezone.now()
    write_outcome(case_claim, by=by, outcome=outcome, outcome_on=event_day(outcome_on, now), now=now)
    bump(case)
    trail.record(
        "record_outcome", by=by, obj=case, now=now, number=case.number, claim=case_claim.claim.number,
        outcome=case_claim.get_outcome_display(), outcome_on=case_claim.outcome_on,
    )  # fmt: skip
    return case_claim


@transaction.atomic
def confirm_facts(
    *, case: Case, by: User, facts_clear_text: str = "", matter_settled_text: str = "",
    expected_version: int | None = None, now: datetime | None = None,
) -> Case:  # fmt: skip
    """确认案情清楚、事情解决, each signed with person and time. An empty text leaves that confirmation as it is."""
    lock_for_work(case, by=by, act="confirm_facts", expected_version=expected_version)
    now = now or timezone.now()
    confirmed = write_confirmations(
        case, by=by, facts_clear=facts_clear_text, matter_settled=matter_settled_text, now=now
    )
    trail.record("confirm_facts", by=by, obj=case, now=now, number=case.number, confirmed=confirmed)
    return case


@transaction.atomic
def add_follow_up(
    *, case: Case, by: User, satisfaction: Code | None = None, none_reason: str = "", text: str = "",
    on: date | None = None, now: datetime | None = None,
) -> FollowUp:  # fmt: skip
    """回访, or the reason why there is none; before completion or after it.

    不满意 on a finished case asks the head to take it up again, unless somebody has asked already.
    """
    relock(case)
    require_on(case, by, "follow_up")
    now = now or timezone.now()
    refuse_if(_state_faults(case, (Status.IN_PROGRESS, Status.UNDER_REVIEW, *FINISHED), "follow_up"))
    call = write_follow_up(
        case, by=by, satisfaction=satisfaction, none_reason=none_reason, text=text, on=event_day(on, now), now=now
    )
    asked = is_unhappy(satisfaction) and write_reopen_request(
        case, by=by, reason="；".join(filter(None, [UNHAPPY, call.text])), on=call.on, now=now
    )
    bump(case)
    answer = satisfaction.label if satisfaction else ""
    trail.record("follow_up", by=by, obj=case, now=now, number=case.number, satisfaction=answer)
    if asked:
        trail.record("request_reopening", by=by, obj=case, now=now, number=case.number)
    return call


def is_unhappy(satisfaction: Code | None) -> bool:
    """True for 不满意."""
    return satisfaction is not None and satisfaction.key == "bad"


def write_amounts(entry: CaseClaim, verified: Decimal | None, agreed: Decimal | None) -> None:
    """On a locked case; the calling action has asked for the right and writes the event. So for all below."""
    problems = [f"{number}已办结，先重新办理再改金额。" for number in concluded_numbers([entry.claim])]
    problems += [
        f"{entry.claim.number}：{label}不能小于零，最多两位小数。"
        for label, amount in (("核实金额", verified), ("约定金额", agreed))
        if amount is not None and (not amount.is_finite() or amount < 0 or amount != round(amount, 2))
    ]
    figures = VerifiedPay.objects.filter(worker__claim=entry.claim_id).values_list("amount_yuan", flat=True)
    if figures and verified != sum(figures):
        problems.append(
            f"{entry.claim.number}已逐人核实，合计 {sum(figures):,.2f} 元：核实金额不同的，请在“逐人核实”中改。"
        )
    refuse_if(problems)
    entry.verified_amount_yuan, entry.agreed_amount_yuan = verified, agreed
    entry.save(update_fields=["verified_amount_yuan", "agreed_amount_yuan"])


def write_outcome(entry: CaseClaim, *, by: User, outcome: str, outcome_on: date, now: datetime) -> None:
    refuse_if(_outcome_faults(entry, outcome, outcome_on, now))
    entry.outcome = outcome
    entry.outcome_on, entry.outcome_at, entry.outcome_by = (outcome_on, now, by) if outcome else (None, None, None)
    entry.save(update_fields=["outcome", "outcome_on", "outcome_at", "outcome_by"])


def write_confirmations(case: Case, *, by: User, facts_clear: str, matter_settled: str, now: datetime) -> list[str]:
    """Returns what was confirmed, in words."""
    given = {"facts_clear": facts_clear.strip(), "matter_settled": matter_settled.strip()}
    confirmed = [name for name, text in given.items() if text]
    if not confirmed:
        raise Refused("请至少填写“案情清楚”和“事情解决”中的一项。")
    for name in confirmed:
        setattr(case, f"{name}_text", given[name])
        setattr(case, f"{name}_at", now)
        setattr(case, f"{name}_by", by)
    bump(case, *(f"{name}_{part}" for name in confirmed for part in ("text", "at", "by")))
    return [str(Case._meta.get_field(f"{name}_text").verbose_name) for name in confirmed]


def write_follow_up(
    case: Case, *, by: User, satisfaction: Code | None, none_reason: str, text: str, on: date, now: datetime
) -> FollowUp:
    problems = _future(on, now)
    if bool(satisfaction) == bool(none_reason.strip()):
        problems.append("回访请填写满意度；没有回访的，写明原因。两项只填一项。")
    if satisfaction and satisfaction.kind != Code.Kind.SATISFACTION:
        problems.append("满意度请从列表中选择。")
    refuse_if(problems)
    return FollowUp.objects.create(
        case=case, on=on, satisfaction=satisfaction, none_reason=none_reason.strip(), text=text.strip(), at=now, by=by
    )


def _outcome_faults(entry: CaseClaim, outcome: str, on: date, now: datetime) -> list[str]:
    claim = entry.claim
    faults = [f"{number}已办结，先重新办理再改结果。" for number in concluded_numbers([claim])]
    if outcome and outcome not in Outcome.values:
        faults.append("请从列表中选择办结结果。")
    if not outcome:
        return faults
    if not claim.is_live:
        faults.append(f"{claim.number}已作废或已判重，没有办结结果。")
    since = claim.transitions.filter(move="resume").order_by("-on").values_list("on", flat=True).first()
    paid = PaymentLine.objects.filter(claim=claim, payment__voided_at=None).order_by("-payment__on")
    last_paid = paid.values_list("payment__on", flat=True).first() if outcome in SOLVED else None
    for day, name in ((claim.received_on, "接访日期"), (since, "重新办理的日期"), (last_paid, "最后一笔支付")):
        if day and on < day:
            faults.append(f"{claim.number}：结果日期 {on} 早于{name} {day}。")
    return [*faults, *_future(on, now), *frozen_faults(f"{claim.number}：结果日期", on, area_id=claim.area_id)]


def _state_faults(case: Case, states: tuple[Status, ...], act: str) -> list[str]:
    if case.status in states:
        return []
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}。"]


def _text_faults(text: str, label: str) -> list[str]:
    return [] if text.strip() else [f"请填写{label}。"]


def _future(on: date, now: datetime) -> list[str]:
    return coming_faults("日期", on, timezone.localdate(now))
