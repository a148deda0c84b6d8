"""Confirming at the same instant: the same import twice, and the same file of two accounts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from ledger.models import Case
from ledger.workbook.kind import HISTORY
from office import trail
from office.actions.job_runner import run
from office.actions.jobs import cancel_import, confirm_import, start_import
from office.models import Event, Job, User
from office.refusals import Refused
from reception.models import Claim
from tests import factories
from tests.workbooks import a_claim, history_workbook

ROWS = 40


def uploaded(by: User) -> Job:
    """Checked, waiting for its confirmation."""
    book = history_workbook(claims=[a_claim(姓名=f"第{index}人") for index in range(ROWS)])
    started = start_import(kind=HISTORY, area=by.area, by=by, name="台账.xlsx", data=book)
    run(started.job, clock=timezone.now, sheets=started.sheets)
    return Job.objects.get(pk=started.job.pk)


def confirmed(job: Job) -> str:
    run(confirm_import(job=job, by=job.requested_by, digest=job.plan_digest), clock=timezone.now)
    return "confirmed"


def cancelled(job: Job) -> str:
    cancel_import(job=job, by=job.requested_by)
    return "cancelled"


def at_once(*acts: Callable[[], str]) -> list[str]:
    barrier = Barrier(len(acts))

    def carry_out(act: Callable[[], str]) -> str:
        try:
            barrier.wait()
            return act()
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carry_out, acts))


@pytest.mark.django_db(transaction=True)
def test_the_same_import_confirmed_by_four_clicks_is_written_once() -> None:
    factories.reference()
    job = uploaded(factories.user("head"))
    at_once(*[lambda: confirmed(job)] * 4)
    job.refresh_from_db()
    assert (job.state, Claim.objects.count(), Case.objects.count()) == ("done", ROWS, ROWS)
    assert Event.objects.filter(act="confirm_import").count() == 1
    assert Event.objects.filter(act="import_ledger").count() == 1
    assert trail.check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_the_same_file_of_two_heads_is_stored_once() -> None:
    factories.reference()
    jobs = [uploaded(factories.user("head")) for _ in range(2)]
    at_once(*[lambda job=job: confirmed(job) for job in jobs])
    assert (Claim.objects.count(), Case.objects.count()) == (ROWS, ROWS)
    # The one that came second is shown what would be written now: nothing.
    states = {job.state: job.counts for job in Job.objects.all()}
    assert (set(states), states["checked"]["known"], states["checked"]["new"]) == ({"done", "checked"}, ROWS + 1, 0)
    assert trail.check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_cancelled_at_once_is_one_of_both() -> None:
    factories.reference()
    for number in range(4):
        before = Claim.objects.count()
        by = factories.user("head")
        book = history_workbook(claims=[a_claim(姓名=f"第{number}批{index}") for index in range(ROWS)])
        started = start_import(kind=HISTORY, area=by.area, by=by, name="台账.xlsx", data=book)
        run(started.job, clock=timezone.now, sheets=started.sheets)
        job = Job.objects.get(pk=started.job.pk)
        at_once(lambda job=job: confirmed(job), lambda job=job: cancelled(job))
        job.refresh_from_db()
        written = Claim.objects.count() - before
        assert (job.state, written) in {("done", ROWS), ("cancelled", 0)}
    assert trail.check_chain()[1] is None
