"""登记程序 (first which kind, then what that kind asks for), 进展, 办结, 认定不影响工资支付."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from ledger.actions.pauses import PAUSABLE
from ledger.actions.procedure_faults import LONGEST, LONGEST_BODY, LONGEST_REFERENCE, ProcedureData, next_check
from ledger.actions.procedures import (
    LONGEST_REASON,
    close_procedure,
    exempt_procedure,
    note_procedure,
    open_procedure,
)
from ledger.forms.base import ActForm, ClaimChoice, DayField, YuanField, coming_day, long_text
from ledger.models import Case, Procedure, ProcedureKind
from ledger.procedures import Step
from ledger.selectors.procedures import (
    active_kinds,
    load_procedures,
    open_procedures,
    step_label,
    suggested_body,
    violations,
)
from ledger.workflow import EMPTY, OPEN, Status
from office.models import Code, User
from office.roles import Role
from reception.forms.fields import ProofField
from reception.models import Campaign

# Every field that only some kinds ask for, by the field of the kind that says so.
ASKED_BY = {
    "ticked": "items",
    "instrument": "asks_instrument",
    "amount_yuan": "asks_instrument",
    "drive": "asks_instrument",
    "violation": "asks_violation",
    "due_on": "asks_due_day",
}
NO_CHOICE = "请先选择。"


class _ChosenFirstForm(ActForm):
    """One thing is chosen by a link of the page before the form is shown; without it the page lists what there is."""

    page = "ledger/procedure_form.html"
    first: ClassVar[str] = ""

    def _chosen_pk(self) -> str:
        return str(self.data.get(self.first) or self.initial.get(self.first) or "")


class OpenProcedureForm(_ChosenFirstForm):
    act, label, sources, first = "open_procedure", "登记程序", PAUSABLE, "kind"
    done = "程序已登记"

    kind = forms.ModelChoiceField(
        ProcedureKind.objects.filter(is_active=True), widget=forms.HiddenInput, error_messages={"required": NO_CHOICE}
    )
    claim = ClaimChoice("针对的诉求", required=False, empty_label="全案")
    sent_to = forms.CharField(label="承办机关", max_length=LONGEST_BODY)
    opened_on = DayField()
    ticked = forms.MultipleChoiceField(label="事前核对", required=False, widget=forms.CheckboxSelectMultiple)
    instrument = forms.ChoiceField(label="文书种类", choices=[("", "请选择"), *Procedure.Instrument.choices])
    amount_yuan = YuanField(label="标的（元）", help_text="文书确定、尚未支付的金额。")
    drive = forms.ModelChoiceField(
        Campaign.objects.none(), label="集中执行行动", required=False, empty_label="不属于集中执行行动"
    )
    violation = forms.ModelChoiceField(
        Code.objects.none(), label="违法情形", empty_label="请选择", help_text="与欠薪诉求分开登记，由主管部门查处。"
    )
    due_on = coming_day("文书指定的日期")
    text = long_text("事由", rows=3, most=LONGEST)
    reference = forms.CharField(label="文号或案号", required=False, max_length=LONGEST_REFERENCE)
    next_check_on = coming_day("下次核查日", help_text="到这一天还没有答复的，列入“程序待核查”。")
    file = ProofField("附件", required=False)

    def prepare(self) -> None:
        self.chosen = next((kind for kind in active_kinds() if str(kind.pk) == self._chosen_pk()), None)
        self.kinds = active_kinds() if self.chosen is None else []
        kind = self.chosen
        for name, asked in ASKED_BY.items():
            if kind is None or not getattr(kind, asked):
                del self.fields[name]
        if kind is None:
            return
        self.label = f"登记{kind}"  # type: ignore[misc]
        self.intro = self._told(kind)  # type: ignore[misc]
        self.fields["opened_on"].label = f"{kind.opened_label}日期"
        self.initial.setdefault("sent_to", suggested_body(self.case, kind))
        self.initial.setdefault("next_check_on", next_check(kind, today=timezone.localdate()))
        if "ticked" in self.fields:
            self.fields["ticked"].choices = [(item, item) for item in kind.items]  # type: ignore[attr-defined]
        if "violation" in self.fields:
            keys = [code.pk for code in violations()]
            self.fields["violation"].queryset = Code.objects.filter(pk__in=keys).order_by("position")  # type: ignore[attr-defined]
        if "drive" in self.fields:
            self.fields["drive"].queryset = Campaign.objects.filter(area=self.case.area_id)  # type: ignore[attr-defined]

    def _told(self, kind: ProcedureKind) -> str:
        said = [f"依据：{kind.basis}。"] if kind.basis else []
        if kind.items:
            said.append("事前核对的各项全部具备，才能登记。")
        if kind.pauses_limit:
            said.append("登记后办理期限中止，全部这类程序办结后继续计算；法定期限照常计算。")
        if kind.asks_violation:
            said.append("要主管部门限期回复的，另由主任办理“督办”中的行业督办。")
        return "".join(said)

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        same = {"kind": data["kind"], "opened_on": data["opened_on"], "text": data["text"].strip()}
        return case.procedures.filter(by=self.user, closed_on=None, claim=self._claim(), **same).exists()

    def carry_out(self, case: Case) -> None:
        names = ("kind", "sent_to", "opened_on", "text", "reference", "next_check_on", *ASKED_BY)
        told = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        data = ProcedureData(claim=self._claim(), file=self.stored("file"), **told)
        open_procedure(case=case, by=self.user, data=data)

    def _claim(self) -> Any:
        entry = self.cleaned_data.get("claim")
        return entry.claim if entry else None


class OfProcedureForm(_ChosenFirstForm):
    """Something that happens to one open procedure."""

    sources = tuple(status for status in Status if status not in EMPTY)
    first = "procedure"

    procedure = forms.ModelChoiceField(
        Procedure.objects.none(), widget=forms.HiddenInput, error_messages={"required": NO_CHOICE}
    )

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        load_procedures([case])
        return bool(cls.choices(case)) and (case.status != Status.UNDER_REVIEW or Role.HEAD in user.role_set)

    @classmethod
    def choices(cls, case: Case) -> list[Procedure]:
        return open_procedures(case)

    def prepare(self) -> None:
        load_procedures([self.case])
        rows = self.choices(self.case)
        self.chosen = next((row for row in self.case.procedures.all() if str(row.pk) == self._chosen_pk()), None)
        if self.chosen is None and len(rows) == 1 and not self.is_bound:
            self.chosen = rows[0]
        self.rows = rows if self.chosen is None else []
        # A second click finds it closed; the action says so.
        self.fields["procedure"].queryset = Procedure.objects.filter(case=self.case)  # type: ignore[attr-defined]
        if self.chosen:
            self.initial["procedure"] = self.chosen.pk
            self.intro = self.told(self.chosen)  # type: ignore[misc]
            self.prepare_for(self.chosen)

    def prepare_for(self, chosen: Procedure) -> None:
        """What depends on the procedure and its kind."""

    def told(self, chosen: Procedure) -> str:
        """Which procedure this is about."""
        of_claim = f"，{chosen.claim.number}" if chosen.claim else ""
        return f"{chosen.kind}：{chosen.opened_on} {chosen.kind.opened_label}{of_claim}。"


class NoteProcedureForm(OfProcedureForm):
    act, label = "note_procedure", "登记程序进展"
    done = "程序进展已登记"

    step = forms.ChoiceField(label="登记事项", choices=Step.choices, widget=forms.RadioSelect)
    on = DayField()
    text = long_text(
        "情况",
        rows=3,
        most=LONGEST,
        required=False,
        help_text="核查的写明问了谁、答复什么；不予受理的写明理由，程序随即办结。",
    )
    reference = forms.CharField(
        label="文号或案号", required=False, max_length=LONGEST_REFERENCE, help_text="有新的案号时填写。"
    )
    next_check_on = coming_day("下次核查日", required=False, help_text="不予受理的不填。")
    file = ProofField("附件", required=False)

    def prepare_for(self, chosen: Procedure) -> None:
        kind, steps = chosen.kind, [Step.LOOK]
        if kind.accepted_label and chosen.answer == Procedure.Answer.WAITING:
            steps += [Step.ACCEPTED, Step.REFUSED]
        if kind.heard_label and chosen.accepted_on and not chosen.heard_on:
            steps.append(Step.HEARD)
        if not self.is_bound:
            named = [(step, step_label(step, kind)) for step in steps]
            self.fields["step"].choices = named  # type: ignore[attr-defined]
        else:
            self.fields["step"].choices = [(step, step_label(step, kind)) for step in Step]  # type: ignore[attr-defined]
        self.initial.setdefault("step", Step.LOOK)
        self.initial.setdefault("next_check_on", next_check(kind, today=timezone.localdate()))

    def is_repeated(self, case: Case) -> bool:
        data, row = self.cleaned_data, self.cleaned_data["procedure"]
        label = step_label(data["step"], row.kind)
        return row.steps.filter(by=self.user, label=label, on=data["on"], text=data["text"].strip()).exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        note_procedure(
            procedure=data["procedure"], by=self.user, step=data["step"], text=data["text"], on=data["on"],
            next_check_on=data["next_check_on"], reference=data["reference"], file=self.stored("file"),
        )  # fmt: skip


class CloseProcedureForm(OfProcedureForm):
    act, label = "close_procedure", "程序办结"
    done = "程序已办结"

    on = DayField("办结日期")
    result = long_text(
        "结果", rows=3, most=LONGEST, help_text="如：裁决支付多少元、执行到位多少元、终结本次执行及原因。"
    )
    file = ProofField("附件", required=False)

    def prepare_for(self, chosen: Procedure) -> None:
        self.fields["on"].label = f"{chosen.kind.closed_label}日期"

    def is_repeated(self, case: Case) -> bool:
        data, row = self.cleaned_data, self.cleaned_data["procedure"]
        return row.closed_by_id == self.user.pk and (row.closed_on, row.result) == (data["on"], data["result"].strip())

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        close_procedure(
            procedure=data["procedure"], by=self.user, result=data["result"], on=data["on"], file=self.stored("file")
        )  # fmt: skip


class ExemptProcedureForm(OfProcedureForm):
    act, label, sources = "exempt_procedure", "认定程序不影响工资支付", OPEN
    done = "已认定，办结不再等待这个程序"

    reason = long_text(
        "理由", rows=3, most=LONGEST_REASON, help_text="认定后案件可以先办结；因它中止的办理期限继续计算。"
    )

    @classmethod
    def choices(cls, case: Case) -> list[Procedure]:
        return [row for row in open_procedures(case) if row.exempted_at is None]

    def is_repeated(self, case: Case) -> bool:
        row = self.cleaned_data["procedure"]
        return row.exempted_by_id == self.user.pk and row.exempted_reason == self.cleaned_data["reason"].strip()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        exempt_procedure(procedure=data["procedure"], by=self.user, reason=data["reason"])
