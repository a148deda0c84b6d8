"""不计入次数: a session to which hardly any unit came is left out of the table, with a reason, or taken in again.

依据：counting rule v1：少于两个单位签到或者人社部门未签到的，提示并在备注中说明，主任可以写明理由不计入。
Its claims stay on the ledger and stand beside the table, as claims that came to no joint session.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import refuse_if
from office.roles import require
from reception.models import ReceptionSession
from reports.actions.freeze import lock_tables
from reports.frozen import is_frozen
from reports.loose_ends import weakness_of
from reports.models import LeftOutSession


@transaction.atomic
def leave_out_session(
    *, session: ReceptionSession, by: User, reason: str, now: datetime | None = None
) -> LeftOutSession:
    """Counts neither the session nor its claims from now on.

    Raises:
        Refused: not held, a joint one after all, left out already, no reason, or its month is frozen.
        PermissionDenied: not the head.
    """
    require(by, "leave_out_session")
    now, reason = now or timezone.now(), " ".join(reason.split())
    session = _locked(session, by)
    faults = [] if session.is_held else ["这场接访没有开展，本来就不计入次数。"]
    if session.is_held and not weakness_of(session):
        faults.append("签到单位够两个、人社部门也签到了，是集中联合接访，应计入次数。")
    if session.leavings_out.filter(undone_at=None).exists():
        faults.append("这场接访已经不计入次数，不用再登记。")
    if not reason:
        faults.append("请写明不计入的理由，备注中要用。")
    refuse_if([*faults, *_frozen(session)])
    row = LeftOutSession.objects.create(session=session, reason=reason, at=now, by=by)
    trail.record("leave_out_session", by=by, obj=session, now=now, held_on=session.held_on, reason=reason)
    return row


@transaction.atomic
def take_session_in(*, session: ReceptionSession, by: User, now: datetime | None = None) -> None:
    """Undoes it: the session and its claims count again.

    Raises:
        Refused: not left out, or its month is frozen.
        PermissionDenied: not the head.
    """
    require(by, "leave_out_session")
    now = now or timezone.now()
    session = _locked(session, by)
    row = session.leavings_out.filter(undone_at=None).first()
    refuse_if([*([] if row else ["这场接访已经计入次数。"]), *_frozen(session)])
    row.undone_at, row.undone_by = now, by
    row.save(update_fields=["undone_at", "undone_by"])
    trail.record("take_session_in", by=by, obj=session, now=now, held_on=session.held_on)


def _locked(session: ReceptionSession, by: User) -> ReceptionSession:
    """The session under lock, and no freeze at the same time."""
    lock_tables()
    known = ReceptionSession.objects.get_for(by, session.pk)
    return ReceptionSession.objects.select_for_update(of=("self",)).get(pk=known.pk)


def _frozen(session: ReceptionSession) -> list[str]:
    if session.held_on is None or not is_frozen(area_id=session.area_id, on=session.held_on):
        return []
    month = f"{session.held_on.year}年{session.held_on.month}月"
    return [f"{month}的情况表已封存，不能再改这场接访计不计入。"]
