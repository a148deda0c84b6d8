"""One process that tries N times at once with others: `python -m tests.faults.throttle_process COUNT`.

Says "ready", waits for a line, tries ten times as often as is allowed, and prints how often it was let through.
"""

import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from ledger.public import may_ask  # noqa: E402

NOW = datetime(2021, 4, 26, 1, 0, tzinfo=UTC)


def main(count: int) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    allowed = sum(may_ask(address="203.0.113.7", now=NOW) for _ in range(count))
    sys.stdout.write(f"{allowed}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
