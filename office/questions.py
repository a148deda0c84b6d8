"""Many keys in one question of a database: as many at a time as it takes without choosing another way."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_A_TIME = 500
Key = TypeVar("Key")


def in_questions(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys in their order, so many at a time; none for no keys."""
    rest = iter(keys)
    while some := list(islice(rest, AT_A_TIME)):
        yield some
