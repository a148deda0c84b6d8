"""风险等级, 稳控措施 and their checks, 事件 on a case."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ledger.actions.incidents import register_incident
from ledger.actions.stability import (
    LONGEST,
    LONGEST_STORY,
    add_measure,
    check_measure,
    set_risk,
)
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.models import Case, Incident, StabilityMeasure
from ledger.selectors.officers import officers_of, units_for
from ledger.selectors.stability import has_open_measures, open_measures
from ledger.workflow import OPEN, Status
from office.models import Code, Unit, User
from office.selectors import codes

USUAL_DAYS = 7
CONTINUE, END = "continue", "end"


def next_check(**kwargs: Any) -> forms.DateField:
    return coming_day("下次核查日", **{"help_text": "须晚于今天；到了这天会列在“稳控待核查”。", **kwargs})


class RiskForm(ActForm):
    act, label, sources = "set_risk", "评定风险等级", OPEN
    done = "风险等级已评定"

    risk = forms.ModelChoiceField(codes(Code.Kind.RISK), label="风险等级", empty_label="请选择")
    reason = long_text("理由", rows=2, most=LONGEST, help_text="有没有聚集、扬言、断粮、子女上学等情况。")
    on = DayField("评定日期")

    def prepare(self) -> None:
        # The level it has already is no new judgement.
        self.fields["risk"].queryset = codes(Code.Kind.RISK).exclude(pk=self.case.risk_id)  # type: ignore[attr-defined]

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        mark = case.risk_marks.first()
        return bool(mark and mark.by == self.user and (mark.risk, mark.reason) == (data["risk"], data["reason"]))

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        set_risk(case=case, by=self.user, risk=data["risk"], reason=data["reason"], on=data["on"])


class MeasureForm(ActForm):
    act, label, sources = "add_measure", "登记稳控措施", OPEN
    done = "稳控措施已登记"

    text = long_text("措施", rows=2, most=LONGEST, help_text="做什么，例如：每日联系带头人，劝其依法反映。")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    person = forms.CharField(label="责任人", max_length=40, widget=forms.TextInput(attrs={"list": "officers"}))
    next_check_on = next_check()
    on = DayField("登记日期")

    def prepare(self) -> None:
        self.fields["unit"].queryset = units_for(self.case.area)  # type: ignore[attr-defined]
        self.officers = officers_of(self.case.area)
        self.initial.setdefault("unit", self.case.responsible_unit_id)
        self.initial.setdefault("person", self.case.officer_name)
        self.initial.setdefault("next_check_on", timezone.localdate() + timedelta(days=USUAL_DAYS))

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        return case.measures.filter(by=self.user, on=data["on"], text=data["text"], person=data["person"]).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        add_measure(
            case=case, by=self.user, text=data["text"], unit=data["unit"], person=data["person"],
            next_check_on=data["next_check_on"], on=data["on"],
        )  # fmt: skip


class _MeasureChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: StabilityMeasure) -> str:
        return f"{row.on:%Y-%m-%d}　{row.unit} {row.person}　下次核查 {row.next_check_on:%Y-%m-%d}"


class CheckMeasureForm(ActForm):
    act, label = "check_measure", "核查稳控措施"
    sources = (*OPEN, Status.COMPLETED, Status.STRUCK_OFF)
    done = "核查情况已登记"

    measure = _MeasureChoice(StabilityMeasure.objects.none(), label="哪一项措施", empty_label="请选择")
    text = long_text("核查情况", rows=2, most=LONGEST, help_text="看到了什么；解除的，写明结果。")
    then = forms.ChoiceField(
        label="核查后", choices=[(CONTINUE, "继续稳控"), (END, "解除措施")], widget=forms.RadioSelect, initial=CONTINUE
    )
    next_check_on = next_check(required=False)
    on = DayField("核查日期")

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return has_open_measures(case)

    def prepare(self) -> None:
        keys = [measure.pk for measure in open_measures(self.case)]
        self.fields["measure"].queryset = StabilityMeasure.objects.filter(pk__in=keys).select_related("unit")  # type: ignore[attr-defined]
        if len(keys) == 1:
            self.initial.setdefault("measure", keys[0])
        if self.case.status in OPEN:
            self.initial.setdefault("next_check_on", timezone.localdate() + timedelta(days=USUAL_DAYS))
        else:
            self.fields["then"].choices = [(END, "解除措施")]  # type: ignore[attr-defined]
            self.initial["then"] = END

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("then") == CONTINUE and not cleaned.get("next_check_on") and "next_check_on" not in self.errors:
            self.add_error("next_check_on", "继续稳控的，请填写下次核查日。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        if data["then"] == END:
            self.done = "稳控措施已解除"
        check_measure(
            measure=data["measure"], by=self.user, text=data["text"], on=data["on"],
            next_check_on=data["next_check_on"] if data["then"] == CONTINUE else None,
        )  # fmt: skip


class IncidentForm(ActForm):
    act, label = "register_incident", "登记事件"
    sources = (*OPEN, Status.COMPLETED, Status.STRUCK_OFF)
    done = "事件已登记"
    intro = "群体性、极端和网络舆论事件，发生一起登记一起；目标是一起也不发生。"

    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *Incident.Kind.choices])
    on = DayField("发生日期")
    place = forms.CharField(label="地点或平台", max_length=120)
    people_count = forms.IntegerField(
        label="人数", min_value=0, max_value=100_000, required=False, help_text="不清楚的不填。"
    )
    text = long_text("经过", most=LONGEST_STORY)

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        return case.incidents.live().filter(by=self.user, kind=data["kind"], on=data["on"], text=data["text"]).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        register_incident(
            area=case.area, case=case, by=self.user, kind=data["kind"], on=data["on"], place=data["place"],
            text=data["text"], people_count=data["people_count"],
        )  # fmt: skip
