"""What a person asks 分类汇总 for."""

from datetime import date
from typing import Any

from django import forms

from office.models import User
from reception.models import Campaign, ReceptionSession
from reports.figures import groups
from reports.forms import MonthsForm
from reports.groups import KINDS
from reports.period import Month

MOST_GROUP_MONTHS = 12


class GroupsForm(MonthsForm):
    """The bar above 分类汇总: from one month to another, perhaps one campaign alone, told apart by one kind of heading.

    By itself the year of the latest session up to its month; a campaign by itself brings its own months.
    """

    most, too_many = MOST_GROUP_MONTHS, "一次最多汇总"

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label="专项行动", required=False, empty_label="全部接访")
    by = forms.ChoiceField(label="分类", required=False, choices=[(key, f"按{label}") for key, label in KINDS.items()])

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        campaigns = Campaign.objects.filter(area__in=user.area_ids)
        super().__init__(data, user=user, usual=_usual_months(data, campaigns, user, today) | {"by": "session"})
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        self.fields["campaign"].error_messages["invalid_choice"] = "没有这个专项行动，请重新选择。"
        self.fields["by"].error_messages["invalid_choice"] = "没有这种分类，请重新选择。"

    @property
    def period(self) -> groups.Period:
        """Only after `is_valid()`."""
        asked = self.cleaned_data
        return groups.Period(first=asked["month"], last=asked["until"], area=asked["area"], campaign=asked["campaign"])


def _usual_months(data: Any, campaigns: Any, user: User, today: date) -> dict[str, str]:
    chosen = str(data.get("campaign") or "")
    campaign = campaigns.filter(pk=chosen).first() if chosen.isdecimal() else None
    if campaign and campaign.starts_on and campaign.ends_on:
        return {"month": str(Month.of(campaign.starts_on)), "until": str(Month.of(campaign.ends_on))}
    held = ReceptionSession.objects.filter(area__in=user.area_ids, held_on__lte=today).order_by("-held_on")
    latest = held.values_list("held_on", flat=True).first() or today
    return {"month": str(Month(latest.year, 1)), "until": str(Month.of(latest))}
