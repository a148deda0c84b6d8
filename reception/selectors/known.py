"""Whom the office knows already: people and projects of earlier claims, found while the counter types.

Always within the claims the account sees, and a fixed number of them, newest first: however many there are, the answer
comes as fast. Numbers leave this module masked.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from office.models import User
from reception.duplicates import Typed
from reception.identity import ID_NUMBER, STAR, mask_address, mask_id, mask_phone, personal_number_in
from reception.models import Claim, ClaimText, Petitioner, Worker
from reception.search.matching import Mentions, newest_first
from reception.search.tokens import Word, is_found_in, words_of

SHOWN = 6
CLAIMS_LOOKED_AT = 40
# Rolls may be long: so many of their rows are read for one question.
ROWS_LOOKED_AT = 600
_KEY = re.compile(r"(?P<kind>[pw])(?P<pk>\d{1,18})", re.ASCII)
_COLUMNS = ("name", "id_number_index", "phone_index")


class _Row(NamedTuple):
    """Somebody on one claim, with what tells people apart and nothing that must be decrypted."""

    kind: str
    pk: int
    claim: int
    name: str
    id_number_index: str
    phone_index: str


@dataclass(frozen=True)
class KnownPerson:
    """A petitioner or a worker as last registered. `key` names the row that masked values are taken from."""

    key: str
    claim: Claim
    name: str
    gender: str
    id_number: str
    phone: str
    address: str
    job_type: str
    times: int

    @property
    def fill(self) -> dict[str, str]:
        """Fields of the intake form and what picking this person puts there."""
        claim = self.claim
        return {
            "known_person": self.key, "name": self.name, "gender": self.gender, "id_number": self.id_number,
            "phone": self.phone, "address": self.address, "job_type": self.job_type,
            "project_name": str(claim.project or ""), "employer_name": str(claim.employer or ""),
            "general_contractor_name": str(claim.general_contractor or ""),
            "developer_name": str(claim.developer or ""), "sector": str(claim.sector_id or ""),
            "suggested_unit": str(claim.suggested_unit_id or ""), "owed_from": claim.owed_from,
            "owed_until": claim.owed_until,
        }  # fmt: skip


def people_known(typed: str, *, user: User) -> list[KnownPerson]:
    """People of earlier claims by name, pinyin or initials of two characters and more, or by their whole number.

    Once each, as last registered: the same ID number is the same person, without one the same name and phone. Nothing
    for less than two characters.
    """
    number = personal_number_in(typed)
    rows = _rows_with(*number, user=user) if number else _rows_named(typed, user=user)
    people: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-row.claim, row.kind)):
        people[_who(row)].append(row)
    found = list(people.values())[:SHOWN]
    return _people([rows[0] for rows in found], times=[len({row.claim for row in rows}) for rows in found])


def stored_person(key: str, *, user: User) -> Petitioner | Worker | None:
    """The row behind a `KnownPerson.key`; None for foreign, absent and misspelt alike."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    model = Petitioner if parts["kind"] == "p" else Worker
    return model.objects.filter(pk=int(parts["pk"]), claim__in=Claim.objects.visible_to(user)).first()


def numbers_behind(values: Mapping[str, Any], *, user: User) -> Typed:
    """What a form holds so far; for a masked number the one it stands for, if the form was filled from a known person."""
    typed = Typed.of(values)
    masked = [name for name in ("id_number", "phone") if STAR in str(values.get(name) or "")]
    stored = stored_person(str(values.get("known_person") or ""), user=user) if masked else None
    if stored is None or stored.name != typed.name:
        return typed
    return replace(typed, **{name: getattr(stored, name) for name in masked})


def mentioning(words: Sequence[Word], column: str, *, user: User) -> list[int]:
    """The newest live claims in view whose people (`names`) or whose matter (`matter`) has every word."""
    visible = Claim.objects.visible_to(user).live().filter(pk=OuterRef("pk"))
    texts = ClaimText.objects.filter(Mentions(words, (column,))).filter(Exists(visible))
    return list(newest_first(texts).values_list("pk", flat=True)[:CLAIMS_LOOKED_AT])


def _rows_named(typed: str, *, user: User) -> list[_Row]:
    try:
        words = words_of(typed)
    except ValueError:
        return []
    ids = mentioning(words, "names", user=user)
    petitioners = Petitioner.objects.filter(claim__in=ids).order_by("-pk").values_list("pk", "claim__pk", *_COLUMNS)
    workers = Worker.objects.filter(claim__in=ids).order_by("-claim_id", "position")
    rows = [_Row("p", *row) for row in petitioners]
    rows += [_Row("w", *row) for row in workers.values_list("pk", "claim_id", *_COLUMNS)[:ROWS_LOOKED_AT]]
    return [row for row in rows if all(is_found_in(word, row.name, person=True) for word in words)]


def _rows_with(kind: str, number: str, *, user: User) -> list[_Row]:
    wanted = {"id_number" if kind == ID_NUMBER else "phone": number}
    petitioners = Petitioner.objects.filter(**wanted).order_by("-pk").values_list("pk", "claim__pk", *_COLUMNS)
    workers = Worker.objects.filter(**wanted).order_by("-claim_id").values_list("pk", "claim_id", *_COLUMNS)
    rows = [_Row("p", *row) for row in petitioners[:CLAIMS_LOOKED_AT]]
    rows += [_Row("w", *row) for row in workers[:CLAIMS_LOOKED_AT]]
    seen = Claim.objects.visible_to(user).live().filter(pk__in={row.claim for row in rows if row.claim})
    visible = set(seen.values_list("pk", flat=True))
    return [row for row in rows if row.claim in visible]


def _who(row: _Row) -> tuple[str, ...]:
    """What is the same for the same person."""
    if row.id_number_index:
        return (row.id_number_index,)
    return (row.name, row.phone_index) if row.phone_index else (row.name, str(row.claim))


def _people(rows: Sequence[_Row], *, times: Iterable[int]) -> list[KnownPerson]:
    petitioners = Petitioner.objects.in_bulk([row.pk for row in rows if row.kind == "p"])
    workers = Worker.objects.in_bulk([row.pk for row in rows if row.kind == "w"])
    claims = Claim.objects.with_parties().in_bulk([row.claim for row in rows])
    return [
        _person(row, workers[row.pk] if row.kind == "w" else petitioners[row.pk], claims[row.claim], count)
        for row, count in zip(rows, times, strict=True)
    ]


def _person(row: _Row, stored: Any, claim: Claim, times: int) -> KnownPerson:
    return KnownPerson(
        key=f"{row.kind}{row.pk}",
        claim=claim,
        name=row.name,
        gender=getattr(stored, "gender", ""),
        id_number=mask_id(stored.id_number),
        phone=mask_phone(stored.phone),
        address=mask_address(getattr(stored, "address", "")),
        job_type=stored.job_type if row.kind == "w" else claim.job_type,
        times=times,
    )
