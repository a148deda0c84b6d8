"""登记分期计划 as a table of days and amounts, 撤销分期计划."""

from typing import Any

from django import forms

from ledger.actions.instalments import plan_instalments, withdraw_instalments
from ledger.forms.base import ClaimChoice, WorkForm, YuanField, coming_day, long_text
from ledger.forms.rows import RowsForm
from ledger.instalments import Promise
from ledger.models import Case, CaseClaim
from ledger.selectors.instalments import claims_with_agreement, load_instalments
from office.models import User


class PlanForm(RowsForm, WorkForm):
    act, label = "plan_instalments", "登记分期计划"
    done = "分期计划已登记"
    intro = (
        "按和解协议逐期填写应付日期和金额，合计须等于约定金额，已经付过的也列入；是否按期支付由登记的支付自动计算。"
        "已有计划的，重新登记即整份更换。"
    )

    claim = ClaimChoice()
    reason = long_text("更换的原因", required=False, rows=2, most=300, help_text="更换已有计划的，必须填写。")

    def cells(self) -> dict[str, forms.Field]:
        return {"due_on": coming_day("应付日期"), "amount_yuan": YuanField(label="应付金额（元）")}

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return super().fits(case, user) and bool(claims_with_agreement(case))

    def prepare(self) -> None:
        agreed = claims_with_agreement(self.case)
        self.fields["claim"].offer([block for block in self.blocks if block.claim.pk in agreed])  # type: ignore[attr-defined]
        super().prepare()

    def carry_out(self, case: Case) -> None:
        promises = [Promise(row["due_on"], row["amount_yuan"]) for row in self.rows]
        data: dict[str, Any] = self.cleaned_data
        plan_instalments(case_claim=data["claim"], by=self.user, promises=promises, reason=data["reason"])


class WithdrawPlanForm(WorkForm):
    act, label = "withdraw_instalments", "撤销分期计划"
    done = "分期计划已撤销"
    intro = "整份计划不再计算是否按期；原因记入办理进展。"

    claim = ClaimChoice()
    reason = long_text("撤销的原因", rows=2, most=300)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        load_instalments(case)
        return super().fits(case, user) and bool(case.instalments.all())

    def prepare(self) -> None:
        load_instalments(self.case)
        planned = {row.claim_id for row in self.case.instalments.all()}
        self.fields["claim"].offer([block for block in self.blocks if block.claim.pk in planned])  # type: ignore[attr-defined]

    def carry_out(self, case: Case) -> None:
        entry: CaseClaim = self.cleaned_data["claim"]
        withdraw_instalments(case_claim=entry, by=self.user, reason=self.cleaned_data["reason"])
