"""A program that can be killed in the midst of an import: forks a process for each turn, so that a turn starts at once.

Called as `python -m tests.faults.import_process`. Each line on standard input is JSON: `turn` is "worker" (takes what waits)
or "page" (uploads `book`, checks, confirms and writes it, as a page does), `after` the seconds until it is killed (null:
never), `ahead` how many seconds its clock is ahead. It answers with a line: `killed` or `ended`, and the seconds it took.
"""

import json
import os
import signal
import sys
import time
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


def carry_out(order: dict[str, Any]) -> str:
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            {"worker": worker, "page": page}[order["turn"]](order)
        except BaseException as error:  # noqa: BLE001  whatever it is, the forked process must not go on below
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    after, status = order["after"], None
    while status is None:
        ended, raw = os.waitpid(pid, os.WNOHANG)
        if ended:
            status = raw
        elif after is not None and time.monotonic() - began >= after:
            os.kill(pid, signal.SIGKILL)
            status = os.waitpid(pid, 0)[1]
        else:
            time.sleep(0.0005)
    word = "killed" if os.WIFSIGNALED(status) else "ended" if os.waitstatus_to_exitcode(status) == 0 else "failed"
    return f"{word} {time.monotonic() - began:.4f}"


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(carry_out(json.loads(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
