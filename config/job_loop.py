"""What the background process does between the reminders: imports that wait, one after the other, and its own pulse."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError

from office.actions.job_runner import run, take_next
from office.actions.jobs import remove_old_imports
from office.models import WorkerPulse

LOOK_SECONDS = 1.0
AFTER_A_FAULT_SECONDS = 10.0
BEAT_EVERY = timedelta(seconds=15)
TIDY_EVERY = timedelta(minutes=10)


class JobLoop:
    """`wait(seconds)` of the reminders' loop: works on imports meanwhile; True when it is over."""

    def __init__(
        self, *, clock: Callable[[], datetime], wait: Callable[[float], bool], say: Callable[[str], None]
    ) -> None:
        self._clock, self._wait, self._say = clock, wait, say
        self._beat_at: datetime | None = None
        self._tidied_at: datetime | None = None

    def __call__(self, seconds: float) -> bool:
        end = self._clock() + timedelta(seconds=seconds)
        while self._clock() < end:
            pause = LOOK_SECONDS
            try:
                self.look()
            except (DatabaseError, OSError) as error:
                pause = AFTER_A_FAULT_SECONDS
                self._say(f"导入没有处理，{int(pause)} 秒后再试（{type(error).__name__}）。")
            if self._wait(pause):
                return True
        return False

    def look(self) -> None:
        """Everything that waits now. A fault of the database ends it; what was begun is taken up the next time."""
        now = self._clock()
        self._pulse(now)
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            remove_old_imports(now=now)
            self._tidied_at = now
        while job := take_next(now=self._clock()):
            run(job, clock=self._beating_clock)

    def _beating_clock(self) -> datetime:
        """A long import beats for the worker too."""
        now = self._clock()
        self._pulse(now)
        return now

    def _pulse(self, now: datetime) -> None:
        if self._beat_at is None or now - self._beat_at >= BEAT_EVERY:
            WorkerPulse.objects.update_or_create(only=True, defaults={"beat_at": now})
            self._beat_at = now
