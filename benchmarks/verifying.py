"""`python -m benchmarks.verifying EVENTS TAMPERINGS`: makes a trail, times its check, tampers with another; non-zero when one
goal is missed."""

import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from office.models import Event, TrailHead, User  # noqa: E402
from office.trail import Entry, check_chain, record_many  # noqa: E402
from tests import factories  # noqa: E402
from tests.office.tampering import missed  # noqa: E402

SECONDS = 10
AT_ONCE = 10_000
SHORT = 60


def main(events: int, tamperings: int) -> int:
    call_command("migrate", verbosity=0)
    people = [factories.user("clerk"), factories.user("head")]
    _tell(events, people)
    started = time.monotonic()
    sound, fault = check_chain()
    seconds = time.monotonic() - started
    print(f"{sound:,} events verified in {seconds:.1f} s (goal {SECONDS} s)", end="; ", flush=True)

    Event.objects.all().delete()
    TrailHead.objects.all().delete()
    _tell(SHORT, people)
    chain = list(Event.objects.order_by("number"))
    unseen = missed(chain, times=tamperings, seed=1, stranger=factories.user("clerk"))
    print(f"{tamperings - len(unseen):,} of {tamperings:,} tamperings found")
    for line in unseen[:10]:
        print(f"   missed: {line}")
    return int((sound, fault) != (events, None) or seconds > SECONDS or bool(unseen))


def _tell(events: int, people: list[User]) -> None:
    """Made-up events of two people on a few objects, with facts as acts write them."""
    for start in range(0, events, AT_ONCE):
        batch = [
            Entry(
                "correct_claim",
                people[number % 2],
                {"step": number, "fields": ["phone", "amount_yuan"], "reason": "更正"},
            )
            for number in range(start, min(start + AT_ONCE, events))
        ]
        with transaction.atomic():
            record_many(batch, by=people[start % 2])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
