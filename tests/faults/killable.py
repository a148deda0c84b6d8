"""Orders to a program that can be killed in the midst of a turn; the program's side is `tests.faults.killing`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from tests.faults.test_numbers_at_once import ROOT, database_url

Order = Callable[..., tuple[str, float]]


@contextmanager
def killable(module: str, *, folder: Path | str) -> Iterator[Order]:
    """Each call has one turn carried out with these facts: what became of it, and the seconds it took.

    `after` is the seconds until the turn is killed, None never. The program shares the test's database and this folder.
    """
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def carry_out(after: float | None, **facts: Any) -> tuple[str, float]:
        connections.close_all()
        process.stdin.write(json.dumps({"after": after} | facts) + "\n")
        process.stdin.flush()
        word, seconds = process.stdout.readline().split()
        return word, float(seconds)

    yield carry_out
    process.stdin.close()
    process.wait(timeout=30)
