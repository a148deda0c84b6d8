"""The trail: BENCH_EVENTS=100000 events verified within ten seconds, and BENCH_TAMPERINGS=1000 tamperings, all found; both databases."""

import os
import subprocess
import sys

from benchmarks.databases import ROOT, databases, kinds

EVENTS = os.environ.get("BENCH_EVENTS", "100000")
TAMPERINGS = os.environ.get("BENCH_TAMPERINGS", "1000")


def main() -> int:
    return max(_measured_on(kind) for kind in kinds())


def _measured_on(kind: str) -> int:
    """0 if both promises are kept."""
    with databases(kind, [0]) as (database,):
        print(f"{kind}: ", end="", flush=True)
        command = database.command("benchmarks.verifying", EVENTS, TAMPERINGS)
        return subprocess.run(command, cwd=ROOT, env=database.for_process("config.settings"), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
