"""申请办结, 退回补办, 办结, 销号, 重新办理."""

from django import forms
from django.utils import timezone

from ledger.actions.completion import complete, reopen, request_completion, send_back, strike_off
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.forms.several import SeveralField
from ledger.gates import missing_for_completion, missing_for_strike_off
from ledger.models import Case, Request
from ledger.selectors.deadlines import default_due_on
from ledger.selectors.facts import case_facts
from ledger.selectors.hidden_names import without_hidden_names
from ledger.selectors.oversight import waiting_request
from ledger.selectors.review import unhappy_cases
from reception.models import Claim


class _GateForm(ActForm):
    """Shows beforehand what the gate will ask for."""

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    def prepare(self) -> None:
        self.missing = without_hidden_names(missing_for_completion(case_facts(self.case)), self.case, self.user)


class RequestCompletionForm(_GateForm):
    move = "request_completion"
    done = "已申请办结，等待主任审核"
    intro = "提交后由主任审核。缺少材料的不能提交，缺什么在下面逐项列出。"

    def carry_out(self, case: Case) -> None:
        request_completion(case=case, by=self.user)


class SendBackForm(ActForm):
    move = "send_back"
    done = "已退回补办"
    intro = "写明还要补办什么；案件回到“办理中”。"
    reason = long_text("要补办的事项")

    def carry_out(self, case: Case) -> None:
        send_back(case=case, by=self.user, reason=self.cleaned_data["reason"])


class CompleteForm(_GateForm):
    move = "complete"
    intro = "办结日期默认今天，可以改为最后一份凭证的日期；各件诉求按各自的结果日期计入情况表。"
    on = DayField("办结日期")

    def prepare(self) -> None:
        super().prepare()
        if unhappy_cases([self.case]):
            self.intro = f"最近一次回访，反映人不满意，请核对后再办结。{self.intro}"  # type: ignore[misc]

    def carry_out(self, case: Case) -> None:
        complete(case=case, by=self.user, on=self.cleaned_data["on"])


class StrikeOffForm(ActForm):
    move = "strike_off"
    intro = "不结案不销号。销号后案件从在办台账中消去，仍可查阅，也可以重新办理。"
    on = DayField("销号日期")

    def prepare(self) -> None:
        self.missing = missing_for_strike_off(case_facts(self.case))

    def carry_out(self, case: Case) -> None:
        strike_off(case=case, by=self.user, on=self.cleaned_data["on"])


class ReopenForm(ActForm):
    move = "reopen"
    done = "已转为重新办理"
    intro = "办结和销号的日期将清空，所选诉求的办结结果也将清空，须重新登记；已报送的情况表不变。"

    reason = long_text("重新办理的理由")
    due_on = coming_day("新的办理期限")
    claims = SeveralField(Claim.objects.none(), label="重新办理的诉求", widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        ours = Claim.objects.live().filter(caseclaim__case=self.case).order_by("id")
        self.fields["claims"].queryset = ours  # type: ignore[attr-defined]
        self.initial.setdefault("claims", [claim.pk for claim in ours])
        self.initial.setdefault("due_on", default_due_on(self.case, timezone.localdate()))
        request = waiting_request(self.case, Request.Kind.REOPEN)
        if request:
            self.initial.setdefault("reason", request.reason)

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        reopen(case=case, by=self.user, reason=data["reason"], due_on=data["due_on"], claims=list(data["claims"]))
