"""提级办理: asked for, sent with its dossier, replied to, concluded."""

from typing import Any

from django import forms

from ledger.actions.escalation import (
    LONGEST_REMARK,
    LONGEST_TEXT,
    USUAL_RECEIVER,
    conclude_escalation,
    record_escalation_reply,
    request_escalation,
    send_escalation,
)
from ledger.dossier import DossierItem
from ledger.forms.base import ActForm, DayField, long_text
from ledger.models import Case
from ledger.selectors.dossier import dossier_of
from ledger.selectors.escalation import open_escalation
from ledger.workflow import OPEN, Status
from office.document_numbers import EXAMPLE, LONGEST, number_faults, tidy_number
from office.models import User
from reception.forms.fields import ProofField

TICK, REMARK = "tick_", "remark_"


class RequestEscalationForm(ActForm):
    act, label, sources = "request_escalation", "提请提级办理", OPEN
    intro = "先登记提请，案卷齐备后再“报送提级办理”。案件仍由本级办理，各项期限照常计算。"

    on = DayField("提请日期")
    reason = long_text(
        "提请理由", rows=3, most=LONGEST_TEXT, help_text="为什么本级难以解决，拟请市级协调什么；不写反映人姓名和号码。"
    )

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return open_escalation(case) is None

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        request_escalation(case=case, by=self.user, reason=data["reason"], on=data["on"])


class _OfEscalationForm(ActForm):
    """An act on the escalation that has no conclusion yet."""

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        row = open_escalation(case)
        return row is not None and cls.fits_row(sent=row.sent_on is not None, replied=row.replied_on is not None)

    @classmethod
    def fits_row(cls, *, sent: bool, replied: bool) -> bool:
        return True


class SendEscalationForm(_OfEscalationForm):
    act, label, sources = "send_escalation", "报送提级办理", OPEN
    done = "提级办理已登记报送，案件仍由本级办理"
    page = "ledger/escalation_form.html"
    intro = "案卷清单中系统已有的自动打 ✓；其余的由您勾选，确实没有的写明原因。"

    document_number = forms.CharField(
        label="文号", max_length=LONGEST, help_text=f"如 {EXAMPLE}，括号写成 () 或 [] 的会自动改正。"
    )
    sent_to = forms.CharField(label="报送单位", max_length=80, initial=USUAL_RECEIVER)
    on = DayField("报送日期")
    file = ProofField("请示扫描件", required=False)

    items: list[DossierItem]

    @classmethod
    def fits_row(cls, *, sent: bool, replied: bool) -> bool:
        return not sent

    def prepare(self) -> None:
        self.items = dossier_of(self.case)
        for item in self.items:
            if item.found is None:
                self.fields[TICK + item.key] = forms.BooleanField(label=f"{item.label}：已入卷", required=False)
            if not item.found:
                self.fields[REMARK + item.key] = forms.CharField(
                    label=f"{item.label}：未附的原因", required=False, max_length=LONGEST_REMARK
                )

    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that stand above the list."""
        return [field for field in self.visible_fields() if not field.name.startswith((TICK, REMARK))]

    def rows(self) -> list[tuple[DossierItem, forms.BoundField | None, forms.BoundField | None]]:
        """Each item with its box and its remark, as far as it has them."""
        return [(item, self._field(TICK, item), self._field(REMARK, item)) for item in self.items]

    def clean_document_number(self) -> str:
        number = tidy_number(self.cleaned_data["document_number"])
        if faults := number_faults(number):
            raise forms.ValidationError(faults)
        return number

    def carry_out(self, case: Case) -> None:
        data, row = self.cleaned_data, open_escalation(case)
        assert row is not None  # noqa: S101  offered only with one, and the case is as it was then
        send_escalation(
            escalation=row, by=self.user, document_number=data["document_number"], sent_to=data["sent_to"],
            on=data["on"], file=self.stored("file"), ticked=[key for key, said in self._said(TICK).items() if said],
            remarks=self._said(REMARK),
        )  # fmt: skip

    def _field(self, prefix: str, item: DossierItem) -> forms.BoundField | None:
        return self[prefix + item.key] if prefix + item.key in self.fields else None

    def _said(self, prefix: str) -> dict[str, Any]:
        given = self.cleaned_data.items()
        return {name.removeprefix(prefix): value for name, value in given if name.startswith(prefix)}


class EscalationReplyForm(_OfEscalationForm):
    act, label, sources = "record_escalation_reply", "登记提级批复", tuple(Status)
    done = "市级批复已登记"

    on = DayField("批复日期")
    reply_number = forms.CharField(
        label="批复文号", max_length=LONGEST, required=False, help_text="照批复原文填写；口头答复的不填。"
    )
    reply = long_text("批复内容", rows=3, most=LONGEST_TEXT)
    file = ProofField("批复扫描件", required=False)

    @classmethod
    def fits_row(cls, *, sent: bool, replied: bool) -> bool:
        return sent and not replied

    def carry_out(self, case: Case) -> None:
        data, row = self.cleaned_data, open_escalation(case)
        assert row is not None  # noqa: S101  as above
        record_escalation_reply(
            escalation=row, by=self.user, reply=data["reply"], reply_number=data["reply_number"], on=data["on"],
            file=self.stored("file"),
        )  # fmt: skip


class ConcludeEscalationForm(_OfEscalationForm):
    act, label, sources = "conclude_escalation", "提级办理结论", tuple(Status)
    done = "提级办理已有结论"
    intro = "写明提级办理的结果。没有等到批复而本级已解决的、撤回提请的，也在这里写明。"

    on = DayField("结论日期")
    conclusion = long_text("结论", rows=3, most=LONGEST_TEXT)

    def carry_out(self, case: Case) -> None:
        data, row = self.cleaned_data, open_escalation(case)
        assert row is not None  # noqa: S101  as above
        conclude_escalation(escalation=row, by=self.user, conclusion=data["conclusion"], on=data["on"])
