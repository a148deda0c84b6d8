"""Names written differently meet; names that only look alike stay apart. Measured over pairs on names kept for it."""

from itertools import combinations

import pytest

from ledger.same_project import By, Named, _pairs, _read, same_projects
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


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("南屏小区二期", "南屏小区三期"), ("南屏小区", "南屏小区二期"), ("农村公路一标段", "农村公路二标段"),
        ("云岭广场A区", "云岭广场B区"), ("2020年高标准农田", "2021年高标准农田"), ("凤翔小学教学楼", "凤翔小学宿舍楼"),
        ("第一中学", "第二中学"), ("东城安置房", "西城安置房"), ("南屏小区3号楼", "南屏小区5号楼"),
        ("南屏小区三期", "南屏小区3号楼"), ("临沧大道改造", "世纪大道改造"),
    ],
)  # fmt: skip
def test_names_that_look_alike_stay_apart_with_one_company_too(one: str, two: str) -> None:
    assert groups((one, FIRM), (two, FIRM)) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("南屏小区", "南屏小区一期"), ("南屏小区Ⅱ期", "临沧市临翔区南屏小区（二期）项目部"), ("南屏小区２期", "南屏小区贰期"),
        ("农村公路1标", "农村公路第一标段"), ("南坪小区", "南屏小区"), ("工地", "南屏小区"), ("", "南屏小区"),
    ],
)  # fmt: skip
def test_names_written_differently_meet_with_one_company(one: str, two: str) -> None:
    assert groups((one, FIRM), (two, "宏建公司")) == [{0, 1}]


def test_name_that_fits_two_projects_is_put_to_neither() -> None:
    assert groups(("南屏小区", FIRM), ("南屏小区3号楼", FIRM), ("南屏小区5号楼", FIRM)) == []
    assert groups(("南屏小区", FIRM), ("南屏小区3号楼", FIRM)) == [{0, 1}]


def test_names_that_say_nothing_meet_nobody() -> None:
    assert groups(("工地", "张三"), ("工地", "李四")) == []
    assert groups(("", ""), ("", "")) == []
    assert groups() == []


def test_group_says_what_its_claims_have_in_common() -> None:
    claims = [Named(1, "南屏小区", (FIRM,)), Named(2, "南屏小区项目", (FIRM,)), Named(3, "白塔水库", ("甲公司",))]
    assert [(group.keys, group.by) for group in same_projects(claims, places=PLACES)] == [((1, 2), By.PROJECT)]
    unnamed = [Named(1, "", (FIRM,)), Named(2, "工地", ("宏建",))]
    assert [group.by for group in same_projects(unnamed, places=PLACES)] == [By.CONTRACTOR]


def test_order_of_claims_changes_nothing() -> None:
    made = pile(HELD_OUT, seed=1)
    there, back = (same_projects(claims, places=PLACES) for claims in (made.claims, made.claims[::-1]))
    assert there == back


def test_few_comparisons_are_made_among_thousands() -> None:
    """A name is compared with those that share a part of it, not with every other one."""
    claims = [
        Named(number, f"{chr(0x4E00 + number)}{chr(0x6000 + number)}安置房", ("甲公司",)) for number in range(3000)
    ]
    readings = [_read(claim, ()) for claim in claims]
    assert len(_pairs(readings)) < 20 * len(claims)
