"""提级办理 of a case: what the page shows of it, and which cases wait for the city. Read once for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from ledger.models import Case, Escalation

_SHOWN = Escalation.objects.select_related(
    "by", "sent_by", "replied_by", "concluded_by", "file", "reply_file"
)  # fmt: skip
AWAITS_REPLY = Q(sent_on__isnull=False, replied_on=None, concluded_on=None)
IN_HAND = Q(concluded_on=None)


@dataclass(frozen=True)
class EscalationRow:
    """One escalation as the page shows it. `days` since it was sent, None unless the city still owes its reply."""

    row: Escalation
    days: int | None

    @classmethod
    def of(cls, row: Escalation, *, today: date) -> "EscalationRow":
        waits = row.sent_on and not row.replied_on and not row.concluded_on
        return cls(row, (today - row.sent_on).days if waits and row.sent_on else None)

    @property
    def state(self) -> str:
        if self.row.concluded_on:
            return "已有结论"
        if self.row.replied_on:
            return "已批复，待结论"
        return "已报送，等待批复" if self.row.sent_on else "已提请，待报送"

    @property
    def enclosed(self) -> list[tuple[str, str]]:
        """The dossier as it was sent: each item, and why it was left out (empty where it is enclosed)."""
        return [(label, "" if said is True else str(said)) for label, said in self.row.checklist.items()]


def with_escalations(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each knowing whether it was ever to go up to the city; most never were."""
    return cases.annotate(has_escalations=Exists(Escalation.objects.filter(case=OuterRef("pk")).order_by()))


def load_escalations(cases: Iterable[Case]) -> None:
    """Escalations of these cases in one query; the functions below ask no further."""
    prefetch_related_objects([case for case in cases if _may_have_any(case)], Prefetch("escalations", _SHOWN))


def open_escalation(case: Case) -> Escalation | None:
    """The one that has no conclusion yet; the database holds no second."""
    return next((row for row in _escalations(case) if row.concluded_on is None), None)


def escalation_rows(case: Case, *, today: date) -> list[EscalationRow]:
    """Every escalation, the newest first."""
    return [EscalationRow.of(row, today=today) for row in _escalations(case)]


def waiting_escalation(case: Case, *, today: date) -> EscalationRow | None:
    """The open one, for the head of the page."""
    row = open_escalation(case)
    return EscalationRow.of(row, today=today) if row else None


def without_conclusion() -> QuerySet[Escalation]:
    """Asked for, sent or replied to, and not concluded yet: 办结 waits for it."""
    return Escalation.objects.filter(IN_HAND).order_by()


def awaiting_reply() -> QuerySet[Escalation]:
    """Sent, and neither replied to nor concluded."""
    return Escalation.objects.filter(AWAITS_REPLY).order_by()


def days_sent(pks: Iterable[int], *, today: date) -> dict[int, int]:
    """Calendar days since each of these cases was sent, by its id; only of those that await the reply. One query."""
    rows = awaiting_reply().filter(case__in=list(pks)).values_list("case_id", "sent_on")
    return {case_id: (today - sent_on).days for case_id, sent_on in rows if sent_on}


def _escalations(case: Case) -> list[Escalation]:
    return list(case.escalations.all()) if _may_have_any(case) else []


def _may_have_any(case: Case) -> bool:
    return getattr(case, "has_escalations", True)
