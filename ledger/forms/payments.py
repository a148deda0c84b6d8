"""登记支付 with a line per worker, 补凭证, 冲销."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from ledger.actions.payments import Line, add_proof, record_payment, void_payment
from ledger.forms.base import WORK_STATES, ActForm, DayField, WorkForm, YuanField, long_text
from ledger.models import Case, Payment
from ledger.selectors.case_sheet import ClaimBlock, WorkerRow
from ledger.selectors.instalments import claims_paid_by_plan
from ledger.workflow import FINISHED
from office.models import Code, User
from reception.forms.fields import ProofField

PROOF_KINDS = [("", "请选择"), *Payment.ProofKind.choices]
KINDS_WITH_FILE = [pair for pair in Payment.ProofKind.choices if pair[0] != Payment.ProofKind.NONE]


def source_field() -> forms.ModelChoiceField:
    sources = Code.objects.filter(kind=Code.Kind.SOURCE, is_active=True)
    return forms.ModelChoiceField(sources, label="资金渠道", empty_label="请选择")


@dataclass(frozen=True)
class RollLine:
    """One line to be paid: a worker of the roll, or a whole claim that has no roll."""

    name: str
    block: ClaimBlock
    row: WorkerRow | None

    @property
    def outstanding_yuan(self) -> Decimal | None:
        return self.row.outstanding_yuan if self.row else self.block.outstanding_yuan


class RollForm(ActForm):
    """A form with an amount for every worker of the case."""

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    def prepare(self) -> None:
        self.roll = [line for block in self.blocks for line in _lines_of(block)]
        for line in self.roll:
            who = line.row.name if line.row else line.block.petitioner
            self.fields[line.name] = YuanField(label=f"支付给{who}（元）", required=False)

    def outstanding(self) -> dict[str, str]:
        """What is still owed, line by line: typed in for the person by one button."""
        return {line.name: f"{line.outstanding_yuan:.2f}" for line in self.roll if line.outstanding_yuan}

    def table(self) -> list[tuple[RollLine, forms.BoundField]]:
        return [(line, self[line.name]) for line in self.roll]

    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that stand above the roll."""
        amounts = {line.name for line in self.roll}
        return [field for field in self.visible_fields() if field.name not in amounts]

    def lines(self) -> list[Line]:
        return [
            Line(
                claim=line.block.claim,
                worker=line.row.worker if line.row else None,
                amount_yuan=self.cleaned_data[line.name],
            )
            for line in self.roll
            if self.cleaned_data.get(line.name)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(line.name) for line in self.roll):
            raise forms.ValidationError("还没有填支付金额：请在花名册中至少填一人，或按“填入未付金额”。")
        return cleaned


class PaymentForm(RollForm, WorkForm):
    act, label, sources = "record_payment", "登记支付", (*WORK_STATES, *FINISHED)
    done = "支付已登记"
    intro = "按人登记实际付到手的金额；凭证可以随后补，但没有凭证不能办结。"
    page = "ledger/payment_form.html"

    on = DayField("支付日期")
    source = source_field()
    proof_kind = forms.ChoiceField(label="凭证种类", choices=PROOF_KINDS)
    proof = ProofField("凭证", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        """On a finished case only while a plan runs on."""
        return super().fits(case, user) and (case.status not in FINISHED or bool(claims_paid_by_plan(case)))

    def prepare(self) -> None:
        if self.case.status in FINISHED:
            by_plan = claims_paid_by_plan(self.case)
            self.blocks = [block for block in self.blocks if block.claim.pk in by_plan]
        super().prepare()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("proof") and cleaned.get("proof_kind") == Payment.ProofKind.NONE:
            self.add_error("proof_kind", "已上传凭证，请选择凭证种类。")
        return cleaned

    def save(self) -> str:
        """Also says how many lines paid more than was owed: kept, because back pay or interest may be in it."""
        message = super().save()
        over = sum(1 for line in self.roll if _exceeds(self.cleaned_data.get(line.name), line))
        return f"{message}其中 {over} 笔超过未付金额，请核对；填错的用“冲销支付”改正。" if over else message

    def is_repeated(self, case: Case) -> bool:
        return case.payments.filter(submission=self.cleaned_data["submission"]).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        record_payment(
            case=case, by=self.user, on=data["on"], source=data["source"], lines=self.lines(),
            proof_kind=data["proof_kind"], proof=self.stored("proof"), note=data["note"],
            submission=data["submission"],
        )  # fmt: skip


class _PaymentChoice(forms.ModelChoiceField):
    def label_from_instance(self, payment: Payment) -> str:
        return f"{payment.on:%Y-%m-%d}　{payment.amount_yuan:,.2f} 元　{payment.source.label}　{payment.get_proof_kind_display()}"


class _OnPaymentForm(WorkForm):
    """Something done to one payment of the case that still counts."""

    payment = _PaymentChoice(Payment.objects.none(), label="哪一笔支付", empty_label="请选择")

    @classmethod
    def payments(cls, case: Case) -> list[Payment]:
        return [row for row in case.payments.all() if not row.voided_at]

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return super().fits(case, user) and bool(cls.payments(case))

    def prepare(self) -> None:
        ours = Payment.objects.filter(pk__in=[row.pk for row in self.payments(self.case)]).select_related("source")
        self.fields["payment"].queryset = ours  # type: ignore[attr-defined]


class ProofForm(_OnPaymentForm):
    act, label, sources = "record_payment", "补凭证", (*WORK_STATES, *FINISHED)
    done = "凭证已补上"
    intro = "给已登记的支付补上或更换凭证；原来的凭证仍留在审计记录中。"

    proof_kind = forms.ChoiceField(label="凭证种类", choices=[("", "请选择"), *KINDS_WITH_FILE])
    proof = ProofField("凭证")

    @classmethod
    def payments(cls, case: Case) -> list[Payment]:
        """On a finished case only payments that have no proof yet: nothing is taken away from what was checked."""
        found = super().payments(case)
        return [row for row in found if not row.proof_id] if case.status in FINISHED else found

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        add_proof(payment=data["payment"], by=self.user, proof_kind=data["proof_kind"], proof=self.stored("proof"))


class VoidPaymentForm(_OnPaymentForm):
    act, label = "record_payment", "冲销支付"
    done = "支付已冲销"
    intro = "登记错了的支付在这里冲销：原记录保留并划去，不再计入已付金额。"
    reason = long_text("冲销原因", rows=2)

    def carry_out(self, case: Case) -> None:
        void_payment(payment=self.cleaned_data["payment"], by=self.user, reason=self.cleaned_data["reason"])


def _exceeds(amount_yuan: Decimal | None, line: RollLine) -> bool:
    """False where nothing was paid or what is owed is not known."""
    owed = line.outstanding_yuan
    return amount_yuan is not None and owed is not None and amount_yuan > owed


def _lines_of(block: ClaimBlock) -> list[RollLine]:
    if not block.workers:
        return [RollLine(f"claim_{block.claim.pk}", block, None)]
    return [RollLine(f"worker_{row.worker.pk}", block, row) for row in block.workers]
