"""Search before create: what the office knows of the person or the project being typed, as options beside the form.

Everything comes by POST: what is typed stands in no address and in no log.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from django.views.decorators.http import require_POST

from reception.actions.duplicates import note_shown_duplicates
from reception.duplicates import Typed, claims_of_the_person, mark_of
from reception.identity import ID_NUMBER, personal_number_in
from reception.selectors.known import KnownPerson, people_known
from reception.selectors.known_projects import KnownProject, UnitsBySector, projects_known

LONGEST = 60


@dataclass(frozen=True)
class Option:
    """One row of the list: what is read, and what picking it puts into the form."""

    shown: Any
    fill: str
    employers: str = "[]"


@require_POST
def known_people(request: HttpRequest) -> HttpResponse:
    """By name, pinyin or initials; by a whole ID number or phone, which is on record when somebody is found."""
    typed = request.POST.get("text", "").strip()[:LONGEST]
    number = personal_number_in(typed)
    if number:
        _note(request, *number)
    found = people_known(typed, user=request.user)
    context = {
        "people": [_option(person) for person in found],
        "number_to_keep": _kept(*number) if number and not found else None,
    }
    return render(request, "reception/_known_people.html", context)


class KnownProjects(View):
    """By a part of the name or its initials. The composition root hands in which unit answers for a sector."""

    http_method_names = ("post",)

    @staticmethod
    def units_by_sector(*_asked: object) -> dict[int, int]:
        raise ImproperlyConfigured(
            "登记页没有接到台账：请在 config/urls.py 中交给 urlpatterns_with(units_by_sector=…)。"
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("text", "").strip()[:LONGEST]
        ask: UnitsBySector = self.units_by_sector
        found = projects_known(typed, user=request.user, units_by_sector=ask)
        return render(request, "reception/_known_projects.html", {"projects": [_option(row) for row in found]})


def _option(row: KnownPerson | KnownProject) -> Option:
    employers = row.employers if isinstance(row, KnownProject) and len(row.employers) > 1 else ()
    return Option(row, json.dumps(row.fill, ensure_ascii=False), json.dumps(employers, ensure_ascii=False))


def _kept(kind: str, number: str) -> Option:
    """A number nobody was registered with: it goes into its own field instead of the name's."""
    field = "id_number" if kind == ID_NUMBER else "phone"
    return Option(kind, json.dumps({field: number, "name": ""}))


def _note(request: HttpRequest, kind: str, number: str) -> None:
    typed = Typed(id_number=number) if kind == ID_NUMBER else Typed(phone=number)
    submission = mark_of(request.POST.get("submission", ""))
    shown = claims_of_the_person(typed, user=request.user, submission=submission)
    note_shown_duplicates(shown=shown, submission=submission, by=request.user)
