"""The counting rules as the table page tells them and as they are kept with a frozen table. Pure."""

from reports.figures.figure import CountingRule
from reports.row import WAN_RULE, Row

PERIOD_RULE = CountingRule(
    "每月1日0时起，到次月1日0时止，北京时间。只看事情发生的日期，不看录入和修改的日期。",
    "实施方案七“每月3日前将上月接访情况报送”",
)


def told_rules(row: Row) -> list[dict[str, str]]:
    """Every rule by which a row was counted: what it is of, its text, its version, the clause it follows."""
    amount = row.figures["amount"].label
    told = [("统计期间", PERIOD_RULE)]
    for figure in row.figures.values():
        told.append((figure.label, figure.rule))
        if figure.label == amount:
            told.append((f"{amount}（万元）", WAN_RULE))
    return [{"label": label, "text": rule.text, "version": rule.version, "clause": rule.clause} for label, rule in told]
