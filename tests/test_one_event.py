"""The watch over posted pages finds what it is there for."""

import pytest
from django.db import transaction

from office.models import Area
from office.trail import record
from tests import factories
from tests.one_event import NO_ACT, SEVERAL, Watch, watched


def rename(area: Area) -> None:
    Area.objects.filter(pk=area.pk).update(short_name="临")


def silent(area: Area) -> None:
    rename(area)


def apart(area: Area) -> None:
    with transaction.atomic():
        rename(area)
    with transaction.atomic():
        record("change_reference", by=None)


def twice(area: Area) -> None:
    with transaction.atomic():
        rename(area)
        record("change_reference", by=None)
        record("change_reference", by=None)


def right(area: Area) -> None:
    with transaction.atomic():
        rename(area)
        record("change_reference", by=None)


def rolled_back(area: Area) -> None:
    with transaction.atomic():
        rename(area)
        transaction.set_rollback(True)


def tried_again(area: Area) -> None:
    """A part that failed and was undone within the act that then went on."""
    with transaction.atomic():
        with transaction.atomic():
            rename(area)
            record("change_reference", by=None)
            transaction.set_rollback(True)
        rename(area)
        record("change_reference", by=None)


def watch_of(act, area: Area) -> Watch:
    with watched() as watch:
        act(area)
    return watch


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (silent, "0 events of a:page for what was written to office_area"),
        (apart, "written outside the event's transaction: office_area"),
        (twice, "2 events of a:page for what was written to office_area"),
        (right, ""),
        (rolled_back, ""),
        (tried_again, ""),
    ],
)
def test_watch(db, act, fault: str) -> None:
    assert watch_of(act, factories.area()).fault("a:page") == fault


def test_watch_of_pages_with_several_acts_or_none(db) -> None:
    area = factories.area()

    assert watch_of(twice, area).fault(next(iter(SEVERAL))) == ""
    assert watch_of(silent, area).fault(next(iter(SEVERAL))) != ""
    assert watch_of(silent, area).fault(next(iter(NO_ACT))) == ""
