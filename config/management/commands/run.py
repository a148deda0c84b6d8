"""`manage.py run`: prepares the data and keeps the program running in the foreground."""

import socket
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from config.supervisor import Supervisor
from office import dataset
from office.command import PlainCommand

_IN_MEMORY_BYTES = 64 * 1024 * 1024
_ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 compared with, never listened on


class Command(PlainCommand):
    help = "启动程序：准备数据库，首次运行装入演示数据，然后提供网页服务，直到按 Ctrl+C 或收到停止信号"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="数据为空时不装入演示数据")

    def handle(self, *, no_demo: bool, **options: object) -> None:
        host, port = settings.HOST, settings.PORT
        _require_free(host, port)
        call_command("init", stdout=self.stdout)
        if dataset.current() == "empty" and not no_demo:
            call_command("demo", stdout=self.stdout)
        self._announce(host, port)
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
        if not Supervisor({"网页服务": _web_server(host, port), "后台任务": worker}, say=self._say).run():
            raise CommandError("程序已停止。")
        self._say("程序已停止。")

    def _announce(self, host: str, port: int) -> None:
        shown = "127.0.0.1" if host in _ANY_ADDRESS else host
        self._say(f"程序地址：http://{_with_port(shown, port)}/  （按 Ctrl+C 停止）")
        accounts = settings.VAR_DIR / "demo-accounts.json"
        if accounts.exists():
            self._say(f"演示账号和密码：{accounts}")
        elif dataset.current() == "empty":
            self._say("还没有账号：请先运行 python manage.py create_first_admin 建立第一个管理员。")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _require_free(host: str, port: int) -> None:
    """Refuses before anything is touched if nothing could be served at this address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if sys.platform != "win32":  # there the option would let two programs share the port
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except PermissionError as error:
        raise CommandError(f"没有权限使用端口 {port}：请用 PORT=8000 等大于 1023 的端口启动。") from error
    except (socket.gaierror, OverflowError) as error:
        raise CommandError(f"HOST={host} PORT={port} 不是可用的地址：请检查这两个环境变量。") from error
    except OSError as error:
        raise CommandError(
            f"地址 {_with_port(host, port)} 不能使用，端口可能已被其他程序占用："
            f"请先停止那个程序，或换一个端口启动，例如 PORT={port + 1} make run。"
        ) from error


def _web_server(host: str, port: int) -> list[str]:
    address = _with_port(host, port)
    if sys.platform == "win32":
        # By default bodies above half a megabyte are spooled in clear to a temporary file.
        in_memory = [f"--inbuf-overflow={_IN_MEMORY_BYTES}", f"--outbuf-overflow={_IN_MEMORY_BYTES}"]
        place = [f"--listen={address}", "--threads=8", f"--max-request-body-size={_IN_MEMORY_BYTES}"]
        return [sys.executable, "-m", "waitress", *place, *in_memory, "config.wsgi:application"]
    options = ["--workers=2", "--worker-class=gthread", "--threads=4", "--timeout=120", "--graceful-timeout=15"]
    quiet = ["--log-level=warning", "--no-control-socket"]
    place = [f"--bind={address}", f"--chdir={settings.BASE_DIR}"]
    return [sys.executable, "-m", "gunicorn", *place, *options, *quiet, "config.wsgi:application"]


def _with_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
