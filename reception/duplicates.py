"""What counts as perhaps the same complaint, while it is still being typed. It only says so: a person decides.

依据：R76 同一诉求两次来访只计一件。The same person is known by ID number or phone; the same name means something only
together with the project or the debtor, because names are shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from office.models import User
from reception.identity import normalise_id, normalise_phone
from reception.models import Claim, Company, Petitioner, Project, Worker
from reception.names import tidy_name, tidy_person
from reception.search.matching import newest_first, texts_mentioning
from reception.search.tokens import words_of

SHOWN = 5
LOOKED_AT = 50
_SHOWN = ("number", "received_on", "petitioner__name", "project__name", "employer__name")
SAME_ID, SAME_PHONE, SAME_NAME = "身份证号相同", "手机相同", "同名"
SAME_PROJECT, SAME_DEBTOR = "同一项目", "同一欠薪方"


@dataclass(frozen=True)
class Typed:
    """What the form holds so far, each value in the spelling that is stored."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    project: str = ""
    debtor: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Typed":
        """From the fields of the intake form, as typed; a value with stars says nothing."""
        text = {key: str(values.get(key) or "") for key in ("name", "id_number", "phone")}
        return cls(
            name=tidy_person(text["name"]),
            id_number="" if "*" in text["id_number"] else normalise_id(text["id_number"]),
            phone="" if "*" in text["phone"] else normalise_phone(text["phone"]),
            project=tidy_name(str(values.get("project_name") or "")),
            debtor=tidy_name(str(values.get("employer_name") or "")),
        )


@dataclass(frozen=True)
class Similar:
    """An earlier claim and in what it is the same. `is_likely`: the same person with the same complaint, perhaps."""

    claim: Claim
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        return bool({SAME_ID, SAME_PHONE} & set(self.reasons)) or len(self.reasons) > 1


def claims_of_the_person(typed: Typed, *, user: User, submission: UUID | None = None) -> list[Similar]:
    """Live claims the account sees whose petitioner or roll has the same ID number, phone or name; likely ones first.

    `submission` is the form's own: sent twice, it is no duplicate of itself.
    """
    found = _people(typed, user)
    if not found:
        return []
    seen = Claim.objects.visible_to(user).live()
    if submission:
        seen = seen.exclude(submission=submission)
    claims = seen.filter(pk__in=found).select_related("petitioner", "project", "employer").only(*_SHOWN).order_by("-pk")
    rows = [Similar(claim, (*found[claim.pk], *_same_matter(claim, typed))) for claim in claims[:LOOKED_AT]]
    return sorted(rows, key=lambda row: not row.is_likely)[:SHOWN]


def claims_of_the_matter(typed: Typed, *, user: User) -> QuerySet[Claim]:
    """Live claims the account sees against the same debtor on the same project; none before both are typed."""
    if not (typed.project and typed.debtor):
        return Claim.objects.none()
    # Known by their keys: the names of the area are unique, and a claim is found by either key at once.
    projects, companies = (
        list(model.objects.filter(area__in=user.area_ids, name=name).order_by().values_list("pk", flat=True))
        for model, name in ((Project, typed.project), (Company, typed.debtor))
    )
    return Claim.objects.visible_to(user).live().filter(project__in=projects, employer__in=companies).order_by()


def _people(typed: Typed, user: User) -> dict[int, tuple[str, ...]]:
    """Ids of claims with what is the same of the person, the strongest sign alone."""
    found: dict[int, tuple[str, ...]] = {}
    for reason, condition in (
        (SAME_ID, typed.id_number and Q(id_number=typed.id_number)),
        (SAME_PHONE, typed.phone and Q(phone=typed.phone)),
    ):
        if condition:
            for pk in _claims_with(condition):
                found.setdefault(pk, (reason,))
    for pk in _claims_named(typed, user):
        found.setdefault(pk, (SAME_NAME,))
    return found


def _claims_with(condition: Q) -> list[int]:
    """The newest claims with such a petitioner or such a worker, by the blind indexes."""
    petitioners = Petitioner.objects.filter(condition).order_by("-pk").values_list("claim__pk", flat=True)
    workers = Worker.objects.filter(condition).order_by("-pk").values_list("claim_id", flat=True)
    return [pk for rows in (petitioners, workers) for pk in rows[:LOOKED_AT] if pk]


def _claims_named(typed: Typed, user: User) -> list[int]:
    """Claims with a person of exactly this name, those of the same matter first; the index makes the first cut."""
    try:
        words = words_of(typed.name)
    except ValueError:
        return []
    on_the_roll = Exists(Worker.objects.filter(claim=OuterRef("pk"), name=typed.name))
    exactly = Q(claim__petitioner__name=typed.name) | on_the_roll
    named = newest_first(texts_mentioning(words, reader=user).filter(exactly)).values_list("pk", flat=True)
    of_the_matter = Q(claim__project__name=typed.project) | Q(claim__employer__name=typed.debtor)
    return [*named.filter(of_the_matter)[:LOOKED_AT], *named[:SHOWN]]


def _same_matter(claim: Claim, typed: Typed) -> list[str]:
    same = []
    if typed.project and claim.project and claim.project.name == typed.project:
        same.append(SAME_PROJECT)
    if typed.debtor and claim.employer and claim.employer.name == typed.debtor:
        same.append(SAME_DEBTOR)
    return same
