"""One turn in a forked process, killed after so many seconds."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Turn = Callable[[dict[str, Any]], object]


def serve(turn: Turn) -> None:
    """Carries out a turn for each line of JSON on standard input and answers with a line, until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(carry_out(turn, json.loads(line)) + "\n")
        sys.stdout.flush()


def carry_out(turn: Turn, order: dict[str, Any]) -> str:
    """`killed`, `ended` or `failed`, and the seconds it took; `order["after"]` says when to kill, None never."""
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _run(turn, order)
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


def _run(turn: Turn, order: dict[str, Any]) -> None:
    """The forked process: whatever happens, it does not go on with the work of its parent."""
    try:
        turn(order)
    except BaseException as error:  # noqa: BLE001
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)
