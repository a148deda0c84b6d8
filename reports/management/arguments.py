"""Months and instants as the commands of this room take them."""

from argparse import ArgumentTypeError
from datetime import datetime

from reports.period import OFFICE_TIME, Month


def month(text: str) -> Month:
    """`2021-04`."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def instant(text: str) -> datetime:
    """`2021-05-02T17:00`, in the office's time if it names no zone; a day alone is its first instant."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”不是时刻，请写成 2021-05-02T17:00 的样子。") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_TIME)
