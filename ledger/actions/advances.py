"""垫付 of wages and living allowance; from a fund account the entry goes with it.

Advanced wages reach the workers through a payment of the case, so that its gates count them; a living allowance is no
wage and settles nothing. Lock order: case row, account row, end of the trail.
依据：实施方案六（三）“保证金、应急周转金等垫付欠薪或基本生活费，事后追偿”。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.actions.funds import (
    amount_faults,
    counter_entries,
    day_faults,
    lock_account,
    reason_faults,
    write_entry,
)
from ledger.actions.guard import bump, event_day, lock_for_work, relock, require_on
from ledger.actions.payments import NO_PROOF, Line, write_payment, write_void
from ledger.day_bounds import early_faults, late_faults
from ledger.models import Advance, Case, FundAccount, FundEntry, FundSource, Payment
from ledger.selectors.advances import debtors_on, projects_on
from office import trail
from office.document_numbers import number_faults, tidy_number
from office.models import Code, StoredFile, User
from office.refusals import Refused, refuse_if
from reception.models import Company

WAGES, LIVING = Advance.Kind.WAGES, Advance.Kind.LIVING
# Where the money of an advanced payment came from, as the ledger's own list of sources calls it.
SOURCE_CODES = {FundSource.DEPOSIT: "deposit", FundSource.EMERGENCY: "fund", FundSource.OTHER: "other"}
LONGEST_APPROVER = 60


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who approved the advance, when, by which document; without the paper there is no advance."""

    on: date | None
    approver: str
    document_number: str = ""
    file: StoredFile | None


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """基本生活费 in all, for so many people."""

    amount_yuan: Decimal
    workers_count: int


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What shows that advanced wages were paid out; it may come later."""

    kind: str = NO_PROOF
    file: StoredFile | None = None


@transaction.atomic
def record_advance(
    *, case: Case, by: User, what: Sequence[Line] | Allowance, source: str, approval: Approval, debtor: Company | None,
    account: FundAccount | None = None, on: date | None = None, recover_by: date | None = None, proof: Proof | None = None,
    note: str = "", submission: UUID | None = None, now: datetime | None = None,
) -> Advance:  # fmt: skip
    """登记垫付: of wages with a line per worker, or of a living allowance. The same `submission` again: the first one.

    Raises:
        Refused: approval without paper, a debtor who owes nothing here, an account of another project, more than the
            account holds, wrong lines or days.
    """
    lock_for_work(case, by=by, act="record_advance")
    if first := _first(case, submission):
        return first
    now = now or timezone.now()
    day = event_day(on, now)
    number = tidy_number(approval.document_number)
    problems = [*_approval_faults(approval, number, day), *_debtor_faults(case, debtor), *day_faults(day, now)]
    problems += [*_source_faults(case, source, account), *_what_faults(what), *_term_faults(recover_by, day)]
    if problems or approval.on is None or approval.file is None or debtor is None:
        raise Refused(problems)
    payment = _pay(case, what, source=source, proof=proof or Proof(), by=by, on=day, now=now)
    amount = payment.amount_yuan if payment else what.amount_yuan  # type: ignore[union-attr]
    count = _count(what)
    advance = Advance.objects.create(
        case=case, kind=WAGES if payment else LIVING, source=source, account=account, amount_yuan=amount,
        workers_count=count, on=day, approved_on=approval.on, approver=approval.approver.strip(),
        document_number=number, file=approval.file, payment=payment, debtor=debtor, recover_by=recover_by,
        note=note.strip(), submission=submission, at=now, by=by,
    )  # fmt: skip
    _take_out(advance, by=by, now=now)
    bump(case)
    trail.record(
        "record_advance", by=by, obj=case, now=now, number=case.number, advance=advance.pk,
        kind=advance.get_kind_display(), source=advance.get_source_display(), amount_yuan=amount, workers_count=count,
        on=day, document_number=number,
    )  # fmt: skip
    return advance


@transaction.atomic
def void_advance(*, advance: Advance, by: User, reason: str, now: datetime | None = None) -> Advance:
    """冲销垫付 with its payment; the account gets a counter-entry.

    Raises:
        Refused: no reason, cancelled before, something recovered, a claim concluded.
    """
    case = relock(advance.case)
    require_on(case, by, "void_advance")
    advance.refresh_from_db()
    now = now or timezone.now()
    problems = reason_faults(reason)
    if advance.voided_at:
        problems.append("这笔垫付已经冲销过。")
    if advance.recoveries.filter(voided_at=None).exists():
        problems.append("这笔垫付已登记追偿，请先冲销追偿。")
    refuse_if(problems)
    if advance.payment:
        lock_for_work(case, by=by, act="void_advance")
        write_void(advance.payment, by=by, reason=reason, now=now)
    advance.voided_at, advance.voided_by, advance.void_reason = now, by, reason.strip()
    advance.save(update_fields=["voided_at", "voided_by", "void_reason"])
    counter_entries(advance.entries.filter(kind=FundEntry.Kind.ADVANCED), reason=reason, by=by, now=now)
    bump(case)
    trail.record(
        "void_advance", by=by, obj=case, now=now, number=case.number, advance=advance.pk,
        amount_yuan=advance.amount_yuan,
    )  # fmt: skip
    return advance


def _first(case: Case, submission: UUID | None) -> Advance | None:
    """What a double click has written already."""
    first = Advance.objects.filter(submission=submission).first() if submission else None
    if first and first.case_id != case.pk:
        raise Refused("这一页已经用来登记过另一个案件：请返回案件，重新打开后再填。")
    return first


def _pay(
    case: Case, what: Sequence[Line] | Allowance, *, source: str, proof: Proof, by: User, on: date, now: datetime
) -> Payment | None:
    if isinstance(what, Allowance):
        return None
    code = Code.objects.filter(kind=Code.Kind.SOURCE, key=SOURCE_CODES[FundSource(source)]).first()
    return write_payment(
        case, by=by, on=on, source=code, lines=what, proof_kind=proof.kind, proof=proof.file, note="垫付工资",
        submission=None, now=now,
    )  # fmt: skip


def _take_out(advance: Advance, *, by: User, now: datetime) -> None:
    """The entry on the account that the money comes from, if it has one."""
    if advance.account:
        text = f"案件 {advance.case.number} {advance.get_kind_display()} {advance.workers_count} 人"
        write_entry(
            lock_account(advance.account), kind=FundEntry.Kind.ADVANCED, on=advance.on,
            amount_yuan=-advance.amount_yuan, text=text, by=by, now=now, advance=advance,
        )  # fmt: skip


def _count(what: Sequence[Line] | Allowance) -> int:
    """How many people: a worker once, a claim without roll with everybody on it."""
    if isinstance(what, Allowance):
        return what.workers_count
    return sum(1 if line.worker else line.claim.workers_count for line in what)


def _what_faults(what: Sequence[Line] | Allowance) -> list[str]:
    if not isinstance(what, Allowance):
        return []  # the payment names what is wrong with its lines
    problems = amount_faults(what.amount_yuan)
    return problems if what.workers_count > 0 else [*problems, "请填写领取基本生活费的人数。"]


def _approval_faults(approval: Approval, number: str, on: date) -> list[str]:
    problems = []
    if approval.on is None:
        problems.append("请填写批准日期。")
    elif approval.on > on:
        problems.append(f"批准日期 {approval.on} 晚于垫付日期 {on}：垫付须先批准。")
    problems += early_faults("批准日期", approval.on)
    if not 0 < len(approval.approver.strip()) <= LONGEST_APPROVER:
        problems.append(f"请填写批准人，最多 {LONGEST_APPROVER} 个字。")
    if approval.file is None:
        problems.append("请上传批准材料。")
    return problems + (number_faults(number, "批准文号") if number else [])


def _debtor_faults(case: Case, debtor: Company | None) -> list[str]:
    if debtor is None:
        return ["请选择追偿对象；没有可选的，请先由窗口在“更正登记”中补录用人单位或总包单位。"]
    names = debtors_on(case)
    return [] if debtor in names else [f"“{debtor}”不是本案的用人单位或总包单位，不能作为追偿对象。"]


def _source_faults(case: Case, source: str, account: FundAccount | None) -> list[str]:
    if source not in FundSource.values:
        return ["请选择资金渠道。"]
    if account is None:
        return []
    if account.area_id != case.area_id:
        return ["所选资金账户不属于本案的区划。"]
    problems = []
    if account.source != source:
        problems.append(f"资金账户“{account}”属于{account.get_source_display()}，与所选资金渠道不一致。")
    # The deposit of one project answers for the wages of that project alone.
    if account.project_id and account.project_id not in projects_on(case):
        problems.append(
            f"资金账户“{account}”只用于工程项目“{account.project}”，本案的有效诉求没有这个项目：请改选本案项目的账户或"
            "不限项目的账户；诉求漏填或填错项目的，请先由窗口在“更正登记”中改正。"
        )
    return problems


def _term_faults(recover_by: date | None, on: date) -> list[str]:
    early = [f"应追回日期 {recover_by} 早于垫付日期 {on}。"] if recover_by and recover_by < on else []
    return early + late_faults("应追回日期", recover_by)
