"""The line of numbers as the day's page and the hall show it: numbers and people counted, never a name."""

from dataclasses import dataclass, field

from office.models import User
from office.selectors import switched_on
from reception.models import QueueTicket, ReceptionSession

State = QueueTicket.State


@dataclass(frozen=True)
class Board:
    """Numbers that were called and not yet served, the last call first; those that wait; how many are done."""

    called: list[QueueTicket] = field(default_factory=list)
    waiting: list[QueueTicket] = field(default_factory=list)
    served: int = 0
    left: int = 0

    @property
    def current(self) -> QueueTicket | None:
        """The number that was called last."""
        return self.called[0] if self.called else None

    @property
    def people_waiting(self) -> int:
        return sum(ticket.people for ticket in self.waiting)


def is_on() -> bool:
    """True if the office uses numbers; off unless the parameter says so."""
    return switched_on("queue_numbers", default="否")


def board(session: ReceptionSession) -> Board:
    """One query, however many numbers there are."""
    rows = list(QueueTicket.objects.filter(session=session).order_by("number"))
    called = [row for row in rows if row.state == State.CALLED]
    return Board(
        called=sorted(called, key=lambda row: (row.called_at, row.number), reverse=True),
        waiting=[row for row in rows if row.state == State.WAITING],
        served=sum(row.state == State.SERVED for row in rows),
        left=sum(row.state == State.LEFT for row in rows),
    )


def desk_of(session: ReceptionSession, user: User) -> str:
    """The desk this account called to last, so that it need not be typed again."""
    rows = QueueTicket.objects.filter(session=session, called_by=user).order_by("-called_at", "-number")
    return rows.values_list("desk", flat=True).first() or ""
