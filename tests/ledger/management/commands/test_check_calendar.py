"""check_calendar says which years are known, and fails when this one, or from November the next, is not."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger.management.commands.check_calendar import NEXT_YEAR_FROM_MONTH
from ledger.models import Clock
from office.models import CalendarYear
from tests import factories


def answer() -> dict:
    out = StringIO()
    with suppress(CommandError):
        call_command("check_calendar", "--json", stdout=out)
    return json.loads(out.getvalue())


def know(*years: int) -> None:
    CalendarYear.objects.all().delete()
    CalendarYear.objects.bulk_create(CalendarYear(year=year) for year in years)


def test_known_years_are_enough(reference) -> None:
    year = timezone.localdate().year
    know(year, year + 1)
    assert answer() == {"ok": True, "years": [year, year + 1], "missing": [], "provisional": []}
    call_command("check_calendar", stdout=StringIO())


def test_unknown_year_fails_and_provisional_dates_are_named(head) -> None:
    today = timezone.localdate()
    case = factories.assigned(factories.case(head), head)
    Clock.objects.filter(rule__code="office_limit").update(is_provisional=True)
    know(today.year + 1)
    found = answer()
    assert found["missing"] == [today.year]
    assert found["provisional"] == [{"case": case.number, "deadline": "办理期限", "due_on": "2021-05-14"}]
    with pytest.raises(CommandError):
        call_command("check_calendar", stdout=StringIO())


def test_next_year_is_asked_for_in_autumn(reference) -> None:
    today = timezone.localdate()
    know(today.year)
    missing = [today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else []
    assert answer()["missing"] == missing
