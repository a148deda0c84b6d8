"""Pages of the program beside a plain `ModelAdmin` over the same rows, on both databases, small and large.

One warm process for each database, size and side; requests take turns (A B A B) through all middleware, signed in.
"""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from benchmarks.databases import ROOT, Database, databases, kinds, sizes

REPEATS = 15
WARM_UP = 2
GROWTH = 1.5
# What answers while somebody types: the 95th of a hundred answers, of more samples than the rest.
WHILE_TYPING = ("suggestions", "duplicate hint", "duplicate hint, common name", "duplicate hint, by number")
P95_MS, P95_REPEATS = 300, 60
LIST_SHARE = 1 / 2
SEARCH_SHARE = 1 / 50
# Over few rows everything is fast.
LARGE = 100_000
# Each with the count of unread messages, which every page shows.
LIST_QUERIES, CASE_QUERIES = 12, 25
SEARCH_ALONE = "search, without its page"
PRODUCT, PLAIN = "product", "plain"
# The table of a month is not a page of constant size: with more claims a year, a month has more.
MAY_GROW = ("monthly table",)


class Worker:
    """The process of one side on one database."""

    def __init__(self, database: Database, side: str) -> None:
        command = database.command("benchmarks.worker", side)
        environment = database.for_process(f"benchmarks.settings_{side}")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line: str) -> dict[str, float] | None:
        """None if this side has nothing of that name."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"the process of {line} ended: {self._process.wait()}")
        return json.loads(answer)

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@dataclass
class Line:
    """What was measured of one operation, small and large; None where a side has no such page."""

    name: str
    product: list[float] = field(default_factory=list)
    plain: list[float | None] = field(default_factory=list)
    queries: int = 0
    size: int = 0
    p95: float | None = None

    @property
    def growth(self) -> float:
        return self.product[-1] / self.product[0]

    @property
    def share(self) -> float | None:
        """Of what the plain admin takes, at the larger size."""
        return self.product[-1] / self.plain[-1] if self.plain[-1] else None

    def broken(self) -> list[str]:
        """Promises that this line breaks."""
        found = []
        if self.growth > GROWTH and self.name not in MAY_GROW:
            found.append(f"grows {self.growth:.2f}×, promised ≤ {GROWTH}×")
        limit = self._share_limit()
        if limit and self.share and self.share > limit:
            found.append(f"takes 1/{1 / self.share:.1f} of the plain admin, promised ≤ 1/{1 / limit:.0f}")
        if self.p95 and self.p95 > P95_MS:
            found.append(f"p95 {self.p95:.0f} ms, promised ≤ {P95_MS} ms")
        most = LIST_QUERIES if self.name.startswith("list") else CASE_QUERIES if self.name == "case page" else None
        if most and self.queries > most:
            found.append(f"{self.queries} queries, promised ≤ {most}")
        return found

    def _share_limit(self) -> float | None:
        if self.size < LARGE:
            return None
        # The frame of a page alone takes longer than a fiftieth of a plain search over 100,000 cases.
        if self.name == SEARCH_ALONE:
            return SEARCH_SHARE
        return LIST_SHARE if self.name == "list: first page" else None


def main() -> int:
    names = sys.argv[1:] or NAMES
    return 1 if sum([_measure_on(kind, names) for kind in kinds()]) else 0


NAMES = [
    "list: first page", "list: deep page", "list: status, match", "list: status, no match", "list: unit, match",
    "list: unit + status, no match", "list: dates, match", "list: dates, no match", "list: low income",
    "list: overdue, by deadline", "list: 2 characters", "list of a liaison", "search: 2 characters",
    "search: no match", SEARCH_ALONE, *WHILE_TYPING, "case page",
    "intake: form", "intake: POST", "home page", "monthly table",
]  # fmt: skip


def _measure_on(kind: str, names: Sequence[str]) -> bool:
    """Prints the table of one database; True if a promise is broken, also when measured again."""
    counts = sizes("1000,100000")
    with ExitStack() as stack:
        filled = stack.enter_context(databases(kind, counts))
        sides = {side: [Worker(database, side) for database in filled] for side in (PRODUCT, PLAIN)}
        for worker in sides[PRODUCT] + sides[PLAIN]:
            stack.callback(worker.end)
        lines = {name: _measure(name, sides, counts[-1]) for name in names}
        for name in [name for name in names if lines[name].broken()]:
            lines[name] = _measure(name, sides, counts[-1])  # somebody else may have used the machine
    _print(kind, counts, list(lines.values()))
    return any(line.broken() for line in lines.values())


def _measure(name: str, sides: dict[str, list[Worker]], size: int) -> Line:
    workers = sides[PRODUCT] + sides[PLAIN]
    turns = P95_REPEATS if name in WHILE_TYPING else REPEATS
    samples = _take_turns([lambda worker=worker: worker.ask(name) for worker in workers], turns)
    medians = [median(taken) if taken else None for taken in samples]
    half = len(sides[PRODUCT])
    counted = sides[PRODUCT][-1].ask(f"queries {name}") or {}
    queries = int(counted.get("queries", 0))
    p95 = max(map(_p95, samples[:half])) if name in WHILE_TYPING else None
    return Line(name, [value or 0 for value in medians[:half]], medians[half:], queries, size, p95)


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[math.ceil(len(taken) * 0.95) - 1]


def _take_turns(asks: Sequence[Callable[[], dict[str, float] | None]], turns: int) -> list[list[float]]:
    samples: list[list[float]] = [[] for _ in asks]
    for turn in range(WARM_UP + turns):
        for place, ask in enumerate(asks):
            # What takes seconds (a search without an index) need not be asked fifteen times.
            if turn > WARM_UP + 2 and sum(samples[place]) > 10_000:
                continue
            answer = ask()
            if answer and turn >= WARM_UP:
                samples[place].append(answer["ms"])
    return samples


def _print(kind: str, counts: Sequence[int], lines: Sequence[Line]) -> None:
    heads = [f"{count:,}" for count in counts]
    print(f"\n{kind}: medians of {REPEATS} in ms; cases: {', '.join(heads)}")
    columns = [*heads, "growth", *(f"plain {head}" for head in heads), "of plain", "queries", "p95"]
    print(f"{'':30}" + "".join(f"{column:>15}" for column in columns))
    for line in lines:
        plain = [f"{value:.1f}" if value else "–" for value in line.plain]
        share = f"1/{1 / line.share:.1f}" if line.share else "–"
        cells = [*(f"{value:.1f}" for value in line.product), f"{line.growth:.2f}×", *plain, share, str(line.queries)]
        cells.append(f"{line.p95:.1f}" if line.p95 else "–")
        print(f"{line.name:30}" + "".join(f"{cell:>15}" for cell in cells))
    for line in lines:
        for complaint in line.broken():
            print(f"   BROKEN {line.name}: {complaint}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
