"""The roster of a session: who leads it, whether the chair comes, and whom each unit sends.

依据：实施方案六（一）：行业主管部门负责同志要带班接访，领导小组组长根据情况参加接访；成员单位要派出专人联合接访。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Unit, User
from office.refusals import refuse_if
from reception.actions.session_guard import OPEN, PLANNED, lock_session, refuse_changed
from reception.models import Delegate, ReceptionSession
from reception.plan_state import delegate_word, lead_word
from reception.selectors.planning import roster_before


@dataclass(frozen=True, kw_only=True)
class Lead:
    """带班单位、带班领导, and the chair's name if the chair comes; `seen` is what the form showed before."""

    duty_unit: Unit | None
    duty_leader: str = ""
    chair: str = ""
    seen: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Whom a unit sends; without a person the unit has not named anybody. `seen` is what the form showed before."""

    unit: Unit
    person: str = ""
    post: str = ""
    is_confirmed: bool = False
    seen: str | None = None

    @property
    def word(self) -> str:
        return delegate_word(self.person, self.post, self.is_confirmed)


@transaction.atomic
def set_roster(
    *, session: ReceptionSession, by: User, lead: Lead, sent: Sequence[Sent] = (), now: datetime | None = None
) -> ReceptionSession:
    """Writes what was changed on the form. A unit the form left as it was keeps what others entered meanwhile.

    Raises:
        Conflict: what was changed has been changed by somebody else since. Refused: the session is over or cancelled, a
        unit is of another area, or a confirmation without a name.
    """
    session = lock_session(session, by, "plan_session")
    now = now or timezone.now()
    refuse_if([*_not_to_man(session), *_faults(session, lead, sent)])
    _write_lead(session, lead)
    rows = {row.unit_id: row for row in session.delegates.all()}
    changed = [row.unit.short_name for row in sent if _write(session, row, rows.get(row.unit.pk), by=by, now=now)]
    duty_unit = session.duty_unit.short_name if session.duty_unit else ""
    trail.record("set_roster", by=by, obj=session, now=now, unit=duty_unit, units=changed)
    return session


@transaction.atomic
def confirm_delegate(
    *, session: ReceptionSession, unit: Unit, by: User, person: str, post: str = "", seen: str | None = None,
    now: datetime | None = None,
) -> Delegate:  # fmt: skip
    """A unit's own liaison says whom it sends to a session that has a day.

    Raises:
        PermissionDenied: another unit's. Conflict: the office has changed the row since. Refused: no day yet, not
        planned any more, or no name.
    """
    session = lock_session(session, by, "confirm_delegate")
    if by.unit_id != unit.pk:
        raise PermissionDenied("只能确认本单位的参加人员。")
    now = now or timezone.now()
    problems = [] if session.status == PLANNED else [_over(session)]
    if session.planned_on is None:
        problems.append("这一场日期待定，定了日期再确认参加人员。")
    wish = Sent(unit=unit, person=person.strip(), post=post.strip(), is_confirmed=True, seen=seen)
    refuse_if([*problems, *([] if wish.person else ["请填写参加人的姓名。"])])
    _write(session, wish, session.delegates.filter(unit=unit).first(), by=by, now=now)
    trail.record("confirm_delegate", by=by, obj=session, now=now, unit=unit.short_name)
    return session.delegates.get(unit=unit)


@transaction.atomic
def copy_roster(*, session: ReceptionSession, by: User, now: datetime | None = None) -> list[Unit]:
    """Takes over the delegates of the session before, unconfirmed, for units that have named nobody here.

    Raises:
        Refused: the session is over or cancelled, no earlier one has a roster, or every unit has somebody already.
    """
    session = lock_session(session, by, "plan_session")
    before = roster_before(session)
    refuse_if([*_not_to_man(session), *([] if before else ["以前的场次都没有填参加人员，没有可以照抄的。"])])
    named = set(session.delegates.values_list("unit", flat=True))
    earlier = before.delegates.select_related("unit").exclude(unit__in=named) if before else []
    rows = [
        Delegate(session=session, unit=row.unit, person=row.person, post=row.post)
        for row in earlier
        if row.unit.is_active
    ]
    refuse_if([] if rows else ["上一场的参加人员，本场都已经填了，没有可以照抄的。"])
    Delegate.objects.bulk_create(rows)
    units = [row.unit for row in rows]
    trail.record("copy_roster", by=by, obj=session, now=now, units=[unit.short_name for unit in units])
    return units


def _write_lead(session: ReceptionSession, lead: Lead) -> None:
    wish = (lead.duty_unit, lead.duty_leader.strip(), lead.chair.strip())
    word = lead_word(lead.duty_unit.pk if lead.duty_unit else None, *wish[1:])
    stored = lead_word(session.duty_unit_id, session.duty_leader, session.chair)
    if word in (lead.seen, stored):
        return
    refuse_changed(session, seen=lead.seen, now=stored)
    session.duty_unit, session.duty_leader, session.chair = wish
    session.save(update_fields=["duty_unit", "duty_leader", "chair"])


def _write(session: ReceptionSession, wish: Sent, row: Delegate | None, *, by: User, now: datetime) -> bool:
    """True if anything was written. An unchanged name keeps the signature under its confirmation."""
    stored = delegate_word(row.person, row.post, row.is_confirmed) if row else delegate_word("", "", False)
    if wish.word in (wish.seen, stored):
        return False
    refuse_changed(session, seen=wish.seen, now=stored)
    if not wish.person and not wish.post:
        if row:
            row.delete()
        return True
    row = row or Delegate(session=session, unit=wish.unit)
    same = wish.is_confirmed and row.confirmed_at and (row.person, row.post) == (wish.person, wish.post)
    row.person, row.post = wish.person, wish.post
    if not same:
        row.confirmed_at, row.confirmed_by = (now, by) if wish.is_confirmed else (None, None)
    row.save()
    return True


def _faults(session: ReceptionSession, lead: Lead, sent: Sequence[Sent]) -> list[str]:
    units = [row.unit for row in sent] + ([lead.duty_unit] if lead.duty_unit else [])
    foreign = [f"{unit}不是本区划的成员单位。" for unit in units if unit.area_id != session.area_id]
    nameless = [f"{row.unit}：先填写参加人，再勾已确认。" for row in sent if row.is_confirmed and not row.person]
    return foreign + nameless


def _not_to_man(session: ReceptionSession) -> list[str]:
    return [] if session.status in (PLANNED, OPEN) else [_over(session)]


def _over(session: ReceptionSession) -> str:
    return f"这一场现在是“{session.get_status_display()}”，不能再改参加人员。"
