"""The page of one case: what it is, what is missing, what can be done now; its contents in tabs, and all of it in print."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ledger.actions.prints import print_case
from ledger.checklist import Checklist, Item, checklist
from ledger.forms.acts import STEPS, offered
from ledger.gate_facts import CaseFacts
from ledger.gates import missing_for_strike_off
from ledger.major import crime_hint, facts_in_words, suggestion
from ledger.models import Case, MajorMark
from ledger.selectors.advances import advance_rows, advance_sums
from ledger.selectors.case_entries import calls_of, entry_counts, notes_of, papers_of, payment_rows, steps_of
from ledger.selectors.case_sheet import CaseSheet, Roll, case_sheet
from ledger.selectors.clocks import clock_rows, later_than
from ledger.selectors.deadlines import due_facts, explain_due
from ledger.selectors.escalation import escalation_rows, waiting_escalation
from ledger.selectors.facts import case_facts
from ledger.selectors.instalments import instalment_rows, promises_to_watch
from ledger.selectors.major import leader_entries, leading, major_facts
from ledger.selectors.oversight import supervision_rows, unanswered
from ledger.selectors.procedures import procedure_rows
from ledger.selectors.reach import reaches
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import OFFICE_ROLES, Role, holds, may
from office.selectors import calendar

# Whose accounts the counter's page of a claim opens for.
CLAIM_READERS = OFFICE_ROLES | {Role.LIAISON}
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
    facts = major_facts([case], today=timezone.localdate())[case.pk]
    found = suggestion(facts, sheet.numbers)
    return {
        "suggested": found,
        "suggested_level": MajorMark.Level(found.level).label,
        "major_facts": facts_in_words(facts),
        "crime": crime_hint(facts, sheet.numbers),
        "leader_entries": leader_entries(case),
    }


def _procedures(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    rows = procedure_rows(case, today=timezone.localdate(), soon_days=sheet.numbers.due_soon_days)
    return {"procedures": rows}


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
CLOCKS = Tab("期限", "ledger:case_clocks", "ledger/case/_clocks.html", "clocks", "项", Roll.NONE, _clocks)
HISTORY = Tab("办理记录", "ledger:case_history", "ledger/case/_history.html", "steps", "条", Roll.NONE, _history)
TABS = (CLAIMS, PAYMENTS, PAPERS, PROGRESS, OVERSIGHT, PROCEDURES, LEADER, ESCALATION, CLOCKS, HISTORY)


@require_GET
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The case the account may see, with its claims, their rolls and the last steps."""
    return _page(request, pk, CLAIMS)


@require_GET
def case_payments(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what was paid."""
    return _page(request, pk, PAYMENTS)


@require_GET
def case_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what proves the outcome."""
    return _page(request, pk, PAPERS)


@require_GET
def case_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what was done and who was called."""
    return _page(request, pk, PROGRESS)


@require_GET
def case_oversight(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what was asked of the head and of the units, and what they answered."""
    return _page(request, pk, OVERSIGHT)


@require_GET
def case_escalation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what went up to the city, and what came back."""
    return _page(request, pk, ESCALATION)


@require_GET
def case_leader(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what makes the case major, who leads it, and what the leader did and wrote."""
    return _page(request, pk, LEADER)


@require_GET
def case_procedures(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with what other bodies decide on the case, and how long it took them."""
    return _page(request, pk, PROCEDURES)


@require_GET
def case_clocks(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with every deadline, how its date was found and what moved it."""
    return _page(request, pk, CLOCKS)


@require_GET
def case_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with every step the case took."""
    return _page(request, pk, HISTORY)


@require_GET
def case_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of the case on paper, as masked as on the screen; each time is written to the trail."""
    case = _case(request.user, pk)
    sheet = case_sheet(case, user=request.user, today=timezone.localdate())
    context = _head(case, sheet)
    for tab in (PAYMENTS, PAPERS, PROGRESS, OVERSIGHT, PROCEDURES, LEADER, HISTORY):
        context |= tab.content(case, sheet)
    print_case(case=case, by=request.user)
    return render(request, "ledger/case_paper.html", context | {"tabs": TABS, "printed_on": timezone.localdate()})


def _page(request: HttpRequest, pk: int, tab: Tab) -> HttpResponse:
    user, case = request.user, _case(request.user, pk)
    sheet = case_sheet(case, user=user, today=timezone.localdate(), roll=tab.roll)
    context = _head(case, sheet) | tab.content(case, sheet)
    context |= {
        "tab": tab,
        "tabs": [(each, _entries(each, context)) for each in TABS],
        "groups": (groups := offered(case, user)).items(),
        "acts": {name for acts in groups.values() for name, _label in acts},
        "may_print_slip": reaches(user, case, "print_slip"),
        "first_group": STEPS,
        "opens_claims": holds(user, CLAIM_READERS),
        "may_print": may(user, "print_case"),
    }
    return render(request, "ledger/case.html", context)


def _entries(tab: Tab, context: dict[str, Any]) -> int:
    if tab is ESCALATION:
        return len(context["escalations"])
    if tab is PROCEDURES:
        # Read for the gate already.
        return len(context["case"].procedures.all())
    return len(context["clocks"]) if tab is CLOCKS else getattr(context["counts"], tab.count)


def _case(user: User, pk: int) -> Case:
    return Case.objects.select_related("facts_clear_by", "matter_settled_by").get_for(user, pk)


def _head(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    """What stands above the tabs and at the top of the paper."""
    facts = case_facts(case, entries=[block.link for block in sheet.blocks], numbers=sheet.numbers)
    counts = entry_counts(case)
    # Asked again for each act that may be offered.
    prefetch_related_objects([case], "assisting_units")
    return {
        "title": case.number,
        "counts": counts,
        "waiting": [row for row in case.requests.all() if row.granted is None],
        "promises": promises_to_watch(case, today=timezone.localdate()),
        "escalations": escalation_rows(case, today=timezone.localdate()),
        "escalated": waiting_escalation(case, today=timezone.localdate()),
        "leading": leading(case) if case.is_major or counts.leading else None,
        "unanswered": unanswered(case, today=timezone.localdate()),
        "case": case,
        "sheet": sheet,
        "is_open": case.status in OPEN,
        "assisting": list(case.assisting_units.all()),
        **_deadlines(case, sheet),
        "asked": _checklist(facts, sheet) if case.status in OPEN else None,
        "missing": _unnamed(missing_for_strike_off(facts), sheet) if case.status == Status.COMPLETED else (),
    }


def _deadlines(case: Case, sheet: CaseSheet) -> dict[str, Any]:
    """Every deadline, the one that leads, and how its date was found."""
    is_open, low_income, holidays = case.status in OPEN, sheet.is_low_income, calendar()
    rows = clock_rows(
        case, today=timezone.localdate(), numbers=sheet.numbers, is_low_income=low_income, with_calendar=holidays
    )
    lead, how = next((row for row in rows if row.leads), None), ""
    if is_open and lead:
        how = lead.how
    elif is_open:
        facts = due_facts(case, is_low_income=low_income)
        how = explain_due(
            facts, workdays=sheet.numbers.usual_workdays(is_low_income=low_income), with_calendar=holidays
        )
    return {"clocks": rows, "lead": lead, "how_due": how, "later": later_than(row.clock for row in rows)}


def _checklist(facts: CaseFacts, sheet: CaseSheet) -> Checklist:
    asked = checklist(facts)
    return Checklist(
        clear=tuple(Item(item.label, _unnamed(item.missing, sheet)) for item in asked.clear),
        settled=tuple(Item(item.label, _unnamed(item.missing, sheet)) for item in asked.settled),
        rest=_unnamed(asked.rest, sheet),
        is_assumed=asked.is_assumed,
    )


def _unnamed(sentences: Any, sheet: CaseSheet) -> tuple[str, ...]:
    return tuple(sheet.as_read(sentence) for sentence in sentences)
