"""What is gathered while a case is worked on: progress, evidence, amounts, outcomes, confirmations, follow-up calls."""

from typing import Any

from django import forms

from ledger.actions.work import (
    add_evidence,
    add_follow_up,
    confirm_facts,
    is_unhappy,
    note_progress,
    record_outcome,
    verify_amounts,
)
from ledger.forms.base import WORK_STATES, ActForm, ClaimChoice, DayField, WorkForm, YuanField, long_text
from ledger.models import Case, Evidence
from ledger.selectors.hidden_names import names_hidden_on
from ledger.selectors.major import is_led_by
from ledger.workflow import FINISHED, OPEN, Outcome
from office.models import Code
from reception.forms.fields import ProofField
from reception.identity_access import struck

LEADER = Evidence.Kind.LEADER
KINDS = [pair for pair in Evidence.Kind.choices if pair[0] != LEADER]
TAKEN_BACK = "none"
CONFIRMATIONS = ("facts_clear_text", "matter_settled_text")


class ProgressForm(ActForm):
    act, label, sources = "note_progress", "登记进展", OPEN
    done = "进展已登记"

    on = DayField("日期")
    text = long_text("进展")
    file = ProofField("附件", required=False)

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        return case.progress_notes.filter(by=self.user, on=data["on"], text=data["text"]).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        note_progress(case=case, by=self.user, text=data["text"], on=data["on"], file=self.stored("file"))


class EvidenceForm(WorkForm):
    act, label = "add_evidence", "登记证明材料"
    done = "证明材料已登记"
    intro = "办结结果以证明材料为据：例如和解协议、裁判文书、核实结论、向反映人解释、对方地区的接收确认、每次联系反映人的记录。"

    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *KINDS])
    on = DayField("日期")
    claim = ClaimChoice("只涉及这件诉求", required=False, empty_label="整个案件")
    text = long_text("内容")
    reference = forms.CharField(label="文号或接收单位", required=False, max_length=120)
    file = ProofField("扫描件", required=False)

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        add_evidence(
            case=case, by=self.user, kind=data["kind"], on=data["on"], text=data["text"], reference=data["reference"],
            claim=data["claim"].claim if data["claim"] else None, file=self.stored("file"),
        )  # fmt: skip


class InstructionForm(ActForm):
    act, label, sources = "record_instruction", "登记领导批示", OPEN
    done = "领导批示已登记"
    intro = "包案领导的批示或结论；领导本人登记的可以不附扫描件，由治欠办照纸质件登记的，须上传扫描件。"

    on = DayField("批示日期")
    text = long_text("批示内容")
    reference = forms.CharField(label="文号或批示人", required=False, max_length=120)
    file = ProofField("扫描件", required=False)

    def prepare(self) -> None:
        self.fields["file"].required = not is_led_by(self.case, self.user)

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        add_evidence(
            case=case, by=self.user, kind=LEADER, on=data["on"], text=data["text"], reference=data["reference"],
            file=self.stored("file"),
        )  # fmt: skip


class VerifyForm(WorkForm):
    act, label = "record_outcome", "核实金额"
    done = "核实金额已登记"
    intro = "核实金额是查明应付的数额；达成和解的，另填约定金额。"

    claim = ClaimChoice()
    verified_amount_yuan = YuanField(label="核实金额（元）")
    agreed_amount_yuan = YuanField(label="约定金额（元）", required=False, help_text="没有和解协议的不填。")

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        verify_amounts(
            case_claim=data["claim"], by=self.user, verified_amount_yuan=data["verified_amount_yuan"],
            agreed_amount_yuan=data["agreed_amount_yuan"],
        )  # fmt: skip


class OutcomeForm(WorkForm):
    act, label = "record_outcome", "登记办结结果"
    done = "办结结果已登记"
    intro = "每件诉求各有自己的结果；结果日期填最后一份凭证或文书的日期，决定计入哪一个月。"

    claim = ClaimChoice()
    outcome = forms.ChoiceField(
        label="办结结果", choices=[("", "请选择"), *Outcome.choices, (TAKEN_BACK, "取消已登记的结果")]
    )
    outcome_on = DayField("结果日期")

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        outcome = "" if data["outcome"] == TAKEN_BACK else data["outcome"]
        record_outcome(case_claim=data["claim"], by=self.user, outcome=outcome, outcome_on=data["outcome_on"])


class ConfirmForm(WorkForm):
    act, label = "confirm_facts", "确认案情清楚和事情解决"
    done = "确认已登记"
    intro = "两个不放过：案情不清楚的不放过，事情没有解决的不放过。可以先确认一项；办结前两项都要有。"

    facts_clear_text = long_text("案情清楚", required=False, help_text="谁欠谁、哪段时间、多少钱、怎么查清的。")
    matter_settled_text = long_text("事情解决", required=False, help_text="怎样解决的、反映人是否知道。")

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    def prepare(self) -> None:
        names = names_hidden_on(self.case, self.user)
        self.shown = {name: struck(getattr(self.case, name), names) for name in CONFIRMATIONS}
        self.initial = {**self.shown, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["facts_clear_text"] and not cleaned["matter_settled_text"]:
            raise forms.ValidationError("请至少填写“案情清楚”和“事情解决”中的一项。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        changed = {
            name: self.cleaned_data[name] for name in CONFIRMATIONS if self.cleaned_data[name] != self.shown[name]
        }
        confirm_facts(case=case, by=self.user, **changed)


class FollowUpForm(ActForm):
    act, label, sources = "follow_up", "回访", (*WORK_STATES, *FINISHED)
    done = "回访已登记"
    intro = (
        "填反映人的满意度；确实不能回访的，写明原因。案件已办结或已销号而反映人不满意的，登记后即向主任申请重新办理；"
        "重新办理的案件，办结前须再次回访。"
    )

    on = DayField("回访日期")
    satisfaction = forms.ModelChoiceField(
        Code.objects.filter(kind=Code.Kind.SATISFACTION, is_active=True), label="满意度", required=False,
        empty_label="没有回访到",
    )  # fmt: skip
    none_reason = forms.CharField(label="未回访的原因", required=False, max_length=200)
    text = long_text("回访情况", required=False, rows=3, most=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["satisfaction"]) == bool(cleaned["none_reason"]):
            raise forms.ValidationError("“满意度”和“未回访的原因”请填其中一项，只填一项。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        add_follow_up(
            case=case, by=self.user, satisfaction=data["satisfaction"], none_reason=data["none_reason"],
            text=data["text"], on=data["on"],
        )  # fmt: skip
        if is_unhappy(data["satisfaction"]) and case.status in FINISHED:
            self.done = "回访已登记，并已向主任申请重新办理"  # type: ignore[misc]
