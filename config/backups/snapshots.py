"""The whole database at one moment as one file, while others go on writing, and back into an empty one.

SQLite copies itself page by page within one reading; PostgreSQL's own `pg_dump` and `pg_restore` do the same there. The
digest of a table is taken over its rows in the order of their keys, from the very moment of the copy.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.backends.postgresql.client import DatabaseClient

from office.postgresql import postgres_program
from office.refusals import Refused

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
MIGRATIONS = "django_migrations"
SNAPSHOT_SECONDS = ALONE_SECONDS = 60
# Table → number of rows and SHA-256 of all of them.
Tables = dict[str, tuple[int, str]]


def tables_of_program() -> dict[str, str]:
    """Every table whose rows are compared, with its key; who is signed in is nobody's data."""
    found = {
        model._meta.db_table: str(model._meta.pk.column)
        for model in apps.get_models(include_auto_created=True)
        if _is_compared(model)
    }
    return dict(sorted((found | {MIGRATIONS: "id"}).items()))


def _is_compared(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and model is not Session and model._meta.pk is not None


def take_snapshot(target: Path) -> Tables:
    """Writes the database as it is now to a new file and returns what stands in it."""
    if connection.vendor == SQLITE:
        with closing(sqlite3.connect(target)) as copy:
            with closing(_sqlite()) as source:
                source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return _digests_sqlite(copy, _present(copy))
    return _dump(target)


def load_snapshot(source: Path) -> None:
    """Puts the database in the place of this one, which is empty: whole, or not at all on SQLite; see `_restore`."""
    if connection.vendor == SQLITE:
        connection.close()
        with closing(sqlite3.connect(source)) as copy, closing(_sqlite()) as target:
            copy.backup(target)
    else:
        _restore(source)


def tables_now() -> Tables:
    """What stands in the database now."""
    if connection.vendor == SQLITE:
        with closing(_sqlite()) as database:
            return _digests_sqlite(database, _present(database))
    with transaction.atomic():
        return _digests_postgresql()


def begins_with(name: str, told: Any) -> bool:
    """Whether the first rows of a table are those that were backed up, whatever was added behind them."""
    first = {name: tables_of_program()[name]}
    if connection.vendor == SQLITE:
        with closing(_sqlite()) as database:
            found = _digests_sqlite(database, first, told[0])
    else:
        with transaction.atomic():
            found = _digests_postgresql(first, told[0])
    return found[name] == tuple(told)


def differing(told: Mapping[str, Any], found: Tables) -> list[str]:
    """Tables whose rows are not those that were backed up."""
    return sorted(name for name in {*told, *found} if tuple(told.get(name, ())) != found.get(name, ()))


def _sqlite() -> sqlite3.Connection:
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=SNAPSHOT_SECONDS)


def _present(database: sqlite3.Connection) -> dict[str, str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: key for name, key in tables_of_program().items() if (name,) in rows}


def _digests_sqlite(database: sqlite3.Connection, tables: Mapping[str, str], rows: int = -1) -> Tables:
    found = {}
    for name, key in tables.items():
        digest, count = hashlib.sha256(), 0
        for row in database.execute(f'SELECT * FROM "{name}" ORDER BY "{key}" LIMIT ?', [rows]):  # noqa: S608
            digest.update(repr(row).encode())
            count += 1
        found[name] = (count, digest.hexdigest())
    return found


def _dump(target: Path) -> Tables:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", "--compress=0", f"--snapshot={snapshot}"]
        _call("pg_dump", [*options, f"--file={target}"])
        return _digests_postgresql()


def _digests_postgresql(tables: Mapping[str, str] | None = None, rows: int | None = None) -> Tables:
    there, found = set(connection.introspection.table_names()), {}
    limit = "ALL" if rows is None else int(rows)
    with connection.cursor() as cursor:
        for name, key in (tables or tables_of_program()).items():
            if name not in there:
                continue
            digest, count = hashlib.sha256(), 0
            question = f'COPY (SELECT * FROM "{name}" ORDER BY "{key}" LIMIT {limit}) TO STDOUT'  # noqa: S608
            with cursor.copy(question) as blocks:
                for block in blocks:
                    digest.update(block)
                    count += bytes(block).count(b"\n")  # within a value it is written as two signs
            found[name] = (count, digest.hexdigest())
    return found


def _restore(source: Path) -> None:
    """The tables of an empty installation go, then everything comes in one transaction; broken off, it is run again."""
    _wait_until_alone()
    with transaction.atomic(), connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = current_schema() "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")
    connection.close()
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    with source.open("rb") as dump:
        _call("pg_restore", options, fed_from=dump)


def _wait_until_alone() -> None:
    """Whoever else is connected would meet half a database: a program that was not stopped, a restore that was killed."""
    deadline = time.monotonic() + ALONE_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if not (others := cursor.fetchone()[0]):
                return
            if time.monotonic() > deadline:
                raise Refused([f"还有 {others} 个连接在使用这个数据库：请先停止程序，或者等上一次还原结束。"])
            time.sleep(0.2)


def _call(program: str, arguments: list[str], *, fed_from: BinaryIO | None = None) -> None:
    """One of PostgreSQL's own programs, against the database of the settings; no secret in the command line.

    What it is fed comes through a pipe of ours: it ends in the midst, and writes nothing, if this process is killed.
    """
    # Django's own words for host, port, user and password; the name of the database stands last.
    (_psql, *where, database), secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    found = postgres_program(program)
    if found is None:
        raise Refused([f"没有找到 {program}：请安装 PostgreSQL 的客户端程序（apt-get install postgresql-client）。"])
    command = [found, *where, f"--dbname={database}", *arguments]
    with tempfile.TemporaryFile() as said:
        called = subprocess.Popen(  # noqa: S603
            command, env=os.environ | (secrets or {}), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        with suppress(BrokenPipeError), called.stdin as pipe:  # type: ignore[union-attr]
            if fed_from:
                shutil.copyfileobj(fed_from, pipe)
        if called.wait():
            said.seek(0)
            lines = [line for line in said.read().decode(errors="replace").splitlines() if "error" in line.lower()]
            raise Refused([f"{program} 没有完成：{(lines or ['原因不明'])[0]}。"])
