"""交办, 签收 and the way back."""

from typing import Any

from django import forms
from django.utils import timezone

from ledger.actions.assignment import accept_return, ask_return, assign, refuse_return, sign_for
from ledger.forms.base import ActForm, DayField, coming_day, long_text
from ledger.forms.several import SeveralField
from ledger.models import Case
from ledger.selectors.clocks import later_than_statutory, limit_of
from ledger.selectors.deadlines import default_due_on
from ledger.selectors.officers import officer_account, officers_of, units_for
from ledger.selectors.recusal import units_in_conflict
from ledger.selectors.routes import routed_claims, routes_for, suggestions, supervisions
from office.models import Unit, User


class AssignForm(ActForm):
    move = "assign"
    intro = "责任单位、责任人员、办理期限三项必填；再次交办即为改派，原办理记录保留。"

    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位", empty_label="请选择")
    officer_name = forms.CharField(label="责任人员", max_length=40, help_text="填姓名；有账号的会自动关联。")
    due_on = coming_day("办理期限")
    assisting = SeveralField(Unit.objects.none(), label="协办单位", required=False, widget=forms.CheckboxSelectMultiple)
    on = DayField("交办日期")
    note = long_text("说明", required=False, rows=2, help_text="交给建议以外的单位、改派、改动办理期限的，须写明原因。")

    def prepare(self) -> None:
        units = units_for(self.case.area)
        for name in ("unit", "assisting"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        self.officers = officers_of(self.case.area)
        self.fields["officer_name"].widget.attrs["list"] = "officers"
        case = self.case
        limit = limit_of(case)
        due_on = limit.due_on if limit else default_due_on(case, timezone.localdate())
        self.kept = limit.due_on if limit else None
        known = {"unit": case.responsible_unit_id, "officer_name": case.officer_name, "due_on": due_on}
        self._advise(known)
        self.initial = {**{name: value for name, value in known.items() if value}, **self.initial}
        if case.responsible_unit_id:
            self.initial["assisting"] = list(case.assisting_units.values_list("pk", flat=True))

    def _advise(self, known: dict[str, Any]) -> None:
        """谁主管谁负责: the unit that should have the case, who should supervise it, and who must not be chosen."""
        claims, routes = routed_claims(self.case), routes_for(self.case.area_id)
        offered = suggestions(claims, routes)
        if not known["unit"] and offered:
            known["unit"] = offered[0].unit.pk
            self.fields["unit"].help_text = "".join(item.sentence for item in offered)
        self.warnings = units_in_conflict(claims)
        self.supervisions = supervisions(claims, routes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_on, on = cleaned.get("due_on"), cleaned.get("on")
        if due_on and on and due_on < on and due_on != self.kept:
            self.add_error("due_on", "办理期限早于交办日期，请改期。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        assign(
            case=case, by=self.user, unit=data["unit"], officer_name=data["officer_name"],
            officer=officer_account(data["unit"], data["officer_name"]), due_on=data["due_on"],
            assisting=tuple(data["assisting"]), on=data["on"], note=data["note"],
        )  # fmt: skip

    def save(self) -> str:
        """Also warns where the deadline ends after one that the law sets."""
        return super().save() + "".join(later_than_statutory(self.case))


class SignForForm(ActForm):
    move = "sign_for"
    intro = "签收后案件转为“办理中”，由本单位负责办理。"
    on = DayField("签收日期")

    def carry_out(self, case: Case) -> None:
        sign_for(case=case, by=self.user, on=self.cleaned_data["on"])


class _ReasonForm(ActForm):
    reason = long_text("理由")


class AskReturnForm(_ReasonForm):
    move = "ask_return"
    done = "已提出退回申请，等待主任决定"
    intro = "不属于本单位职责的，写明理由和建议的责任单位；主任决定之前案件仍在本单位。"

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.return_asked_on is None

    def carry_out(self, case: Case) -> None:
        ask_return(case=case, by=self.user, reason=self.cleaned_data["reason"])


class AcceptReturnForm(_ReasonForm):
    move = "accept_return"
    intro = "同意后案件回到“已登记”，请随即交办给其他单位。"

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.return_asked_on is not None

    def carry_out(self, case: Case) -> None:
        accept_return(case=case, by=self.user, reason=self.cleaned_data["reason"])


class RefuseReturnForm(AcceptReturnForm):
    move = "refuse_return"
    done = "没有同意退回，仍由原单位办理"
    intro = "不同意退回的，案件仍由原单位签收办理。"

    def carry_out(self, case: Case) -> None:
        refuse_return(case=case, by=self.user, reason=self.cleaned_data["reason"])
