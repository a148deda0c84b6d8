"""The parts of a case's page: what each is called, where it is shown, what it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ledger.major import crime_hint, facts_in_words, suggestion
from ledger.models import Case, MajorMark
from ledger.selectors.advances import advance_rows, advance_sums
from ledger.selectors.case_entries import calls_of, notes_of, papers_of, payment_rows, steps_of
from ledger.selectors.case_sheet import CaseSheet, Roll
from ledger.selectors.instalments import instalment_rows
from ledger.selectors.major import leader_entries, major_facts, ownerships_of
from ledger.selectors.oversight import supervision_rows
from ledger.selectors.procedures import procedure_rows
from ledger.selectors.stability import measure_rows

LAST_STEPS = 5

Content = Callable[[Case, CaseSheet], dict[str, Any]]


@dataclass(frozen=True)
class Tab:
    """One part of the page with an address of its own. `count` names what of the case's counts it lists."""

    label: str
    url: str
    template: str
    count: str
    unit: str
    roll: Roll
    content: Content


def _last_steps(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {"steps": steps_of(case, at_most=LAST_STEPS)}


def _payments(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    return {
        "payments": payment_rows(case, sheet.blocks),
        "instalments": instalment_rows(case, today=timezone.localdate()),
        "advances": (advances := advance_rows(case, today=timezone.localdate())),
        "advanced": advance_sums(advances),
    }


def _papers(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {"evidence": papers_of(case)}


def _progress(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {"progress": notes_of(case), "follow_ups": calls_of(case)}


def _oversight(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {"requests": case.requests.all(), "supervisions": supervision_rows(case, today=timezone.localdate())}


def _escalation(_case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    """Read for the head of the page already."""
    return {}


def _leader(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    entries = [block.link for block in sheet.blocks]
    facts = major_facts([case], today=timezone.localdate(), entries=entries)[case.pk]
    found = suggestion(facts, sheet.numbers)
    return {
        "marks": list(case.major_marks.select_related("by")),
        "ownerships": ownerships_of(case),
        "suggested": found,
        "suggested_level": MajorMark.Level(found.level).label,
        "major_facts": facts_in_words(facts),
        "crime": crime_hint(facts, sheet.numbers),
        "leader_entries": leader_entries(case),
    }


def _procedures(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    rows = procedure_rows(case, today=timezone.localdate(), soon_days=sheet.numbers.due_soon_days)
    return {"procedures": rows}


def _stability(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {
        "risk_marks": list(case.risk_marks.select_related("risk", "by")) if case.risk_id else [],
        "measures": measure_rows(case, today=timezone.localdate()),
        "incidents": list(case.incidents.select_related("by", "voided_by")),
    }


def _clocks(_case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    """They stand above the tabs already."""
    return {}


def _history(case: Case, _sheet: CaseSheet) -> dict[str, Any]:
    return {"steps": steps_of(case)}


CLAIMS = Tab(
    "诉求和花名册", "ledger:case", "ledger/case/_claims.html", "workers", "人", Roll.WHOLE, _last_steps
)  # fmt: skip
PAYMENTS = Tab("支付", "ledger:case_payments", "ledger/case/_payments.html", "payments", "笔", Roll.NAMES, _payments)
PAPERS = Tab("证明材料", "ledger:case_papers", "ledger/case/_papers.html", "papers", "份", Roll.NONE, _papers)
PROGRESS = Tab(
    "进展和回访", "ledger:case_progress", "ledger/case/_progress.html", "contacts", "条", Roll.NONE, _progress
)  # fmt: skip
OVERSIGHT = Tab(
    "申请和督办", "ledger:case_oversight", "ledger/case/_oversight.html", "oversight", "件", Roll.NONE, _oversight
)  # fmt: skip
ESCALATION = Tab(
    "提级办理", "ledger:case_escalation", "ledger/case/_escalation.html", "escalations", "次", Roll.NONE, _escalation
)  # fmt: skip
LEADER = Tab("包案", "ledger:case_leader", "ledger/case/_leader.html", "leading", "条", Roll.NONE, _leader)
PROCEDURES = Tab(
    "程序", "ledger:case_procedures", "ledger/case/_procedures.html", "procedures", "项", Roll.NONE, _procedures
)  # fmt: skip
STABILITY = Tab(
    "稳控", "ledger:case_stability", "ledger/case/_stability.html", "stability", "条", Roll.NONE, _stability
)  # fmt: skip
CLOCKS = Tab("期限", "ledger:case_clocks", "ledger/case/_clocks.html", "clocks", "项", Roll.NONE, _clocks)
HISTORY = Tab("办理记录", "ledger:case_history", "ledger/case/_history.html", "steps", "条", Roll.NONE, _history)
TABS = (CLAIMS, PAYMENTS, PAPERS, PROGRESS, OVERSIGHT, PROCEDURES, LEADER, ESCALATION, STABILITY, CLOCKS, HISTORY)
