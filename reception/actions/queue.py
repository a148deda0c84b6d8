"""取号叫号: numbers for those who wait. An option of the office; nothing else waits for it.

Each act locks the session's row first: two desks that call at once take turns, and never call the same number.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import Refused, refuse_if
from reception.actions.session_guard import lock_session
from reception.models import Claim, QueueTicket, ReceptionSession
from reception.selectors.queue import is_on

State = QueueTicket.State
MOST_PEOPLE = 1000
OFF = "没有启用取号叫号：需要时请主任在【基础资料】的参数“取号叫号”中填“是”。"


@transaction.atomic
def take_number(*, session: ReceptionSession, by: User, people: int = 1, now: datetime | None = None) -> QueueTicket:
    """The next number of the session; a group gets one for all of its people.

    Raises:
        Refused: the option is off, the session is not open, or nobody comes.
    """
    session = _locked(session, by)
    if not 1 <= people <= MOST_PEOPLE:
        raise Refused(f"人数请填 1 至 {MOST_PEOPLE}。")
    last = session.tickets.aggregate(last=Max("number"))["last"] or 0
    now = now or timezone.now()
    ticket = QueueTicket.objects.create(session=session, number=last + 1, people=people, taken_at=now, taken_by=by)
    trail.record("take_number", by=by, obj=session, now=now, number=ticket.number, people=people)
    return ticket


@transaction.atomic
def call_next(*, session: ReceptionSession, by: User, desk: str = "", now: datetime | None = None) -> QueueTicket:
    """Calls the lowest number that waits to a desk.

    Raises:
        Refused: the option is off, the session is not open, or nobody waits.
    """
    session = _locked(session, by)
    ticket = session.tickets.filter(state=State.WAITING).order_by("number").first()
    if ticket is None:
        raise Refused("没有等候的号。")
    _call(ticket, by=by, desk=desk, now=now or timezone.now())
    trail.record("call_number", by=by, obj=session, now=now, number=ticket.number, desk=ticket.desk)
    return ticket


@transaction.atomic
def call_again(*, ticket: QueueTicket, by: User, now: datetime | None = None) -> QueueTicket:
    """Calls a number once more that was called and did not come.

    Raises:
        Refused: the option is off, the session is not open, or the number is not one that was called.
    """
    ticket = _locked_ticket(ticket, by)
    refuse_if([] if ticket.state == State.CALLED else [_not_in(ticket, "只有已叫的号可以重叫")])
    _call(ticket, by=by, desk=ticket.desk, now=now or timezone.now())
    trail.record("call_again", by=by, obj=ticket.session, now=now, number=ticket.number, desk=ticket.desk)
    return ticket


@transaction.atomic
def serve_number(
    *, ticket: QueueTicket, by: User, claim: Claim | None = None, now: datetime | None = None
) -> QueueTicket:
    """已接待, with the claim that came of it if there is one. What is served already is only told its claim.

    Raises:
        Refused: the option is off, the session is not open, the number has left, or the claim is another session's.
    """
    ticket = _locked_ticket(ticket, by)
    problems = [_not_in(ticket, "这个号不能记为已接待")] if ticket.state == State.LEFT else []
    if claim and claim.session_id != ticket.session_id:
        problems.append(f"{claim.number}不是本场接访登记的，不能记在这个号上。")
    refuse_if(problems)
    if ticket.state == State.SERVED and claim in (None, ticket.claim):
        return ticket
    ticket.claim = claim or ticket.claim
    _end(ticket, State.SERVED, by=by, now=now or timezone.now())
    trail.record("serve_number", by=by, obj=ticket.session, now=now, number=ticket.number)
    return ticket


@transaction.atomic
def mark_left(*, ticket: QueueTicket, by: User, now: datetime | None = None) -> QueueTicket:
    """已离开: the number is not waited for any longer.

    Raises:
        Refused: the option is off, the session is not open, or the number was served.
    """
    ticket = _locked_ticket(ticket, by)
    if ticket.state == State.LEFT:
        return ticket
    refuse_if([_not_in(ticket, "这个号不能记为已离开")] if ticket.state == State.SERVED else [])
    _end(ticket, State.LEFT, by=by, now=now or timezone.now())
    trail.record("mark_left", by=by, obj=ticket.session, now=now, number=ticket.number)
    return ticket


def end_queue(*, session: ReceptionSession, by: User, now: datetime) -> int:
    """Whoever still waits when the session ends has left. For the action that ends it, which holds lock and event.

    Returns:
        How many numbers were ended so.
    """
    waiting = session.tickets.filter(state__in=[State.WAITING, State.CALLED])
    return waiting.update(state=State.LEFT, ended_at=now, ended_by=by)


def _locked(session: ReceptionSession, by: User) -> ReceptionSession:
    if not is_on():
        raise Refused(OFF)
    session = lock_session(session, by, "run_queue")
    if session.status != ReceptionSession.Status.OPEN:
        raise Refused(f"接访进行中才能取号、叫号；这一场现在是“{session.get_status_display()}”。")
    return session


def _locked_ticket(ticket: QueueTicket, by: User) -> QueueTicket:
    session = _locked(ticket.session, by)
    return QueueTicket.objects.select_related("session", "claim").get(pk=ticket.pk, session=session)


def _call(ticket: QueueTicket, *, by: User, desk: str, now: datetime) -> None:
    ticket.state, ticket.desk, ticket.called_at, ticket.called_by = State.CALLED, desk.strip()[:20], now, by
    ticket.save(update_fields=["state", "desk", "called_at", "called_by"])


def _end(ticket: QueueTicket, state: str, *, by: User, now: datetime) -> None:
    ticket.state, ticket.ended_at, ticket.ended_by = state, now, by
    ticket.save(update_fields=["state", "ended_at", "ended_by", "claim"])


def _not_in(ticket: QueueTicket, sentence: str) -> str:
    return f"{sentence}；{ticket.number} 号现在是“{ticket.get_state_display()}”。"
