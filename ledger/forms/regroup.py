"""归集, 拆分, 判重, 作废: claims move between cases, or stop counting."""

from typing import Any

from django import forms

from ledger.actions.regroup import gather, merge_duplicate, split_off, void_claim
from ledger.forms.base import ActForm, ClaimChoice, long_text
from ledger.forms.several import SeveralField
from ledger.models import Case
from ledger.selectors.related import AT_MOST, claims_to_gather, open_case_by_number, related_open_cases
from office.models import User
from office.text import fold
from reception.models import Claim


class _CasesChoice(SeveralField):
    def label_from_instance(self, case: Case) -> str:
        links = case.case_claims.all()
        names = "、".join(dict.fromkeys(link.claim.project.name for link in links if link.claim.project))
        return f"{case.number}　{names}　{len(links)} 件　{case.get_status_display()}"


class GatherForm(ActForm):
    move, label = "gather_in", "归集"
    done = "已归集到本案"
    intro = "把其他在办案件的诉求归集到本案一并办理：每件诉求仍各计一件、各有结果；失去全部诉求的案件转为“已并案”。"

    cases = _CasesChoice(
        Case.objects.none(), label="同一项目或同一总包的在办案件", required=False, widget=forms.CheckboxSelectMultiple,
        help_text=f"最多列出最近登记的 {AT_MOST} 个；其余的在下面填编号。",
    )  # fmt: skip
    other = forms.CharField(
        label="其他案件编号", required=False, max_length=2000, help_text="完整编号；几个编号之间用顿号或空格隔开。"
    )
    note = long_text("说明", required=False, rows=2)

    def prepare(self) -> None:
        self.fields["cases"].queryset = related_open_cases(self.case, user=self.user)  # type: ignore[attr-defined]

    def clean_other(self) -> list[Case]:
        numbers = [
            fold(part).upper() for part in self.cleaned_data["other"].replace("、", " ").replace(",", " ").split()
        ]
        found = {number: open_case_by_number(number, user=self.user) for number in numbers}
        unknown = [number for number, case in found.items() if case is None or case.pk == self.case.pk]
        if unknown:
            raise forms.ValidationError(f"没有找到可以归集的在办案件：{'、'.join(unknown)}。请核对编号和办理状态。")
        return [case for case in found.values() if case]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["cases"] and not cleaned["other"]:
            raise forms.ValidationError("请勾选要归集的案件，或填写其他案件编号。")
        return cleaned

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        claims = claims_to_gather([*data["cases"], *data["other"]])
        gather(claims=claims, into=case, by=self.user, note=data["note"])


class SplitOffForm(ActForm):
    move, label = "split_off", "拆分"
    intro = "把一件诉求从本案拆出，另立一案重新交办；原登记编号不变。"

    claim = ClaimChoice("要拆出的诉求")
    note = long_text("说明", required=False, rows=2)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.case_claims.count() > 1

    def carry_out(self, case: Case) -> None:
        new = split_off(claim=self.cleaned_data["claim"].claim, by=self.user, note=self.cleaned_data["note"])
        self.done = f"已拆分，新案件 {new.number} 待交办"


class MergeDuplicateForm(ActForm):
    move = "merge_duplicate"
    done = "已判为重复，转为先前诉求的再次来访"
    intro = "同一人就同一件事再次登记的，并入先前那件诉求，成为它的一次来访；件数减一，不可撤销。"

    claim = ClaimChoice("重复的诉求")
    into = forms.CharField(label="先前诉求的登记编号", max_length=24)
    reason = long_text("理由", rows=2)

    def clean_into(self) -> Claim:
        number = fold(self.cleaned_data["into"]).upper()
        found = Claim.objects.live().visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"没有登记编号为 {number} 的有效诉求，请核对编号。")
        return found

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        merge_duplicate(claim=data["claim"].claim, into=data["into"], by=self.user, reason=data["reason"])


class VoidClaimForm(ActForm):
    move, label = "void_claim", "作废"
    done = "诉求已作废"
    intro = "登记错误、不应存在的诉求才作废；编号保留，不再计数，不可撤销。不属欠薪的诉求不作废，应照常办理。"

    claim = ClaimChoice("要作废的诉求")
    reason = long_text("作废原因", rows=2)

    def carry_out(self, case: Case) -> None:
        void_claim(claim=self.cleaned_data["claim"].claim, by=self.user, reason=self.cleaned_data["reason"])
