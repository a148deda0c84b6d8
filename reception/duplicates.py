"""What counts as perhaps the same complaint, while it is still being typed. It only says so: a person decides.

依据：R76 同一诉求两次来访只计一件。The same person is known by ID number or phone; the same name means something only
together with the project or the debtor, because names are shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from office.models import User
from reception.identity import normalise_id, normalise_phone
from reception.identity_access import hidden_from
from reception.models import Claim, Company, Petitioner, Project, Worker
from reception.names import tidy_name, tidy_person

SHOWN = 5
# So many claims of one person, name or matter are looked at, newest first: however common a name, the answer is as fast.
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


def mark_of(text: str) -> UUID | None:
    """The mark (`submission`) of the form that asks; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Similar:
    """An earlier claim and in what it is the same. `is_likely`: the same person with the same complaint, perhaps."""

    claim: Claim
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        return _is_likely(self.reasons)


def claims_of_the_person(
    typed: Typed, *, user: User, submission: UUID | None = None, only_likely: bool = False
) -> list[Similar]:
    """Live claims the account sees whose petitioner or roll has the same ID number, phone or name; likely ones first.

    `submission` is the form's own: sent twice, it is no duplicate of itself. People hidden from the account stay so.
    """
    found = _people(typed, user)
    seen = Claim.objects.visible_to(user).live().filter(pk__in=found).order_by("-pk")
    hidden = hidden_from(user)
    if hidden is not None:
        seen = seen.exclude(hidden)
    if submission:
        seen = seen.exclude(submission=submission)
    rows = seen.values_list("pk", "project__name", "employer__name") if found else []
    reasons = {pk: (*found[pk], *_same_matter(typed, project, debtor)) for pk, project, debtor in rows}
    likely = [pk for pk in reasons if _is_likely(reasons[pk])]
    others = [] if only_likely else [pk for pk in reasons if pk not in likely]
    best = [*likely, *others][:SHOWN]
    shown = Claim.objects.select_related("petitioner", "project", "employer").only(*_SHOWN).in_bulk(best)
    return [Similar(shown[pk], reasons[pk]) for pk in best]


def claims_of_the_matter(typed: Typed, *, user: User) -> QuerySet[Claim]:
    """Live claims the account sees against the same debtor on the same project; none before both are typed."""
    if not (typed.project and typed.debtor):
        return Claim.objects.none()
    projects, companies = _matter(typed, user)
    return Claim.objects.visible_to(user).live().filter(project__in=projects, employer__in=companies).order_by()


def _people(typed: Typed, user: User) -> dict[int, tuple[str, ...]]:
    """Ids of claims with what is the same of the person, the strongest sign alone."""
    found: dict[int, tuple[str, ...]] = {}
    for reason, field, value in (
        (SAME_ID, "id_number", typed.id_number),
        (SAME_PHONE, "phone", typed.phone),
        (SAME_NAME, "name", typed.name),
    ):
        if value:
            for pk in _claims_with(Q(**{field: value})):
                found.setdefault(pk, (reason,))
    if len(found) >= LOOKED_AT:
        for pk in _namesakes_of_the_matter(typed, user):
            found.setdefault(pk, (SAME_NAME,))
    return found


def _claims_with(condition: Q) -> list[int]:
    """The newest claims with such a petitioner or such a worker, at most so many of each."""
    petitioners = Petitioner.objects.filter(condition).order_by("-pk").values_list("claim__pk", flat=True)
    workers = Worker.objects.filter(condition).order_by("-claim_id").values_list("claim_id", flat=True)
    return [pk for rows in (petitioners, workers) for pk in rows[:LOOKED_AT] if pk]


def _namesakes_of_the_matter(typed: Typed, user: User) -> list[int]:
    """Claims of the same project or debtor with such a person, where the newest namesakes are not all there are."""
    projects, companies = _matter(typed, user)
    of_the_matter = Claim.objects.filter(Q(project__in=projects) | Q(employer__in=companies)).order_by()
    on_the_roll = Exists(Worker.objects.filter(claim=OuterRef("pk"), name=typed.name))
    return list(of_the_matter.filter(Q(petitioner__name=typed.name) | on_the_roll).values_list("pk", flat=True))


def _matter(typed: Typed, user: User) -> tuple[list[int], list[int]]:
    """Keys of the project and of the debtor as typed, in one question: a name is unique in its area."""
    projects = Project.objects.filter(area__in=user.area_ids, name=typed.project).order_by()
    companies = Company.objects.filter(area__in=user.area_ids, name=typed.debtor).order_by()
    found = list(projects.values_list(Value(0), "pk").union(companies.values_list(Value(1), "pk"), all=True))
    return [pk for place, pk in found if place == 0], [pk for place, pk in found if place == 1]


def _same_matter(typed: Typed, project: str | None, debtor: str | None) -> list[str]:
    same = []
    if typed.project and project == typed.project:
        same.append(SAME_PROJECT)
    if typed.debtor and debtor == typed.debtor:
        same.append(SAME_DEBTOR)
    return same


def _is_likely(reasons: tuple[str, ...]) -> bool:
    return bool({SAME_ID, SAME_PHONE} & set(reasons)) or len(reasons) > 1
