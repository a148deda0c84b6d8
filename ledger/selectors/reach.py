"""On which cases an account may carry out an act: the role table says who, this says where.

依据：实施方案三“属地管理、谁主管谁负责”；an assisting unit notes its progress and leaves the rest to the responsible one.
"""

from ledger.models import Case
from ledger.selectors.major import is_led_by
from ledger.selectors.oversight import is_regulator_of, open_supervisions
from ledger.workflow import Status
from office.models import User
from office.roles import ACTS, OFFICE_ROLES, Role
from reception.models import Claim

OFFICE_WIDE = OFFICE_ROLES
ASSISTING_ACTS = frozenset({"note_progress", "note_consultation"})


def reaches(user: User, case: Case, act: str) -> bool:
    """True if one of the account's roles is open to the act *and* brings this case into its reach.

    Office roles reach their areas; a liaison the cases of the own unit, with an assisted or supervised case only to
    note progress and consultations and to reply, and while the unit sits at the table of a session the new cases of its industry there, to settle them on the spot.
    A leader reaches the cases led now.
    """
    return user.is_active and _reaches(user, case, act, user.role_set)


def reaches_as_deputy(user: User, case: Case, act: str) -> bool:
    """True if the account may do this on the case only because it acts as head for another."""
    return user.is_deputy and not _reaches(user, case, act, user.own_roles)


def _reaches(user: User, case: Case, act: str, held: frozenset[Role]) -> bool:
    roles = ACTS[act][1] & held
    if not roles:
        return False
    if roles & OFFICE_WIDE and case.area_id in user.area_ids:
        return True
    if Role.LEADER in roles and is_led_by(case, user):
        return True
    return Role.LIAISON in roles and user.unit_id is not None and _is_of_unit(user, case, act)


def _is_of_unit(user: User, case: Case, act: str) -> bool:
    if case.responsible_unit_id == user.unit_id:
        return True
    if act in ASSISTING_ACTS:
        return any(unit.pk == user.unit_id for unit in case.assisting_units.all()) or is_regulator_of(
            case, user.unit_id
        )
    if act == "reply_supervision":
        return bool(open_supervisions(case, user))
    return act == "settle_on_spot" and case.status == Status.REGISTERED and _sits_at_the_table(user, case)


def _sits_at_the_table(user: User, case: Case) -> bool:
    return Claim.objects.at_table_of(user).filter(caseclaim__case=case).exists()
