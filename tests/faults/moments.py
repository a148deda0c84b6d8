"""When to kill the next turn: any moment of the time that a turn takes."""

from dataclasses import dataclass, field
from random import Random


@dataclass
class Moments:
    """`longest` are the seconds a turn takes, learnt anew from each that ended before its moment came.

    A busy machine measures the first turn long: without that, none of the later ones would be killed.
    """

    dice: Random
    longest: float
    earliest: float = 0.0  # as a part of the longest
    killed: int = field(default=0, init=False)

    def next(self) -> float:
        return self.dice.uniform(self.earliest * self.longest, self.longest)

    def learn(self, word: str, seconds: float) -> str:
        """Counts what was `killed`; returns the word."""
        if word == "killed":
            self.killed += 1
        else:
            self.longest = min(self.longest, seconds)
        return word
