"""Two people send a form of one case at the same instant, 200 times: one is done, the other is told who was first.

Real threads, pages, transactions and commits, on either database. Where both may be done, nothing of either is lost.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from ledger.actions.assignment import ask_return
from ledger.actions.payments import Line, record_payment
from ledger.actions.requests import ask_extension
from ledger.actions.work import add_evidence, note_progress
from ledger.models import Case, CaseClaim, Clock, Evidence, Payment, ProgressNote, Request, Transition
from ledger.workflow import MOVES, Status
from office.models import Event, TrailHead, User
from office.trail import check_chain
from office.trail_words import ACT_LABELS
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 200
DUE_ON, LATER, LATEST = date(2030, 5, 14), date(2030, 6, 1), date(2030, 7, 1)
DAY = str(factories.PAID_ON)


@dataclass(frozen=True)
class Pair:
    """What two people send, each to a case in the state given. The values may name things of the case."""

    state: Status
    acts: tuple[str, str]
    values: Callable[[str, Case], dict[str, object]]
    prepare: Callable[[Case, User], object] = lambda case, head: None  # noqa: E731
    ready: bool = True


def decided(act: str, case: Case) -> dict[str, object]:
    return {"on": DAY, "reason": "补材料"}


def to_unit(act: str, case: Case) -> dict[str, object]:
    return {"officer_name": "李经办", "due_on": str(DUE_ON), "on": DAY, "note": "改交"}


def decision(act: str, case: Case) -> dict[str, object]:
    return {"until": str(LATER), "note": "经审核", "reason": "经审核"}


def pausing(act: str, case: Case) -> dict[str, object]:
    return {"on": DAY, "next_check_on": str(DUE_ON), "reason": "等待仲裁"}


def payment(act: str, case: Case) -> dict[str, object]:
    entry = CaseClaim.objects.select_related("claim").get(case=case)
    worker = entry.claim.workers.get()
    return {
        "on": DAY, "source": factories.code("source", "employer").pk, "proof_kind": "none",
        f"worker_{worker.pk}": "1.00", "claim": entry.pk, "outcome": "paid",
        "outcome_on": DAY, "verified_amount_yuan": "99.00", "agreed_amount_yuan": "",
    }  # fmt: skip


def reopening(act: str, case: Case) -> dict[str, object]:
    return {"on": str(factories.ENDED_ON), "reason": "未履行", "due_on": str(DUE_ON), "claims": [
        entry.claim_id for entry in CaseClaim.objects.filter(case=case)
    ]}  # fmt: skip


def asked(case: Case, head: User) -> None:
    ask_extension(case=case, by=head, until=LATER, reason="等待审计", on=factories.PAID_ON)


def returned(case: Case, head: User) -> None:
    ask_return(case=case, by=head, reason="不属职责", on=factories.SIGNED_ON)


REVIEW, WORK = Status.UNDER_REVIEW, Status.IN_PROGRESS
PAIRS = {
    "complete, complete": Pair(REVIEW, ("complete", "complete"), decided),
    "complete, send back": Pair(REVIEW, ("complete", "send_back"), decided),
    "assign, assign": Pair(Status.REGISTERED, ("assign", "assign"), to_unit),
    "reassign, sign for": Pair(Status.ASSIGNED, ("assign", "sign_for"), to_unit),
    "accept, refuse return": Pair(Status.ASSIGNED, ("accept_return", "refuse_return"), decided, returned),
    "grant, refuse extension": Pair(WORK, ("grant_extension", "refuse_extension"), decision, asked),
    "ask, give extension": Pair(WORK, ("ask_extension", "extend"), decision),
    "pause, ask completion": Pair(WORK, ("pause_clock", "request_completion"), pausing),
    "pause, pause": Pair(WORK, ("pause_clock", "pause_clock"), pausing),
    "payment, ask completion": Pair(WORK, ("record_payment", "request_completion"), payment),
    "payment, payment": Pair(WORK, ("record_payment", "record_payment"), payment, ready=False),
    "verify, verify": Pair(WORK, ("verify_amounts", "verify_amounts"), payment, ready=False),
    "strike off, reopen": Pair(Status.COMPLETED, ("strike_off", "reopen"), reopening),
}  # fmt: skip


@dataclass
class Sent:
    """One person's part in a round."""

    by: User
    act: str
    address: str
    values: dict[str, object]
    client: Client
    status: int = 0
    page: str = ""

    def send(self) -> None:
        response = self.client.post(self.address, self.values)
        self.status, self.page = response.status_code, response.content.decode()


def at_once(*parts: Callable[[], object]) -> None:
    """Runs them at the same instant, each on a connection of its own; what breaks in one breaks the test."""
    barrier = Barrier(len(parts))

    def run(part: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            part()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(run, parts))


def label(act: str) -> str:
    return MOVES[act].label if act in MOVES else ACT_LABELS[act]


def brought(pair: Pair, head: User) -> Case:
    case = factories.case(head, workers=(factories.worker_data(),), amount_yuan=100)
    for status in (Status.ASSIGNED, pair.state):
        if pair.state != Status.REGISTERED:
            if case.status == Status.REGISTERED:
                factories.assigned(case, head, due_on=DUE_ON)
            factories.brought_to(status, case, head, ready=pair.ready)
    pair.prepare(case, head)
    return Case.objects.get(pk=case.pk)


def counts(case: Case) -> tuple[int, int, int]:
    """Steps, events and version of the case."""
    events = TrailHead.objects.values_list("number", flat=True).get()
    return Transition.objects.filter(case=case).count(), events, Case.objects.get(pk=case.pk).version


def test_two_hundred_rounds_have_one_winner_and_one_who_is_told() -> None:
    factories.reference()
    people = [factories.user("head", display_name=name) for name in ("王主任", "赵主任")]
    clients = [Client(raise_request_exception=True) for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    units = [factories.unit("住建"), factories.unit("水务")]
    won: Counter[tuple[str, int]] = Counter()
    for turn in range(ROUNDS):
        name = list(PAIRS)[turn % len(PAIRS)]
        pair = PAIRS[name]
        case = brought(pair, people[0])
        parts = [
            Sent(by, act, f"/ledger/cases/{case.pk}/{act}/", {
                "version": case.version, "submission": str(uuid4()), **pair.values(act, case), "unit": unit.pk,
            }, client)
            for by, act, unit, client in zip(people, pair.acts, units, clients, strict=True)
        ]  # fmt: skip
        steps, events, version = counts(case)
        # Who starts first is left to the machine, but for half of the rounds the other thread is made first.
        order = parts if turn % 2 else parts[::-1]

        at_once(*(part.send for part in order))

        assert sorted(part.status for part in parts) == [302, 409], (name, [part.act for part in parts])
        winner, loser = sorted(parts, key=lambda part: part.status)
        assert f"已由{winner.by}于" in loser.page, name
        assert f"办理“{label(winner.act)}”" in loser.page, (name, label(winner.act))
        check_round(name, case, winner, (steps, events, version))
        won[name, parts.index(winner)] += 1
    assert sum(won.values()) == ROUNDS
    assert {place for _name, place in won} == {0, 1}
    assert check_chain()[1] is None


def check_round(name: str, case: Case, winner: Sent, before: tuple[int, int, int]) -> None:
    """What stands is what the winner sent, once: its steps, one event, one version more per step or note."""
    steps, events, version = counts(case)
    new = Transition.objects.filter(case=case).order_by("id")[before[0] :]
    moved = [step.move for step in new if step.move not in ("conclude", "resume")]
    assert moved == ([winner.act] if winner.act in MOVES else []), name
    assert all(step.by == winner.by for step in new), name
    assert events - before[1] == 1, name
    assert version - before[2] == max(len(new), 1), name
    last = Event.objects.order_by("-number").first()
    assert (last.act, last.by) == (winner.act, winner.by), name
    stored = Case.objects.get(pk=case.pk)
    assert stored.status == (MOVES[winner.act].target or case.status if winner.act in MOVES else case.status), name
    if winner.act == "assign":
        assert stored.responsible_unit_id == winner.values["unit"], name
    if stored.status in (Status.ASSIGNED, WORK):
        clock = Clock.objects.get(case=case, closed_on=None, rule__code="office_limit")
        assert stored.due_on == (clock.next_check_on or clock.due_on), name
        granted = winner.act in ("grant_extension", "extend")
        assert clock.due_on == (LATER if granted else DUE_ON), name
    if winner.act in ("grant_extension", "refuse_extension"):
        assert Request.objects.get(case=case).granted is (winner.act == "grant_extension"), name


def test_what_excludes_nothing_is_done_by_both_and_nothing_is_lost() -> None:
    """Notes, papers and payments of two people on one case: all there, each with its event, and the version counts them."""
    factories.reference()
    people = [factories.user("head"), factories.user("head")]
    case = factories.brought_to(
        WORK, factories.case(people[0], workers=(factories.worker_data(),), amount_yuan=100), people[0], ready=False
    )
    entry, rounds = CaseClaim.objects.select_related("claim").get(case=case), 25
    worker, source = entry.claim.workers.get(), factories.code("source", "employer")
    _, events, version = counts(case)

    def write(by: User, turn: int) -> None:
        own = Case.objects.get(pk=case.pk)
        note_progress(case=own, by=by, text=f"第{turn}次")
        add_evidence(case=own, by=by, kind="finding", text=f"第{turn}份", on=factories.PAID_ON)
        line = Line(claim=entry.claim, worker=worker, amount_yuan=factories.Decimal("1.00"))
        record_payment(case=own, by=by, on=factories.PAID_ON, source=source, lines=[line])

    for turn in range(rounds):
        at_once(*(lambda by=by, turn=turn: write(by, turn) for by in people))

    both = 2 * rounds
    assert (ProgressNote.objects.count(), Evidence.objects.count(), Payment.objects.count()) == (both, both, both)
    assert counts(case)[1:] == (events + 3 * both, version + 2 * both)
    assert check_chain()[1] is None
