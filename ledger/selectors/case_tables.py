"""What of one case is exported as a table of its own: the wage roll, and who was paid what."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import Case, PaymentLine
from office.models import User
from office.sheets.stream import Head, Shape
from reception.identity import mask_account, mask_id, mask_name, mask_phone
from reception.identity_access import HIDDEN_NAME, hides_identity
from reception.models import Claim, Worker


@dataclass(frozen=True)
class CaseTable:
    """One such table: its name, its columns, and its rows for a reader; `clear` shows people as they are stored."""

    title: str
    heads: tuple[Head, ...]
    rows: Callable[[Case, User, bool], Iterable[list[Any]]]


def _claims(case: Case) -> dict[int, Claim]:
    """Claims of the case that count, with what tells who may know of them."""
    claims = Claim.objects.filter(caseclaim__case=case).live().with_parties()
    return {claim.pk: claim for claim in claims}


def _roll(case: Case, user: User, clear: bool) -> Iterator[list[Any]]:
    claims = _claims(case)
    for worker in Worker.objects.filter(claim__in=claims).order_by("claim_id", "position"):
        claim = claims[worker.claim_id]
        yield [
            worker.position, claim.number, *_person(worker, claim, user, clear), worker.job_type, worker.worked_from,
            worker.worked_until, worker.owed_yuan,
        ]  # fmt: skip


def _payments(case: Case, user: User, clear: bool) -> Iterator[list[Any]]:
    claims = Claim.objects.filter(payment_lines__payment__case=case).with_parties().in_bulk()
    lines = PaymentLine.objects.filter(payment__case=case).select_related("payment__source", "worker")
    for line in lines.order_by("payment__on", "payment_id", "id"):
        claim, payment = claims[line.claim_id], line.payment
        name, id_number, _phone, account = _person(line.worker or claim.petitioner, claim, user, clear)
        yield [
            payment.on, claim.number, name, id_number, account, line.amount_yuan, payment.source.label,
            payment.get_proof_kind_display(), line.serial, "已冲销" if payment.voided_at else "",
        ]  # fmt: skip


def _person(person: Any, claim: Claim, user: User, clear: bool) -> tuple[str, str, str, str]:
    """Name, ID number, phone and account; hidden people stay hidden whatever was asked for."""
    if hides_identity(claim, user):
        return HIDDEN_NAME, "", "", ""
    account = getattr(person, "account", "")
    if clear:
        return person.name, person.id_number, person.phone, account
    return mask_name(person.name), mask_id(person.id_number), mask_phone(person.phone), mask_account(account)


CASE_TABLES: Mapping[str, CaseTable] = {
    "roll": CaseTable(
        "工资花名册",
        (
            Head("序号", Shape.WHOLE, 8), Head("登记编号", width=22), Head("姓名", width=12), Head("身份证号", width=21),
            Head("手机", width=14), Head("银行账号", width=22), Head("工种", width=12), Head("出勤起", width=12),
            Head("出勤止", width=12), Head("欠发（元）", Shape.YUAN, 14),
        ),
        _roll,
    ),
    "payments": CaseTable(
        "支付明细",
        (
            Head("支付日期", Shape.DAY, 12), Head("登记编号", width=22), Head("姓名", width=12), Head("身份证号", width=21),
            Head("银行账号", width=22), Head("金额（元）", Shape.YUAN, 14), Head("资金渠道", width=14), Head("凭证", width=16),
            Head("流水号", width=22), Head("状态", width=10),
        ),
        _payments,
    ),
}  # fmt: skip
