"""Which clues are on the ledger already, and whose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from office.fields import indexes_of
from office.models import Area
from office.questions import in_questions
from reception.models import Claim, Petitioner


def claims_by_mark(marks: Iterable[UUID]) -> dict[UUID, Claim]:
    """Claims that were stored under these marks."""
    found: dict[UUID, Claim] = {}
    for some in in_questions(marks):
        rows = Claim.objects.filter(submission__in=some)
        found.update({claim.submission: claim for claim in rows})
    return found


def claims_of_people(people: Mapping[int, tuple[str, str]], *, area: Area) -> dict[int, list[str]]:
    """By the caller's key the numbers of live claims of the area whose petitioner has this ID number or phone.

    `people` are pairs of ID number and phone, empty where unknown. Two queries, however many people.
    """
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, (id_number, phone) in people.items():
        for name, text in (("id_number", id_number), ("phone", phone)):
            if text:
                for index in indexes_of(Petitioner, name, text):
                    wanted[name, index].append(key)
    ids, phones = ([index for name, index in wanted if name == which] for which in ("id_number", "phone"))
    found: dict[int, list[str]] = defaultdict(list)
    if not wanted:
        return found
    live = Claim.objects.live().filter(area=area).order_by("pk")
    matches = Q(petitioner__id_number_index__in=ids) | Q(petitioner__phone_index__in=phones)
    rows = live.filter(matches).values_list("number", "petitioner__id_number_index", "petitioner__phone_index")
    for number, by_id, by_phone in rows:
        for key in {*wanted.get(("id_number", by_id), []), *wanted.get(("phone", by_phone), [])}:
            found[key].append(number)
    return found
