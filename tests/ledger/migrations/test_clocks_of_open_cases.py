"""Upgrading a ledger with open cases: their dates become running clocks, and nothing else changes."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from ledger.models import Case, Clock, ClockChange, ClockRule
from ledger.workflow import Status
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON

start_clocks = import_module("ledger.migrations.0008_clocks_of_open_cases").start_clocks


@pytest.fixture
def upgraded(head) -> dict[str, Case]:
    """Cases as they were before there were clocks."""
    cases = {
        "open": factories.assigned(factories.case(head), head),
        "finished": factories.brought_to(Status.COMPLETED, factories.case(head), head),
        "new": factories.case(head),
    }
    ClockChange.objects.all().delete()
    Clock.objects.all().delete()
    ClockRule.objects.all().delete()
    return cases


def test_open_cases_get_their_date_as_a_fixed_clock(upgraded) -> None:
    start_clocks(apps, None)
    clock = Clock.objects.get()
    assert (clock.case, clock.rule.code, clock.started_on, clock.due_on, clock.length) == (
        upgraded["open"], "office_limit", ASSIGNED_ON, DUE_ON, None,
    )  # fmt: skip
    assert clock.changes.get().reason == "沿用原有的办理期限"


def test_the_same_again_changes_nothing(upgraded) -> None:
    start_clocks(apps, None)
    start_clocks(apps, None)
    assert (Clock.objects.count(), ClockRule.objects.count()) == (1, 1)
    factories.load_clock_rules()
    assert ClockRule.objects.filter(code="office_limit").count() == 1


def test_a_date_before_the_assignment_is_the_start(upgraded) -> None:
    Case.objects.filter(pk=upgraded["open"].pk).update(due_on=date(2021, 4, 1))
    start_clocks(apps, None)
    assert Clock.objects.get().started_on == date(2021, 4, 1)


def test_empty_ledger_stays_empty(reference) -> None:
    ClockRule.objects.all().delete()
    start_clocks(apps, None)
    assert ClockRule.objects.count() == 0
