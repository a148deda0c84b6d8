"""A PostgreSQL cluster for one run of the tests: on a socket in its own folder, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import postgres_program

# Nobody needs these data after a power cut.
_CAREFREE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
_SOCKET_ONLY = ["listen_addresses=", "max_connections=300", "unix_socket_permissions=0777"]
_START_SECONDS = 30


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Gives the DATABASE_URL of a running cluster; ends it and removes its folder on the way out, whatever happened."""
    # Short: a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="jf-pg-", dir="/tmp"))  # noqa: S108
    try:
        identity = _server_identity(folder)
        _initialize(folder / "data", identity)
        server = _start(folder, identity)
        try:
            _wait_until_ready(folder, server)
            yield f"postgres://tests@/{folder}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": cuts connections, shuts down cleanly
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_identity(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then the folder and the processes belong to postgres."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialize(data: Path, identity: dict) -> None:
    command = [str(postgres_program("initdb")), "-D", str(data), "--username=tests", "--auth=trust"]
    plain = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run(command + plain, cwd=data.parent, check=True, stdout=subprocess.DEVNULL, **identity)


def _start(folder: Path, identity: dict) -> subprocess.Popen[bytes]:
    options = [part for option in _CAREFREE + _SOCKET_ONLY for part in ("-c", option)]
    command = [str(postgres_program("postgres")), "-D", str(folder / "data"), "-k", str(folder), *options]
    # Its own session: Ctrl-C in the terminal must reach the tests first, then the cluster.
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **identity)


def _wait_until_ready(folder: Path, server: subprocess.Popen[bytes]) -> None:
    ready = [str(postgres_program("pg_isready")), "-q", "-h", str(folder), "-U", "tests", "-d", "postgres"]
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()[-2000:]}")
        time.sleep(0.1)
