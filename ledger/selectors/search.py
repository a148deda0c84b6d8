"""Finding cases by what people type: names, pinyin, project, company, number. Always within what the account sees."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from ledger.models import Case, CaseClaim
from office.models import Area, User
from office.numbering import CASE, CLAIM
from office.roles import OFFICE_ROLES, holds
from office.text import fold
from reception.identity import mask_name
from reception.identity_access import hides_identity, petitioner_name, place_name
from reception.models import Claim, ClaimText, Representative, Worker
from reception.search.matching import mentioning, newest_first
from reception.search.tokens import Word, is_found_in, words_of

AT_MOST = 50
# So many claims of the list's search are looked up one by one.
FEW = 500
YEARS_BACK = 10
# A case may hold several of the claims found; so many claims are looked at for a page of cases.
CLAIMS_LOOKED_AT = 4 * AT_MOST
_PARTIES = ("petitioner", "project", "employer", "general_contractor", "developer")
# What a hit is made of; nothing is decrypted.
_SHOWN = (
    "number", "original_number", "is_secret", "voided_at", "merged_into_id", *(f"{name}__name" for name in _PARTIES), "employer__unit_id",
    "general_contractor__unit_id", "project__general_contractor__unit_id",
)  # fmt: skip
_NUMBER = re.compile(r"([AJ])?(?:(\d{6})-)?(?:(\d{4})-(\d{1,9})|(\d{2,9}))", re.ASCII)


@dataclass(frozen=True)
class Hit:
    """One case found, the claim it was found by (None: by its own number) and in what the words were found."""

    case: Case
    claim: Claim | None
    petitioner: str
    project: str
    matched: str


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    more: bool = False


def cases_mentioning(typed: str, *, reader: User | None, today: date) -> Q:
    """The condition of the ledger's list: by number, or every word in one claim of the case; not yet scoped.

    Raises:
        ValueError: too short to be looked for; the message is for the reader.
    """
    numbered = _numbered(typed, reader, today)
    try:
        words = words_of(typed)
    except ValueError:
        if numbered is None:
            raise
        return Q(pk__in=numbered)
    by_text = Q(pk__in=_cases_with(mentioning(words, reader=reader)))
    return by_text if numbered is None else by_text | Q(pk__in=numbered)


def search_cases(typed: str, *, reader: User, today: date, at_most: int = AT_MOST) -> Found:
    """The newest cases the reader sees that mention what was typed, at most so many, and whether there are more.

    Raises:
        ValueError: too short to be looked for; the message is for the reader.
    """
    numbered = _numbered(typed, reader, today)
    by_number = [] if numbered is None else list(_seen(reader).filter(pk__in=numbered).order_by("-pk")[: at_most + 1])
    try:
        words = words_of(typed)
    except ValueError:
        if not by_number:
            raise
        words = []
    claim_ids = _claim_ids(words, reader, 4 * at_most) if words else []
    cases = {case.pk: case for case in by_number}
    first_claim: dict[int, int] = {}
    for case_id, claim_id in _homes(claim_ids):
        first_claim.setdefault(case_id, claim_id)
    wanted = [pk for pk in first_claim if pk not in cases][: at_most + 1]
    rows = _seen(reader).in_bulk(wanted)
    cases |= {pk: rows[pk] for pk in wanted if pk in rows}
    shown = list(cases.values())[:at_most]
    more = len(cases) > at_most or len(claim_ids) > 4 * at_most
    return Found(_hits(shown, first_claim, words, reader), more)


def cases_of_claims(claim_ids: Sequence[int], *, reader: User, matched: str, at_most: int = AT_MOST) -> Found:
    """The cases of claims that were found otherwise (by ID number or phone), as hits."""
    homes = dict(_homes(list(claim_ids)))
    cases = list(_seen(reader).filter(pk__in=homes).order_by("-pk")[: at_most + 1])
    hits = [
        Hit(hit.case, hit.claim, hit.petitioner, hit.project, matched)
        for hit in _hits(cases[:at_most], homes, [], reader)
    ]
    return Found(hits, len(cases) > at_most)


def exact_number(typed: str, *, reader: User) -> Case | Claim | None:
    """The case or claim of exactly this number with its letter, if the reader may see it."""
    number = _dashed(typed)
    if number.startswith(CASE):
        return Case.objects.visible_to(reader).filter(number=number).first()
    return Claim.objects.visible_to(reader).filter(number=number).first() if number.startswith(CLAIM) else None


def _seen(reader: User) -> QuerySet[Case]:
    cases = Case.objects.visible_to(reader).select_related("responsible_unit")
    return cases.only("number", "status", "responsible_unit__short_name")


def _claim_ids(words: Sequence[Word], reader: User, at_most: int) -> list[int]:
    """The newest visible claims that mention the words, one more than asked for if there are more.

    Visibility is asked of each text found, newest first: a common word stops at the limit, a rare one has few.
    """
    visible = Claim.objects.visible_to(reader).filter(pk=OuterRef("pk"))
    texts = ClaimText.objects.filter(mentioning(words, reader=reader), Exists(visible))
    return list(newest_first(texts).values_list("pk", flat=True)[: at_most + 1])


def _homes(claim_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Case and claim, newest claim first."""
    links = CaseClaim.objects.filter(claim__in=claim_ids).order_by("-claim_id")
    return list(links.values_list("case_id", "claim_id"))


def _cases_with(mentioned: Q) -> list[int] | QuerySet:
    """Keys where they are few, since no database guesses how rare a name is; else the question itself."""
    case_ids = list(_homes_of_texts().filter(mentioned)[: FEW + 1])
    if len(case_ids) > FEW:
        return _case_ids(ClaimText.objects.filter(mentioned).values("pk"))
    return [pk for pk in case_ids if pk is not None]


@cache
def _homes_of_texts() -> QuerySet[ClaimText, int | None]:
    """The case of each text, newest first; put together once, since that takes as long as asking."""
    # Not by a join: that would let a database begin with the cases instead of the index.
    home = CaseClaim.objects.filter(claim=OuterRef("pk")).order_by().values("case")
    return newest_first(ClaimText.objects.all()).values_list(Subquery(home), flat=True)


def _case_ids(claim_ids: QuerySet | Sequence[int]) -> QuerySet:
    return CaseClaim.objects.filter(claim__in=claim_ids).order_by().values("case_id")


def _numbered(typed: str, reader: User | None, today: date) -> QuerySet | None:
    """Ids of cases by their own number, whole or from the year on, by a claim's, or by that of another office."""
    if not any(c.isdigit() for c in typed):
        return None
    numbers = _candidates(_dashed(typed), reader, today)
    by_own = Case.objects.filter(number__in=numbers).order_by().values("pk")
    by_old = Case.objects.filter(original_number=typed.strip()).order_by().values("pk")
    claims = Claim.objects.filter(number__in=numbers).order_by().values("pk")
    return by_own.union(by_old, _case_ids(claims))


def _candidates(number: str, reader: User | None, today: date) -> list[str]:
    """Every full number that may be meant: letter, area and year are filled in where they were left out."""
    parts = _NUMBER.fullmatch(number)
    if parts is None:
        return [number]
    letter, area, year, value = *parts.groups()[:3], parts[4] or parts[5]
    areas = [area] if area else _area_codes(reader)
    years = [year] if year else [str(today.year - back) for back in range(YEARS_BACK)]
    return [
        f"{series}{code}-{y}-{value.zfill(4)}" for series in ([letter] if letter else [CASE, CLAIM])
        for code in areas for y in years
    ]  # fmt: skip


def _area_codes(reader: User | None) -> list[str]:
    return list(Area.objects.filter(pk__in=reader.area_ids).values_list("code", flat=True)) if reader else []


def _dashed(typed: str) -> str:
    """One form for a number: half-width, upper case, any dash as `-`."""
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in fold(typed).upper())


def _hits(cases: Sequence[Case], claims: dict[int, int], words: Sequence[Word], reader: User) -> list[Hit]:
    people = [
        Prefetch("workers", Worker.objects.only("claim_id", "name", "position")),
        Prefetch("representatives", Representative.objects.only("claim_id", "name", "position")),
    ]
    rows = Claim.objects.select_related(*_PARTIES, "project__general_contractor").only(*_SHOWN)
    rows = rows.prefetch_related(*people)
    ids = [claims[case.pk] for case in cases if case.pk in claims]
    first = _first_claims([case.pk for case in cases if case.pk not in claims])
    loaded = rows.in_bulk([*ids, *first.values()])
    return [_hit(case, loaded.get(claims.get(case.pk) or first.get(case.pk)), words, reader) for case in cases]


def _first_claims(case_ids: Sequence[int]) -> dict[int, int]:
    """A claim to show of each case that was found by number."""
    links = CaseClaim.objects.filter(case__in=case_ids).order_by("-pk")
    return dict(links.values_list("case_id", "claim_id"))


def _hit(case: Case, claim: Claim | None, words: Sequence[Word], reader: User) -> Hit:
    if claim is None:
        return Hit(case, None, "", "", "编号")
    matched = "、".join(_matched(claim, words, reader)) or "编号"
    return Hit(case, claim, petitioner_name(claim, reader, in_list=True), place_name(claim, reader), matched)


def _matched(claim: Claim, words: Sequence[Word], reader: User) -> list[str]:
    """In what the words were found, in the reader's words; names as masked as everywhere in lists."""
    found = []
    if not hides_identity(claim, reader):
        petitioner = claim.petitioner.name
        if _any_in(words, petitioner, person=True):
            found.append("反映人")
        for label, rows in (("花名册", claim.workers.all()), ("代表", claim.representatives.all())):
            others = [row.name for row in rows if row.name != petitioner and _any_in(words, row.name, person=True)]
            if others:
                shown = others[0] if holds(reader, OFFICE_ROLES) else mask_name(others[0])
                found.append(f"{label} {shown}" + (f" 等 {len(others)} 人" if len(others) > 1 else ""))
    for label, text in (
        ("项目", claim.project), ("欠薪方", claim.employer), ("总包单位", claim.general_contractor),
        ("建设单位", claim.developer), ("原编号", claim.original_number),
    ):  # fmt: skip
        if text and _any_in(words, str(text)):
            found.append(f"{label} {text}" if label not in ("项目", "原编号") else label)
    return found


def _any_in(words: Sequence[Word], text: str, *, person: bool = False) -> bool:
    return any(is_found_in(word, text, person=person) for word in words)
