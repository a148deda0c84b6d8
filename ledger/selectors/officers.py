"""Whom a case may be given to: units of its area, and the people who have an account there."""

from django.db.models import QuerySet

from office.models import Area, Unit, User
from office.roles import Role


def units_for(area: Area) -> QuerySet[Unit]:
    """Units in use in the area, in the office's order."""
    return Unit.objects.filter(area=area, is_active=True)


def officers_of(area: Area) -> list[User]:
    """Active liaisons of the area's units: suggestions, not a fence."""
    found = User.objects.filter(is_active=True, unit__area=area, roles__role=Role.LIAISON)
    return list(found.select_related("unit").order_by("unit__position", "display_name"))


def officer_account(unit: Unit, name: str) -> User | None:
    """The account of the person named, if the unit has exactly one of that name."""
    found = list(User.objects.filter(is_active=True, unit=unit, display_name=name)[:2])
    return found[0] if len(found) == 1 else None
