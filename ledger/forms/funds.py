"""Forms beside the cases: accounts, entries, guarantees. Each is a page of its own with one button."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db import transaction

from ledger.actions.funds import BY_HAND, LONGEST, LONGEST_NAME, close_fund, enter_fund, open_fund, reverse_entry
from ledger.actions.guarantees import (
    LONGEST_BANK,
    LONGEST_NOTE,
    LONGEST_NUMBER,
    Letter,
    end_guarantee,
    register_guarantee,
)
from ledger.forms.base import DayField, YuanField, coming_day, say_plainly
from ledger.models import FundAccount, FundEntry, FundSource, Guarantee
from office.files import store
from office.models import User
from office.refusals import Refused
from reception.actions.parties import company_named, project_named
from reception.forms.fields import ProofField
from reception.models import Company, Project

_SUGGESTED = 500


class MoneyForm(forms.Form):
    """`label` is on the button; `done` is told afterwards. The token makes one entry of a double click."""

    label: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    done: ClassVar[str] = ""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        fresh = {"submission": uuid.uuid4()} | kwargs.pop("initial", {})
        super().__init__(*args, initial=fresh, label_suffix="", **kwargs)
        self.prepare()
        say_plainly(self.fields.values())

    def prepare(self) -> None:
        """Adds what depends on the account that asks."""

    def save(self) -> str:
        """Carries the act out, all or nothing, and returns what to tell the person."""
        with transaction.atomic():
            self.carry_out()
        return f"{self.done}。"

    def carry_out(self) -> None:
        raise NotImplementedError

    def suggest(self, name: str, words: Iterable[str]) -> None:
        """Words that the field offers while one types."""
        self.fields[name].widget.attrs["list"] = f"known-{name}"
        self.lists = {**getattr(self, "lists", {}), f"known-{name}": list(words)}


class OpenFundForm(MoneyForm):
    label, done = "建立资金账户", "资金账户已建立"
    intro = "一个区划或一个工程项目的保证金、应急周转金等各建一个账户；钱的进出逐笔登记，余额由各笔相加得出。"

    name = forms.CharField(label="账户名称", max_length=LONGEST_NAME)
    source = forms.ChoiceField(label="资金渠道", choices=[("", "请选择"), *FundSource.choices])
    project = forms.ModelChoiceField(
        Project.objects.none(), label="工程项目", required=False, empty_label="不属于某个项目"
    )
    opened_on = DayField("建立日期")

    def prepare(self) -> None:
        self.fields["project"].queryset = Project.objects.filter(area=self.user.area_id)  # type: ignore[attr-defined]

    def carry_out(self) -> None:
        data = self.cleaned_data
        open_fund(
            area=self.user.area, by=self.user, source=data["source"], name=data["name"], project=data["project"],
            opened_on=data["opened_on"],
        )  # fmt: skip


class EntryForm(MoneyForm):
    label, done = "登记收支", "已登记"
    intro = "存入和退还在这里登记；垫付和追回在案件的“支付”页登记，自动记入账户。"

    kind = forms.ChoiceField(label="种类", choices=[(kind.value, kind.label) for kind in BY_HAND])
    amount_yuan = YuanField(label="金额（元）")
    on = DayField()
    text = forms.CharField(label="摘要", max_length=LONGEST)

    def __init__(self, *args: Any, account: FundAccount, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def carry_out(self) -> None:
        enter_fund(account=self.account, by=self.user, **self.cleaned_data)


class CloseFundForm(MoneyForm):
    label, done = "停用账户", "资金账户已停用"
    intro = "余额为零、垫付都已追清的账户才能停用；停用以后留着可以查看，不再登记收支。"

    on = DayField("停用日期")
    reason = forms.CharField(label="停用原因", max_length=LONGEST)

    def __init__(self, *args: Any, account: FundAccount, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def carry_out(self) -> None:
        close_fund(account=self.account, by=self.user, on=self.cleaned_data["on"], reason=self.cleaned_data["reason"])


class ReverseForm(MoneyForm):
    label, done = "冲正", "已冲正"
    intro = "登记错了的一笔记一笔相反的；原记录保留，不修改、不删除。"

    on = DayField("冲正日期")
    reason = forms.CharField(label="冲正原因", max_length=LONGEST)

    def __init__(self, *args: Any, entry: FundEntry, **kwargs: Any) -> None:
        self.entry = entry
        super().__init__(*args, **kwargs)

    def carry_out(self) -> None:
        reverse_entry(entry=self.entry, by=self.user, **self.cleaned_data)


class GuaranteeForm(MoneyForm):
    label, done = "登记保函", "保函已登记"
    intro = "工资保证金保函逐份登记；到期前提醒主任。续保的登记新的一份，并把旧的一份解除。"

    project = forms.CharField(label="工程项目", max_length=120)
    company = forms.CharField(label="交存单位", max_length=120)
    bank = forms.CharField(label="出具银行", max_length=LONGEST_BANK)
    number = forms.CharField(label="保函编号", max_length=LONGEST_NUMBER)
    amount_yuan = YuanField(label="金额（元）")
    issued_on = DayField("出具日期")
    expires_on = coming_day("到期日")
    file = ProofField("扫描件", required=False)
    note = forms.CharField(label="说明", required=False, max_length=LONGEST_NOTE)

    def prepare(self) -> None:
        area = self.user.area_id
        for name, model in (("project", Project), ("company", Company)):
            known = model.objects.filter(area=area).order_by("name").values_list("name", flat=True)
            self.suggest(name, known[:_SUGGESTED])

    def carry_out(self) -> None:
        data, area = self.cleaned_data, self.user.area
        project, company = project_named(data["project"], area=area), company_named(data["company"], area=area)
        if project is None or company is None:
            raise Refused("请填写工程项目和交存单位。")
        kept = {name: data[name] for name in ("bank", "number", "amount_yuan", "issued_on", "expires_on", "note")}
        file = store(name=data["file"][0], data=data["file"][1], by=self.user) if data["file"] else None
        letter = Letter(project=project, company=company, **kept)
        register_guarantee(area=area, by=self.user, letter=letter, file=file)


class EndGuaranteeForm(MoneyForm):
    label, done = "解除保函", "保函已解除"
    intro = "解除、退还或换新的保函登记解除日期，不再提醒。"

    on = DayField("解除日期")
    note = forms.CharField(label="说明", required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, guarantee: Guarantee, **kwargs: Any) -> None:
        self.guarantee = guarantee
        super().__init__(*args, **kwargs)

    def carry_out(self) -> None:
        end_guarantee(
            guarantee=self.guarantee, by=self.user, on=self.cleaned_data["on"], note=self.cleaned_data["note"]
        )
