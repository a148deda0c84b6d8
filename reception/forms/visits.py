"""登记再次来访: the same people with the same arrears; what was new, and how many came."""

from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from office.models import Area
from reception.forms.fields import TypedDayField
from reception.forms.group import GROUP
from reception.forms.intake import USUAL_DEMAND
from reception.models import Draft, ReceptionSession
from reception.selectors import held_sessions, sessions_offered
from reception.selectors.drafts import typed_fields

NO_SESSION = "不在接访场次（日常来访等）"


class VisitForm(forms.Form):
    """A visit at one of the sessions held, or on another day."""

    use_required_attribute = False

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    # The form that turned out to be a visit while it was typed.
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="新情况",
        max_length=300,
        help_text="这次来有什么新情况：付过钱没有、谁答应过什么、要求有没有变；没有的写“无新情况”。",
        error_messages={
            "required": "请写明这次来有什么新情况；没有的写“无新情况”。",
            "max_length": "新情况最多 300 个字，请精简。",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people_present = forms.IntegerField(
        label="到场人数",
        required=False,
        min_value=1,
        max_value=30_000,
        error_messages={
            "invalid": "到场人数请填整数。",
            "min_value": "到场人数至少为 1 人。",
            "max_value": "到场人数过大，请核对。",
        },
        widget=forms.TextInput(attrs={"class": "count", "inputmode": "numeric", "autocomplete": "off"}),
    )
    session = forms.ModelChoiceField(
        ReceptionSession.objects.none(), label="接访场次", required=False, empty_label=NO_SESSION
    )
    visited_on = TypedDayField(label="来访日期", required=False, help_text="选了场次可不填，以场次日期为准。")

    def __init__(self, *args: Any, area: Area, draft: Draft | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if draft and not self.is_bound:
            self.initial.update(_as_typed(draft))
        self.fields["note"].widget.attrs["autofocus"] = True
        field = self.fields["session"]
        field.queryset = held_sessions(area)  # type: ignore[attr-defined]
        offered = list(sessions_offered(area))
        field.widget.choices = [("", NO_SESSION), *((row.pk, str(row)) for row in offered)]  # type: ignore[attr-defined]
        if not self.is_bound:
            # Whoever comes back while a session is on comes back to it.
            self.initial["session"] = next((row.pk for row in offered if row.status == row.Status.OPEN), None)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        return helper

    def clean(self) -> dict[str, Any]:
        """The day of the session, or today, where none was typed."""
        values = super().clean() or self.cleaned_data
        session = values.get("session")
        if "visited_on" in values and values["visited_on"] is None:
            values["visited_on"] = session.held_on if session else timezone.localdate()
        return values


def _as_typed(draft: Draft) -> dict[str, Any]:
    """What the counter typed before it was seen that the person had been here: the demand in own words, how many came."""
    fields = typed_fields(draft)
    demand = fields.get("demand", "").strip()
    return {
        "draft": draft.submission,
        "note": "" if demand == USUAL_DEMAND else demand,
        "people_present": fields.get(f"{GROUP}-people_present", ""),
    }
