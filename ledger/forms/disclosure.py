"""登记告知被反映方."""

from django import forms

from ledger.actions.disclosure import (
    LONGEST_CONSENT,
    LONGEST_GROUND,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    DisclosureData,
    disclose_identity,
)
from ledger.forms.base import ActForm, ClaimChoice, DayField, long_text
from ledger.models import Case, Disclosure
from ledger.workflow import Status
from reception.forms.fields import short_text
from reception.identity_access import debtors_of, hides_identity
from reception.models import Company

GROUND = "核实工资数额，《保障农民工工资支付条例》"


class DisclosureForm(ActForm):
    act, label, sources = "disclose_identity", "登记告知被反映方", tuple(Status)
    intro = (
        "一般不把反映人告诉被反映方。确需告知的（如逐人核对工资、签订协议），只告知办理所必需的，事先或当天在这里登记。"
        "反映人要求保密的，没有本人同意不得告知。"
    )
    done = "告知被反映方已登记，见办理记录"

    claim = ClaimChoice("反映人（诉求）")
    company = forms.ModelChoiceField(
        Company.objects.none(), label="被反映单位", empty_label="个人或其他", required=False
    )
    recipient = short_text("接收人", length=LONGEST_NAME, required=True, help_text="谁收到的：姓名、职务。")
    shown = forms.MultipleChoiceField(
        label="告知了什么", choices=Disclosure.Shown.choices, widget=forms.CheckboxSelectMultiple
    )
    purpose = long_text("用途", rows=2, most=LONGEST_PURPOSE)
    ground = short_text("依据", length=LONGEST_GROUND, required=True, help_text=f"法律法规或者工作需要，如：{GROUND}。")
    on = DayField("告知日期")
    consent_on = DayField("同意日期", required=False, initial=None, help_text="反映人要求保密的必填。")
    consent_how = short_text(
        "怎样同意", length=LONGEST_CONSENT, help_text="书面、当面还是电话，谁经手，同意书存在哪里。"
    )

    @classmethod
    def fits(cls, case: Case, user: object) -> bool:
        return case.case_claims.exists()

    def prepare(self) -> None:
        open_blocks = [block for block in self.blocks if not hides_identity(block.claim, self.user)]
        self.fields["claim"].offer(open_blocks)  # type: ignore[attr-defined]
        debtors = {company.pk for block in open_blocks for company, _ in debtors_of(block.claim)}
        self.fields["company"].queryset = Company.objects.filter(pk__in=debtors)  # type: ignore[attr-defined]
        if len(debtors) == 1:
            self.initial.setdefault("company", debtors.pop())

    def is_repeated(self, case: Case) -> bool:
        data = self.cleaned_data
        same = {name: data[name] for name in ("company", "on", "purpose")}
        return case.disclosures.filter(by=self.user, claim=data["claim"].claim_id, **same).exists()

    def carry_out(self, case: Case) -> None:
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "submission")}
        disclose_identity(case=case, entry=data.pop("claim"), data=DisclosureData(**data), by=self.user)
