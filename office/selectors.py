"""What other rooms ask of the reference data: the working-day calendar, parameters, code lists."""

from django.db import models

from office.models import CalendarYear, Code, Parameter, SpecialDay
from office.workdays import Calendar


def calendar() -> Calendar:
    """The working-day calendar as the office keeps it; two queries."""
    days = list(SpecialDay.objects.all())
    return Calendar(
        special={row.day: row.is_workday for row in days},
        known_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        names={row.day: row.name for row in days if row.name},
    )


def parameter(key: str, default: str) -> str:
    """The office's own value of a parameter, else the default."""
    return Parameter.objects.filter(key=key).values_list("value", flat=True).first() or default


def codes(*kinds: str) -> models.QuerySet[Code]:
    """The entries of one code list, or of several, that are in use, each list in its order."""
    return Code.objects.filter(kind__in=kinds, is_active=True).order_by("position", "id")
