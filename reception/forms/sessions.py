"""Forms around a session."""

from typing import Any

from django import forms
from django.utils import timezone

from office.models import Area, Unit
from reception.forms.fields import TypedDayField, short_text
from reception.models import ReceptionSession
from reception.selectors import held_sessions, sessions_offered


class OpenForm(forms.Form):
    """开始接访: the day, if it differs from the proposed one."""

    held_on = TypedDayField(label="实际接访日期", required=False)


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
