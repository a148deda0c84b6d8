"""Who reads the name of the person who came, and who may ask for the full number; one rule for every page.

依据：分工表“回避”：联络员所在单位就是被反映的用人单位或总包单位（包括工程项目的总包单位），或者反映人要求保密的，该联络员看不到反映人。
建设单位不在此列：由主任决定是否改派。

The city (R72) reads nobody's name, and a place of work may be one: 张三家建房. So it reads the name of a project only where
that is a construction project entered with a general contractor or developer that is an organisation by its own name;
of any other place it reads area and sector alone, and its list is not searched by what it may not read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from office.models import User
from office.roles import OFFICE_ROLES, Role, holds, may
from reception.identity import mask_account, mask_address, mask_id, mask_name, mask_phone, without_numbers
from reception.models import Claim, Company, Correction, Representative, Worker

HIDDEN_NAME = "（保密）"
HIDDEN_PLACE = "（工作地点不显示）"
NOT_CONSTRUCTION = "not_construction"
# What the name of a company or an authority holds and a person's does not.
_ORGANISATIONS = (
    "公司",
    "集团",
    "指挥部",
    "政府",
    "委员会",
    "管理局",
    "建设局",
    "交通局",
    "水务局",
    "中心",
    "医院",
    "学校",
)
_PARTIES = ("general_contractor", "developer", "project__general_contractor", "project__developer")
# What `listed_place` looks at, from a row that leads to its claim by `claim__`.
OF_PLACE = (
    "claim__area__short_name", "claim__sector__key", "claim__sector__label", "claim__project__sector__key",
    "claim__project__sector__label", *(f"claim__{party}__name" for party in _PARTIES),
)  # fmt: skip


# Whose companies are complained of, from such a row; asked for outside the office alone.
OF_DEBTORS = (
    "claim__employer__unit_id", "claim__general_contractor__unit_id", "claim__project__general_contractor__unit_id"
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What one page may print of a person."""

    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""


def debtors_of(claim: Claim) -> list[tuple[Company, str]]:
    """The companies complained of and what each is: the claim's own, and its project's general contractor."""
    of_project = claim.project.general_contractor if claim.project else None
    named = ((claim.employer, "欠薪方"), (claim.general_contractor, "总包单位"), (of_project, "项目总包单位"))
    roles = {company: role for company, role in reversed(named) if company}
    return [(company, roles[company]) for company in dict.fromkeys(company for company, _ in named if company)]


def knows_nobody(user: User) -> bool:
    """True for the city, which reads escalated cases without the people in them, whatever else the account may do.

    依据：R72 上报材料不含个人身份信息。
    """
    return holds(user, {Role.CITY}) and not holds(user, OFFICE_ROLES)


def hides_identity(claim: Claim, user: User) -> bool:
    """True if this account may not learn who complained. Needs what `debtors_of` looks at loaded."""
    if holds(user, OFFICE_ROLES):
        return False
    return _hides(user, is_secret=claim.is_secret, debtors=[company.unit_id for company, _ in debtors_of(claim)])


def _hides(user: User, *, is_secret: bool, debtors: Iterable[int | None]) -> bool:
    """The rule itself; `debtors` are the units that the companies complained of belong to."""
    if holds(user, OFFICE_ROLES):
        return False
    return knows_nobody(user) or is_secret or bool(user.unit_id and user.unit_id in debtors)


def hidden_from(user: User, *, prefix: str = "") -> Q | None:
    """The claims `hides_identity` is true of, as a condition on rows; None if nothing is hidden from this account.

    `prefix` leads from the row to its claim, as in `claim__`.
    """
    if holds(user, OFFICE_ROLES):
        return None
    if knows_nobody(user):
        return Q(**{f"{prefix}pk__isnull": False})
    hidden = Q(**{f"{prefix}is_secret": True})
    if user.unit_id:
        hidden |= Q(**{f"{prefix}employer__unit": user.unit_id})
        hidden |= Q(**{f"{prefix}general_contractor__unit": user.unit_id})
        hidden |= Q(**{f"{prefix}project__general_contractor__unit": user.unit_id})
    return hidden


def may_reveal(claim: Claim, user: User) -> bool:
    """True if the account may ask for full numbers; each time is written to the trail."""
    return may(user, "reveal_identity") and not hides_identity(claim, user)


def petitioner_name(claim: Claim, user: User, *, in_list: bool = False) -> str:
    """The petitioner's name; masked in lists for those outside the office, hidden under secrecy or conflict."""
    if hides_identity(claim, user):
        return HIDDEN_NAME
    return _in_list(claim.petitioner.name, user) if in_list else claim.petitioner.name


def listed_name(name: str, user: User, *, is_secret: bool, debtors: Iterable[int | None]) -> str:
    """The same in a list, for rows that are read as plain values; `debtors` are units, asked for outside the office."""
    return HIDDEN_NAME if _hides(user, is_secret=is_secret, debtors=debtors) else _in_list(name, user)


def exported_name(name: str, user: User, *, is_secret: bool, debtors: Iterable[int | None], clear: bool) -> str:
    """The name in a file that leaves the program: masked for everybody unless `clear` was asked for and allowed."""
    if _hides(user, is_secret=is_secret, debtors=debtors):
        return HIDDEN_NAME
    return name if clear else mask_name(name)


def exported_number(number: str, user: User, *, is_secret: bool, debtors: Iterable[int | None]) -> str:
    """A full number, address or text of somebody in a file; empty where the person is hidden."""
    return "" if _hides(user, is_secret=is_secret, debtors=debtors) else number


def place_name(claim: Claim, user: User) -> str:
    """The project or place of work; needs the claim's area, sector, parties and project loaded. Empty if there is none.

    A place may bear the name of who complained (张三家建房): it is struck out for whoever may not know it.
    """
    project = claim.project
    if project is None:
        return ""
    if not knows_nobody(user):
        is_told = claim.petitioner.name not in project.name or not hides_identity(claim, user)
        return project.name if is_told else without_names(project.name, [claim.petitioner.name])
    sector = claim.sector or project.sector
    parties = (claim.general_contractor, claim.developer, project.general_contractor, project.developer)
    return _place_for_city(
        project.name, area=str(claim.area), sector=(sector.key, sector.label) if sector else ("", ""),
        parties=[party.name for party in parties if party],
    )  # fmt: skip


def listed_place(line: dict[str, Any], user: User) -> str:
    """The same in a list, for rows that are read as plain values; those of `OF_PLACE` are asked for the city alone."""
    name = line["claim__project__name"] or ""
    if not name or not knows_nobody(user):
        debtors = [line.get(unit) for unit in OF_DEBTORS]
        petitioner = line["claim__petitioner__name"]
        return exported_place(name, petitioner, user, is_secret=line["claim__is_secret"], debtors=debtors)
    sectors = [(line[f"{at}__key"], line[f"{at}__label"]) for at in ("claim__sector", "claim__project__sector")]
    return _place_for_city(
        name, area=line["claim__area__short_name"], sector=next((each for each in sectors if each[0]), ("", "")),
        parties=[line[f"claim__{party}__name"] or "" for party in _PARTIES],
    )  # fmt: skip


def exported_place(
    name: str, petitioner: str | None, user: User, *, is_secret: bool, debtors: Iterable[int | None]
) -> str:
    """The same in a file, and wherever a row is read as plain values outside the city."""
    if not petitioner or petitioner not in name or not _hides(user, is_secret=is_secret, debtors=debtors):
        return name
    return without_names(name, [petitioner])


def _place_for_city(name: str, *, area: str, sector: tuple[str, str], parties: Iterable[str]) -> str:
    key, label = sector
    is_organised = any(word in party for party in parties for word in _ORGANISATIONS)
    if key and key != NOT_CONSTRUCTION and is_organised:
        return name
    return f"{area}{label}{HIDDEN_PLACE}"


def places_read_by_city(*, prefix: str = "") -> Q:
    """The claims of which the city reads the name of the place, as a condition on rows; `prefix` as in `hidden_from`."""
    own, of_project = f"{prefix}sector", f"{prefix}project__sector"
    sector = Q(**{f"{own}__isnull": False}) & ~Q(**{f"{own}__key": NOT_CONSTRUCTION})
    sector |= Q(**{f"{own}__isnull": True, f"{of_project}__isnull": False}) & ~Q(
        **{f"{of_project}__key": NOT_CONSTRUCTION}
    )
    named = [Q(**{f"{prefix}{party}__name__contains": word}) for party in _PARTIES for word in _ORGANISATIONS]
    return sector & reduce(or_, named)


def _in_list(name: str, user: User) -> str:
    return name if holds(user, OFFICE_ROLES) else mask_name(name)


def petitioner_identity(claim: Claim, user: User, *, revealed: bool = False) -> Identity:
    """The petitioner as this account sees them: numbers masked unless `revealed`."""
    if hides_identity(claim, user):
        return Identity(HIDDEN_NAME)
    person = claim.petitioner
    if revealed:
        return Identity(person.name, person.id_number, person.phone, person.address)
    return Identity(person.name, mask_id(person.id_number), mask_phone(person.phone), mask_address(person.address))


def representatives_of(claim: Claim, user: User, *, revealed: bool = False) -> list[Identity]:
    """Those who speak for a group beside the petitioner, as this account sees them; none where people are hidden."""
    if hides_identity(claim, user):
        return []
    return [_representative(row, revealed=revealed) for row in claim.representatives.all()]


def _representative(row: Representative, *, revealed: bool) -> Identity:
    return Identity(row.name, phone=row.phone if revealed else mask_phone(row.phone))


def worker_identity(worker: Worker, *, revealed: bool = False) -> Identity:
    """One row of the roll, for a page that `hides_identity` leaves open."""
    if revealed:
        return Identity(worker.name, worker.id_number, worker.phone, account=worker.account)
    return Identity(
        worker.name, mask_id(worker.id_number), mask_phone(worker.phone), account=mask_account(worker.account)
    )


def names_ever_on(claims: QuerySet[Claim]) -> dict[int, set[str]]:
    """Everybody whom each of these claims names, or named before a correction: what was written then may still name them.

    One query if there are no such claims, else two.
    """
    claims, found = claims.order_by(), defaultdict[int, set[str]](set)
    # In one question: at most five speak for a group, so that no roll is read more than five times over.
    for pk, *names in claims.values_list("pk", "petitioner__name", "workers__name", "representatives__name"):
        found[pk].update(name for name in names if name)
    if found:
        corrected = Correction.objects.filter(claim__in=claims.values("pk")).order_by()
        for pk, former in corrected.values_list("claim", "former_names"):
            found[pk].update(name for name in former.split("\n") if name)
    return found


def longest_first(names: Iterable[str | None]) -> list[str]:
    """The order in which names are struck out: one may be the beginning of another."""
    return sorted({name for name in names if name}, key=lambda name: (-len(name), name))


def struck(text: str, names: Collection[str]) -> str:
    """What somebody wrote about a case, for who may not know these people: neither names nor numbers of anybody's.

    Nothing is struck where nobody is hidden.
    """
    return without_numbers(without_names(text, names)) if names else text


def without_names(text: str, names: Iterable[str]) -> str:
    """What somebody wrote, each of the names replaced by 保密."""
    for name in names:
        text = text.replace(name, HIDDEN_NAME)
    return text
