"""kill -9 in the midst of an import, of the worker and of the page: all rows or none, and it goes on afterwards.

`KILLS=200 make test ARGS=tests/faults/test_killed_imports.py` kills that often on each database.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from ledger.models import Case, Transition
from ledger.workbook.kind import HISTORY
from office import trail
from office.actions import jobs
from office.actions.jobs import confirm_import, start_import
from office.models import Event, Job, JobPart, User
from reception.models import Claim, Petitioner
from tests import factories
from tests.faults.killable import Order, killable
from tests.faults.moments import Moments
from tests.workbooks import a_claim, history_workbook

KILLS = int(os.environ.get("KILLS", "12"))
ROWS = 40
SEED = 20210427
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def order(transactional_db: None) -> Iterator[Order]:
    """Has a turn carried out by the program that can be killed."""
    ahead = 0
    with killable("tests.faults.import_process", folder=settings.VAR_DIR) as order_of:

        def carry_out(turn: str, *, after: float | None = None, book: Path | None = None) -> tuple[str, float]:
            nonlocal ahead
            ahead += 100  # whoever was killed is long unheard of
            return order_of(after, turn=turn, ahead=ahead, book=str(book))

        yield carry_out


@pytest.fixture
def books(tmp_path: Path) -> Callable[[int], Path]:
    def book(number: int) -> Path:
        path = tmp_path / f"{number}.xlsx"
        rows = [a_claim(姓名=f"第{number}批{row}", 涉及人数=1) for row in range(ROWS)]
        path.write_bytes(history_workbook(claims=rows))
        return path

    return book


def counted() -> tuple[int, ...]:
    """Everything an import writes, by table, and the trail."""
    models = (Claim, Case, Petitioner, Transition)
    events = Event.objects.filter(act="import_ledger").count()
    return (*(model.objects.count() for model in models), events)


def per_import() -> tuple[int, ...]:
    return (ROWS, ROWS, ROWS, ROWS, 1)


def finished(job: Job, by: User, order: Order) -> None:
    """The import goes on with whoever comes next, and is confirmed once it is checked."""
    for _turn in range(6):
        job.refresh_from_db()
        if job.state == Job.State.CHECKED:
            confirm_import(job=job, by=by, digest=job.plan_digest)
        elif not job.is_running:
            return
        assert order("worker")[0] == "ended"


def check_after_kill(before: tuple[int, ...], job: Job | None) -> None:
    """None of it, or all of it and the job says so."""
    after = counted()
    difference = tuple(now - then for now, then in zip(after, before, strict=True))
    written = job is not None and job.state == Job.State.DONE
    assert difference == (per_import() if written else (0, 0, 0, 0, 0))


@pytest.fixture
def head_of_office(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    factories.reference()
    return factories.user("head", username="head")


def test_killed_worker(head_of_office: User, order: Order, books: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 0)
    random = Random(SEED)
    moments = Moments(random, _unhindered(head_of_office, order, books(0)))
    for number in range(1, KILLS // 2 + 1):
        job = _uploaded(head_of_office, books(number))
        is_written = random.random() < 0.7  # the writing is what could be partial
        if is_written:
            assert order("worker")[0] == "ended"
            job.refresh_from_db()
            confirm_import(job=job, by=head_of_office, digest=job.plan_digest)
        before = counted()
        word, seconds = order("worker", after=moments.next())
        moments.learn(word, seconds if is_written else moments.longest)
        job.refresh_from_db()
        check_after_kill(before, job)
        finished(job, head_of_office, order)
        assert counted() == tuple(each * (number + 1) for each in per_import())
    _sound(moments.killed)


def test_killed_page(head_of_office: User, order: Order, books: Any) -> None:
    word, longest = order("page", book=books(0))
    assert word == "ended"
    moments = Moments(Random(SEED + 1), longest)
    for number in range(1, KILLS // 2 + 1):
        before, latest = counted(), Job.objects.latest("id").pk
        moments.learn(*order("page", after=moments.next(), book=books(number)))
        job = Job.objects.filter(pk__gt=latest).first()
        check_after_kill(before, job)
        if job is None:  # killed before the upload was kept: it is uploaded again
            assert order("page", book=books(number))[0] == "ended"
        else:
            finished(job, head_of_office, order)
        assert counted() == tuple(each * (number + 1) for each in per_import())
    _sound(moments.killed)


def _uploaded(by: User, book: Path) -> Job:
    return start_import(kind=HISTORY, area=by.area, by=by, name="台账.xlsx", data=book.read_bytes()).job


def _unhindered(by: User, order: Order, book: Path) -> float:
    """The seconds a writing turn takes when nobody kills it."""
    job = _uploaded(by, book)
    assert order("worker")[0] == "ended"
    job.refresh_from_db()
    confirm_import(job=job, by=by, digest=job.plan_digest)
    word, seconds = order("worker")
    assert (word, counted()) == ("ended", per_import())
    return seconds


def _sound(killed: int) -> None:
    """Numbers without gap or double, no file left behind, the trail whole; and most turns were really killed."""
    numbers = sorted(int(number[-4:]) for number in Claim.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert not JobPart.objects.filter(name="upload").exists()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert trail.check_chain()[1] is None
    assert killed >= KILLS // 4
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
