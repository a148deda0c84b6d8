"""清单: the lists the office goes through, as links of the ledger; each is a query of the bar and nothing else."""

from dataclasses import dataclass

from ledger.forms.query import CaseQuery
from ledger.selectors.case_conditions import OPEN_CASES, OVERDUE, RETURN_ASKED, SOON
from ledger.selectors.case_list import DUE
from ledger.selectors.named_lists import NamedList, in_words
from ledger.selectors.numbers import office_numbers
from ledger.workflow import Status

LOW_INCOME = f"status={OPEN_CASES}&low_income=on&order={DUE}"
LISTS: tuple[tuple[str, str], ...] = (
    ("超期", f"due={OVERDUE}"),
    ("临期", f"due={SOON}"),
    ("久拖不决", f"list={NamedList.STALLED}"),
    ("未签收", f"status={Status.ASSIGNED}"),
    ("退回", f"status={RETURN_ASKED}"),
    ("延期申请", f"list={NamedList.EXTENSION}"),
    ("待审核", f"status={Status.UNDER_REVIEW}"),
    ("待销号", f"status={Status.COMPLETED}"),
    ("重新办理申请", f"list={NamedList.REOPENING}"),
    ("督办未回复", f"list={NamedList.SUPERVISION}"),
    ("分期到期", f"list={NamedList.INSTALMENT}"),
    ("程序待核查", f"list={NamedList.PROCEDURE}"),
    ("赢了官司没拿到钱", f"list={NamedList.WON_UNPAID}"),
    ("重复信访", f"list={NamedList.REPEAT}"),
    ("稳控待核查", f"list={NamedList.MEASURE}"),
    ("待追偿", f"list={NamedList.ADVANCE}"),
    ("提级办理中", f"list={NamedList.ESCALATED}"),
    ("重大无包案领导", f"list={NamedList.NO_LEADER}"),
    ("疑似重大", f"list={NamedList.SUGGESTED}"),
    ("低收入", LOW_INCOME),
)


@dataclass(frozen=True)
class ListLink:
    """One list with its address; `is_shown` while the page shows just this list, whatever its order."""

    label: str
    address: str
    is_shown: bool


def list_links(query: CaseQuery) -> list[ListLink]:
    """All lists; only after `is_valid()`."""
    # The order is no condition: the same list in another order is the same list.
    shown = query.link(order="", text="").removeprefix("?")
    return [
        ListLink(label, f"?{address}", is_shown=address.removesuffix(f"&order={DUE}") == shown)
        for label, address in LISTS
    ]


def list_in_words(query: CaseQuery) -> str:
    """What puts a case on the list that is asked for; empty without one. Only after `is_valid()`."""
    name = query.cleaned_data["list"]
    return in_words(name, office_numbers()) if name else ""
