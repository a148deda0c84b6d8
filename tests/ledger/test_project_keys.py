"""What makes two names one beyond doubt, and what does not."""

import pytest

from ledger.project_keys import contractor_keys, project_key
from tests.ledger.planted_projects import PLACES


@pytest.mark.parametrize(
    "name", ["南屏小区三期", "临翔区南屏小区（三期）建设项目", "南屏小区3期工程项目部", "南屏小区 Ⅲ期"]
)
def test_ways_of_writing_leave_one_key(name: str) -> None:
    assert project_key(name, places=PLACES) == "南屏小区|期3"


@pytest.mark.parametrize("name", ["", "工地", "安置房", "三期", "住宅小区", "长" * 161])
def test_name_that_says_too_little_or_too_much_has_no_key(name: str) -> None:
    assert project_key(name, places=PLACES) == ""


def test_contractors_are_compared_without_form_and_trade() -> None:
    full, short = (
        contractor_keys(["云南宏建建筑工程有限公司"], places=PLACES),
        contractor_keys(["宏建建筑公司"], places=PLACES),
    )
    assert full == short == {("宏", "建")}
    assert contractor_keys([None, "", "有限公司"], places=PLACES) in (set(), {("有", "限", "公", "司")})
