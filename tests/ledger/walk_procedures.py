"""The part of the walk that is about other bodies: procedures opened, noted, closed, found without bearing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max

from ledger.actions.procedures import close_procedure, exempt_procedure, note_procedure, open_procedure
from ledger.models import Case, Clock, ClockChange, Procedure, ProcedureKind
from ledger.reference_data import OFFICE_LIMIT
from ledger.workflow import EMPTY, FINISHED, Status
from tests import factories

PROCEDURE_ACTS = ["go_to_others", "hear_from_others"]
PROCEDURES_ONCE = {
    "open_procedure", "note_procedure", "close_procedure", "exempt_procedure", "refused by others", "limit ran on",
}  # fmt: skip


class Proceeding:
    """Acts on procedures, and what must be true of the limits that wait for them; mixed into the walk."""

    def go_to_others(self, seed: int) -> None:
        case = self._begin(seed, Status.ASSIGNED, Status.IN_PROGRESS)
        kind = self._one(
            ["arbitration", "arbitration", "police", "enforcement", "payment_order", "violation", "guidance"]
        )
        ticked = self._one([ProcedureKind.objects.get(code=kind).items] * 4 + [[]])
        told: dict[str, Any] = {"opened_on": self._on(), "text": self._one(["有争议"] * 4 + [""]), "ticked": ticked}
        told["next_check_on"] = self.day + timedelta(self._one([15, 30, 15, -20]))
        if kind == "payment_order":
            told["due_on"] = self.day + timedelta(self._one([10, 10, -30]))
        if kind == "enforcement":
            told["amount_yuan"] = self._one([Decimal(50), Decimal(50), None])
        entry = self._entry(case)
        if self.dice.random() < 0.3:
            told["claim"] = entry.claim
        opened = self._do(open_procedure, case=case, data=factories.procedure_data(kind, **told))
        if opened is not None and self.dice.random() < 0.5:
            self._hear(opened)

    def hear_from_others(self, seed: int) -> None:
        self._begin(seed)
        found = self._any(Procedure.objects.filter(closed_on=None).select_related("case", "kind"))
        found = found or self._any(Procedure.objects.select_related("case", "kind"))
        if found:
            self._hear(found)

    def _hear(self, found: Procedure) -> None:
        self.actor = self._one([self.actor, self.world.head])
        paused_before = self._is_paused(found.case)
        act, on = self.dice.random(), self._one([self.day, self.day, self._on()])
        if act < 0.5:
            self._note(found, self._one(["look", "accepted", "accepted", "heard", "refused", "refused"]), on)
        elif act < 0.75:
            self._do(close_procedure, procedure=found, result=self._one(["已裁决", "已裁决", ""]), on=on)
        else:
            self._do(exempt_procedure, procedure=found, reason=self._one(["另案处理", "另案处理", ""]))
        self.world.done["limit ran on"] += paused_before and not self._is_paused(found.case)

    def _note(self, found: Procedure, step: str, on: date) -> None:
        check_on = self.day + timedelta(self._one([15, 7, -20]))
        noted = {"step": step, "text": self._one(["问过", "问过", ""]), "next_check_on": check_on}
        done = self._do(note_procedure, procedure=found, on=on, **noted)
        self.world.done["refused by others"] += done is not None and step == "refused"

    def end_procedures(self, case: Case) -> None:
        """What 办结 asks of them."""
        for row in case.procedures.filter(closed_on=None, exempted_at=None).select_related("case", "kind"):
            way = self.dice.random()
            if way < 0.3:
                self._note(row, "refused", self.day)
            if way < 0.65 and not row.closed_on:
                self._do(close_procedure, procedure=row, result="已裁决", on=self.day)
            elif not row.closed_on:
                self._do(exempt_procedure, procedure=row, reason="另案处理")

    # What must be true of them.

    def check_procedures(self) -> None:
        rows = list(Procedure.objects.select_related("case", "kind"))
        for row in rows:
            days = [day for day in (row.opened_on, row.accepted_on, row.heard_on, row.closed_on) if day]
            assert days == sorted(days), row
            assert days[-1] <= self.day
            if row.closed_on is None:
                assert row.case.status not in EMPTY, row
                assert row.exempted_at or row.case.status not in FINISHED, row
        self._check_waits(rows)

    def _check_waits(self, rows: list[Procedure]) -> None:
        """A limit that a procedure paused waits for an open one, and is looked at on the earliest of their checks; one that
        runs though it could wait had run out before, or was let run on by a person."""
        own = {row.pause_id for row in rows if row.pause_id}
        for clock in Clock.objects.filter(closed_on=None, paused_on__isnull=False) if own else ():
            last = clock.changes.filter(kind=ClockChange.Kind.PAUSE).order_by("-id")[0]
            waited_for = [row for row in rows if row.case_id == clock.case_id and _is_waited_for(row)]
            if last.pk in own:
                assert clock.next_check_on == min(row.next_check_on for row in waited_for), (clock, waited_for)

        for clock in Clock.objects.filter(closed_on=None, paused_on=None, rule__code=OFFICE_LIMIT):
            waited_for = [row for row in rows if row.case_id == clock.case_id and _is_waited_for(row)]
            for row in waited_for:
                moved = clock.changes.exclude(kind=ClockChange.Kind.PAUSE).aggregate(on=Max("on"))["on"]
                is_late = clock.due_on < max(row.opened_on, moved)
                assert is_late or clock.changes.filter(kind=ClockChange.Kind.RESUME, at__gt=row.at).exists(), row

    def _is_paused(self, case: Case) -> bool:
        return case.clocks.filter(closed_on=None, paused_on__isnull=False).exists()


def _is_waited_for(row: Procedure) -> bool:
    return row.closed_on is None and row.exempted_at is None and row.kind.pauses_limit
