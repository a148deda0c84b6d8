"""Upgrading an office with files: each gets the unit of whoever handed it in, but what the office itself handed in."""

from datetime import date, datetime
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from office.models import Deputy, StoredFile
from tests import factories

fill_units = import_module("office.migrations.0018_unit_of_files").fill_units


def test_old_files_get_the_unit_but_for_those_of_the_office(head, liaison):
    unit = liaison.unit
    uploaders = {
        "liaison": liaison,
        "without unit": factories.user("liaison"),
        "leader": factories.user("leader", unit=unit),
        "head": factories.user("head", unit=unit),
        "clerk": factories.user("clerk", "liaison", unit=unit),
    }
    files = {name: factories.stored_file(by) for name, by in uploaders.items()}
    StoredFile.objects.update(unit=None)
    fill_units(apps, None)

    units = {name: StoredFile.objects.get(pk=file.pk).unit for name, file in files.items()}
    assert units == {"liaison": unit, "without unit": None, "leader": unit, "head": None, "clerk": None}


def test_what_a_deputy_handed_in_is_the_offices(head, liaison):
    Deputy.objects.create(
        head=head, deputy=liaison, starts_on=date(2021, 5, 3), ends_on=date(2021, 5, 5), at=timezone.now(), by=head
    )
    told = {}
    # Whole days of Beijing: its first and last minutes.
    for day, hour, minute in ((2, 23, 59), (3, 0, 0), (5, 23, 59), (6, 0, 0)):
        file = factories.stored_file(liaison)
        at = datetime(2021, 5, day, hour, minute, tzinfo=factories.SHANGHAI)
        StoredFile.objects.filter(pk=file.pk).update(uploaded_at=at, unit=None)
        told[file.pk] = day in (2, 6)
    fill_units(apps, None)

    assert {file.pk: file.unit == liaison.unit for file in StoredFile.objects.all()} == told
