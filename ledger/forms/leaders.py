"""重大案件: 认定, 包案领导, 下访, 快速办理."""

from typing import Any

from django import forms
from django.utils import timezone

from ledger.actions.fast_track import fast_track
from ledger.actions.guard import deidentified_fault
from ledger.actions.leaders import LONGEST_REASON, mark_major, name_leader, record_leader_visit
from ledger.actions.police_decision import decide_police
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.major import crime_hint, facts_in_words, suggestion
from ledger.models import Case, Leader, MajorMark
from ledger.procedure_data import PAYMENT_ORDER
from ledger.selectors.clocks import load_clocks
from ledger.selectors.major import is_led_by, leaders_for, major_facts, major_numbers, owner_of
from ledger.selectors.officers import officer_account, officers_of, units_for
from ledger.selectors.payment_orders import ORDER_PAYMENT
from ledger.selectors.procedures import load_procedures
from ledger.selectors.recusal import units_in_conflict
from ledger.selectors.routes import routed_claims
from ledger.workflow import OPEN, Status
from office.models import Unit, User
from office.selectors import calendar
from reception.forms.fields import ProofField


class MarkMajorForm(ActForm):
    act, label, sources = "mark_major", "认定重大案件", OPEN
    done = "已作出认定"
    intro = "规则只作提示，由主任认定并写明理由；认定为重大的，请随即确定包案领导。"

    level = forms.ChoiceField(label="认定", choices=MajorMark.Level.choices, widget=forms.RadioSelect)
    reason = long_text("理由", rows=3, most=LONGEST_REASON)
    on = DayField("认定日期")

    def prepare(self) -> None:
        facts, numbers = major_facts([self.case], today=timezone.localdate())[self.case.pk], major_numbers()
        suggested = suggestion(facts, numbers)
        label = MajorMark.Level(suggested.level).label
        said = f"规则提示：{label}。{''.join(suggested.reasons)}"
        none = f"规则没有提示重大：{facts_in_words(facts)}。"
        self.warnings = [said if suggested.reasons else none, *filter(None, [crime_hint(facts, numbers)])]
        self.initial.setdefault("level", suggested.level)

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        mark_major(case=case, by=self.user, level=data["level"], reason=data["reason"], on=data["on"])


class DecidePoliceForm(ActForm):
    move = "decide_police"
    done = "已作出决定"
    intro = "责令支付的期限已过而工资没有付清的，由主任决定是否移送公安。决定移送的，随后在“登记程序”中登记移送公安。"

    transfers = forms.TypedChoiceField(
        label="决定", choices=[("yes", "移送公安"), ("no", "不移送公安")], widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
    )  # fmt: skip
    reason = long_text("理由", rows=3, most=LONGEST_REASON)
    on = DayField("决定日期")

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        """Most cases have no order to pay; only of the others the facts are read."""
        load_procedures([case])
        kinds = {row.kind.code for row in case.procedures.all()} | {
            row.kind.clock_code for row in case.procedures.all()
        }
        load_clocks(case)
        kinds |= {clock.rule.code for clock in case.clocks.all()}
        if kinds.isdisjoint({ORDER_PAYMENT, PAYMENT_ORDER}):
            return False
        return bool(major_facts([case], today=timezone.localdate())[case.pk].expired_orders)

    @classmethod
    def refusal(cls, case: Case) -> str:
        return deidentified_fault(case) or f"案件 {case.number} 没有期限已过而未履行的责令支付，不必决定是否移送公安。"

    def prepare(self) -> None:
        facts = major_facts([self.case], today=timezone.localdate())[self.case.pk]
        self.warnings = [*filter(None, [crime_hint(facts, major_numbers())])]

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        decide_police(case=case, by=self.user, transfers=data["transfers"], reason=data["reason"], on=data["on"])


class _LeaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Leader) -> str:
        return f"{row.name}　{row.position}{f'（{row.unit}）' if row.unit else ''}"


class NameLeaderForm(ActForm):
    act, label, sources = "name_leader", "确定包案领导", (*OPEN, Status.COMPLETED)
    done = "包案领导已确定"
    intro = (
        "按“谁主管谁负责”，由政府领导或成员单位负责人包案，从确定之日起到销号为止；中途换人的，只能由接任的领导替换。"
    )

    leader = _LeaderChoice(Leader.objects.none(), label="包案领导", empty_label="请选择")
    on = DayField("开始包案日期")
    reason = long_text("理由", rows=2, most=LONGEST_REASON)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.is_major

    def prepare(self) -> None:
        field, owner = self.fields["leader"], owner_of(self.case)
        field.queryset = found = leaders_for(self.case)  # type: ignore[attr-defined]
        self.warnings = []
        if owner:
            self.warnings.append(
                f"现由{owner.leader}包案（自 {owner.starts_on:%Y-%m-%d}），确定后由新的领导自开始日期起接任。"
            )
        if not found:
            field.help_text = "没有可选的领导：请先在“基础资料”的“包案领导”中登记。"
        of_unit = next((row for row in found if row.unit_id and row.unit_id == self.case.responsible_unit_id), None)
        if of_unit and not owner:
            self.initial.setdefault("leader", of_unit.pk)
            field.help_text = f"{of_unit.name}是责任单位的负责人。"

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        name_leader(case=case, by=self.user, leader=data["leader"], reason=data["reason"], on=data["on"])


class LeaderVisitForm(ActForm):
    act, label, sources = "record_leader_visit", "登记领导下访", OPEN
    done = "领导下访已登记"
    intro = "包案领导到工地、单位或约见反映人的情况；由治欠办照纸质材料登记的，须上传扫描件。"

    on = DayField("下访日期")
    text = long_text("下访情况", help_text="到了哪里、见了谁、定了什么、谁在什么时候做完。")
    file = ProofField("扫描件", required=False)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return owner_of(case) is not None

    def prepare(self) -> None:
        self.fields["file"].required = not is_led_by(self.case, self.user)

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        return case.progress_notes.filter(by=self.user, on=data["on"], text=data["text"], kind="leader_visit").exists()

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        record_leader_visit(case=case, by=self.user, text=data["text"], on=data["on"], file=self.stored("file"))


class FastTrackForm(ActForm):
    move = "fast_track"
    intro = "典型的重大案件不等签收，直接转为“办理中”：责任单位、责任人员、办理期限三项必填，跳过的环节记入办理记录。"

    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    officer_name = forms.CharField(label="责任人员", max_length=40, help_text="填姓名；有账号的会自动关联。")
    due_on = coming_day("办理期限")
    on = DayField("快速办理日期")
    reason = long_text("理由", rows=2, most=LONGEST_REASON)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.is_major and case.return_asked_on is None

    def prepare(self) -> None:
        case, days = self.case, major_numbers().fast_track_workdays
        self.fields["unit"].queryset = units_for(case.area)  # type: ignore[attr-defined]
        self.officers = officers_of(case.area)
        self.fields["officer_name"].widget.attrs["list"] = "officers"
        self.fields["due_on"].help_text = f"通常为 {days} 个工作日，可改。"
        self.warnings = units_in_conflict(routed_claims(case))
        self.initial.setdefault("unit", case.responsible_unit_id)
        self.initial.setdefault("officer_name", case.officer_name)
        self.initial.setdefault("due_on", calendar().add_workdays(timezone.localdate(), days).on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_on, on = cleaned.get("due_on"), cleaned.get("on")
        if due_on and on and due_on < on:
            self.add_error("due_on", "办理期限早于快速办理的日期，请改期。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        fast_track(
            case=case, by=self.user, unit=data["unit"], officer_name=data["officer_name"],
            officer=officer_account(data["unit"], data["officer_name"]), due_on=data["due_on"], on=data["on"],
            reason=data["reason"],
        )  # fmt: skip
