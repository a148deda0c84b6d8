"""Work on an import: how it goes on after being broken off, cancelled, taken by another, or failing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from ledger.workbook.kind import HISTORY
from office.actions import jobs
from office.actions.job_runner import MOST_TRIES, STALE, run, take_next
from office.actions.jobs import cancel_import, confirm_import, remove_old_imports, start_import
from office.imports.kinds import KINDS
from office.models import Event, Job, JobPart, User
from office.refusals import Refused
from reception.models import Claim
from tests import factories
from tests.workbooks import a_claim, history_workbook

NOW = datetime(2026, 5, 12, 2, tzinfo=UTC)


@pytest.fixture
def in_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is long."""
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 0)


def clock_from(start: datetime, *, step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """A clock that goes on with every look at it."""
    state = SimpleNamespace(now=start)

    def clock() -> datetime:
        state.now += step
        return state.now

    return clock


CLOCK = clock_from(NOW)


def started(by: User, rows: int = 2, **cells: object) -> Job:
    book = history_workbook(claims=[a_claim(姓名=f"第{number}人", **cells) for number in range(rows)])
    return start_import(kind=HISTORY, area=by.area, by=by, name="台账.xlsx", data=book, now=NOW).job


def worked(job: Job | None = None) -> Job:
    """The job after one turn of the background."""
    taken = take_next(now=NOW)
    assert taken is not None
    run(taken, clock=CLOCK)
    taken.refresh_from_db()
    return taken


def confirmed(by: User, job: Job) -> Job:
    return confirm_import(job=job, by=by, digest=job.plan_digest, now=NOW)


def test_nothing_waits(reference) -> None:
    assert take_next(now=NOW) is None


def test_the_background_checks_and_after_the_confirmation_writes(head: User, in_background: None) -> None:
    started(head)
    job = worked()
    assert (job.state, job.counts["new"], job.done, job.total, job.runner) == ("checked", 3, 5, 5, "")
    assert take_next(now=NOW) is None
    confirmed(head, job)
    job = worked()
    assert (job.state, Claim.objects.count()) == ("done", 2)
    assert not JobPart.objects.filter(name="upload").exists()


def test_what_somebody_works_on_is_taken_only_when_long_unheard_of(head: User, in_background: None) -> None:
    started(head)
    first = take_next(now=NOW)
    assert take_next(now=NOW + STALE) is None
    second = take_next(now=NOW + STALE + timedelta(seconds=1))
    assert (second.pk, second.runner == first.runner, second.tries) == (first.pk, False, 2)
    # The first was only slow: what it finds no longer counts.
    run(first, clock=CLOCK)
    second.refresh_from_db()
    assert (second.state, Event.objects.filter(act="check_import").count()) == ("checking", 0)
    run(second, clock=CLOCK)
    second.refresh_from_db()
    assert second.state == "checked"


def test_a_page_that_dies_leaves_its_short_import_to_the_background(head: User) -> None:
    job = started(head)
    assert job.runner != ""
    assert take_next(now=NOW) is None
    taken = take_next(now=NOW + STALE * 2)
    run(taken, clock=CLOCK)
    job.refresh_from_db()
    assert job.state == "checked"


def test_a_job_that_always_breaks_off_is_given_up_in_words(head: User, in_background: None) -> None:
    job = started(head)
    for number in range(MOST_TRIES):
        assert take_next(now=NOW + STALE * 2 * number + timedelta(seconds=number)) is not None
    run(take_next(now=NOW + STALE * 20), clock=CLOCK)
    job.refresh_from_db()
    assert (job.state, job.message[:10]) == ("failed", "后台处理中断了几次，")
    assert not JobPart.objects.exists()


@pytest.mark.parametrize("error", [RuntimeError("岩甲 530902"), Refused("请先做别的。"), MemoryError()])
def test_a_fault_is_told_without_what_it_said(
    head: User, in_background: None, monkeypatch: pytest.MonkeyPatch, caplog, error: Exception
) -> None:
    def broken(_task: object) -> None:
        raise error

    job = started(head)
    monkeypatch.setitem(KINDS, "history", replace(HISTORY, check=broken))
    job = worked()
    said = "请先做别的。" if isinstance(error, Refused) else "处理时出错，没有导入任何内容"
    assert (job.state, job.message.startswith(said)) == ("failed", True)
    assert "岩甲" not in caplog.text


def test_a_lost_database_leaves_the_job_to_the_next_turn(
    head: User, in_background: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_task: object) -> None:
        raise DatabaseError("gone")

    started(head)
    with monkeypatch.context() as context:
        context.setitem(KINDS, "history", replace(HISTORY, check=broken))
        with pytest.raises(DatabaseError):
            run(take_next(now=NOW), clock=CLOCK)
    assert worked().state == "checked"


def test_an_ending_process_frees_its_job_at_once(
    head: User, in_background: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_task: object) -> None:
        raise SystemExit(0)

    started(head)
    with monkeypatch.context() as context:
        context.setitem(KINDS, "history", replace(HISTORY, check=ended))
        with pytest.raises(SystemExit):
            run(take_next(now=NOW), clock=CLOCK)
    assert worked().state == "checked"


@pytest.mark.parametrize("phase", ["check", "write"])
def test_cancelled_while_at_work_writes_nothing(
    head: User, in_background: None, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    job = started(head)
    if phase == "write":
        job = confirmed(head, worked())

    def cancelled_meanwhile(task):
        cancel_import(job=job, by=head, now=NOW)
        return HISTORY.check(task)

    monkeypatch.setitem(KINDS, "history", replace(HISTORY, check=cancelled_meanwhile))
    job = worked()
    assert (job.state, Claim.objects.count()) == ("cancelled", 0)
    assert not JobPart.objects.filter(name="upload").exists()


def test_the_row_of_the_job_tells_how_far_it_is(
    head: User, in_background: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watched(task):
        plan = HISTORY.check(task)
        seen.append(Job.objects.values_list("done", flat=True).get())
        return plan

    started(head, rows=250)
    monkeypatch.setitem(KINDS, "history", replace(HISTORY, check=watched))
    assert worked().state == "checked"
    assert seen == [200]


def test_an_account_that_was_closed_imports_nothing(head: User, in_background: None) -> None:
    started(head)
    confirmed(head, worked())
    User.objects.filter(pk=head.pk).update(is_active=False)
    job = worked()
    assert (job.state, Claim.objects.count()) == ("failed", 0)
    assert "您的岗位不能进行“导入台账”" in job.message


def test_a_file_that_was_changed_in_the_database_is_not_read(head: User, in_background: None) -> None:
    started(head)
    part = JobPart.objects.get(name="upload")
    part.sealed = bytes(part.sealed)[:-1] + b"\x00"
    part.save()
    job = worked()
    assert (job.state, job.message.startswith("加密数据无法还原")) == ("failed", True)


def test_old_imports_go(head: User, in_background: None) -> None:
    started(head)
    job = worked()
    assert remove_old_imports(now=NOW + timedelta(hours=24)) == 0
    remove_old_imports(now=NOW + timedelta(hours=25))
    job.refresh_from_db()
    assert (job.state, JobPart.objects.filter(name="upload").exists()) == ("expired", False)
    remove_old_imports(now=NOW + timedelta(days=8))
    assert (Job.objects.count(), JobPart.objects.count()) == (0, 0)


def test_another_area_is_refused(head: User) -> None:
    elsewhere = factories.area("530922")
    with pytest.raises(PermissionDenied, match="这个区划不在您的工作范围内"):
        start_import(kind=HISTORY, area=elsewhere, by=head, name="台账.xlsx", data=history_workbook(), now=NOW)
