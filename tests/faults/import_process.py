"""A program that can be killed in the midst of an import: forks a process for each turn, so that a turn starts at once.

Called as `python -m tests.faults.import_process`. Each line on standard input is JSON: `turn` is "worker" (takes what waits)
or "page" (uploads `book`, checks, confirms and writes it, as a page does), `after` the seconds until it is killed (null:
never), `ahead` how many seconds its clock is ahead. It answers with a line: `killed` or `ended`, and the seconds it took.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from ledger.workbook.kind import HISTORY  # noqa: E402
from office.actions.job_runner import run, take_next  # noqa: E402
from office.actions.jobs import confirm_import, start_import  # noqa: E402
from office.models import User  # noqa: E402
from tests.faults.killing import serve  # noqa: E402


def worker(order: dict[str, Any]) -> None:
    def clock() -> datetime:
        return timezone.now() + timedelta(seconds=order["ahead"])

    job = take_next(now=clock())
    if job is not None:
        run(job, clock=clock)


def page(order: dict[str, Any]) -> None:
    by = User.objects.get(username="head")
    data = Path(order["book"]).read_bytes()
    started = start_import(kind=HISTORY, area=by.area, by=by, name="台账.xlsx", data=data)
    run(started.job, clock=timezone.now, sheets=started.sheets)
    started.job.refresh_from_db()
    confirmed = confirm_import(job=started.job, by=by, digest=started.job.plan_digest)
    run(confirmed, clock=timezone.now)


def turn(order: dict[str, Any]) -> None:
    {"worker": worker, "page": page}[order["turn"]](order)


if __name__ == "__main__":
    serve(turn)
