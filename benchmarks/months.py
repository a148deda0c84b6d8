"""Random months counted by the table and by a walk that shares nothing with it: BENCH_MONTHS=10000 of them, both databases."""

import os
import subprocess
import sys

from benchmarks.databases import ROOT, databases, kinds

MONTHS = os.environ.get("BENCH_MONTHS", "10000")
SEED = os.environ.get("BENCH_SEED", "1")


def main() -> int:
    return max(_counted_on(kind) for kind in kinds())


def _counted_on(kind: str) -> int:
    """0 if every month came to the same by both counts."""
    with databases(kind, [0]) as (database,):
        command, environment = (
            database.command("benchmarks.walking", MONTHS, SEED),
            database.for_process("config.settings"),
        )
        print(f"{kind}: ", end="", flush=True)
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
