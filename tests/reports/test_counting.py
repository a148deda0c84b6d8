"""The counting rules as they are told: each number has one, with its clause and version."""

from datetime import date

import pytest

from reports.counting import told_rules
from reports.figures import FIGURES
from reports.period import Month
from reports.table import build_table
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_figure_tells_its_rule_its_clause_and_its_version(reference) -> None:
    row = build_table(area=factories.area(), month=Month(2021, 4)).checked[0]
    told = told_rules(row)
    assert [rule["label"] for rule in told] == [
        "统计期间", "开展集中联合接访的次数", "接访的欠薪诉求数量", "涉及人数", "涉及金额", "涉及金额（万元）", "已解决的欠薪诉求数量（按解决月份）",
        "已解决的欠薪诉求数量（按接访月份）", "上月末未办结", "本月重新办理", "本月其他办结", "本月末未办结", "表外诉求（不在接访现场）",
    ]  # fmt: skip
    assert len(told) == len(FIGURES) + 2
    assert all(rule["text"].endswith("。") and "实施方案" in rule["clause"] for rule in told)
    assert {rule["version"] for rule in told} == {"v1"}


@pytest.mark.parametrize(
    ("key", "case"),
    [
        ("sessions", "取消的不计"), ("sessions", "改期的计入实际开展的月份"), ("sessions", "签到不足两个单位"), ("sessions", "写明理由不计入的不计"),
        ("claims", "归集到同一案件的各计 1 件"), ("claims", "判重的不计"), ("claims", "新来访人另计"), ("claims", "不属欠薪的、撤回的"),
        ("claims", "提级办理的照计"), ("workers", "同一身份证号"), ("amount", "金额不详的按 0 计"), ("solved_flow", "只付一部分"),
        ("solved_flow", "只发放基本生活费"), ("solved_flow", "已计入以前月份、本月重新办理"),
    ],
)  # fmt: skip
def test_rules_say_how_each_case_counts(reference, key: str, case: str) -> None:
    row = build_table(area=factories.area(), month=Month.of(date(2021, 4, 1))).checked[0]
    assert case in str(row.figures[key].rule)
