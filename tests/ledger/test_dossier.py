"""The dossier: what the case holds already, what a person ticks, what is named as missing."""

from dataclasses import replace

import pytest

from ledger.dossier import WAYS, DossierFacts, as_sent, dossier, missing_items
from office.models import Code
from office.reference_data import CODES

FULL = DossierFacts(
    claims=2, with_demand=2, with_roll=2, verified=2, is_facts_clear=True, steps=1, consultations=1, papers_on_file=1,
    instructions=1, has_reason=True,
)  # fmt: skip
LIST = [*((key, key) for key in WAYS), ("proposal", "拟请协调的事项")]


def missing(facts: DossierFacts, ticked=("proposal",), remarks=None) -> list[str]:
    items = dossier(LIST, facts)
    return missing_items(items, ticked=ticked, remarks=remarks or {})


def test_full_dossier_lacks_nothing() -> None:
    assert missing(FULL) == []


@pytest.mark.parametrize(
    ("item", "changes"),
    [
        ("form", {"with_demand": 1}),
        ("roll", {"with_roll": 1}),
        ("verified", {"verified": 1}),
        ("account", {"is_facts_clear": False}),
        ("steps", {"steps": 0}),
        ("consultation", {"consultations": 0}),
        ("papers", {"papers_on_file": 0}),
        ("instruction", {"instructions": 0}),
        ("reason", {"has_reason": False}),
    ],
)
def test_each_item_is_looked_for(item: str, changes: dict) -> None:
    facts = replace(FULL, **changes)
    assert missing(facts) == [f"案卷缺“{item}”：{WAYS[item].mend}，或者写明未附的原因。"]
    assert missing(facts, ticked=("proposal", item)) != [], "what the ledger can see nobody ticks"
    assert missing(facts, remarks={item: " "}) != []
    assert missing(facts, remarks={item: "随纸质件报送"}) == []


def test_item_the_ledger_cannot_see_is_ticked_or_explained() -> None:
    assert missing(FULL, ticked=()) == ["案卷缺“拟请协调的事项”：在本页勾选，或者写明未附的原因。"]
    assert missing(FULL, ticked=(), remarks={"proposal": "另行报送"}) == []


def test_empty_case_lacks_everything_at_once() -> None:
    assert len(missing(DossierFacts(), ticked=())) == len(LIST)


def test_list_is_kept_by_its_labels_as_it_was_sent() -> None:
    items = dossier([("roll", "花名册"), ("steps", "措施"), ("proposal", "事项")], replace(FULL, steps=0))
    kept = as_sent(items, ticked=["proposal"], remarks={"steps": " 尚未开展 "})
    assert kept == {"花名册": True, "措施": "尚未开展", "事项": True}


def test_list_of_the_office_is_looked_for_but_for_the_proposal() -> None:
    assert [key for key in CODES[Code.Kind.DOSSIER] if key not in WAYS] == ["proposal"]
