"""By what a row of an imported ledger is known again: the text under its keyed hash, `Claim.row_key`."""

import json
from datetime import date
from typing import Any

from office.text import fold

CONTEXT = "reception.claim.row_key"
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


def numbered_row(number: str) -> str:
    """Of a row that bears a number, its own or that of the paper ledger."""
    return _text(["number", number])


def described_row(*, received_on: date, channel: str, name: str, person: str, what: list[Any]) -> str:
    """Of a row without one: `person` is the ID number or else the phone, `what` project, employer and amount in yuan."""
    return _text([received_on, channel, fold(name), person, *what])


def _text(parts: list[Any]) -> str:
    return _ENCODER.encode(parts)
