"""On which cases an account may carry out an act: the role table says who, this says where.

依据：实施方案三“属地管理、谁主管谁负责”；an assisting unit notes its progress and leaves the rest to the responsible one.
"""

from django.db.models import Q

from ledger.models import Case
from ledger.workflow import Status
from office.models import User
from office.roles import ACTS, OFFICE_ROLES, Role
from reception.models import ReceptionSession

OFFICE_WIDE = OFFICE_ROLES
ASSISTING_ACTS = frozenset({"note_progress"})


def reaches(user: User, case: Case, act: str) -> bool:
    """True if one of the account's roles is open to the act *and* brings this case into its reach.

    Office roles reach their areas; a liaison the cases of the own unit, with an assisted case only to note progress,
    and at a session where the unit sits at the table the new cases of that session, to settle them on the spot.
    """
    roles = ACTS[act][1] & user.role_set
    if not user.is_active or not roles:
        return False
    if roles & OFFICE_WIDE and case.area_id in user.area_ids:
        return True
    return Role.LIAISON in roles and user.unit_id is not None and _is_of_unit(user, case, act)


def _is_of_unit(user: User, case: Case, act: str) -> bool:
    if case.responsible_unit_id == user.unit_id:
        return True
    if act in ASSISTING_ACTS and user.unit_id:
        return case.assisting_units.filter(pk=user.unit_id).exists()
    return act == "settle_on_spot" and case.status == Status.REGISTERED and _sits_at_the_table(user, case)


def _sits_at_the_table(user: User, case: Case) -> bool:
    open_now = Q(status=ReceptionSession.Status.OPEN)
    return ReceptionSession.objects.filter(
        open_now, claims__caseclaim__case=case, attendances__unit=user.unit_id
    ).exists()
