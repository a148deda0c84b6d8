"""Who reads the name of the person who came, and who may ask for the full number; one rule for every page.

依据：分工表“回避”：联络员所在单位就是被反映的用人单位或总包单位（包括工程项目的总包单位），或者反映人要求保密的，该联络员看不到反映人。
建设单位不在此列：由主任决定是否改派。
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from office.models import User
from office.roles import OFFICE_ROLES, Role, holds, may
from reception.identity import mask_account, mask_address, mask_id, mask_name, mask_phone
from reception.models import Claim, Company, Representative, Worker

HIDDEN_NAME = "（保密）"


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
