"""Encryption at rest, on the running program: a thousand numbers and addresses go in by every way there is, and none lies
anywhere in clear: not in the database, its log of writing, the files, the program's output, nor a temporary folder.
"""

import base64
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core import signing

from office.roles import Role
from tests.access.at_rest import ADDRESS, ID, KINDS, Flock, contents, digests_in, files_below, forms_of, leaks_in
from tests.access.visitor import Visitor, signed_in
from tests.access.ways_in import Ways
from tests.journeys.program import Program, running_program

# One program for the module.
pytestmark = pytest.mark.xdist_group("tests/access/test_at_rest.py")
TABLE, ASIDE = "reception_petitioner", "reception_petitioner_aside"
# What each way answers; one that is shut would prove nothing.
ANSWERS = {
    "assign": {200}, "cancelled": {200}, "correction": {200}, "draft": {200}, "export": {200}, "fault": {500}, "import": {200},
    "intake": {200}, "note_progress": {200, 422}, "pasted roll": {200}, "payment list": {200}, "print": {200}, "receipt": {422},
    "refused form": {422}, "refused rows": {200}, "roll import": {200}, "search": {200}, "sign-in": {200}, "sign_for": {200},
    "upload of history": {200, 422}, "upload of national": {200}, "upload of roll": {200},
}  # fmt: skip
# Canaries of the tests of the search itself, which may not be heard by the search of another test.
PLANTED = 5000
Hold = Callable[[Program, str], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    own = tmp_path_factory.mktemp("temporary")
    with running_program(tmp_path_factory.mktemp("var"), "--no-demo", TMPDIR=str(own)) as running:
        yield running


def test_nothing_of_anybody_lies_in_clear(program: Program) -> None:
    began = time.time()
    desk = signed_in(program, "desk", Role.HEAD, Role.CLERK)
    ways = Ways(desk, Visitor(program.url), breaks=lambda: broken(program))
    ways.go()

    assert {way: set(statuses) for way, statuses in ways.seen.items()} == ANSWERS
    assert ways.flock.count() >= 1000
    assert heard(program, ways.flock, since=began) == {}


@contextmanager
def in_the_database(program: Program, text: str) -> Iterator[None]:
    with connected(program) as connection:
        connection.execute("CREATE TABLE planted (said text)")
        connection.execute(f"INSERT INTO planted VALUES ('{text}')")  # noqa: S608
        try:
            yield
        finally:
            connection.execute("DROP TABLE planted")


@contextmanager
def in_a_file(path: Path, text: str) -> Iterator[None]:
    path.write_text(f"…{text}…")
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def in_a_file_without_name(program: Program, text: str) -> Iterator[None]:
    """As a spooled upload lies: held open by one of the program's processes, in no folder."""
    said = f"import tempfile; f = tempfile.TemporaryFile(); f.write({text.encode()!r}); f.flush(); print(); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", said], env=program.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        holder.stdout.readline()
        yield
    finally:
        holder.communicate(b"\n")


HOLDS: dict[str, Hold] = {
    "planted": in_the_database,
    "program.log": lambda program, text: in_a_file(program.folder / "program.log.1", text),
    "spooled": lambda program, text: in_a_file(Path(program.environment["TMPDIR"]) / "spooled", text),
    "left-over": lambda _program, text: in_a_file(Path(tempfile.gettempdir()) / f"left-over-{os.getpid()}", text),
    "/proc/": in_a_file_without_name,
}


@pytest.mark.parametrize("place", HOLDS)
def test_a_leak_is_heard_wherever_it_lies(program: Program, place: str) -> None:
    flock, began = Flock(first=PLANTED), time.time() - 1
    text = flock.next(ADDRESS)
    with HOLDS[place](program, text):
        found = heard(program, flock, since=began)
    assert [where for where in found.get(text, []) if place in where] != []


def test_a_leak_is_heard_in_the_files_of_the_database(program: Program) -> None:
    flock = Flock(first=PLANTED)
    text = flock.next(ID)
    with in_the_database(program, text):
        found = " ".join(heard(program, flock, since=time.time())[text])
    assert ("/db.sqlite3" if is_sqlite(program) else "/pg_wal/") in found


@pytest.mark.parametrize("kind", KINDS)
def test_a_leak_is_heard_however_it_is_written(kind: str) -> None:
    flock = Flock(first=PLANTED)
    text = flock.next(kind)
    for form, written in forms_of(text):
        assert (text, form) in leaks_in(b"\x00before" + written + b"behind", flock), form
    packed = [base64.b64encode(b"-" * shift + text.encode() + b"-") for shift in range(3)]
    for hidden in (*packed, _zipped(text), _session_of(text)):
        assert {said for said, _form in leaks_in(hidden, flock)} == {text}
    digest = hashlib.sha256(text.encode()).hexdigest().encode()
    assert digests_in(b'"' + digest + b'"', flock) == {(text, "sha256")}
    assert leaks_in(flock.next(kind)[:-4].encode() + b"****", flock) == set()


def _zipped(text: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("sheet.xml", f"<t>{text}</t>" * 9)
    return b"before" + stream.getvalue()


def _session_of(text: str) -> bytes:
    return signing.dumps({"said": text * 9}, compress=True).encode()


def heard(program: Program, flock: Flock, *, since: float) -> dict[str, list[str]]:
    """Canaries that lie somewhere in clear, each with the places."""
    found: dict[str, list[str]] = {}
    for place, data in everything(program, since=since):
        for text, form in sorted(leaks_in(data, flock) | digests_in(data, flock)):
            found.setdefault(text, []).append(f"{place} {form}")
    return found


def everything(program: Program, *, since: float) -> Iterator[tuple[str, bytes]]:
    """All that the program left anywhere, by place; the program goes on running."""
    yield from database_rows(program)
    for folder in (program.folder, Path(program.environment["TMPDIR"])):
        yield from ((str(path), contents(path)) for path in files_below(folder))
    for path in (*_cluster_files(program), *_left_in(Path(tempfile.gettempdir()), since=since), *_open_files(program)):
        yield str(path), contents(path)


def database_rows(program: Program) -> Iterator[tuple[str, bytes]]:
    """Every table as it reads: on the disk a long value is cut to pages, or packed."""
    with connected(program) as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if not is_sqlite(program):
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in connection.execute(names).fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
            yield table, b"\n".join(_as_bytes(value) for row in rows for value in row)


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def is_sqlite(program: Program) -> bool:
    return "DATABASE_URL" not in program.environment


@contextmanager
def connected(program: Program) -> Iterator[Any]:
    """Past the program, into its database."""
    if is_sqlite(program):
        opened: Any = sqlite3.connect(program.folder / "db.sqlite3", isolation_level=None, timeout=30)
    else:
        host, _, name = program.environment["DATABASE_URL"].split("@/", 1)[1].rpartition("/")
        opened = psycopg.connect(host=host, dbname=name, user="tests", autocommit=True)
    with closing(opened):
        yield opened


@contextmanager
def broken(program: Program) -> Iterator[None]:
    """No petitioner can be written or read: whatever is sent ends in a fault of the database, which notes it too."""
    with connected(program) as connection:
        connection.execute(f"ALTER TABLE {TABLE} RENAME TO {ASIDE}")
        try:
            yield
        finally:
            connection.execute(f"ALTER TABLE {ASIDE} RENAME TO {TABLE}")


def _cluster_files(program: Program) -> Iterator[Path]:
    """Of PostgreSQL: its log, its log of writing and our database, all of it on the disk; not the databases of others."""
    if is_sqlite(program):
        return
    with connected(program) as connection:
        connection.execute("CHECKPOINT")
        (data,) = connection.execute("SHOW data_directory").fetchone()
        (own,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    folder = Path(data)
    for path in files_below(folder.parent):
        is_others = path.is_relative_to(folder / "base") and not path.is_relative_to(folder / "base" / str(own))
        if not is_others or "pgsql_tmp" in path.parts:
            yield path


def _left_in(folder: Path, *, since: float) -> Iterator[Path]:
    """What came to lie in the machine's own temporary folder meanwhile; not the folders of tests."""
    for path in folder.iterdir():
        if path.is_dir() and not path.name.startswith(("pytest-of-", "jf-")):
            yield from files_below(path, since=since)
        elif path.is_file() and path.stat().st_mtime >= since:
            yield path


def _open_files(program: Program) -> Iterator[Path]:
    """Files without a name any more that a process of the program still holds."""
    mark = f"VAR_DIR={program.folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        if mark in contents(process / "environ").split(b"\0"):
            yield from (link for link in (process / "fd").iterdir() if " (deleted)" in _target(link))


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""
