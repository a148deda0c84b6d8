"""Takes one access check at a time out of the program: which of them does no test miss?

`make mutants` tries all of them, `ARGS="--only ledger/actions/"` those whose place begins so, `ARGS="--tests tests/ledger"` with
those tests alone. On SQLite. Ends non-zero when fewer than 98 of 100 are caught.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest
import weaving
from checks import ROOT, Mutant, mutants
from trials import DECLARED, LEFT_OUT, Outcome, Suite

PROMISED = 0.98


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""], help="those whose place begins so, as ledger/actions/")
    parser.add_argument("--tests", nargs="+", default=["tests"], help="the tests to try them with")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--list", action="store_true", help="name them and try none")
    options = parser.parse_args()
    chosen = [mutant for mutant in mutants() if str(mutant).startswith(tuple(options.only))]
    if options.list:
        print(*chosen, f"{len(chosen)} access checks", sep="\n")
        return 0
    out = os.fdopen(os.dup(1), "w", buffering=1)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jf-mutants-") as folder:
        _prepare(Path(folder))
        outcomes = _tried(chosen, options.tests, options.workers, lambda line: print(line, file=out))
    return _told(outcomes, (time.monotonic() - started) / 60, out)


def _prepare(folder: Path) -> None:
    """The tests' own environment; what pytest says goes nowhere."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ |= {"VAR_DIR": str(folder / "var"), "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.pop("DATABASE_URL", None)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


def _tried(chosen: list[Mutant], tests: list[str], workers: int, tell: Callable[[object], None]) -> list[Outcome]:
    suite = Suite(weaving.install(), chosen, workers, tell)
    quiet = ["-q", "--create-db", "--capture=sys", "-p", "no:xdist", "-p", "no:cacheprovider"]
    status = pytest.main([*quiet, DECLARED, *tests, *(f"--ignore={each}" for each in LEFT_OUT)], plugins=[suite])
    if not suite.outcomes:
        tell(f"nothing was tried; pytest ended with {status}")
    return suite.outcomes


def _told(outcomes: list[Outcome], minutes: float, out: TextIO) -> int:
    missed = [outcome for outcome in outcomes if outcome.word != "caught"]
    caught = len(outcomes) - len(missed)
    print(f"\n{caught} of {len(outcomes)} caught in {minutes:.0f} minutes", *missed, sep="\n  ", file=out)
    return 0 if outcomes and caught >= PROMISED * len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
