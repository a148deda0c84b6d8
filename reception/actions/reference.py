"""Loads the campaign and sessions of the notice: what is missing is added, what is there stays."""

from django.db import transaction
from django.db.models import Q

from office import trail
from office.models import Area
from office.reference_data import HOME_AREA
from reception import reference_data
from reception.models import Campaign, ReceptionSession


@transaction.atomic
def load_source_sessions() -> dict[str, int]:
    """Adds the campaign, its six dated sessions and seven month plans without a day (待定); safe to repeat.

    A planned session that was held, postponed, cancelled or edited since is not planned again.

    Returns:
        How many rows were added, by their Chinese name; empty if nothing was missing. Only then no event is written.
    """
    area = Area.objects.select_for_update().get(code=HOME_AREA)
    campaign, is_new = Campaign.objects.get_or_create(
        area=area,
        name=reference_data.CAMPAIGN,
        defaults={
            "document_number": reference_data.DOCUMENT_NUMBER,
            "starts_on": reference_data.CAMPAIGN_STARTS_ON,
            "ends_on": reference_data.CAMPAIGN_ENDS_ON,
        },
    )
    sessions = [*_dated(area, campaign), *_undated(area)]
    ReceptionSession.objects.bulk_create(sessions)
    added = {name: number for name, number in (("专项行动", int(is_new)), ("接访场次", len(sessions))) if number}
    if added:
        trail.record("load_source_sessions", by=None, added=added)
    return added


def _dated(area: Area, campaign: Campaign) -> list[ReceptionSession]:
    days = reference_data.SESSION_DAYS
    rows = ReceptionSession.objects.filter(Q(planned_on__in=days) | Q(held_on__in=days), area=area)
    taken = {day for row in rows for day in (row.planned_on, row.held_on)}
    return [_planned(area, planned_on=day, campaign=campaign) for day in days if day not in taken]


def _undated(area: Area) -> list[ReceptionSession]:
    """A plan that has been given its day keeps its month, and is not made again."""
    months = reference_data.UNDATED_MONTHS
    taken = set(
        ReceptionSession.objects.filter(area=area, planned_month__in=months).values_list("planned_month", flat=True)
    )
    return [_planned(area, planned_month=month) for month in months if month not in taken]


def _planned(area: Area, **values: object) -> ReceptionSession:
    return ReceptionSession(
        area=area,
        venue=reference_data.VENUE,
        starts_at=reference_data.STARTS_AT,
        ends_at=reference_data.ENDS_AT,
        **values,
    )
