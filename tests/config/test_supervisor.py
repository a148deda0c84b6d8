"""The supervisor as a real process with real children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config.supervisor import MAX_DEATHS

ROOT = Path(__file__).resolve().parent.parent.parent
SUPERVISOR = """
import sys
from config.supervisor import Supervisor
child = [sys.executable, "-c", sys.argv[1], sys.argv[2]]
well = Supervisor({"服务": child}, say=lambda line: print(line, flush=True), pause_seconds=0).run()
sys.exit(0 if well else 1)
"""
NOTE_PID = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "
STAY = NOTE_PID + "time.sleep(60)"
DIE = NOTE_PID + "sys.exit(3)"
STAY_WITH_GRANDCHILD = "import os; os.fork(); " + STAY


class Supervised:
    """A supervisor whose child notes its process id."""

    def __init__(self, folder: Path, child: str) -> None:
        self._notes = folder / "pids"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, child, str(self._notes)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def pids(self) -> list[int]:
        return [int(line) for line in self._notes.read_text().splitlines()] if self._notes.exists() else []

    def wait_for_pids(self, count: int) -> list[int]:
        wait_until(lambda: len(self.pids()) >= count)
        return self.pids()


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[[str], Supervised]]:
    started: list[Supervised] = []

    def start(child: str) -> Supervised:
        started.append(Supervised(tmp_path, child))
        return started[-1]

    yield start
    for supervised in started:
        supervised.process.kill()
        for pid in supervised.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        supervised.process.communicate()


def wait_until(reached: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_supervisor_told_to_stop_ends_its_child(supervise: Callable[[str], Supervised], number: int) -> None:
    supervised = supervise(STAY)
    (pid,) = supervised.wait_for_pids(1)

    supervised.process.send_signal(number)

    assert supervised.process.wait(timeout=15) == 0
    assert not is_alive(pid)


def test_supervisor_child_killed_is_started_again(supervise: Callable[[str], Supervised]) -> None:
    supervised = supervise(STAY)
    (first,) = supervised.wait_for_pids(1)

    os.kill(first, signal.SIGKILL)

    _, second = supervised.wait_for_pids(2)
    assert is_alive(second)


def test_supervisor_child_killed_takes_its_grandchildren_along(supervise: Callable[[str], Supervised]) -> None:
    supervised = supervise(STAY_WITH_GRANDCHILD)
    family = supervised.wait_for_pids(2)
    child = next(pid for pid in family if os.getpgid(pid) == pid)
    grandchild = next(pid for pid in family if pid != child)

    os.kill(child, signal.SIGKILL)

    supervised.wait_for_pids(4)
    assert not is_alive(grandchild)


def test_supervisor_child_that_always_dies_is_given_up(supervise: Callable[[str], Supervised]) -> None:
    supervised = supervise(DIE)

    output, _ = supervised.process.communicate(timeout=30)

    assert supervised.process.returncode == 1
    assert len(supervised.pids()) == MAX_DEATHS + 1
    assert output.splitlines()[-1] == f"服务在 60 秒内退出了 {MAX_DEATHS + 1} 次，程序停止。原因见上面的输出。"


def test_supervisor_killed_outright_leaves_no_child(supervise: Callable[[str], Supervised]) -> None:
    supervised = supervise(STAY)
    (pid,) = supervised.wait_for_pids(1)

    supervised.process.kill()

    wait_until(lambda: not is_alive(pid))
