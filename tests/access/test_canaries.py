"""Every role visits every page, list, search, count, export and file: nothing of another office, nobody who must stay unknown.

`ACCESS=whole` visits them all; a day sees one in twenty.
"""

import os
import zlib
from collections.abc import Iterator

import pytest

from ledger.models import Case
from ledger.models.cases import CaseQuerySet
from office.roles import Role
from reception import identity_access
from tests.access.canaries import Canaries, plant_in_all, plant_in_people, text_of
from tests.access.crawl import Asked, beyond
from tests.access.matrix import FOREIGN, OWN, WHO, Asking, Cell, rules
from tests.access.world import ANONYMOUS, CONFLICT, DISABLED, FOREIGN_HEAD, World

WHOLE = os.environ.get("ACCESS") == "whole"
pytestmark = pytest.mark.django_db

VISITORS = [who for who in WHO if who not in (ANONYMOUS, DISABLED, FOREIGN_HEAD)]
OFFICE = {Role.CLERK, Role.HEAD}
# Whoever keeps accounts or reference data keeps those of all areas; what is published is published for all.
KEPT_FOR_ALL = {
    Role.SECADMIN: {"office.User", "office.Deputy", "office.Unit"},
    Role.SYSADMIN: {"office.User", "office.Unit", "ledger.Leader"},
    Role.AUDITOR: {"office.User"},
}  # fmt: skip
PUBLISHED = {"reception.Notice"}


class Aviary:
    """The three kinds of canaries, and to whom each may sing."""

    def __init__(self, world: World) -> None:
        self.foreign = plant_in_all(world.foreign_rows)
        self.secret = plant_in_people([world.secret])
        self.conflict = plant_in_people([world.own.case])

    def heard(self, who: str, body: str) -> Iterator[str]:
        """The places of the canaries in the body that this identity must not hear."""
        allowed = PUBLISHED | KEPT_FOR_ALL.get(who, set())
        for text in self.foreign.found_in(body):
            place = self.foreign.places[text]
            if place.rpartition(".")[0] not in allowed:
                yield f"foreign {place}"
        if who not in OFFICE:
            yield from _places("secret", self.secret, body)
        if who not in OFFICE | {Role.LIAISON, Role.LEADER}:
            yield from _places("conflict", self.conflict, body)


def _places(kind: str, canaries: Canaries, body: str) -> Iterator[str]:
    return (f"{kind} {canaries.places[text]}" for text in canaries.found_in(body))


@pytest.fixture(scope="module")
def aviary(world: World) -> Aviary:
    return Aviary(world)


def visits(world: World, asking: Asking) -> Iterator[tuple[str, Asked]]:
    """Every address with one's own and with a foreign row in it, and all that goes beyond the plain addresses."""
    for who in VISITORS:
        for rule in rules():
            for whose in (OWN, FOREIGN) if rule.scoped else (OWN,):
                for method in ("GET", "POST"):
                    yield who, Asked(method, *asking.address(Cell(rule, method, who, whose)))
        for asked in beyond(world):
            yield who, asked


def of_every_day(who: str, asked: Asked) -> bool:
    return zlib.crc32(f"{who} {asked.method} {asked.path} {sorted(asked.fields)}".encode()) % 20 == 0


def test_no_canary_is_heard_where_it_must_not_be(world: World, aviary: Aviary) -> None:
    asking, heard, broken, count = Asking(world), set(), [], 0
    for who, asked in visits(world, asking):
        if WHOLE or of_every_day(who, asked):
            status, _to, body = asking.send(who, asked.method, asked.path, asked.fields)
            heard |= {
                f"{who} {asked.method} {asked.path} {asked.fields}: {what}" for what in aviary.heard(who, text_of(body))
            }
            broken += [f"{who} {asked}"] if status >= 500 else []
            count += 1
    assert (sorted(heard), broken) == ([], [])
    assert count >= (2_000 if WHOLE else 500)


@pytest.mark.parametrize(
    ("who", "broken", "case", "place"),
    [
        (Role.HEAD, "rows", "foreign", "foreign ledger.Case.facts_clear_text"),
        (Role.LIAISON, "names", "secret", "secret reception.Petitioner.name"),
        (CONFLICT, "names", "own", "conflict reception.Worker.name"),
    ],
)
def test_a_leak_is_heard(
    world: World, aviary: Aviary, monkeypatch, who: str, broken: str, case: str, place: str
) -> None:
    if broken == "rows":
        monkeypatch.setattr(CaseQuerySet, "visible_to", lambda rows, _user: rows)
    else:
        monkeypatch.setattr(identity_access, "_hides", lambda *_user, **_claim: False)
    seen = {"foreign": world.foreign.case, "secret": world.secret, "own": world.own.case}[case]
    pages = (f"/ledger/cases/{seen.pk}/", f"/ledger/cases/{seen.pk}/payments/")
    asking = Asking(world)

    assert place in {
        said for page in pages for said in aviary.heard(who, text_of(asking.send(who, "GET", page, {})[2]))
    }


def test_canaries_sit_in_every_text_of_the_foreign_office(aviary: Aviary) -> None:
    places = set(aviary.foreign.places.values())
    assert {place.partition(".")[0] for place in places} == {"office", "reception", "ledger", "reports"}
    assert len(places) > 80
    assert Case.objects.filter(facts_clear_text__in=aviary.foreign.places).exists()
