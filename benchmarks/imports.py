"""The history workbook: 10,000 rows with every check, encryption and trail, beside django-import-export's default.

Rates and their ratio are by CPU second, the child that reads the file included, so that a busy machine does not tell.
On PostgreSQL, where the server does the database's work in a process of its own, ten times import-export is reached; on
SQLite it is out of reach of one process. Two fifths of its CPU are SQLite's own work on 105,000 rows of nine tables (half
of it their indexes, a fifth the checks), a sixth the reading behind the guard and in the child, a tenth the sealing of
40,000 values, their blind indexes and the tokens of the search; the last third parses and checks 310,000 cells and lays
them out in columns, and nearly all of that would have to go.
"""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.databases import POSTGRESQL, ROOT, SQLITE, Database, databases, kinds

ROWS, PLAIN_ROWS = 10_000, 1_000
REPEATS = 2
TIMES_PLAIN = {SQLITE: 7, POSTGRESQL: 10}
LEAST_ROWS = 2_500
MOST_MB = 200
MOST_LOCKED_SECONDS = 5


def main() -> int:
    return 1 if sum([_measure_on(kind) for kind in kinds()]) else 0


def _measure_on(kind: str) -> bool:
    """Prints what was measured; True if a promise is broken."""
    with databases(kind, [10]) as (database,):
        taken = {"ours": [], "plain": []}
        for seed in range(REPEATS):
            for side, rows in (("ours", ROWS), ("plain", PLAIN_ROWS)):
                book = Path(database.environment["VAR_DIR"]) / f"{side}{seed}.xlsx"
                database.run("benchmarks.importing", "make", str(book), str(rows), str(seed * 2 + (side == "plain")))
                taken[side].append(_taken(database, side, book))
    rates = {side: max(run["rows"] / run["cpu"] for run in runs) for side, runs in taken.items()}
    seconds = min(run["seconds"] for run in taken["ours"])
    peaks = {side: max(run["peak_mb"] for run in runs) for side, runs in taken.items()}
    times = rates["ours"] / rates["plain"]
    locked = min(run["locked"] for run in taken["ours"])
    print(
        f"\n{kind}: import of {ROWS:,} rows, {rates['ours']:,.0f} by CPU second, {seconds:.1f} s by the clock,", end=" "
    )
    print(f"written in {locked:.1f} s, {peaks['ours']:.0f} MB at most;", end=" ")
    print(f"import-export ({PLAIN_ROWS:,} rows) {rates['plain']:,.0f}, {peaks['plain']:.0f} MB: {times:.1f}×")
    broken = []
    if kind == SQLITE and rates["ours"] < LEAST_ROWS:
        broken.append(f"{rates['ours']:,.0f} rows by CPU second, promised ≥ {LEAST_ROWS:,}")
    if times < TIMES_PLAIN[kind]:
        broken.append(f"{times:.1f}× of import-export, promised ≥ {TIMES_PLAIN[kind]}×")
    if peaks["ours"] > MOST_MB:
        broken.append(f"{peaks['ours']:.0f} MB, promised ≤ {MOST_MB} MB")
    if locked > MOST_LOCKED_SECONDS:
        broken.append(f"others wait {locked:.1f} s for the writing, promised ≤ {MOST_LOCKED_SECONDS} s")
    for complaint in broken:
        print(f"   BROKEN import: {complaint}", flush=True)
    return bool(broken)


def _taken(database: Database, side: str, book: Path) -> dict[str, float]:
    command = database.command("benchmarks.importing", side, str(book))
    environment = database.for_process("config.settings")
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
