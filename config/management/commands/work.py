"""`manage.py work`: the background process. `run` starts it; it ends within moments when told to."""

import signal
import sys
from threading import Event
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

from config.background import work
from config.job_loop import JobLoop
from office.command import PlainCommand


class Command(PlainCommand):
    help = "后台任务：每个工作日发送一次提醒，处理较长的导入，直到收到停止信号；由 run 启动，不必单独运行"
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        for name in ("SIGTERM", "SIGINT", "SIGBREAK" if sys.platform == "win32" else "SIGHUP"):
            signal.signal(getattr(signal, name), _end)
        imports = JobLoop(clock=timezone.now, wait=_wait, say=self._say)
        work(clock=timezone.now, wait=imports, say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _wait(seconds: float) -> bool:
    # A connection that is held for a day is a connection that breaks.
    close_old_connections()
    return Event().wait(seconds)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Also in the midst of sending: what is not committed is taken back, and made up for at the next start.
    sys.exit(0)
