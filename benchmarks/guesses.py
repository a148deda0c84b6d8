"""Guesses at `/progress/`: BENCH_GUESSES=100000 from ever new addresses, none may hit; one body for all; both databases."""

import os
import subprocess
import sys

from benchmarks.databases import ROOT, databases, kinds

GUESSES = os.environ.get("BENCH_GUESSES", "100000")


def main() -> int:
    return max(_guessed_on(kind) for kind in kinds())


def _guessed_on(kind: str) -> int:
    """0 if no guess hit and all were answered alike."""
    with databases(kind, [0]) as (database,):
        print(f"{kind}: ", end="", flush=True)
        command, environment = database.command("benchmarks.guessing", GUESSES), database.for_process(SETTINGS)
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


SETTINGS = "benchmarks.settings_product"

if __name__ == "__main__":
    sys.exit(main())
