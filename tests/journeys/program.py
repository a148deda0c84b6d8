"""The real program as a process, started the way a user starts it, with data of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
# The demo is played before the program answers: on a machine that does other things too, that takes minutes.
START_SECONDS = 300
STOP_SECONDS = 30
_SETTINGS = ("VAR_DIR", "DATABASE_URL", "HOST", "PORT", "PRODUCTION", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Program:
    """A running program: its address, its folder, and its commands."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a command beside the program, on the same data; never raises for a refused one."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def create_account(self, name: str, *roles: str, unit: str = "", area: str = "") -> str:
        """Gives the one-time password that the command prints."""
        options = [part for role in roles for part in ("--role", role)]
        options += ["--unit", unit] if unit else []
        options += ["--area", area] if area else []
        result = self.manage("create_account", name, *options, "--json")
        assert result.returncode == 0, result.stdout + result.stderr
        return json.loads(result.stdout)["password"]

    def accounts(self) -> list[dict[str, str]]:
        """The demo's accounts; only in a program that was started with its demo."""
        return json.loads((self.folder / "demo-accounts.json").read_text())


@contextmanager
def running_program(folder: Path, *arguments: str, **variables: str) -> Iterator[Program]:
    """Starts `manage.py run`, waits until it says it is well, and sees it end on SIGTERM; `variables` go to its environment."""
    with own_database() as database:
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        environment |= {"VAR_DIR": str(folder), "HOST": "127.0.0.1", "PORT": str(port)} | database | variables
        log = folder / "program.log"
        with log.open("wb") as output:
            command = [sys.executable, "manage.py", "run", *arguments]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_well(url, process, log)
            yield Program(url, folder, environment)
        finally:
            _end(process, port, log)


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """On SQLite nothing is needed, the file lies in the folder; on PostgreSQL one more database of the same server."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield {}
        return
    name = f"journey_{uuid.uuid4().hex}"
    # libpq wants the socket's folder as a parameter, django-environ as a path.
    host, _, maintenance = server.split("@/", 1)[1].rpartition("/")
    with closing(psycopg.connect(host=host, dbname=maintenance, user="tests", autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _wait_until_well(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    answer = "no answer"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read().decode(errors='replace')}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.2)
    raise AssertionError(f"the program did not become well: {answer}\n{_tail(log)}")


def _end(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        status = process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"the program did not end on SIGTERM:\n{_tail(log)}") from None
    assert status == 0, f"the program ended with {status}:\n{_tail(log)}"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "a process of the program still listens"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]
