"""The figures of last month over few and many claims, beside the bare SQL of its two largest figures."""

import json
import subprocess
import sys

from benchmarks.databases import ROOT, Database, databases, kinds, sizes

# A month's own claims grow with the ledger that was made; what came before must not matter.
MOST_MS_PER_CLAIM, MOST_MS = 1.0, 200


def main() -> int:
    return 1 if sum([_measure_on(kind) for kind in kinds()]) else 0


def _measure_on(kind: str) -> bool:
    """Prints what was measured; True if a promise is broken."""
    broken = False
    with databases(kind, sizes("1000,100000")) as filled:
        for database in filled:
            taken = _taken(database)
            limit = MOST_MS + MOST_MS_PER_CLAIM * taken["claims"]
            print(
                f"{kind}, {database.size:,} cases: month with {taken['claims']} claims {taken['table']:.1f} ms; "
                f"bare SQL of two figures {taken['bare']:.1f} ms"
            )
            if taken["table"] > limit:
                print(f"   BROKEN table: promised ≤ {limit:.0f} ms")
                broken = True
    return broken


def _taken(database: Database) -> dict[str, float]:
    command, environment = database.command("benchmarks.counting"), database.for_process("config.settings")
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
