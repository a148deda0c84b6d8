"""What 办结 asks for as a list to tick off: the gate's own checks under the clause each serves.

A tick is for the eye alone: whether a case may be completed is said by `ledger.gates` and nobody else. Pure.
依据：实施方案六（二）“案情没有搞清楚的不放过、事情没有解决的不放过”。
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from ledger.gate_facts import CaseFacts, ClaimFacts
from ledger.gates import ASKED, missing_for_completion
from ledger.workflow import Outcome

CLEAR, SETTLED = "案情清楚", "事情解决"


@dataclass(frozen=True)
class Item:
    """One thing that is asked for, of all claims together; met if no sentence says what is missing."""

    label: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """`rest` is what the gate misses beyond the items; `is_assumed` says that a claim has no outcome yet, so that it is
    looked at as if it would end with the money paid."""

    clear: tuple[Item, ...]
    settled: tuple[Item, ...]
    rest: tuple[str, ...]
    is_assumed: bool

    @property
    def is_complete(self) -> bool:
        """True if nothing at all is missing."""
        return not (self.rest or any(item.missing for item in (*self.clear, *self.settled)))


@dataclass(frozen=True)
class _Word:
    """A check's place on the list; `tells` is False where a tick would praise what nobody has looked at."""

    part: str
    label: str
    tells: Callable[[ClaimFacts], object] = lambda _claim: True


def _money_came(claim: ClaimFacts) -> bool:
    return bool(claim.payments and claim.verified_yuan)


_OUTCOME = _Word(SETTLED, "办结结果")
# By the check's name in `ledger.gates`.
WORDS: dict[str, _Word] = {
    "_outcome": _OUTCOME,
    "_debtor": _Word(CLEAR, "欠薪方"),
    "_period": _Word(CLEAR, "欠薪时间"),
    "_project": _Word(CLEAR, "工程项目", lambda claim: claim.has_project),
    "_verified": _Word(CLEAR, "核实金额"),
    "_roll": _Word(CLEAR, "花名册"),
    "_instrument": _Word(CLEAR, "裁判文书"),
    "_finding": _Word(CLEAR, "核实结论"),
    "_jurisdiction": _Word(CLEAR, "属于其他地区的理由"),
    "_agreement": _Word(SETTLED, "和解协议"),
    "_agreed": _Word(SETTLED, "约定金额"),
    "_paid": _Word(SETTLED, "付到工人手里", _money_came),
    "_proof": _Word(SETTLED, "支付凭证", _money_came),
    "_sure_proof": _Word(SETTLED, "低收入支付凭证", lambda claim: _money_came(claim) and claim.is_low_income),
    "_order": _Word(SETTLED, "结果日期", lambda claim: _money_came(claim) and claim.outcome_on),
    "_explanation": _Word(SETTLED, "解释告知"),
    "_withdrawal": _Word(SETTLED, "撤回声明"),
    "_confirmation": _Word(SETTLED, "对方地区接收确认"),
    "_contacts": _Word(SETTLED, "联系反映人"),
}


def checklist(facts: CaseFacts) -> Checklist:
    """The case's items in the gate's order; what stands in the way is exactly what the gate names."""
    found: dict[_Word, list[str]] = defaultdict(list)
    for claim in facts.claims:
        # The other checks must see the assumed outcome too: some of them ask nothing of a claim that has none.
        assumed = replace(claim, outcome=claim.outcome or Outcome.PAID)
        for check in ASKED[assumed.outcome]:
            word = WORDS[check.__name__]
            missing = list(check(claim if word is _OUTCOME else assumed, facts))
            if missing or word.tells(claim):
                found[word] += [f"{claim.number}：{thing}" for thing in missing]
    named = {sentence for missing in found.values() for sentence in missing}
    # Of a single claim nobody needs to be told which one it is.
    only = f"{facts.claims[0].number}：" if len(facts.claims) == 1 else ""
    return Checklist(
        clear=_items(found, CLEAR, without=only),
        settled=_items(found, SETTLED, without=only),
        rest=tuple(sentence for sentence in missing_for_completion(facts) if sentence not in named),
        is_assumed=any(not claim.outcome for claim in facts.claims),
    )


def _items(found: dict[_Word, list[str]], part: str, *, without: str) -> tuple[Item, ...]:
    return tuple(
        Item(word.label, tuple(sentence.removeprefix(without) for sentence in missing))
        for word, missing in found.items()
        if word.part == part
    )
