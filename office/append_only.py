"""Tables that only grow: triggers refuse to change or delete their rows, whoever asks the database.

Installed by `init` and lifted only by who makes a migration or empties a test database: on SQLite a changed column drops
them silently, so `init` puts them back and `missing()` tells where one is absent.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

Model = type[models.Model]
REFUSAL = "rows of this table are never changed or deleted"
_FUNCTION = "refuse_change_of_kept_row"


def install(kept: Iterable[Model]) -> list[str]:
    """Puts the triggers on these tables where they are missing; returns the tables that got some. Safe to repeat."""
    tables = missing(kept)
    with connection.cursor() as cursor:
        if tables and connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
            )
        for table in tables:
            for statement in _statements(table):
                cursor.execute(statement)
    return tables


def lift(kept: Iterable[Model]) -> None:
    """Takes the triggers off again."""
    with connection.cursor() as cursor:
        for table in _tables(kept):
            for name in _names(table):
                on = f" ON {_quoted(table)}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(kept: Iterable[Model]) -> list[str]:
    """Tables on which not every trigger stands."""
    there = installed_triggers()
    return [table for table in _tables(kept) if not set(_names(table)) <= there]


def unprotected(kept: Iterable[Model]) -> list[str]:
    """A sentence for people where the database would let rows be changed; empty if it would not. One query."""
    kept = list(kept)
    bare = set(missing(kept))
    names = [str(model._meta.verbose_name) for model in kept if model._meta.db_table in bare]
    return [f"数据库没有挡住对{'、'.join(names)}的改动：请运行一次 init 补上"] if names else []


def _tables(kept: Iterable[Model]) -> list[str]:
    return [model._meta.db_table for model in kept]


def installed_triggers() -> set[str]:
    """Names of all triggers that stand in the database and are not switched off."""
    question = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {name for (name,) in rows}


def _names(table: str) -> list[str]:
    acts = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    return [f"kept_{table}_{act}" for act in acts]


def _statements(table: str) -> list[str]:
    """One trigger for each act; an old one of the name is replaced."""
    if connection.vendor == "postgresql":
        each = {"update": "FOR EACH ROW", "delete": "FOR EACH ROW", "truncate": "FOR EACH STATEMENT"}
        return [
            f"CREATE OR REPLACE TRIGGER kept_{table}_{act} BEFORE {act.upper()} ON {_quoted(table)} "
            f"{scope} EXECUTE FUNCTION {_FUNCTION}()"
            for act, scope in each.items()
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS kept_{table}_{act} BEFORE {act.upper()} ON {_quoted(table)} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ("update", "delete")
    ]


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
