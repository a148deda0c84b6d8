"""Guesses at the public query, as somebody without a receipt would make them. Shared by test and benchmark."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.test import Client

from reception.models import Claim
from reception.receipt_codes import LENGTH, SIGNS


@dataclass
class Answers:
    """How often each answer came, by status; bodies and headers of the refusals, and how many were found."""

    statuses: dict[int, int] = field(default_factory=dict)
    refusals: set[bytes] = field(default_factory=set)
    found: int = 0

    def add(self, answer) -> None:
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code == 422:
            self.refusals.add(answer.content)
        elif answer.status_code == 200:
            self.found += 1


def guess(times: int, *, seed: int, addresses: int = 2**24) -> Answers:
    """Posts so many guesses, each from one of so many addresses: codes at random, codes one sign off, and real codes with
    figures that are not the petitioner's (a real code has its own limit of tries)."""
    dice, answers, client = random.Random(seed), Answers(), Client()
    real = list(Claim.objects.exclude(receipt_code_index="").order_by("pk").values_list("receipt_code", flat=True))
    for code, figures in _guesses(times, real, dice):
        number = dice.randrange(addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        answers.add(client.post("/progress/", {"code": code, "last_four": figures}, REMOTE_ADDR=address))
    return answers


def _guesses(times: int, real: list[str], dice: random.Random) -> Iterator[tuple[str, str]]:
    for number in range(times):
        figures = f"{dice.randrange(10_000):04d}"
        code = "".join(dice.choices(SIGNS, k=LENGTH))
        if real and number % 10 == 0:
            known = dice.choice(real)
            place = dice.randrange(LENGTH)
            other = SIGNS[(SIGNS.index(known[place]) + dice.randint(1, len(SIGNS) - 1)) % len(SIGNS)]
            code = known[:place] + other + known[place + 1 :]
        elif real and number % 10 == 5:
            code, figures = dice.choice(real), "9999"
        yield code, figures
