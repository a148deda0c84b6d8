"""Runs the tests on SQLite and on PostgreSQL and ends with one line of counts over both."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from cluster import throwaway_cluster
from machine import require_packages

ROOT = Path(__file__).resolve().parent.parent
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@dataclass
class Outcome:
    """What one run of pytest counted; a run that broke off counts as one failure more."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Outcome", *, place: str) -> None:
        self.passed += other.passed
        self.failed += [f"{place}: {line}" for line in other.failed]
        self.skipped += [f"{place}: {line}" for line in other.skipped]

    def line(self) -> str:
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        return f"{self.passed} passed, {len(self.failed)} failed{skipped}"


def main() -> int:
    options, pytest_arguments = _parser().parse_known_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # an exit, so that the cluster is taken down
    require_packages()
    total = Outcome()
    for database in DATABASES if options.db == "both" else [options.db]:
        total.add(_run_on(database, pytest_arguments, workers=options.workers), place=DATABASES[database])
    for heading, lines in (("skipped", total.skipped), ("failed", total.failed)):
        if lines:
            print(f"\n{heading}:", *lines, sep="\n  ")
    if not total.passed and not total.failed:
        print("no test ran", file=sys.stderr)
    print(f"\n{total.line()}", flush=True)
    return 1 if total.failed or not total.passed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="Everything else goes to pytest: tests/office -k numbers", allow_abbrev=False
    )
    parser.add_argument("--db", choices=[*DATABASES, "both"], default="both", help="default: both")
    parser.add_argument("--workers", default=str(os.cpu_count() or 1), help="processes; default: one per core")
    return parser


def _run_on(database: str, arguments: list[str], *, workers: str) -> Outcome:
    print(f"\n── {DATABASES[database]}", flush=True)
    cluster = throwaway_cluster() if database == "postgres" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="jf-tests-") as folder, cluster as url:
        counts = Path(folder) / "counts.json"
        environment = _environment(Path(folder), database_url=url) | {"TEST_COUNTS_FILE": str(counts)}
        command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadgroup", *arguments]
        status = _run(command, environment)
        return _read(counts, status)


def _environment(folder: Path, *, database_url: str) -> dict[str, str]:
    """The caller's, less the settings of the program: tests never touch var/ nor a database that is in use."""
    ours = (
        "VAR_DIR",
        "DATABASE_URL",
        "HOST",
        "PORT",
        "PRODUCTION",
        "BACKUP_PASSPHRASE",
        "SECRET_KEY",
        "FIELD_KEY",
        "EMAIL_URL",
    )
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    # One hash seed: tests generated from a set must come in the same order to every worker.
    environment |= {"VAR_DIR": str(folder / "var"), "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    return environment


def _run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _read(counts: Path, status: int) -> Outcome:
    outcome = Outcome(**json.loads(counts.read_text())) if counts.exists() else Outcome()
    nothing_collected = 5
    if status not in (0, nothing_collected) and not outcome.failed:
        outcome.failed.append(f"pytest broke off with exit status {status}")
    return outcome


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
