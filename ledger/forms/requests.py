"""申请延期 and the head's decision; 延长期限; 不同意重新办理."""

from django import forms

from ledger.actions.clocks import office_clock
from ledger.actions.requests import (
    EXTENSION,
    LONGEST,
    REOPEN,
    ask_extension,
    extend,
    grant_extension,
    refuse_extension,
    refuse_reopening,
)
from ledger.forms.base import ActForm, coming_day, long_text
from ledger.models import Case, Request
from ledger.selectors.oversight import waiting_request
from ledger.workflow import OPEN, Status
from office.models import User
from office.refusals import Refused


def reason_field(label: str = "理由") -> forms.CharField:
    """A sentence or two, as long as a request may keep."""
    return long_text(label, rows=2, most=LONGEST)


class _UntilForm(ActForm):
    """A form that names a later day; today's deadline stands beside it."""

    until = coming_day("延至")

    def prepare(self) -> None:
        clock = office_clock(self.case)
        if clock:
            self.fields["until"].help_text = f"现在的办理期限是 {clock.due_on:%Y-%m-%d}。"


class AskExtensionForm(_UntilForm):
    act, label, sources = "ask_extension", "申请延期", (Status.IN_PROGRESS,)
    done = "已申请延期，等待主任决定"
    intro = "主任批准之前，原来的办理期限不变。"

    reason = reason_field()

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return waiting_request(case, EXTENSION) is None

    def carry_out(self, case: Case) -> None:
        ask_extension(case=case, by=self.user, until=self.cleaned_data["until"], reason=self.cleaned_data["reason"])


class ExtendForm(_UntilForm):
    act, label, sources = "extend", "延长期限", (Status.ASSIGNED, Status.IN_PROGRESS, Status.UNDER_REVIEW)
    done = "办理期限已延长"
    intro = "责任单位没有申请而确有需要的，由主任直接延长。"

    reason = reason_field()

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.due_on is not None and waiting_request(case, EXTENSION) is None

    def carry_out(self, case: Case) -> None:
        extend(case=case, by=self.user, until=self.cleaned_data["until"], reason=self.cleaned_data["reason"])


class _DecisionForm(ActForm):
    """The head's answer to the request that waits; it is shown above the form."""

    kind = EXTENSION

    note = reason_field("决定说明")

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return waiting_request(case, cls.kind) is not None

    def prepare(self) -> None:
        super().prepare()
        request = waiting_request(self.case, self.kind)
        if request:
            if request.until and "until" in self.fields:
                self.initial.setdefault("until", request.until)
            asked = f"延至 {request.until:%Y-%m-%d}" if request.until else "重新办理"
            who = request.by or "系统"
            self.intro = f"{who}于 {request.on:%Y-%m-%d} 申请{asked}：{request.reason}"  # type: ignore[misc]

    def waiting(self, case: Case) -> Request:
        request = waiting_request(case, self.kind)
        if request is None:
            raise Refused(f"案件 {case.number} 没有等待决定的申请。")
        return request


class GrantExtensionForm(_DecisionForm, _UntilForm):
    act, label, sources = "grant_extension", "批准延期", OPEN
    done = "已批准延期"

    field_order = ("until", "note")

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        grant_extension(request=self.waiting(case), by=self.user, until=data["until"], note=data["note"])


class RefuseExtensionForm(_DecisionForm):
    act, label, sources = "refuse_extension", "不批准延期", tuple(Status)
    done = "没有批准延期，原办理期限不变"

    def carry_out(self, case: Case) -> None:
        refuse_extension(request=self.waiting(case), by=self.user, note=self.cleaned_data["note"])


class RefuseReopeningForm(_DecisionForm):
    act, label, sources = "refuse_reopening", "不同意重新办理", tuple(Status)
    done = "没有同意重新办理，案件仍为办结"
    kind = REOPEN

    def carry_out(self, case: Case) -> None:
        refuse_reopening(request=self.waiting(case), by=self.user, note=self.cleaned_data["note"])
