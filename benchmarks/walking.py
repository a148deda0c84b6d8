"""`python -m benchmarks.walking MONTHS SEED`: draws histories until so many months were counted twice; names the first that
differs. Every history is written, counted and frozen in a transaction of its own that is rolled back."""

import sys
import time
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tests import factories  # noqa: E402
from tests.reports import random_months  # noqa: E402
from tests.reports.test_histories import check_freeze, check_months  # noqa: E402


def main(months: int, seed: int) -> int:
    call_command("init", stdout=StringIO())
    by, area = factories.user("head", username="head"), factories.area()
    counted, frozen, started = 0, 0, time.monotonic()
    while counted < months:
        history = random_months.draw(seed + frozen)
        as_of = random_months.some_instant(history.dice, random_months.some_day(history.dice)) if frozen % 2 else None
        try:
            with transaction.atomic():
                random_months.write(history, area=area, by=by)
                counted += check_months(history, as_of)
                check_freeze(history, by)
                transaction.set_rollback(True)
        except AssertionError as difference:
            print(f"seed {seed + frozen} differs after {counted:,} months: {difference}")
            return 1
        frozen += 1
    print(
        f"{counted:,} months of {frozen:,} histories (seed {seed}), {frozen:,} of them frozen: all as walked; "
        f"{time.monotonic() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
