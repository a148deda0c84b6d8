"""催办, 督办 and the unit's reply, 会商."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ledger.actions.supervision import (
    LONGEST_REPLY,
    REGULATOR,
    REMIND,
    SUPERVISED,
    note_consultation,
    remind,
    reply_supervision,
    supervise,
)
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.forms.several import SeveralField
from ledger.models import Case, Supervision
from ledger.selectors.officers import units_for
from ledger.selectors.oversight import open_supervisions, units_on
from ledger.workflow import OPEN, Status
from office.models import Unit, User
from reception.forms.fields import ProofField

REMINDER = "请抓紧办理，并及时登记进展。"
KINDS = [pair for pair in Supervision.Kind.choices if pair[0] != REMIND]
USUAL_DAYS = 3


class RemindForm(ActForm):
    act, label, sources = "remind", "催办", SUPERVISED
    intro = "提醒责任单位或协办单位；不要求回复。"

    unit = forms.ModelChoiceField(Unit.objects.none(), label="催办单位", empty_label=None)
    text = long_text("催办内容", rows=2, most=300, initial=REMINDER)

    def prepare(self) -> None:
        units = units_on(self.case)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.initial.setdefault("unit", self.case.responsible_unit_id)

    def carry_out(self, case: Case) -> None:
        remind(case=case, by=self.user, unit=self.cleaned_data["unit"], text=self.cleaned_data["text"])


class SuperviseForm(ActForm):
    act, label, sources = "supervise", "督办", OPEN
    intro = (
        "督办和挂牌督办的对象是本案的责任单位或协办单位；违法发包、转包、违法分包、挂靠、拖欠工程款等，"
        "用行业督办交行业主管部门，该单位随即可以查看本案，办结前须有回复。"
    )

    kind = forms.ChoiceField(label="种类", choices=KINDS)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="对象单位", empty_label="请选择")
    text = long_text("要求", rows=3, most=300)
    reply_due_on = coming_day("回复期限")

    def prepare(self) -> None:
        self.fields["unit"].queryset = units_for(self.case.area)  # type: ignore[attr-defined]
        if self.case.status == Status.REGISTERED:
            self.fields["kind"].choices = [pair for pair in KINDS if pair[0] == REGULATOR]  # type: ignore[attr-defined]
        self.initial.setdefault("unit", self.case.responsible_unit_id)
        self.initial.setdefault("reply_due_on", timezone.localdate() + timedelta(days=USUAL_DAYS))

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        supervise(
            case=case, by=self.user, kind=data["kind"], unit=data["unit"], text=data["text"],
            reply_due_on=data["reply_due_on"],
        )  # fmt: skip


class _SupervisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Supervision) -> str:
        return f"{row.on:%Y-%m-%d}　{row.get_kind_display()}　{row.unit}　{row.reply_due_on:%Y-%m-%d} 前回复"


class ReplyForm(ActForm):
    act, label, sources = "reply_supervision", "回复督办", tuple(Status)
    done = "督办已回复"

    supervision = _SupervisionChoice(Supervision.objects.none(), label="哪一件督办", empty_label="请选择")
    reply = long_text("回复", most=LONGEST_REPLY)
    on = DayField("回复日期")

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return bool(open_supervisions(case, user))

    def prepare(self) -> None:
        ours = [row.pk for row in open_supervisions(self.case, self.user)]
        field = self.fields["supervision"]
        field.queryset = Supervision.objects.filter(pk__in=ours).select_related("unit")  # type: ignore[attr-defined]
        if len(ours) == 1:
            self.initial.setdefault("supervision", ours[0])

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        reply_supervision(supervision=data["supervision"], by=self.user, reply=data["reply"], on=data["on"])


class ConsultationForm(ActForm):
    act, label, sources = "note_consultation", "登记会商", OPEN
    done = "会商已登记"

    on = DayField("会商日期")
    units = SeveralField(Unit.objects.none(), label="参加单位", widget=forms.CheckboxSelectMultiple)
    text = long_text("会商内容", help_text="研究了什么、各单位怎样分工、什么时候做完。")
    file = ProofField("附件", required=False)

    def prepare(self) -> None:
        self.fields["units"].queryset = units_for(self.case.area)  # type: ignore[attr-defined]
        self.initial.setdefault("units", [unit.pk for unit in units_on(self.case)])

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        return case.progress_notes.filter(by=self.user, on=data["on"], text=data["text"], kind="consultation").exists()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "units" in cleaned and len(cleaned["units"]) < 2:
            self.add_error("units", "会商须有两个以上单位参加。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        note_consultation(
            case=case, by=self.user, text=data["text"], units=list(data["units"]), on=data["on"],
            file=self.stored("file"),
        )  # fmt: skip
