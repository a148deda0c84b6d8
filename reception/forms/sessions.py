"""Forms around a session."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from office.models import Area, Unit
from reception.forms.fields import TypedDayField, short_text
from reception.models import Campaign, ReceptionSession
from reception.selectors import held_sessions, sessions_offered

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


class PlanForm(forms.Form):
    """安排场次, and changing a plan that has not been held."""

    use_required_attribute = False

    planned_on = TypedDayField(
        label="接访日期", error_messages={"required": "请填写接访日期。"}, help_text="补录以前的场次也在这里填。"
    )
    starts_at = clock("开始时间")
    ends_at = clock("结束时间")
    venue = short_text("地点", required=True)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项行动", required=False, empty_label="不属于专项行动"
    )
    duty_leader = short_text("带班领导", length=40)
    note = short_text("备注", length=300)

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["campaign"].queryset = Campaign.objects.filter(area=area)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


def usual_plan(area: Area) -> dict[str, Any]:
    """What a new plan starts with: the hours of the notice and the venue of the last session."""
    last = ReceptionSession.objects.filter(area=area).order_by("-pk").first()
    return {"starts_at": USUAL_START, "ends_at": USUAL_END, "venue": last.venue if last else ""}


class OpenForm(forms.Form):
    """开始接访: the day, if it differs from the proposed one."""

    held_on = TypedDayField(label="实际接访日期", required=False)


class ReasonForm(forms.Form):
    """取消, with its reason."""

    reason = short_text("原因", length=200)


class PostponeForm(ReasonForm):
    """改期: the new day and the reason."""

    to = TypedDayField(label="新日期", error_messages={"required": "请填写新日期。"})


class SignInForm(forms.Form):
    """单位签到."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", error_messages={"required": "请选择签到单位。"})
    person = short_text("参加人", length=40)

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.filter(area=area, is_active=True)  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """登记再次来访: at one of the sessions held, or on another day."""

    session = forms.ModelChoiceField(
        ReceptionSession.objects.none(), label="接访场次", required=False, empty_label="不在接访场次（日常来访等）"
    )
    visited_on = TypedDayField(label="来访日期", required=False, help_text="选了场次可不填。")
    note = short_text("新情况", length=300)

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["session"]
        field.queryset = held_sessions(area)  # type: ignore[attr-defined]
        if not self.is_bound:
            offered = list(sessions_offered(area))
            field.widget.choices = [("", "不在接访场次（日常来访等）"), *((row.pk, str(row)) for row in offered)]  # type: ignore[attr-defined]
            # Whoever comes back while a session is on comes back to it.
            self.initial["session"] = next((row.pk for row in offered if row.status == row.Status.OPEN), None)

    def clean(self) -> dict[str, Any]:
        """The day of the session, or today, where none was typed."""
        values = super().clean() or self.cleaned_data
        session = values.get("session")
        if "visited_on" in values and values["visited_on"] is None:
            values["visited_on"] = session.held_on if session else timezone.localdate()
        return values
