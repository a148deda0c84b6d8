"""`python -m benchmarks.guessing GUESSES`: registers claims, guesses at their receipts; non-zero when one hits or answers differ."""

import logging
import sys
import time
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from reception.actions.claim_data import PersonData  # noqa: E402
from tests import factories  # noqa: E402
from tests.identity_numbers import make_id  # noqa: E402
from tests.ledger.guesses import guess  # noqa: E402

CLAIMS = 100


def main(guesses: int) -> int:
    logging.disable(logging.WARNING)  # each refusal is a line of the log
    call_command("init", stdout=StringIO())
    clerk = factories.user("clerk", username="clerk")
    for number in range(CLAIMS):
        person = PersonData(name="岩甲", id_number=make_id(sequence=number + 1), phone=f"1390883{number:04d}")
        factories.claim(clerk, petitioner=person)
    started = time.monotonic()
    answers = guess(guesses, seed=1)
    one_address = guess(30, seed=2, addresses=1)
    seconds = time.monotonic() - started
    asked = one_address.statuses.get(422, 0)
    print(
        f"{guesses:,} guesses at {CLAIMS} claims in {seconds:.0f} s: {answers.found} hits, {len(answers.refusals)} body, "
        f"answers by status {answers.statuses}; from one address {asked} of 30 looked at (goal 10)"
    )
    return int(answers.found != 0 or len(answers.refusals) != 1 or asked != 10)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
