"""回避: what the head has to know where a unit answers for a company complained of.

依据：分工表“回避”：责任单位就是欠薪方或总包单位的，请主任改派；只是建设单位的，由主任决定。
"""

from collections.abc import Iterable

from office.models import Unit
from reception.identity_access import debtors_of
from reception.models import Claim


def recusal(claim: Claim, unit: Unit | None) -> str:
    """What the head has to decide of the responsible unit; empty if the unit is nobody's."""
    if unit is None:
        return ""
    for company, role in debtors_of(claim):
        if company.unit_id == unit.pk:
            return f"回避：责任单位{unit}就是{role}“{company}”的所属单位，请改派其他单位。"
    if claim.developer and claim.developer.unit_id == unit.pk:
        return f"责任单位{unit}是建设单位“{claim.developer}”的所属单位，请主任决定是否改派。"
    return ""


def units_in_conflict(claims: Iterable[Claim]) -> list[str]:
    """Before a unit is chosen: which ones answer for a company of these claims, each said once, debtors first.

    Needs the companies' units loaded.
    """
    claims = list(claims)
    owed = [
        f"回避：{company.unit}是{role}“{company}”的所属单位，不宜作责任单位，请交其他单位。"
        for claim in claims
        for company, role in debtors_of(claim)
        if company.unit
    ]
    built = [
        f"{claim.developer.unit}是建设单位“{claim.developer}”的所属单位，是否交其办理由主任决定。"
        for claim in claims
        if claim.developer and claim.developer.unit
    ]
    return list(dict.fromkeys(owed + built))
