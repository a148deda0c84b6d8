"""当场解决: one guided page for a claim that is settled and paid at the table."""

from typing import Any

from django import forms

from ledger.actions.spot import Paper, Settlement, SpotPayment, settle_on_spot
from ledger.forms.base import DayField, YuanField, long_text
from ledger.forms.payments import KINDS_WITH_FILE, RollForm, source_field
from ledger.models import Case, Evidence
from ledger.selectors.officers import units_for
from ledger.workflow import SOLVED, Outcome
from office.models import Code, Unit
from office.roles import OFFICE_ROLES, holds
from reception.forms.fields import ProofField

OUTCOMES = [(outcome.value, outcome.label) for outcome in Outcome if outcome in SOLVED]
# The paper that an outcome rests on besides the proof of payment.
PAPER_OF = {Outcome.SETTLED: Evidence.Kind.AGREEMENT, Outcome.ENFORCED: Evidence.Kind.INSTRUMENT}


class SpotForm(RollForm):
    move, label = "spot_assign", "当场解决"
    done = "已当场解决，等待主任审核"
    intro = "钱已当场付清、凭证在手的，在这一页填完：交办、签收、支付、结果、确认一次办成，只等主任审核办结。"
    page = "ledger/payment_form.html"

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理单位", required=False, empty_label="不选：用您的单位，没有单位的用牵头单位"
    )
    on = DayField("解决日期")
    outcome = forms.ChoiceField(label="办结结果", choices=OUTCOMES)
    source = source_field()
    proof_kind = forms.ChoiceField(label="凭证种类", choices=[("", "请选择"), *KINDS_WITH_FILE])
    proof = ProofField("支付凭证", required=False)
    paper_reference = forms.CharField(
        label="裁判文书文号", required=False, max_length=120, help_text="裁判已执行到位的填写。"
    )
    paper = ProofField("和解协议或裁判文书", required=False)
    facts_clear_text = long_text("案情清楚", rows=3, help_text="谁欠谁、哪段时间、多少钱、怎么查清的。")
    matter_settled_text = long_text("事情解决", rows=3, help_text="怎样付清的、反映人是否认可。")
    satisfaction = forms.ModelChoiceField(
        Code.objects.filter(kind=Code.Kind.SATISFACTION, is_active=True), label="反映人满意度", required=False,
        empty_label="没有回访",
    )  # fmt: skip
    none_reason = forms.CharField(label="未回访的原因", required=False, max_length=200)

    def prepare(self) -> None:
        super().prepare()
        self._offer_units()
        for block in self.blocks:
            amount = block.claim.amount_yuan
            self.fields[f"verified_{block.claim.pk}"] = YuanField(
                label=f"{block.claim.number} 核实金额（元）" if len(self.blocks) > 1 else "核实金额（元）", required=False, initial=amount and f"{amount:.2f}",
                help_text="查明应付的数额；空着按实付计。",
            )  # fmt: skip

    def _offer_units(self) -> None:
        """A liaison takes the case for the own unit, so there is nothing to choose."""
        if not holds(self.user, OFFICE_ROLES):
            del self.fields["unit"]
            return
        self.fields["unit"].queryset = units_for(self.case.area)  # type: ignore[attr-defined]

    def carry_out(self, case: Case) -> None:
        data, lines = self.cleaned_data, self.lines()
        paid = SpotPayment(
            lines=lines, source=data["source"], proof_kind=data["proof_kind"], proof=self.stored("proof")
        )
        told = Settlement(
            facts_clear_text=data["facts_clear_text"], matter_settled_text=data["matter_settled_text"],
            payments=(paid,), outcome=data["outcome"], verified_yuan=self._amounts("verified"),
            agreed_yuan=self._agreed(), papers=self._papers(), satisfaction=data["satisfaction"],
            none_reason=data["none_reason"],
        )  # fmt: skip
        settle_on_spot(case=case, by=self.user, settlement=told, unit=data.get("unit"), on=data["on"])

    def _amounts(self, name: str) -> dict[int, Any]:
        given = {block.claim.pk: self.cleaned_data.get(f"{name}_{block.claim.pk}") for block in self.blocks}
        return {pk: amount for pk, amount in given.items() if amount}

    def _agreed(self) -> dict[int, Any]:
        """What was paid at the table is what was agreed there."""
        if self.cleaned_data["outcome"] != Outcome.SETTLED:
            return {}
        agreed: dict[int, Any] = {}
        for line in self.lines():
            agreed[line.claim.pk] = agreed.get(line.claim.pk, 0) + line.amount_yuan
        return agreed

    def _papers(self) -> tuple[Paper, ...]:
        kind = PAPER_OF.get(Outcome(self.cleaned_data["outcome"]))
        file, reference = self.stored("paper"), self.cleaned_data["paper_reference"]
        if kind is None or not (file or reference):
            return ()
        return (Paper(kind=kind, text="当场解决时提交", reference=reference, file=file),)
