"""分期计划 of a claim: registered as a whole, replaced or withdrawn as a whole; a broken promise asks for reopening.

依据：和解分期（R77）；案件办结或销号后未按期支付的，申请重新办理。
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, lock_cases, lock_for_work
from ledger.actions.requests import word_faults, write_reopen_request
from ledger.day_bounds import early_faults, late_faults
from ledger.instalments import Promise
from ledger.models import Case, CaseClaim, Evidence, Instalment, ProgressNote, Request
from ledger.selectors.claims import concluded_numbers
from ledger.selectors.instalments import broken_in_finished_cases, claims_with_agreement
from office import trail
from office.amounts import show_yuan
from office.models import User
from office.refusals import refuse_if

MOST = 36
CENT = Decimal("0.01")


@transaction.atomic
def plan_instalments(
    *, case_claim: CaseClaim, by: User, promises: Sequence[Promise], reason: str = "",
    expected_version: int | None = None, now: datetime | None = None,
) -> list[Instalment]:  # fmt: skip
    """登记分期计划 of a claim with an agreement; a plan in force is withdrawn with a reason and replaced.

    Raises:
        Refused: no agreement, no rows, two on one day, amounts that are none, a sum that is not the agreed one,
            no reason for the replacement, claim concluded.
    """
    case = lock_for_work(case_claim.case, by=by, act="plan_instalments", expected_version=expected_version)
    case_claim.refresh_from_db()
    now, claim = now or timezone.now(), case_claim.claim
    old = _in_force(case_claim)
    problems = [f"{number}已办结，先重新办理再登记分期。" for number in concluded_numbers([claim])]
    if claim.pk not in claims_with_agreement(case):
        problems.append(f"{claim.number}没有和解协议：请先登记和解协议，或在“核实金额”中填写约定金额。")
    problems += _promise_faults(promises, case_claim.agreed_amount_yuan)
    if old:
        problems += word_faults(reason, "更换分期计划的原因")
    refuse_if(problems)
    _withdraw(case_claim, old, f"更换分期计划：{reason.strip()}", by=by, now=now)
    rows = Instalment.objects.bulk_create(
        Instalment(
            case=case, claim=claim, agreement=_agreement(case_claim), due_on=promise.due_on,
            amount_yuan=promise.amount_yuan, at=now, by=by,
        )
        for promise in sorted(promises, key=lambda promise: promise.due_on)
    )  # fmt: skip
    bump(case)
    trail.record(
        "plan_instalments", by=by, obj=case, now=now, number=case.number, claim=claim.number, rows=len(rows),
        amount_yuan=sum(row.amount_yuan for row in rows), rows_withdrawn=len(old),
    )  # fmt: skip
    return rows


@transaction.atomic
def withdraw_instalments(
    *, case_claim: CaseClaim, by: User, reason: str, expected_version: int | None = None,
    now: datetime | None = None,
) -> int:  # fmt: skip
    """撤销分期计划 as a whole; returns how many promises no longer stand."""
    case = lock_for_work(case_claim.case, by=by, act="withdraw_instalments", expected_version=expected_version)
    now, old = now or timezone.now(), _in_force(case_claim)
    problems = [] if old else [f"{case_claim.claim.number}没有分期计划。"]
    refuse_if([*problems, *word_faults(reason, "撤销的原因")])
    _withdraw(case_claim, old, f"撤销分期计划：{reason.strip()}", by=by, now=now)
    bump(case)
    trail.record(
        "withdraw_instalments", by=by, obj=case, now=now, number=case.number, claim=case_claim.claim.number,
        rows_withdrawn=len(old),
    )  # fmt: skip
    return len(old)


@transaction.atomic
def request_reopening_for_broken_promises(*, today: date, now: datetime) -> list[Request]:
    """Asks the head, in the program's name, for each finished case whose promise was broken. Safe to repeat.

    A promise is told of once: a request that was refused is not made again for it, only for a later one.
    """
    broken = broken_in_finished_cases(today=today)
    cases = {case.pk: case for case in lock_cases(*Case.objects.filter(pk__in=broken))}
    # Asked again behind the lock: a payment or another tick may have come between.
    broken = broken_in_finished_cases(today=today)
    made, entries = [], []
    for pk, case in sorted(cases.items()):
        request = (
            write_reopen_request(case, by=None, reason=_broken_text(broken[pk]), on=today, now=now)
            if pk in broken
            else None
        )
        if request:
            bump(case)
            made.append(request)
            entries.append(trail.Entry("request_reopening", case, {"number": case.number}))
    if entries:
        trail.record_many(entries, by=None, now=now)
    return made


def _in_force(entry: CaseClaim) -> list[Instalment]:
    return list(Instalment.objects.filter(claim=entry.claim_id, withdrawn_at=None))


def _withdraw(entry: CaseClaim, rows: Sequence[Instalment], text: str, *, by: User, now: datetime) -> None:
    """The reason stands among the progress notes: the trail keeps no free text."""
    if not rows:
        return
    Instalment.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=now, withdrawn_by=by)
    words = f"{entry.claim.number} {text}"
    ProgressNote.objects.create(case_id=entry.case_id, on=timezone.localdate(now), text=words, at=now, by=by)


def _agreement(entry: CaseClaim) -> Evidence | None:
    papers = Evidence.objects.filter(case=entry.case_id, kind=Evidence.Kind.AGREEMENT, claim__in=[entry.claim_id])
    whole = Evidence.objects.filter(case=entry.case_id, kind=Evidence.Kind.AGREEMENT, claim=None)
    return papers.order_by("-on", "-id").first() or whole.order_by("-on", "-id").first()


def _promise_faults(promises: Sequence[Promise], agreed: Decimal | None) -> list[str]:
    if not promises:
        return ["请至少填写一期的日期和金额。"]
    days = [promise.due_on for promise in promises]
    problems = [f"{day} 填了两次，同一天只能有一期。" for day in sorted({day for day in days if days.count(day) > 1})]
    problems += [fault for day in days for fault in (*early_faults("日期", day), *late_faults("日期", day))]
    amounts = [promise.amount_yuan for promise in promises]
    if any(not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT) for amount in amounts):
        return [*problems, "每期金额须大于零，最多两位小数。"]
    if len(promises) > MOST:
        problems.append(f"分期最多 {MOST} 期。")
    total = sum(amounts, Decimal(0))
    if agreed is not None and total != agreed:
        problems.append(f"各期合计 {show_yuan(total)} 元，与约定金额 {show_yuan(agreed)} 元不一致。")
    return problems


def _broken_text(rows: Sequence[Instalment]) -> str:
    said = "；".join(f"{row.claim.number} {row.due_on} 应付 {show_yuan(row.amount_yuan)} 元" for row in rows)
    return f"分期承诺逾期未付：{said}"
