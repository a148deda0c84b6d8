"""What was entered on a case beside its claims: payments, papers, calls, steps; and how many of each there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from ledger.models import (
    Case,
    CaseClaim,
    Disclosure,
    Evidence,
    FollowUp,
    Incident,
    Instalment,
    MajorMark,
    Ownership,
    Payment,
    ProgressNote,
    Request,
    RiskMark,
    StabilityMeasure,
    Supervision,
    Transition,
)
from ledger.selectors.case_sheet import COUNTED, ClaimBlock, may_have
from ledger.selectors.paid import load_payments
from ledger.workflow import MOVES
from reception.models import DirectHandling, Representative, TableOpinion, Visit, Worker

_OF_CASE: dict[str, type[Model]] = {
    "payments": Payment,
    "papers": Evidence,
    "notes": ProgressNote,
    "calls": FollowUp,
    "steps": Transition,
    "requests": Request,
    "supervisions": Supervision,
    "instalments": Instalment,
    "risk_marks": RiskMark,
    "measures": StabilityMeasure,
    "major_marks": MajorMark,
    "ownerships": Ownership,
    "disclosures": Disclosure,
}


@dataclass(frozen=True)
class EntryCounts:
    """How many workers, payments, papers, notes and calls, steps, requests with supervisions the page of a case lists.

    `visits`: how often people came, the first time included. `leading`: decisions on 重大, leaders, what they did.
    `stability`: judgements on the risk, measures, incidents.
    """

    workers: int
    payments: int
    papers: int
    contacts: int
    steps: int
    oversight: int
    instalments: int
    visits: int
    leading: int
    stability: int


@dataclass(frozen=True)
class PaymentRow:
    """One payment and who got how much of it; a name only where the account may read it."""

    row: Payment
    paid_to: list[tuple[str, Decimal]]


@dataclass(frozen=True)
class Step:
    """One line of 办理记录: a move of the case, or what was said of a claim at the table of its session.

    `order` says in words what an assignment laid down, `who` speaks if that is not the one who entered it; `told` is the
    person who was told something, who is not named to the city.
    """

    row: Any
    label: str
    on: date
    note: str
    order: str = ""
    who: str = ""
    told: str = ""

    @property
    def is_entered_later(self) -> bool:
        """True if it was entered on another day than it happened."""
        return timezone.localdate(self.row.at) != self.on


def with_entry_counts(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each with what `entry_counts` tells of it: no query of its own."""
    live = {"claim__voided_at": None, "claim__merged_into": None}
    counted = {
        "workers": _count(Worker.objects.filter(**live), "claim__caseclaim__case"),
        "claims": _count(CaseClaim.objects.filter(**live)),
        "visits_again": _count(Visit.objects.filter(**live), "claim__caseclaim__case"),
        "handlings": _count(DirectHandling.objects.all(), "claim__caseclaim__case"),
        "representatives": _count(Representative.objects.filter(**live), "claim__caseclaim__case"),
        "opinions": _count(TableOpinion.objects.all(), "claim__caseclaim__case"),
        "leader_visits": _count(ProgressNote.objects.filter(kind=ProgressNote.Kind.LEADER_VISIT)),
        "incidents": _count(Incident.objects.live()),
        "leader_papers": _count(Evidence.objects.filter(kind=Evidence.Kind.LEADER)),
    }
    counted |= {name: _count(model._default_manager.all()) for name, model in _OF_CASE.items()}
    return cases.annotate(**{f"{COUNTED}{name}": count for name, count in counted.items()})


def entry_counts(case: Case) -> EntryCounts:
    """Of a case that was read `with_entry_counts`."""

    def of(*names: str) -> int:
        return sum(getattr(case, f"{COUNTED}{name}") for name in names)

    return EntryCounts(
        workers=of("workers"),
        payments=of("payments"),
        papers=of("papers"),
        contacts=of("notes", "calls"),
        steps=of("steps", "handlings", "opinions", "disclosures"),
        oversight=of("requests", "supervisions"),
        instalments=of("instalments"),
        visits=of("claims", "visits_again"),
        leading=of("major_marks", "ownerships", "leader_visits", "leader_papers"),
        stability=of("risk_marks", "measures", "incidents"),
    )


def payment_rows(case: Case, blocks: Iterable[ClaimBlock]) -> list[PaymentRow]:
    """Every payment, the newest first, with the names on the rolls of these blocks."""
    names: dict[int | None, str] = {row.worker.pk: row.name for block in blocks for row in block.workers}
    load_payments([case])
    return [
        PaymentRow(
            row, [(names.get(line.worker_id) or line.claim.number, line.amount_yuan) for line in row.lines.all()]
        )
        for row in case.payments.all()
    ]


def papers_of(case: Case) -> list[Evidence]:
    """证明材料, the newest first, as the facts of the case have loaded them."""
    return sorted(case.evidence.all(), key=lambda row: (row.on, row.pk), reverse=True)


def notes_of(case: Case) -> list[ProgressNote]:
    """进展 and 会商 with the units that met, the newest first."""
    notes = list(case.progress_notes.select_related("file", "by").order_by("-on", "-id"))
    prefetch_related_objects([note for note in notes if note.kind == ProgressNote.Kind.CONSULTATION], "units")
    return notes


def calls_of(case: Case) -> QuerySet[FollowUp]:
    """回访, the newest first."""
    return case.follow_ups.select_related("satisfaction", "by").order_by("-on", "-id")


def steps_of(case: Case, *, at_most: int | None = None) -> list[Step]:
    """办理记录, the newest first, with 直接处理, 处理意见 and 告知被反映方 at their instants."""
    rows = case.transitions.select_related("by", "claim").order_by("-at", "-id")[:at_most]
    steps = [Step(row, _label(row), row.on, row.note, _order(row.data)) for row in rows]
    found = sorted(
        [*steps, *_said_at_table(case, at_most), *_told_the_debtor(case, at_most)],
        key=lambda step: step.row.at,
        reverse=True,
    )
    return found[:at_most]


def _said_at_table(case: Case, at_most: int | None) -> Iterator[Step]:
    """What the counter wrote down of leaders and units; a query for each of the two that there are."""
    at_table: dict[str, Any] = {"claim__caseclaim__case": case}
    handlings = DirectHandling.objects.filter(**at_table).select_related("by", "claim").order_by("-at", "-id")
    for handling in handlings[:at_most] if may_have(case, "handlings") else ():
        who = f"{handling.post} {handling.leader}（{handling.get_why_display()}）".strip()
        yield Step(handling, "领导直接处理", timezone.localdate(handling.at), handling.text, who=who)
    opinions = TableOpinion.objects.filter(**at_table).select_related("by", "claim", "unit").order_by("-at", "-id")
    for opinion in opinions[:at_most] if may_have(case, "opinions") else ():
        yield Step(opinion, "现场处理意见", timezone.localdate(opinion.at), opinion.text, who=str(opinion.unit))


def _told_the_debtor(case: Case, at_most: int | None) -> Iterator[Step]:
    if not may_have(case, "disclosures"):
        return
    rows = Disclosure.objects.filter(case=case).select_related("by", "claim", "company")
    for row in rows.order_by("-at", "-id")[:at_most]:
        consent = f"反映人 {row.consent_on} 同意（{row.consent_how}）。" if row.consent_on else ""
        note = f"告知{row.shown_words}。用途：{row.purpose}。依据：{row.ground}。{consent}"
        yield Step(row, "告知被反映方", row.on, note, who=str(row.company or ""), told=row.recipient)


def _label(row: Transition) -> str:
    """An assignment that takes the case from another unit is 改派."""
    return "改派" if row.data.get("from_unit") else MOVES[row.move].label


def _order(data: dict[str, Any]) -> str:
    """责任单位 住建，责任人员 王某，期限 2021-05-12: what the step laid down, empty for other steps."""
    words = {"from_unit": "原责任单位", "unit": "责任单位", "officer": "责任人员", "due_on": "期限"}
    said = [f"{word} {data[key]}" for key, word in words.items() if data.get(key)]
    said += [f"协办 {'、'.join(data['assisting'])}"] if data.get("assisting") else []
    return "，".join(said + [f"快速办理，跳过：{'、'.join(data['skipped'])}"] if data.get("skipped") else said)


def _count(rows: QuerySet[Any], case: str = "case") -> Coalesce:
    counted = rows.filter(**{case: OuterRef("pk")}).order_by().values(case).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
