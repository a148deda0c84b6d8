"""Runs every script of benchmarks/, or those named; ends non-zero when one misses its goal or there is none."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="names of scripts, without .py; none: all")
    names = parser.parse_args().names
    known = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("*.py"))}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        print(f"No such benchmark: {', '.join(unknown)}" if unknown else "benchmarks/ has no script", file=sys.stderr)
        return 2
    failed = [name for name in names or known if not _passes(known[name])]
    if failed:
        print(f"Missed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(script: Path) -> bool:
    print(f"── {script.stem}", flush=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, script], cwd=ROOT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
