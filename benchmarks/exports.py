"""The ledger as a file, beside django-import-export's default export of the same table: rows by CPU second, and memory."""

import json
import os
import subprocess
import sys

from benchmarks.databases import ROOT, Database, databases, kinds

ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "100000"))
REPEATS = 2
FEWEST_A_SECOND, MOST_MB, TIMES_PLAIN = 15_000, 120, 10


def main() -> int:
    return 1 if sum([_measure_on(kind) for kind in kinds()]) else 0


def _measure_on(kind: str) -> bool:
    """Prints what was measured; True if a promise is broken."""
    with databases(kind, [ROWS]) as (database,):
        sides = [side for _ in range(REPEATS) for side in ("ours", "plain")] + ["identity"]
        taken = [(side, _taken(database, side)) for side in sides]
    rates = {side: max(run["rows"] / run["cpu"] for each, run in taken if each == side) for side in set(sides)}
    peaks = {side: max(run["peak_mb"] for each, run in taken if each == side) for side in set(sides)}
    grown = {side: max(run["grown_mb"] for each, run in taken if each == side) for side in set(sides)}
    times = rates["ours"] / rates["plain"]
    print(
        f"\n{kind}: export of {ROWS:,} rows {rates['ours']:,.0f} by CPU second, {peaks['ours']:.0f} MB (grown by {grown['ours']:.0f}); with identity "
        f"{rates['identity']:,.0f}, {peaks['identity']:.0f} MB; import-export {rates['plain']:,.0f}, "
        f"{peaks['plain']:.0f} MB: {times:.1f}×"
    )
    broken = []
    if rates["ours"] < FEWEST_A_SECOND:
        broken.append(f"{rates['ours']:,.0f} rows by CPU second, promised ≥ {FEWEST_A_SECOND:,}")
    if times < TIMES_PLAIN:
        broken.append(f"{times:.1f}× of import-export, promised ≥ {TIMES_PLAIN}×")
    if (most := max(peaks["ours"], peaks["identity"])) > MOST_MB:
        broken.append(f"{most:.0f} MB, promised ≤ {MOST_MB} MB")
    for complaint in broken:
        print(f"   BROKEN export: {complaint}", flush=True)
    return bool(broken)


def _taken(database: Database, side: str) -> dict[str, float]:
    command, environment = database.command("benchmarks.exporting", side), database.for_process("config.settings")
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
