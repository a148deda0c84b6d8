"""全局查找: one box for names, pinyin, projects and numbers; ID numbers and phones by the whole, on record.

Everything comes by POST: what is typed here stands in no address and in no log.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ledger.actions.search import find_person
from ledger.models import Case
from ledger.selectors.duplicates import open_cases_of_the_matter
from ledger.selectors.search import AT_MOST, Found, cases_of_claims, exact_number, search_cases
from office.roles import may
from reception.actions.duplicates import note_shown_duplicates
from reception.duplicates import claims_of_the_person, mark_of
from reception.identity import personal_number_in
from reception.selectors.known import numbers_behind

LONGEST = 60
SUGGESTED = 8
TOO_LONG = f"最多输入 {LONGEST} 个字，请缩短后再查找。"


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The page of what was found; the whole number of a case or claim leads straight there."""
    typed = request.POST.get("text", "").strip()
    context: dict[str, Any] = {"title": "查找", "at_most": AT_MOST, "typed": typed}
    context["may_visit"] = may(request.user, "add_visit")
    if not typed:
        return render(request, "ledger/search.html", context)
    person = personal_number_in(typed)
    if person:
        context |= {"typed": "", "by_number": person[0]}
        found = _by_person(request, *person)
    else:
        exact = exact_number(typed, reader=request.user)
        if exact:
            return redirect("ledger:case" if isinstance(exact, Case) else "reception:claim", pk=exact.pk)
        found, context["complaint"] = _by_text(request, typed, AT_MOST)
    return render(request, "ledger/search.html", context | {"found": found})


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """A few cases while somebody types, as a fragment; nobody's number is looked up before Enter."""
    typed = request.POST.get("text", "").strip()
    if personal_number_in(typed):
        return render(request, "ledger/_search_suggestions.html", {"waits_for_enter": True})
    found, _complaint = _by_text(request, typed, SUGGESTED)
    return render(request, "ledger/_search_suggestions.html", {"found": found})


@require_POST
def duplicate_hint(request: HttpRequest) -> HttpResponse:
    """Beside the intake form: earlier claims of this person, and open cases of the same project and debtor."""
    typed, submission = numbers_behind(request.POST, user=request.user), mark_of(request.POST.get("submission", ""))
    similar = claims_of_the_person(typed, user=request.user, submission=submission)
    note_shown_duplicates(shown=similar, submission=submission, by=request.user)
    context = {"similar": similar, "cases": open_cases_of_the_matter(typed, user=request.user)}
    return render(request, "ledger/_duplicate_hint.html", context)


def _by_person(request: HttpRequest, kind: str, number: str) -> Found:
    claim_ids = find_person(kind=kind, number=number, by=request.user)
    found = cases_of_claims(claim_ids, reader=request.user, matched=kind)
    if found.hits:
        return found
    # A number of another office may look like a telephone.
    return _by_text(request, number, AT_MOST)[0]


def _by_text(request: HttpRequest, typed: str, at_most: int) -> tuple[Found, str]:
    if len(typed) > LONGEST:
        return Found([]), TOO_LONG
    try:
        return search_cases(typed, reader=request.user, today=timezone.localdate(), at_most=at_most), ""
    except ValueError as error:
        return Found([]), str(error)
