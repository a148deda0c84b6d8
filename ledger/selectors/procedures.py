"""The procedures of a case as people read them: their dates, the times between, when somebody looks again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from ledger.deadlines import DueState, due_state
from ledger.models import Case, Procedure, ProcedureKind, ProcedureStep
from ledger.procedure_data import VIOLATION
from ledger.procedures import Span, Stage, Step, spans
from ledger.routes_data import SUPERVISED_CAUSES
from ledger.selectors.routes import routed_claims, routes_for, supervisions
from office.models import Code
from office.selectors import codes


@dataclass(frozen=True)
class ProcedureRow:
    """One procedure; `due` says in a word when somebody looks again, empty once it is closed."""

    row: Procedure
    stages: tuple[Stage, ...]
    spans: tuple[Span, ...]
    due: DueState

    @property
    def is_open(self) -> bool:
        return self.row.closed_on is None

    @property
    def awaits_answer(self) -> bool:
        return bool(self.is_open and self.row.kind.accepted_label and self.row.answer == Procedure.Answer.WAITING)

    @property
    def answer(self) -> str:
        """What the body said, in the words of the kind; empty where no answer is given."""
        kind = self.row.kind
        if self.row.answer == Procedure.Answer.ACCEPTED:
            return f"已{kind.accepted_label}"
        if self.row.answer == Procedure.Answer.REFUSED:
            return f"不予{kind.accepted_label}"
        return "等待答复" if self.awaits_answer else ""


def load_procedures(cases: Iterable[Case]) -> None:
    """The procedures of these cases with their kinds, in one query; the functions below ask no further."""
    rows = Procedure.objects.select_related("kind", "claim", "violation", "drive", "file", "by", "exempted_by")
    prefetch_related_objects(list(cases), Prefetch("procedures", rows))


def open_procedures(case: Case) -> list[Procedure]:
    """What has not been closed yet, the longest running first."""
    return sorted(
        (row for row in case.procedures.all() if row.closed_on is None), key=lambda row: (row.opened_on, row.pk)
    )


def holding_up(case: Case) -> list[Procedure]:
    """Open procedures that stand in the way of 办结: those the head has not found to have no bearing on the wages."""
    return [row for row in open_procedures(case) if row.exempted_at is None]


def procedure_rows(case: Case, *, today: date, soon_days: int) -> list[ProcedureRow]:
    """Every procedure with its steps, the newest first; one query more."""
    rows = list(case.procedures.all())
    steps = ProcedureStep.objects.select_related("by", "file").order_by("on", "id")
    prefetch_related_objects(rows, Prefetch("steps", steps))
    return [
        ProcedureRow(row, tuple(found := stages_of(row)), tuple(spans(found)), check_state(row, today, soon_days))
        for row in rows
    ]


def stages_of(row: Procedure, **other: date | None) -> list[Stage]:
    """Its dates by the names of the kind, in their order; `other` are dates it would get."""
    kind = row.kind
    labels = {
        "opened_on": kind.opened_label,
        "accepted_on": kind.accepted_label,
        "heard_on": kind.heard_label,
        # Refused, it never came to what the kind calls its end.
        "closed_on": step_label(Step.REFUSED, kind) if row.answer == Procedure.Answer.REFUSED else kind.closed_label,
    }
    return [
        Stage(label, other.get(name, getattr(row, name)))
        for name, label in labels.items()
        if label or getattr(row, name)
    ]


def step_label(step: str, kind: ProcedureKind) -> str:
    """What a step is called for this kind: 立案 of arbitration, 接收 of another district."""
    named = {
        Step.ACCEPTED: kind.accepted_label,
        Step.REFUSED: f"不予{kind.accepted_label}",
        Step.HEARD: kind.heard_label,
    }
    return named.get(Step(step)) or Step(step).label


def check_state(row: Procedure, today: date, soon_days: int) -> DueState:
    """下次核查 6月20日，已过 3 天没有结果: how near the next look is; empty once closed."""
    day = row.next_check_on
    if row.closed_on or day is None:
        return DueState("")
    state = due_state(day, today=today, is_open=True, soon_days=soon_days)
    late = f"，已过 {(today - day).days} 天" if day < today else ""
    return DueState(f"下次核查 {day.month}月{day.day}日{late}", state.level)


def active_kinds() -> list[ProcedureKind]:
    """The kinds that may be opened, in the office's order."""
    return list(ProcedureKind.objects.filter(is_active=True))


def violations() -> list[Code]:
    """The causes that are a contracting violation or its like: what the regulator looks into apart from the wages."""
    return [code for code in codes(Code.Kind.CAUSE) if code.key in SUPERVISED_CAUSES]


def suggested_body(case: Case, kind: ProcedureKind) -> str:
    """Whom it is usually sent to: the industry's regulator for a violation, else what the kind says."""
    if kind.code == VIOLATION:
        found = supervisions(routed_claims(case), routes_for(case.area_id))
        unit = next((each.unit for each in found if each.unit), None)
        return unit.name if unit else kind.body
    return kind.body
