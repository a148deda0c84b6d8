"""What has to be ready before a session, ticked and not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from office.models import Code, Parameter
from office.selectors import SWITCH, codes
from reception.models import ChecklistItem, ReceptionSession

KINDS = (Code.Kind.PREPARATION, Code.Kind.EPIDEMIC)
EPIDEMIC_SWITCH = "epidemic_checklist"
_ON, OFF = SWITCH


@dataclass(frozen=True)
class CheckLine:
    """One thing to be ready; `item` is its row once the list has been written down, None before."""

    code_id: int
    kind: str
    label: str
    item: ChecklistItem | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.item and self.item.done_at)

    @property
    def group(self) -> str:
        return str(Code.Kind(self.kind).label)


def wanted_codes() -> list[Code]:
    """What is asked of a session now: preparations, and epidemic checks while the office has them switched on; one query.

    依据：实施方案六（二）：在接访活动中要严格按照要求做好疫情防控工作。
    """
    return sorted(_wanted(), key=lambda code: KINDS.index(Code.Kind(code.kind)))


def _wanted() -> QuerySet[Code]:
    switched_off = Parameter.objects.filter(key=EPIDEMIC_SWITCH, value=OFF)
    return codes(*KINDS).exclude(Exists(switched_off), kind=Code.Kind.EPIDEMIC)


def checklist_of(session: ReceptionSession) -> list[CheckLine]:
    """The list of a session. Before it opens, as asked for now; from then on what was written down.

    What was ticked stays, also after the office has dropped it.
    """
    rows = {row.code_id: row for row in session.checklist.select_related("code", "done_by")}
    if session.status != ReceptionSession.Status.PLANNED:
        return _in_order(CheckLine(row.code_id, row.code.kind, row.label, row) for row in rows.values())
    wanted = {code.pk: CheckLine(code.pk, code.kind, code.label) for code in wanted_codes()}
    kept = [CheckLine(pk, row.code.kind, row.label, row) for pk, row in rows.items() if row.done_at or pk in wanted]
    return _in_order((wanted | {line.code_id: line for line in kept}).values())


def _in_order(lines: Iterable[CheckLine]) -> list[CheckLine]:
    return sorted(lines, key=lambda line: KINDS.index(Code.Kind(line.kind)))


def missing_count() -> Coalesce:
    """To be asked of sessions: how many lines of `checklist_of` are not ready, without a query of its own."""
    done = ChecklistItem.objects.filter(session=OuterRef(OuterRef("pk")), code=OuterRef("pk"), done_at__isnull=False)
    wanted = _wanted().exclude(Exists(done)).order_by().values("is_active").annotate(n=Count("pk"))
    written = ChecklistItem.objects.filter(session=OuterRef("pk"), done_at=None).order_by().values("session")
    is_planned = When(status=ReceptionSession.Status.PLANNED, then=Subquery(wanted.values("n")))
    return Coalesce(Case(is_planned, default=Subquery(written.annotate(n=Count("pk")).values("n"))), 0)


def missing_of(lines: Iterable[CheckLine]) -> list[CheckLine]:
    """What is not ready yet."""
    return [line for line in lines if not line.is_done]
