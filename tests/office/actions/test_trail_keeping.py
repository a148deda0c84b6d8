"""Old events go, the rest verifies on; never less than six months, never from a trail that is not whole."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction

from office import append_only
from office.actions import trail_keeping
from office.actions.trail_keeping import due_for_removal, trim_trail
from office.models import Event, TrailHead, User
from office.models.trail import KEPT
from office.refusals import Refused
from office.trail import check_chain, record
from tests.office.tampering import KINDS, missed

NOW = datetime(2026, 5, 31, 2, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def events(auditor: User, clerk: User) -> list[Event]:
    """One event a month, the last 60 months; nothing before."""
    Event.objects.all().delete()
    TrailHead.objects.all().delete()
    with transaction.atomic():
        for months in range(60, 0, -1):
            record("correct_claim", by=clerk, now=NOW - timedelta(days=30.4 * months), step=months)
    return list(Event.objects.filter(act="correct_claim").order_by("number"))


def test_old_events_go_and_the_rest_verifies_on(events: list[Event], auditor: User) -> None:
    assert trim_trail(by=auditor, now=NOW) == 60 - 36

    assert check_chain() == (37, None)
    mark = Event.objects.latest("number")
    assert (mark.act, mark.by, mark.data["removed"]) == ("trim_trail", auditor, 60 - 36)
    assert Event.objects.order_by("number").first().previous_digest == mark.data["digest"]


def test_repeated_it_removes_nothing_more(events: list[Event], auditor: User) -> None:
    trim_trail(by=auditor, now=NOW)
    count = Event.objects.count()

    assert (trim_trail(by=auditor, now=NOW), Event.objects.count()) == (0, count)
    assert trim_trail(by=auditor, now=NOW + timedelta(days=31)) == 1
    assert check_chain()[1] is None


def test_in_steps_each_leaves_its_event(events: list[Event], auditor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_keeping, "AT_ONCE", 10)
    removed = trim_trail(by=auditor, now=NOW)

    assert Event.objects.filter(act="trim_trail").count() == -(-removed // 10)
    assert check_chain()[1] is None


def test_months_are_a_setting(events: list[Event], auditor: User, settings: Any) -> None:
    settings.TRAIL_MONTHS = 6
    trim_trail(by=auditor, now=NOW)

    assert Event.objects.filter(act="correct_claim").count() == 5


def test_younger_event_before_older_ones_ends_it(auditor: User, clerk: User) -> None:
    with transaction.atomic():
        for years in (5, 1, 5):
            record("correct_claim", by=clerk, now=NOW - timedelta(days=365 * years))
    first = Event.objects.filter(act="correct_claim").earliest("number")

    due = due_for_removal(now=NOW)
    assert due.last is None or due.last.number <= first.number


@pytest.mark.parametrize("role", ["head", "clerk", "sysadmin"])
def test_only_the_auditor(events: list[Event], role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        trim_trail(by=request.getfixturevalue(role), now=NOW)


def test_a_trail_that_is_not_whole_is_left_alone(events: list[Event], auditor: User) -> None:
    Event.objects.filter(pk=events[-1].pk).update(act="forged")
    count = Event.objects.count()
    with pytest.raises(Refused, match="内容被改动。审计记录不完整时不清理"):
        trim_trail(by=auditor, now=NOW)
    assert Event.objects.count() == count


def test_tampering_shows_after_it_as_before(events: list[Event], auditor: User, head: User) -> None:
    trim_trail(by=auditor, now=NOW)
    rest = list(Event.objects.order_by("number"))
    assert missed(rest, times=3 * len(KINDS), seed=2, stranger=head) == []


def test_beginning_set_further_without_its_event_shows(events: list[Event], auditor: User) -> None:
    trim_trail(by=auditor, now=NOW)
    Event.objects.filter(act="trim_trail").update(act="forged")
    assert check_chain()[1] is not None


def test_the_guard_of_the_database_is_off_only_inside(events: list[Event], auditor: User) -> None:
    append_only.install(KEPT)
    trim_trail(by=auditor, now=NOW)

    assert append_only.missing(KEPT) == []
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        Event.objects.filter(number=TrailHead.objects.get().number).delete()


def test_failed_removal_leaves_everything(events: list[Event], auditor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    append_only.install(KEPT)
    count = Event.objects.count()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(trail_keeping.trail, "begin_after", fail)
    with pytest.raises(DatabaseError):
        trim_trail(by=auditor, now=NOW)
    assert (Event.objects.count(), append_only.missing(KEPT)) == (count, [])


def test_command(events: list[Event]) -> None:
    def said(*options: str) -> dict[str, int]:
        output = StringIO()
        call_command("trim_trail", "--by", "auditor", "--json", *options, stdout=output)
        return json.loads(output.getvalue())

    due = said("--dry-run")["due"]
    assert due > 0
    assert (said()["removed"], said()["removed"], said("--dry-run")["due"]) == (due, 0, 0)


def test_less_than_six_months_does_not_start(tmp_path: Path) -> None:
    environment = os.environ | {"TRAIL_MONTHS": "5", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, "TRAIL_MONTHS 不得少于 6" in result.stderr) == (1, True)
