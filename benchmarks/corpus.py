"""Every malformed and hostile file of the corpus through the import: none crashes, is slow, swells or changes a row."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.databases import ROOT, Database, databases, kinds

FEWEST, FEWEST_BOMBS = 1_200, 40
MOST_SECONDS, MOST_SECONDS_BOMB, MOST_MB = 3.0, 1.0, 300


def main() -> int:
    return 1 if sum([_measure_on(kind) for kind in kinds()]) else 0


def _measure_on(kind: str) -> bool:
    """Prints what was measured; True if a promise is broken."""
    with databases(kind, [10]) as (database,):
        folder = Path(database.environment["VAR_DIR"]) / "corpus"
        database.run("benchmarks.opening", "make", str(folder))
        taken = _taken(database, folder)
    print(
        f"{kind}: {taken['files']:,} files, {taken['bombs']} bombs among them; {taken['refused']:,} refused whole, "
        f"{taken['read']:,} read and refused by rows; slowest {taken['slowest']:.2f} s ({taken['slowest_name']}), "
        f"slowest bomb {taken['slowest_bomb']:.2f} s, {taken['peak_mb']:.0f} MB at most"
    )
    broken = [*taken["crashed"], *taken["wordless"]]
    broken += ["rows were changed"] if taken["changed"] else []
    broken += [f"only {taken['files']} files"] if taken["files"] < FEWEST or taken["bombs"] < FEWEST_BOMBS else []
    broken += [f"{taken['slowest']:.2f} s"] if taken["slowest"] > MOST_SECONDS else []
    broken += [f"bomb {taken['slowest_bomb']:.2f} s"] if taken["slowest_bomb"] > MOST_SECONDS_BOMB else []
    broken += [f"{taken['peak_mb']:.0f} MB"] if taken["peak_mb"] > MOST_MB else []
    for complaint in broken:
        print(f"   BROKEN corpus: {complaint}", flush=True)
    return bool(broken)


def _taken(database: Database, folder: Path) -> dict:
    command = database.command("benchmarks.opening", "open", str(folder))
    environment = database.for_process("config.settings")
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
