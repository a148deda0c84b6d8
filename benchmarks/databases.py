"""Throw-away databases for one run of a benchmark, each with its own VAR_DIR and made-up cases."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cluster import throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True)
class Database:
    """A database with `size` made-up cases; `environment` is what a process that uses it must be given."""

    kind: str
    size: int
    environment: dict[str, str]

    def run(self, *module_and_arguments: str, settings: str = "config.settings") -> None:
        """Runs one of the benchmarks' modules in a process of its own."""
        subprocess.run(self.command(*module_and_arguments), cwd=ROOT, env=self.for_process(settings), check=True)

    def command(self, *module_and_arguments: str) -> list[str]:
        return [sys.executable, "-m", *module_and_arguments]

    def for_process(self, settings: str) -> dict[str, str]:
        return self.environment | {"DJANGO_SETTINGS_MODULE": settings}


def sizes(default: str) -> list[int]:
    """Numbers of cases, ascending: BENCH_SIZES=1000,100000,1000000."""
    return sorted(int(size) for size in os.environ.get("BENCH_SIZES", default).split(","))


def kinds() -> list[str]:
    """Which databases: BENCH_DB=sqlite or postgres; both if it is not set."""
    asked = os.environ.get("BENCH_DB", "both")
    return {"sqlite": [SQLITE], "postgres": [POSTGRESQL]}.get(asked, [SQLITE, POSTGRESQL])


@contextmanager
def databases(kind: str, counts: Sequence[int]) -> Iterator[list[Database]]:
    """One filled database for each count; a count of 0 leaves it without tables."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jf-bench-")))
        server = stack.enter_context(throwaway_cluster()) if kind == POSTGRESQL else ""
        found = [_database(kind, count, folder / f"{place}", server) for place, count in enumerate(counts)]
        for database in found:
            if database.size:
                _fill(database)
        yield found


def _database(kind: str, count: int, var: Path, server: str) -> Database:
    ours = ("VAR_DIR", "DATABASE_URL", "HOST", "PORT", "PRODUCTION", "SECRET_KEY", "FIELD_KEY", "INDEX_KEY")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {"VAR_DIR": str(var), "PYTHONUTF8": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'scripts'}"}
    if kind == POSTGRESQL:
        name = f"bench{var.name}"
        socket = str(Path(server.partition("@/")[2]).parent)
        with psycopg.connect(host=socket, user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        environment["DATABASE_URL"] = server.removesuffix("postgres") + name
    return Database(kind, count, environment)


def _fill(database: Database) -> None:
    started = time.monotonic()
    database.run("benchmarks.data", str(database.size))
    print(f"   {database.kind}: {database.size:,} cases made in {time.monotonic() - started:.0f} s", flush=True)
