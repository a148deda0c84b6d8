"""登记法定期限, 延长, 办结; 中止计时 and 恢复计时."""

from typing import Any

from django import forms

from ledger.actions.pauses import PAUSABLE, pause_case, resume_case
from ledger.actions.statutory import close_statutory, extend_statutory, start_statutory
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.models import Case, Clock, ClockRule
from ledger.reference_data import OF_THE_OFFICE
from ledger.selectors.clocks import limit_of, longest, statutory_clocks
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import Role

MOST_REASON, MOST_PAUSE_REASON = 300, 100


class _ClockChoice(forms.ModelChoiceField):
    """One of the deadlines that run on the case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Clock.objects.none(), label="法定期限", empty_label="请选择", **kwargs)

    def label_from_instance(self, clock: Clock) -> str:
        return f"{clock.rule}　{clock.started_on:%Y-%m-%d} 起　{clock.due_on:%Y-%m-%d} 到期"

    def offer(self, clocks: list[Clock]) -> None:
        self.queryset = Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).select_related("rule")
        if len(clocks) == 1:
            self.initial = clocks[0].pk


class _StatutoryForm(ActForm):
    """Under review only the head adds to a case."""

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.status != Status.UNDER_REVIEW or Role.HEAD in user.role_set


class StartStatutoryForm(_StatutoryForm):
    act, label, sources = "start_statutory", "登记法定期限", OPEN
    done = "已登记法定期限"
    intro = "法律、条例规定的期限，从规定的事由发生之日起算；到期日由程序推算，文书写明日期的照文书填写。"

    code = forms.ChoiceField(label="法定期限")
    started_on = DayField("起算日")
    due_on = coming_day("到期日", required=False, help_text="只有责令支付、保函到期这类由文书确定日期的才填写。")
    reason = long_text("事由或文号", rows=2, most=MOST_REASON)

    def prepare(self) -> None:
        running = {clock.rule.code for clock in statutory_clocks(self.case)}
        rules = ClockRule.objects.exclude(code__in=[*OF_THE_OFFICE, *running])
        known = {rule.code: f"{rule.label}（{_length_of(rule)}，{rule.trigger}起）" for rule in rules}
        self.fields["code"].choices = [("", "请选择"), *known.items()]  # type: ignore[attr-defined]

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        start_statutory(
            case=case, by=self.user, code=data["code"], started_on=data["started_on"], due_on=data["due_on"],
            reason=data["reason"],
        )  # fmt: skip


class CloseStatutoryForm(_StatutoryForm):
    act, label, sources = "close_statutory", "法定期限办结", OPEN
    done = "该法定期限已办结，不再计时"
    intro = "该做的已经做完（如已书面告知、已作出决定）时登记，写明事由或文号。"

    clock = _ClockChoice()
    on = DayField("办结日期")
    reason = long_text("事由或文号", rows=2, most=MOST_REASON)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return super().fits(case, user) and bool(statutory_clocks(case))

    def prepare(self) -> None:
        self.fields["clock"].offer(statutory_clocks(self.case))  # type: ignore[attr-defined]

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        close_statutory(case=case, by=self.user, clock=data["clock"], on=data["on"], reason=data["reason"])


class ExtendStatutoryForm(_StatutoryForm):
    act, label, sources = "extend_statutory", "延长法定期限", OPEN
    done = "法定期限已延长"
    intro = "只在规定允许的范围内延长，写明理由；信访事项延长的，须告知信访人。"

    clock = _ClockChoice()
    until = coming_day("延长至")
    reason = long_text("理由", rows=2, most=MOST_REASON)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return any(clock.rule.extension for clock in statutory_clocks(case))

    def prepare(self) -> None:
        ends = [(clock, longest(clock)) for clock in statutory_clocks(self.case) if clock.rule.extension]
        self.fields["clock"].offer([clock for clock, _day in ends])  # type: ignore[attr-defined]
        self.fields["until"].help_text = "；".join(f"{clock.rule}最多延长到 {day}" for clock, day in ends)
        if len(ends) == 1:
            self.initial.setdefault("until", ends[0][1])

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        extend_statutory(case=case, by=self.user, clock=data["clock"], until=data["until"], reason=data["reason"])


class PauseForm(ActForm):
    act, label, sources = "pause_clock", "中止计时", PAUSABLE
    done = "办理期限已中止，到下次核查日再看进展"
    intro = "案件等待仲裁、法院或公安处理时，办理期限中止；法定期限照常计算。须定下次核查日，过期未核查的按超期提示。"

    reason = forms.CharField(label="等待什么", max_length=MOST_PAUSE_REASON, help_text="如：等待劳动仲裁裁决，案号。")
    on = DayField("中止日期")
    next_check_on = coming_day("下次核查日")

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        limit = limit_of(case)
        return limit is not None and limit.paused_on is None

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        pause_case(
            case=case, by=self.user, reason=data["reason"], on=data["on"], next_check_on=data["next_check_on"]
        )  # fmt: skip


class ResumeForm(ActForm):
    act, label, sources = "resume_clock", "恢复计时", PAUSABLE
    done = "办理期限已恢复计时"
    intro = "中止时剩余的工作日，自恢复之日起继续计算，当日不计。"

    on = DayField("恢复日期")

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        limit = limit_of(case)
        return limit is not None and limit.paused_on is not None

    def carry_out(self, case: Case) -> None:
        resume_case(case=case, by=self.user, on=self.cleaned_data["on"])


def _length_of(rule: ClockRule) -> str:
    if rule.day_unit == ClockRule.DayUnit.DATE:
        return "照文书"
    return f"{rule.length} {rule.get_day_unit_display()}"
