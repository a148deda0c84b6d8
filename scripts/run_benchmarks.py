"""Runs the benchmarks, or those named; ends non-zero when one misses its goal.

BENCH_SIZES=1000,100000 sets the numbers of cases, BENCH_DB=sqlite or postgres runs on that one alone.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from machine import require_packages

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ("pages", "imports", "corpus", "round_trips", "exports", "table", "months", "trail", "guesses", "starts")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SCRIPTS)}; none: all")
    names = parser.parse_args().names
    unknown = sorted(set(names) - set(SCRIPTS))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    require_packages()
    failed = [name for name in names or SCRIPTS if not _passes(name)]
    if failed:
        print(f"Missed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str) -> bool:
    print(f"── {name}", flush=True)
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'scripts'}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
