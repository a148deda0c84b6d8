"""What the city has before it: escalated cases of its districts, those it owes a reply first, without anybody's name."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from ledger.models import Case, Escalation
from ledger.selectors.escalation import EscalationRow
from office.models import User

MOST = 30


@dataclass(frozen=True)
class EscalatedCase:
    """One line: the case, its district, and how far its escalation has come; `days` since it was sent until the reply."""

    case_id: int
    number: str
    area: str
    document_number: str
    sent_on: date
    state: str
    days: int | None


def escalated_cases(user: User, *, today: date) -> list[EscalatedCase]:
    """At most `MOST`: what awaits a reply, the longest first; then replied, then concluded, the newest first. One query."""
    rows = (
        Escalation.objects.filter(case__in=Case.objects.visible_to(user).values("pk"), sent_on__isnull=False)
        .select_related("case__area")
        .only("sent_on", "replied_on", "concluded_on", "document_number", "case__number", "case__area__short_name")
        .order_by(F("concluded_on").desc(nulls_first=True), F("replied_on").desc(nulls_first=True), "sent_on", "pk")
    )
    return [_line(row, today) for row in rows[:MOST]]


def _line(row: Escalation, today: date) -> EscalatedCase:
    shown = EscalationRow.of(row, today=today)
    assert row.sent_on is not None  # noqa: S101  asked for above
    return EscalatedCase(
        row.case_id,
        row.case.number,
        row.case.area.short_name,
        row.document_number,
        row.sent_on,
        shown.state,
        shown.days,
    )
