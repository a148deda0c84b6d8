"""Random ledgers into an empty ledger, out as a workbook, in and out again: how many come back unequal. Seeds 0 to N."""

import json
import os
import subprocess
import sys

from benchmarks.databases import ROOT, databases, kinds

LEDGERS = int(os.environ.get("BENCH_LEDGERS", "2000"))


def main() -> int:
    return 1 if sum([_measure_on(kind) for kind in kinds()]) else 0


def _measure_on(kind: str) -> bool:
    """Prints what was found; True if a ledger did not come back as it was."""
    with databases(kind, [10]) as (database,):
        command = database.command("benchmarks.round_trip", str(LEDGERS))
        environment = database.for_process("config.settings")
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{kind}: {found['ledgers']:,} ledgers with {found['claims']:,} claims out and in, {found['seconds']:.0f} s; "
        f"{len(found['unequal'])} unequal, {len(found['changed'])} changed by the same rows in another order"
    )
    for seed in [*found["unequal"], *found["changed"]][:10]:
        print(f"   BROKEN round trip: seed {seed}", flush=True)
    return bool(found["unequal"] or found["changed"])


if __name__ == "__main__":
    sys.exit(main())
