"""Forms of the plan: one session, several by a list of days, a change with its reason, postponing and cancelling."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from office.models import Area, Unit
from reception.forms.fields import TypedDayField, short_text
from reception.models import Campaign, ReceptionSession
from reception.plan_days import parse_days
from reception.plan_state import plan_word
from reception.selectors.planning import duty_units, next_duty_unit

USUAL_START, USUAL_END = "14:30", "17:00"
TIME_FORMATS = ["%H:%M", "%H：%M"]


def clock(label: str) -> forms.TimeField:
    """A time of day as 14:30."""
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=TIME_FORMATS,
        error_messages={"invalid": f"{label}请写成 14:30 的样子。"},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "clock", "placeholder": "14:30", "autocomplete": "off"}),
    )


class PlaceForm(forms.Form):
    """Hour, place and campaign, for one session or for several."""

    use_required_attribute = False

    starts_at = clock("开始时间")
    ends_at = clock("结束时间")
    venue = short_text("地点", required=True)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项行动", required=False, empty_label="不属于专项行动"
    )

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["campaign"].queryset = Campaign.objects.filter(area=area)  # type: ignore[attr-defined]
        self.prepare(area)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def prepare(self, area: Area) -> None:
        """What else a form asks."""


class PlanForm(PlaceForm):
    """安排场次: one session; whose turn it is to lead is suggested."""

    planned_on = TypedDayField(
        label="接访日期", error_messages={"required": "请填写接访日期。"}, help_text="补录以前的场次也在这里填。"
    )
    duty_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="带班单位", required=False, empty_label="未定", help_text="按顺序轮到的单位已选好。"
    )
    duty_leader = short_text("带班领导", length=40)
    note = short_text("备注", length=300)
    field_order = ("planned_on", "starts_at", "ends_at", "venue", "campaign", "duty_unit", "duty_leader", "note")

    def prepare(self, area: Area) -> None:
        self.fields["duty_unit"].queryset = duty_units(area)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial["duty_unit"] = next_duty_unit(area)


class ChangePlanForm(PlaceForm):
    """修改安排: hour, place and note; another hour or place of a dated plan asks for a reason."""

    planned_on = TypedDayField(label="接访日期", error_messages={"required": "请填写接访日期。"})
    note = short_text("备注", length=300)
    reason = short_text("变更原因", length=200)
    document_number = short_text("变更文号", length=60, placeholder="没有文件的不填")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("planned_on", "starts_at", "ends_at", "venue", "note", "reason", "document_number", "seen")

    def __init__(self, *args: Any, session: ReceptionSession, **options: Any) -> None:
        self.session = session
        names = ("planned_on", "starts_at", "ends_at", "venue", "note")
        initial = {name: getattr(session, name) for name in names} | {"seen": plan_word(session)}
        super().__init__(*args, area=session.area, initial=initial, **options)

    def prepare(self, area: Area) -> None:
        del self.fields["campaign"]
        if self.session.planned_on is None:
            del self.fields["reason"], self.fields["document_number"]
        else:
            self.fields["planned_on"].help_text = "已定的日期在这里不能改，请主任用“改期”。"
            self.fields["reason"].help_text = "改时间或地点必须写明；改后请各单位重新确认参加人员。"

    def clean_seen(self) -> str | None:
        return self.cleaned_data["seen"] or None

    def look_again(self) -> None:
        """After a conflict the typed values stand on the plan as it is now."""
        typed = self.data.copy()
        typed["seen"] = plan_word(self.session)
        self.data = typed


class SeveralForm(PlaceForm):
    """按日期清单安排: the days typed or pasted, everything else the same for all."""

    days = forms.CharField(
        label="接访日期",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "4月12日\n4月26日"}),
        help_text="每行一个，也可以用顿号隔开：4月12日、4月26日。不写年份的按所选年度。",
        error_messages={"required": "请填写接访日期，每行一个。", "max_length": "日期太多，请分几次填写。"},
    )
    field_order = ("days", "starts_at", "ends_at", "venue", "campaign")

    def __init__(self, *args: Any, area: Area, year: int, **options: Any) -> None:
        self.year = year
        super().__init__(*args, area=area, **options)

    def clean_days(self) -> list[date]:
        days, faults = parse_days(self.cleaned_data["days"], year=self.year)
        if faults:
            raise ValidationError(faults)
        return days


def usual_plan(area: Area) -> dict[str, Any]:
    """What a new plan starts with: the hours of the notice and the venue of the last session."""
    last = ReceptionSession.objects.filter(area=area).order_by("-pk").first()
    return {"starts_at": USUAL_START, "ends_at": USUAL_END, "venue": last.venue if last else ""}


class ReasonForm(forms.Form):
    """取消, with its reason and the document that says so, if there is one."""

    reason = short_text("原因", length=200)
    document_number = short_text("文号", length=60)


class PostponeForm(ReasonForm):
    """改期: the new day and the reason."""

    to = TypedDayField(label="新日期", error_messages={"required": "请填写新日期。"})
