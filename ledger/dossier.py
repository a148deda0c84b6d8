"""案卷清单: what goes up to the city with a case. Pure: which papers the ledger holds already, and what is still missing.

依据：实施方案六（四）提级办理。The list itself is data (`Code.Kind.DOSSIER`) that the office edits; an item whose key stands in
`WAYS` is looked for in the case, every other one is ticked by hand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DossierFacts:
    """What the case holds now; counts are of live claims unless they say otherwise."""

    claims: int = 0
    with_demand: int = 0
    with_roll: int = 0
    verified: int = 0
    is_facts_clear: bool = False
    steps: int = 0
    consultations: int = 0
    papers_on_file: int = 0
    instructions: int = 0
    has_reason: bool = False


@dataclass(frozen=True)
class Way:
    """How an item is found in the case, and the place where it is mended."""

    is_there: Callable[[DossierFacts], bool]
    mend: str


def _all_claims(count: str) -> Callable[[DossierFacts], bool]:
    return lambda facts: 0 < facts.claims == getattr(facts, count)


WAYS: dict[str, Way] = {
    "form": Way(_all_claims("with_demand"), "每件诉求须写明诉求内容，由窗口在诉求页“更正登记”中补填"),
    "roll": Way(_all_claims("with_roll"), "花名册人数须与涉及人数一致，由窗口在诉求页“更正登记”中补录"),
    "verified": Way(_all_claims("verified"), "在“核实金额”中逐件登记"),
    "account": Way(lambda facts: facts.is_facts_clear, "在“确认案情清楚和事情解决”中写明案情"),
    "steps": Way(lambda facts: facts.steps > 0, "在“登记进展”中写明做过什么"),
    "consultation": Way(lambda facts: facts.consultations > 0, "在“登记会商”中登记"),
    "papers": Way(lambda facts: facts.papers_on_file > 0, "在“登记证明材料”中登记并上传扫描件"),
    "instruction": Way(lambda facts: facts.instructions > 0, "在“登记领导批示”中登记"),
    "reason": Way(lambda facts: facts.has_reason, "在“提请提级办理”中写明理由"),
}
BY_HAND = "在本页勾选"


@dataclass(frozen=True)
class DossierItem:
    """One item. `found` None: the ledger cannot tell, a person ticks it. `mend`: where to put it right."""

    key: str
    label: str
    found: bool | None
    mend: str


def dossier(items: Iterable[tuple[str, str]], facts: DossierFacts) -> list[DossierItem]:
    """The list of the office (key and label of each item) held against the case."""
    return [_item(key, label, facts) for key, label in items]


def _item(key: str, label: str, facts: DossierFacts) -> DossierItem:
    way = WAYS.get(key)
    return DossierItem(key, label, way.is_there(facts), way.mend) if way else DossierItem(key, label, None, BY_HAND)


def missing_items(items: Iterable[DossierItem], *, ticked: Iterable[str], remarks: Mapping[str, str]) -> list[str]:
    """A sentence for each item that is neither found, nor ticked where only a person can tell, nor explained."""
    by_hand = set(ticked)
    return [
        f"案卷缺“{item.label}”：{item.mend}，或者写明未附的原因。"
        for item in items
        if not (item.found or (item.found is None and item.key in by_hand) or remarks.get(item.key, "").strip())
    ]


def as_sent(
    items: Iterable[DossierItem], *, ticked: Iterable[str], remarks: Mapping[str, str]
) -> dict[str, bool | str]:
    """What is kept of the list by its labels: True for what is enclosed, else the remark why it is not."""
    by_hand = set(ticked)
    return {
        item.label: True if item.found or (item.found is None and item.key in by_hand) else remarks[item.key].strip()
        for item in items
    }
