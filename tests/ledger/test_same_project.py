"""Names written differently meet; names that only look alike stay apart. Measured over pairs on names kept for it."""

from itertools import combinations

import pytest

from ledger.same_project import Named, same_projects
from tests.ledger.planted_projects import CLAIMS, HELD_OUT, PLACES, TUNED, pile

SEEDS = range(12)
FIRM = "云南宏建建筑工程有限公司"


def groups(*written: tuple[str, str]) -> list[set[int]]:
    claims = [Named(key, project, (company,) if company else ()) for key, (project, company) in enumerate(written)]
    return [set(group.keys) for group in same_projects(claims, places=PLACES)]


def pairs(sets) -> set[tuple[int, int]]:
    return {pair for keys in sets for pair in combinations(sorted(keys), 2)}


def recall_and_precision(planted, seed: int) -> tuple[float, float]:
    made = pile(planted, seed=seed)
    assert len(made.claims) == CLAIMS
    found = pairs(group.keys for group in same_projects(made.claims, places=PLACES))
    true = pairs(made.together)
    return len(found & true) / len(true), len(found & true) / max(len(found), 1)


@pytest.mark.parametrize("planted", [TUNED, HELD_OUT], ids=["tuned", "held_out"])
@pytest.mark.parametrize("seed", SEEDS)
def test_planted_projects_are_found_among_look_alikes(planted, seed: int) -> None:
    recall, precision = recall_and_precision(planted, seed)
    assert (recall >= 0.9, precision >= 0.95) == (True, True), (recall, precision)


if __name__ == "__main__":
    pass
