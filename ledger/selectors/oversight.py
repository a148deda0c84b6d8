"""What waits on a case for the head's decision or a unit's reply. Read once for a page, however often it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from ledger.models import Case, Request, Supervision
from office.models import Unit, User
from office.roles import Role

REMIND, REGULATOR = Supervision.Kind.REMIND, Supervision.Kind.REGULATOR


@dataclass(frozen=True)
class SupervisionRow:
    """One supervision as the page shows it; `days_over` is 0 unless a reply is late."""

    row: Supervision
    days_over: int

    @property
    def awaits_reply(self) -> bool:
        return awaits_reply(self.row)


def load_oversight(cases: Iterable[Case]) -> None:
    """Requests and supervisions of these cases in two queries; the functions below ask no further."""
    requests = Request.objects.select_related("by", "decided_by")
    supervisions = Supervision.objects.select_related("unit", "by", "replied_by")
    prefetch_related_objects(list(cases), Prefetch("requests", requests), Prefetch("supervisions", supervisions))


def waiting_request(case: Case, kind: str) -> Request | None:
    """The request of this kind that nobody has decided yet."""
    return next((row for row in case.requests.all() if row.kind == kind and row.granted is None), None)


def awaits_reply(row: Supervision) -> bool:
    """True until the unit has replied; 催办 asks for no reply."""
    return row.kind != REMIND and row.replied_on is None


def open_supervisions(case: Case, user: User | None = None) -> list[Supervision]:
    """What awaits a reply; of a liaison only what was asked of the own unit, of a head all of it."""
    found = [row for row in case.supervisions.all() if awaits_reply(row)]
    if user is None or Role.HEAD in user.role_set:
        return found
    return [row for row in found if row.unit_id == user.unit_id]


def is_regulator_of(case: Case, unit_id: int | None) -> bool:
    """True if the unit was asked, as the industry's regulator, to see to the case."""
    return unit_id is not None and any(
        row.unit_id == unit_id and row.kind == REGULATOR for row in case.supervisions.all()
    )


def units_on(case: Case) -> list[Unit]:
    """The responsible unit and those that assist it."""
    first = [case.responsible_unit] if case.responsible_unit else []
    return [*first, *case.assisting_units.all()]


def supervision_rows(case: Case, *, today: date) -> list[SupervisionRow]:
    """Every supervision, the newest first."""
    return [SupervisionRow(row, _days_over(row, today)) for row in case.supervisions.all()]


def unanswered(case: Case, *, today: date) -> list[SupervisionRow]:
    """What awaits its reply, the latest first."""
    rows = [row for row in supervision_rows(case, today=today) if row.awaits_reply]
    return sorted(rows, key=lambda row: -row.days_over)


def _days_over(row: Supervision, today: date) -> int:
    if row.reply_due_on is None or not awaits_reply(row):
        return 0
    return max((today - row.reply_due_on).days, 0)
