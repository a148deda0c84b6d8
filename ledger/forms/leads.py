"""Forms beside the cases: 隐患 from finding to end, 事件 alone, 阅处 of a warning, a judgement on sameness."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone

from ledger.actions.early_warning import LONGEST_HANDLING, read_warning
from ledger.actions.incidents import LONGEST_VOID, close_incident, register_incident, void_incident
from ledger.actions.leads import LeadData, check_lead, close_lead, link_claims, register_lead
from ledger.actions.same_project import LONGEST_REASON, decide_same_matter
from ledger.actions.stability import LONGEST, LONGEST_STORY
from ledger.forms.base import DayField, YuanField, long_text, say_plainly
from ledger.forms.several import SeveralField
from ledger.forms.stability import next_check
from ledger.models import EarlyWarning, Incident, Lead
from ledger.selectors.officers import units_for
from ledger.selectors.stability import claims_of_lead
from office.models import Area, Unit, User
from office.text import fold
from reception.forms.fields import short_text
from reception.models import Claim
from reception.selectors import known_names

LOOK_AGAIN = "须晚于今天；到了这天会列在“隐患待核查”。"
SAME, NOT_SAME = "same", "different"
FINDERS = ("日常巡查", "工资专户预警", "群众举报", "行业部门移交", "乡镇街道排查", "网络线索")


class PlainForm(forms.Form):
    """One act beside the cases. `label` is on the button, `done` is told afterwards; `lists` are words to choose from."""

    label: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    done: ClassVar[str] = ""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.lists: dict[str, Sequence[str]] = {}
        super().__init__(*args, label_suffix="", **kwargs)
        self.prepare()
        say_plainly(self.fields.values())

    def prepare(self) -> None:
        """Adds what depends on the account and the row."""

    @transaction.atomic
    def save(self) -> str:
        """Carries the act out, all or nothing, and returns what to tell the person."""
        self.carry_out()
        return f"{self.done}。"

    def carry_out(self) -> None:
        raise NotImplementedError

    @property
    def area(self) -> Area:
        assert self.user.area is not None  # noqa: S101  accounts of the office have one
        return self.user.area


class LeadForm(PlainForm):
    """登记隐患; project and company by name, as at the counter."""

    label, done = "登记隐患", "隐患已登记"
    intro = "还没有人来反映、但可能发生欠薪的情况。工程项目和企业至少填一项；以前没有登记过的名称会自动建立。"

    found_on = DayField("发现日期")
    found_by = short_text("发现途径", length=60, required=True, list="known-finders")
    project_name = short_text("工程项目", list="known-projects")
    company_name = short_text("企业", list="known-companies")
    workers_count = forms.IntegerField(
        label="涉及人数", min_value=0, max_value=100_000, required=False, help_text="不清楚的不填。"
    )
    amount_yuan = YuanField(label="涉及金额（元）", required=False, help_text="不清楚的不填。")
    text = long_text("情况", rows=3, most=LONGEST_STORY)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="处置单位", required=False, empty_label="治欠办自行处置")
    next_check_on = next_check(help_text=LOOK_AGAIN)

    def prepare(self) -> None:
        self.fields["unit"].queryset = units_for(self.area)  # type: ignore[attr-defined]
        projects, companies = known_names(self.area)
        self.lists = {"known-finders": FINDERS, "known-projects": projects, "known-companies": companies}

    def carry_out(self) -> None:
        register_lead(area=self.area, by=self.user, data=LeadData(**self.cleaned_data))


class _LeadActForm(PlainForm):
    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        self.lead = lead
        super().__init__(*args, **kwargs)


class LeadCheckForm(_LeadActForm):
    label, done = "登记核查", "核查情况已登记"

    text = long_text("核查情况", rows=2, most=LONGEST)
    next_check_on = next_check(help_text=LOOK_AGAIN)
    on = DayField("核查日期")

    def carry_out(self) -> None:
        check_lead(lead=self.lead, by=self.user, **self.cleaned_data)


class LeadCloseForm(_LeadActForm):
    label, done = "结案", "隐患已结案"

    status = forms.ChoiceField(
        label="结果",
        choices=[(each.value, each.label) for each in (Lead.Status.SOLVED, Lead.Status.DISMISSED)],
        widget=forms.RadioSelect,
    )
    result = long_text("处置结果", rows=2, most=LONGEST_STORY)
    on = DayField("结束日期")

    def carry_out(self) -> None:
        close_lead(lead=self.lead, by=self.user, **self.cleaned_data)


class _ClaimsChoice(SeveralField):
    def label_from_instance(self, claim: Claim) -> str:
        names = [str(each) for each in (claim.project, claim.employer) if each]
        return f"{claim.number}　{claim.received_on:%Y-%m-%d}　{'　'.join(names)}　{claim.workers_count} 人"


class LeadClaimsForm(_LeadActForm):
    label, done = "关联诉求", "诉求已关联，隐患转为“已成为诉求”"

    claims = _ClaimsChoice(
        Claim.objects.none(), label="同一项目或同一企业的诉求", required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label="其他登记编号", required=False, max_length=400, help_text="完整编号；几个编号之间用顿号或空格隔开。"
    )

    def prepare(self) -> None:
        self.fields["claims"].queryset = claims_of_lead(self.lead, user=self.user)  # type: ignore[attr-defined]

    def clean_other(self) -> list[Claim]:
        typed = self.cleaned_data["other"].replace("、", " ").replace("，", " ").replace(",", " ").split()
        numbers = {fold(part).upper() for part in typed}
        found = list(Claim.objects.live().visible_to(self.user).filter(number__in=numbers))
        unknown = sorted(numbers - {claim.number for claim in found})
        if unknown:
            raise forms.ValidationError(f"没有找到有效的诉求：{'、'.join(unknown)}。请核对编号。")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["claims"] and not cleaned["other"]:
            raise forms.ValidationError("请勾选诉求，或填写其他登记编号。")
        return cleaned

    def carry_out(self) -> None:
        chosen = {claim.pk: claim for claim in [*self.cleaned_data["claims"], *self.cleaned_data["other"]]}
        link_claims(lead=self.lead, by=self.user, claims=list(chosen.values()))


class AloneIncidentForm(PlainForm):
    """An incident that belongs to no case, or whose case is not known yet."""

    label, done = "登记事件", "事件已登记"
    intro = "与某个案件有关的，请在该案件的页面登记；这里登记没有立案的。"

    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *Incident.Kind.choices])
    on = DayField("发生日期")
    place = short_text("地点或平台", length=120, required=True)
    people_count = forms.IntegerField(
        label="人数", min_value=0, max_value=100_000, required=False, help_text="不清楚的不填。"
    )
    text = long_text("经过", most=LONGEST_STORY)

    def carry_out(self) -> None:
        register_incident(area=self.area, by=self.user, **self.cleaned_data)


class _IncidentActForm(PlainForm):
    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        self.incident = incident
        super().__init__(*args, **kwargs)


class CloseIncidentForm(_IncidentActForm):
    label, done = "登记平息", "事件已登记平息"

    handling = long_text("处置情况", rows=3, most=LONGEST_STORY)
    on = DayField("平息日期")

    def carry_out(self) -> None:
        close_incident(incident=self.incident, by=self.user, **self.cleaned_data)


class VoidIncidentForm(_IncidentActForm):
    label, done = "作废事件", "事件已作废"
    intro = "登记错了的事件作废：原记录划去、保留可查，各处不再计数。"

    reason = forms.CharField(label="作废原因", max_length=LONGEST_VOID)

    def carry_out(self) -> None:
        void_incident(incident=self.incident, by=self.user, reason=self.cleaned_data["reason"])


class WarningForm(PlainForm):
    label, done = "阅处", "预警已阅处"

    handling = long_text(
        "处置意见", rows=2, most=LONGEST_HANDLING, help_text="交给谁、做什么；不需要处置的，写明理由。"
    )

    def __init__(self, *args: Any, warning: EarlyWarning, **kwargs: Any) -> None:
        self.warning = warning
        super().__init__(*args, **kwargs)

    def carry_out(self) -> None:
        read_warning(warning=self.warning, by=self.user, handling=self.cleaned_data["handling"])


class SameMatterForm(PlainForm):
    """The judgement on one proposal; its claims travel with it."""

    label, done = "登记判断", "判断已登记，有新的诉求加入前不再提议"

    claims = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    verdict = forms.ChoiceField(
        label="判断", choices=[(NOT_SAME, "不是同一项目"), (SAME, "是同一项目，分开办理")], widget=forms.RadioSelect
    )
    reason = forms.CharField(label="说明", max_length=LONGEST_REASON)

    def clean_claims(self) -> list[int]:
        parts = self.cleaned_data["claims"].split(",")
        if not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in parts):
            raise forms.ValidationError("页面已失效，请刷新后再判断。")
        return [int(part) for part in parts]

    def carry_out(self) -> None:
        data = self.cleaned_data
        decide_same_matter(claims=data["claims"], by=self.user, is_same=data["verdict"] == SAME, reason=data["reason"])


def year_of(text: str) -> int | None:
    """A year asked for in an address; None for anything else."""
    this_year = timezone.localdate().year
    is_year = len(text) == len("2021") and text.isascii() and text.isdecimal()
    return int(text) if is_year and 2000 <= int(text) <= this_year else None
