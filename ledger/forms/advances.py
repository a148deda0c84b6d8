"""登记垫付工资 with a line per worker, 登记基本生活费, 登记追偿, and striking either out."""

from decimal import Decimal
from typing import Any

from django import forms

from ledger.actions.advances import Allowance, Approval, Proof, record_advance, void_advance
from ledger.actions.recoveries import record_recovery, void_recovery
from ledger.forms.base import WORK_STATES, ActForm, DayField, WorkForm, YuanField, coming_day, long_text
from ledger.forms.payments import PROOF_KINDS, RollForm
from ledger.models import Advance, Case, FundAccount, FundSource, Payment, Recovery
from ledger.selectors.advances import accounts_to_pay_from, advances_of, debtors_on
from ledger.workflow import Status
from office.amounts import show_yuan
from office.document_numbers import EXAMPLE, number_faults, tidy_number
from office.models import User
from reception.forms.fields import ProofField
from reception.models import Company


class _AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, account: FundAccount) -> str:
        return f"{account.name}（{account.get_source_display()}）"


class _ApprovedForm(WorkForm):
    """What every advance is told of: source, approval, and who is to pay it back."""

    act = "record_advance"

    on = DayField("垫付日期")
    source = forms.ChoiceField(label="资金渠道", choices=[("", "请选择"), *FundSource.choices])
    account = _AccountChoice(
        FundAccount.objects.none(), label="资金账户", required=False, empty_label="不从账户支出",
        help_text="选了账户的，同时记入该账户，余额不足的不能登记。",
    )  # fmt: skip
    approver = forms.CharField(label="批准人", max_length=60)
    approved_on = DayField("批准日期")
    document_number = forms.CharField(
        label="批准文号", required=False, max_length=60, help_text=f"有文件的填写，如 {EXAMPLE}。"
    )
    file = ProofField("批准材料")
    debtor = forms.ModelChoiceField(Company.objects.none(), label="追偿对象", empty_label="请选择")
    recover_by = coming_day("应追回日期", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    def prepare(self) -> None:
        super().prepare()
        debtors = debtors_on(self.case)
        self.fields["debtor"].queryset = Company.objects.filter(pk__in=[row.pk for row in debtors])  # type: ignore[attr-defined]
        if len(debtors) == 1:
            self.initial.setdefault("debtor", debtors[0].pk)
        self.fields["account"].queryset = accounts_to_pay_from(self.case)  # type: ignore[attr-defined]

    def clean_document_number(self) -> str:
        number = tidy_number(self.cleaned_data["document_number"])
        if faults := number and number_faults(number, "批准文号"):
            raise forms.ValidationError(faults)
        return number

    def is_repeated(self, case: Case) -> bool:
        return case.advances.filter(submission=self.cleaned_data["submission"]).exists()

    def common(self) -> dict[str, Any]:
        """What the action is told of either kind."""
        data = self.cleaned_data
        approval = Approval(
            on=data["approved_on"], approver=data["approver"], document_number=data["document_number"],
            file=self.stored("file"),
        )  # fmt: skip
        kept = {name: data[name] for name in ("on", "source", "account", "debtor", "recover_by", "note", "submission")}
        return {"by": self.user, "approval": approval, **kept}


class AdvanceWagesForm(_ApprovedForm, RollForm):
    label = "登记垫付工资"
    done = "垫付已登记，并记入支付"
    intro = "用保证金、应急周转金等垫付的工资：按人登记，同时成为一笔支付，办结时计入已付；事后向欠薪单位追偿。"
    page = "ledger/payment_form.html"

    proof_kind = forms.ChoiceField(label="支付凭证种类", choices=PROOF_KINDS)
    proof = ProofField("支付凭证", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("proof") and cleaned.get("proof_kind") == Payment.ProofKind.NONE:
            self.add_error("proof_kind", "已上传凭证，请选择凭证种类。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        proof = Proof(kind=self.cleaned_data["proof_kind"], file=self.stored("proof"))
        record_advance(case=case, what=self.lines(), proof=proof, **self.common())


class AllowanceForm(_ApprovedForm):
    label = "登记基本生活费"
    done = "基本生活费已登记"
    intro = "垫付的基本生活费不是工资，不计入已付；事后向欠薪单位追偿。"

    workers_count = forms.IntegerField(label="领取人数", min_value=1, max_value=100_000)
    amount_yuan = YuanField(label="金额（元）")

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        what = Allowance(amount_yuan=data["amount_yuan"], workers_count=data["workers_count"])
        record_advance(case=case, what=what, **self.common())


class _AdvanceChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Advance) -> str:
        return (
            f"{row.on:%Y-%m-%d}　{row.get_kind_display()}　{show_yuan(row.amount_yuan)} 元　{row.get_source_display()}"
        )


class _OnAdvanceForm(ActForm):
    """Something done to one advance of the case that still counts, in any state of the case."""

    sources = tuple(Status)
    advance = _AdvanceChoice(Advance.objects.none(), label="哪一笔垫付", empty_label="请选择")

    @classmethod
    def advances(cls, case: Case) -> list[Advance]:
        return [row for row in advances_of(case) if row.voided_at is None]

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return bool(cls.advances(case))

    def prepare(self) -> None:
        ours = [row.pk for row in self.advances(self.case)]
        self.fields["advance"].queryset = Advance.objects.filter(pk__in=ours)  # type: ignore[attr-defined]
        if len(ours) == 1:
            self.initial.setdefault("advance", ours[0])


class RecoveryForm(_OnAdvanceForm):
    act, label = "record_recovery", "登记追偿"
    done = "追偿已登记"
    intro = "垫付追回多少、哪天追回；从资金账户垫付的，追回的钱同时记回该账户。案件办结、销号后照常登记。"

    on = DayField("追回日期")
    amount_yuan = YuanField(label="追回金额（元）")
    text = forms.CharField(label="说明", required=False, max_length=200)
    file = ProofField("凭证", required=False)

    @classmethod
    def advances(cls, case: Case) -> list[Advance]:
        return [row for row in super().advances(case) if _outstanding(row)]

    def is_repeated(self, case: Case) -> bool:
        return Recovery.objects.filter(submission=self.cleaned_data["submission"], advance__case=case).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        record_recovery(
            advance=data["advance"], by=self.user, amount_yuan=data["amount_yuan"], on=data["on"], text=data["text"],
            file=self.stored("file"), submission=data["submission"],
        )  # fmt: skip


class VoidAdvanceForm(_OnAdvanceForm):
    act, label = "void_advance", "冲销垫付"
    done = "垫付已冲销"
    intro = "登记错了的垫付在这里冲销：原记录保留，随之记的支付一并冲销，资金账户记一笔冲正。"
    reason = long_text("冲销原因", rows=2, most=200)

    @classmethod
    def advances(cls, case: Case) -> list[Advance]:
        """With its payment only while the case is being worked on."""
        found = super().advances(case)
        return found if case.status in WORK_STATES else [row for row in found if row.payment_id is None]

    def carry_out(self, case: Case) -> None:
        void_advance(advance=self.cleaned_data["advance"], by=self.user, reason=self.cleaned_data["reason"])


class _RecoveryChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Recovery) -> str:
        return f"{row.on:%Y-%m-%d}　追回 {show_yuan(row.amount_yuan)} 元"


class VoidRecoveryForm(ActForm):
    act, label, sources = "void_advance", "冲销追偿", tuple(Status)
    done = "追偿已冲销"
    intro = "登记错了的追偿在这里冲销：原记录保留，不再计入已追回，资金账户记一笔冲正。"

    recovery = _RecoveryChoice(Recovery.objects.none(), label="哪一笔追偿", empty_label="请选择")
    reason = long_text("冲销原因", rows=2, most=200)

    @classmethod
    def recoveries(cls, case: Case) -> list[Recovery]:
        return [row for advance in advances_of(case) for row in advance.recoveries.all() if row.voided_at is None]

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return bool(cls.recoveries(case))

    def prepare(self) -> None:
        ours = [row.pk for row in self.recoveries(self.case)]
        self.fields["recovery"].queryset = Recovery.objects.filter(pk__in=ours)  # type: ignore[attr-defined]

    def carry_out(self, case: Case) -> None:
        void_recovery(recovery=self.cleaned_data["recovery"], by=self.user, reason=self.cleaned_data["reason"])


def _outstanding(advance: Advance) -> bool:
    back = sum((row.amount_yuan for row in advance.recoveries.all() if row.voided_at is None), Decimal(0))
    return back < advance.amount_yuan
