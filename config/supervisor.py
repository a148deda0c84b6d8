"""Keeps the program's processes alive until it is told to stop. Knows nothing of what they do."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

MAX_DEATHS = 5
WITHIN_SECONDS = 60
GRACE_SECONDS = 20
_WINDOWS = sys.platform == "win32"
_TICK_SECONDS = 0.2


@dataclass
class Child:
    """One process with its own process group, started again when it dies."""

    name: str
    command: Sequence[str]
    deaths: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if _WINDOWS:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            )
        else:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, start_new_session=True, preexec_fn=_end_with_parent
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        if self.process is not None and self.is_running():
            self.process.terminate()

    def sweep(self) -> None:
        """Ends what is left of the group: grandchildren would hold the port against the next start."""
        if self.process is None:
            return
        if _WINDOWS:
            self.process.kill()
        else:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        self.process.wait()


class Supervisor:
    """Starts the children, restarts those that die, passes SIGTERM and SIGINT on and waits for the end."""

    def __init__(
        self, commands: Mapping[str, Sequence[str]], *, say: Callable[[str], None], pause_seconds: float = 1
    ) -> None:
        self._children = [Child(name, command) for name, command in commands.items()]
        self._say = say
        self._pause_seconds = pause_seconds
        self._stopping = False

    def run(self) -> bool:
        """Returns when told to stop: True. False if a child died more than MAX_DEATHS times in WITHIN_SECONDS."""
        self._listen()
        try:
            for child in self._children:
                child.start()
            while not self._stopping:
                if not all(self._tend(child) for child in self._children):
                    return False
                time.sleep(_TICK_SECONDS)
            return True
        finally:
            self._end_all()

    def _listen(self) -> None:
        names = ("SIGTERM", "SIGINT", "SIGBREAK" if _WINDOWS else "SIGHUP")
        for number in (getattr(signal, name) for name in names):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _tend(self, child: Child) -> bool:
        if child.is_running() or self._stopping:
            return True
        child.sweep()
        now = time.monotonic()
        child.deaths = [moment for moment in child.deaths if now - moment < WITHIN_SECONDS] + [now]
        if len(child.deaths) > MAX_DEATHS:
            times = len(child.deaths)
            self._say(f"{child.name}在 {WITHIN_SECONDS} 秒内退出了 {times} 次，程序停止。原因见上面的输出。")
            return False
        self._say(f"{child.name}意外退出，正在重新启动。")
        time.sleep(self._pause_seconds * min(len(child.deaths), 3))
        child.start()
        return True

    def _end_all(self) -> None:
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.is_running() for child in self._children) and time.monotonic() < deadline:
            time.sleep(_TICK_SECONDS)
        for child in self._children:
            child.sweep()


def _end_with_parent() -> None:
    # A supervisor that is killed outright cannot pass anything on; on Linux the kernel then ends its children.
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
