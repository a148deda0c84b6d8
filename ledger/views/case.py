"""The page of one case: what it is, what is missing, what can be done now; its contents in tabs, and all of it in print."""

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
from ledger.models import Case, MajorMark
from ledger.selectors.advances import with_advances
from ledger.selectors.case_entries import entry_counts, with_entry_counts
from ledger.selectors.case_sheet import CaseSheet, case_sheet
from ledger.selectors.clocks import clock_rows, later_than
from ledger.selectors.deadlines import due_facts, explain_due
from ledger.selectors.escalation import escalation_rows, waiting_escalation, with_escalations
from ledger.selectors.facts import case_facts, with_rounds
from ledger.selectors.instalments import promises_to_watch
from ledger.selectors.major import newest_level, owner_of
from ledger.selectors.oversight import unanswered
from ledger.selectors.reach import reaches
from ledger.selectors.stability import with_open_measures
from ledger.views.case_tabs import (
    CLAIMS,
    CLOCKS,
    ESCALATION,
    HISTORY,
    LEADER,
    OVERSIGHT,
    PAPERS,
    PAYMENTS,
    PROCEDURES,
    PROGRESS,
    STABILITY,
    TABS,
    Tab,
)
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import OFFICE_ROLES, Role, holds, may
from office.selectors import calendar, contact

# Whose accounts the counter's page of a claim opens for.
CLAIM_READERS = OFFICE_ROLES | {Role.LIAISON}


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
def case_stability(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with its risk, what is done to keep it quiet, and what happened."""
    return _page(request, pk, STABILITY)


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
    for tab in (PAYMENTS, PAPERS, PROGRESS, OVERSIGHT, PROCEDURES, LEADER, STABILITY, HISTORY):
        context |= tab.content(case, sheet)
    print_case(case=case, by=request.user)
    return render(
        request,
        "ledger/case_paper.html",
        context | {"tabs": TABS, "printed_on": timezone.localdate(), "contact": contact},
    )


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
        "may_export": may(user, "export_cases"),
        "may_close_incident": may(user, "close_incident"),
        "may_void_incident": may(user, "void_incident"),
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
    """With all that one query can tell of it."""
    cases: Any = Case.objects.select_related("facts_clear_by", "matter_settled_by")
    for told in (with_entry_counts, with_rounds, with_open_measures, with_advances, with_escalations):
        cases = told(cases)
    return cases.annotate(major_level=newest_level()).get_for(user, pk)


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
        "owner": owner_of(case),
        "major_label": MajorMark.Level(level).label if case.is_major and (level := case.major_level) else "",  # type: ignore[attr-defined]
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
