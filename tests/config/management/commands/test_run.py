"""`manage.py run` where it refuses; where it runs, the journeys use it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.management.commands.run import _web_server

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def run(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"VAR_DIR": str(folder)} | settings
    command = [sys.executable, "manage.py", "run"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_run_taken_port_is_said_before_anything_is_made(tmp_path: Path, taken_port: int) -> None:
    result = run(tmp_path, HOST="127.0.0.1", PORT=str(taken_port))

    assert result.returncode == 1
    assert f"127.0.0.1:{taken_port} 不能使用，端口可能已被其他程序占用" in result.stderr
    assert f"PORT={taken_port + 1} make run" in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.glob("*.sqlite3*")] == []


def test_run_foreign_address_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, HOST="203.0.113.7", PORT="0")

    assert result.returncode == 1
    assert "203.0.113.7:0 不能使用" in result.stderr


def test_run_unknown_host_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, HOST="no-such-host.invalid")

    assert result.returncode == 1
    assert "HOST=no-such-host.invalid" in result.stderr


def test_windows_server_keeps_uploads_out_of_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    command = _web_server("127.0.0.1", 8000)
    limits = dict(option.lstrip("-").split("=") for option in command if "overflow" in option)

    assert {name: int(limit) > 4 * settings.MAX_UPLOAD_BYTES for name, limit in limits.items()} == {
        "inbuf-overflow": True,
        "outbuf-overflow": True,
    }
