"""Cases that wait for the head's review, each with its checklist, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.checklist import Checklist, checklist
from ledger.models import Case, FollowUp
from ledger.selectors.case_list import CaseRow, case_rows
from ledger.selectors.cases import in_urgency
from ledger.selectors.facts import facts_of
from ledger.workflow import Status
from office.models import User

AT_MOST = 50
UNHAPPY = "bad"


@dataclass(frozen=True)
class ReviewRow:
    """One case as the review page shows it; `is_unhappy`: the last call found the petitioner 不满意."""

    row: CaseRow[Case]
    asked: Checklist
    is_unhappy: bool

    @property
    def case(self) -> Case:
        return self.row.case


def cases_to_review(user: User, *, today: date) -> tuple[list[ReviewRow], bool]:
    """待审核, low-income workers first, then by deadline; and whether there are more than the page holds."""
    found = list(in_urgency(user).filter(status=Status.UNDER_REVIEW)[: AT_MOST + 1])
    cases, facts = found[:AT_MOST], facts_of(found[:AT_MOST])
    unhappy = unhappy_cases(cases)
    rows = [
        ReviewRow(row, checklist(facts[row.case.pk]), row.case.pk in unhappy)
        for row in case_rows(cases, user=user, today=today)
    ]
    return rows, len(found) > AT_MOST


def unhappy_cases(cases: Sequence[Case]) -> set[int]:
    """Ids of cases whose last call was answered with 不满意."""
    calls = FollowUp.objects.filter(case__in=cases).order_by("on", "id")
    last = dict(calls.values_list("case_id", "satisfaction__key"))
    return {pk for pk, answer in last.items() if answer == UNHAPPY}
