"""A walk over the ledger: random acts by random people, right and wrong ones; after each step the ledger must be sound.

What sound means is read from the rows here, not from the gates, so that a hole in a gate shows.
`WALK_STEPS=50000` walks as far as that, on whichever database the tests run; without it the walk is a short one.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import ClassVar

import hypothesis
import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ledger.actions import assignment, completion, payments, regroup, spot, work
from ledger.actions.cases import open_case
from ledger.actions.move import move
from ledger.actions.payments import Line
from ledger.actions.supervision import reply_supervision
from ledger.models import Case, CaseClaim, Evidence, Leader, Payment, PaymentLine, Transition
from ledger.workflow import EMPTY, FINISHED, SOLVED, WORKING, Outcome, Status
from office.models import Code, StoredFile, TrailHead, Unit, User
from office.refusals import Refused
from reception.models import Claim, Petitioner, Worker
from tests import factories
from tests.ledger.walk_leading import LEADING_ACTS, LEADING_ONCE, Leading, leaders
from tests.ledger.walk_pressing import PRESSING_ACTS, PRESSING_ONCE, Pressing, reopening_requests
from tests.ledger.walk_procedures import PROCEDURE_ACTS, PROCEDURES_ONCE, Proceeding

STEPS = int(os.environ.get("WALK_STEPS", "3000"))
PARTS = 2 if STEPS > 10_000 else 1
PART_STEPS = STEPS // PARTS
ROUND = settings(
    max_examples=10, stateful_step_count=100, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
)  # fmt: skip
CLAIMS = 5
START = date(2021, 4, 20)
PAPERS = {
    Outcome.SETTLED: ("agreement",),
    Outcome.ENFORCED: ("instrument",),
    Outcome.UNFOUNDED: ("finding", "explanation"),
    Outcome.WITHDRAWN: ("withdrawal",),
    Outcome.TRANSFERRED: ("jurisdiction", "confirmation"),
    Outcome.UNREACHABLE: ("contact",),
}
ONCE_AT_LEAST = {
    "assign", "assign_many", "sign_for", "ask_return", "accept_return", "refuse_return", "note_progress", "add_evidence",
    "verify_amounts", "record_outcome", "confirm_facts", "add_follow_up", "record_payment", "add_proof", "void_payment",
    "request_completion", "send_back", "complete", "strike_off", "reopen", "gather", "split_off", "merge_duplicate",
    "void_claim", "settle_on_spot",
} | PRESSING_ONCE | PROCEDURES_ONCE | LEADING_ONCE  # fmt: skip
SEEDS = st.integers(0, 2**24)
ACTS_TRIED = [
    "register", "hand_over", "hand_over", "sign", "give_back", "pay", "mend_payment", "verify", "conclude", "file_paper", "confirm",
    "call_or_note", "ask_completion", "review", "strike", "open_again", "regroup", "regroup", "regroup", "settle",
    "push", "wait", "wait", *["go_on"] * 9, *PRESSING_ACTS, *PROCEDURE_ACTS, *LEADING_ACTS,
]  # fmt: skip
# The others need what their actions do beside them; those actions are tried.
BARE = [
    "register", "assign", "sign_for", "ask_return", "accept_return", "refuse_return", "request_completion", "send_back",
    "strike_off", "spot_assign", "spot_sign_for", "spot_request", "split_in", "history",
]  # fmt: skip
_STEPS = {
    Status.REGISTERED: assignment.assign,
    Status.ASSIGNED: assignment.sign_for,
    Status.IN_PROGRESS: completion.request_completion,
    Status.UNDER_REVIEW: completion.complete,
    Status.COMPLETED: completion.strike_off,
}


@dataclass
class World:
    """What every example of one part starts from, and what was seen over all of them."""

    head: User
    people: list[User]
    units: list[Unit]
    file: StoredFile
    source: Code
    channel: Code
    letter: Code
    satisfied: Code
    unhappy: Code
    leaders: list[Leader]
    steps: int = 0
    done: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    struck_off_with: Counter[str] = field(default_factory=Counter)

    def not_seen(self) -> set[str]:
        """Acts that never succeeded, states and ends that no case ever came to."""
        return (ONCE_AT_LEAST | {*Status} | {*Outcome}) - (self.done | self.reached | self.struck_off_with).keys()


class Walk(Pressing, Proceeding, Leading, RuleBasedStateMachine):
    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day, self.claims, self.turn, self.instant = START, 0, 0, 0
        self.versions: dict[int, tuple[int, str]] = {}
        self.last_step, self.states = 0, {}
        self.sound_at: list[tuple] = []
        self.events = _events()
        for number in range(3):
            self._register(Random(number))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # One rule with many acts: hypothesis leaves whole rules out of a walk, which then never comes far.
    # `seed` and the number of the step decide everything, the act too: a strategy of its own would prefer some acts
    # over others, and which ones would depend on the modules that happen to be loaded.

    @rule(seed=SEEDS)
    def try_something(self, seed: int) -> None:
        act = Random(f"act {seed} {self.turn}").choice(ACTS_TRIED)
        getattr(self, act)(seed)

    def wait(self, seed: int) -> None:
        self._begin(seed)
        self.day += timedelta(days=self.dice.randint(1, 9))

    def register(self, seed: int) -> None:
        self._begin(seed)
        if self.claims < CLAIMS:
            self._register(self.dice)

    def hand_over(self, seed: int) -> None:
        case = self._begin(seed)
        unit = self._one([*self.world.units, *self.world.units, None])
        order = {
            "unit": unit,
            "officer_name": self._one(["李经办", ""]) or "王经办",
            "due_on": self.day + timedelta(20),
        }
        if self.dice.random() < 0.2:
            order["due_on"] = self._one([None, self.day - timedelta(30)])
        many = self.dice.random() < 0.4
        cases = list(Case.objects.filter(status=Status.REGISTERED)) or [case]
        if many:
            self._do(assignment.assign_many, cases=cases, on=self._on(), note="改交", **order)
        else:
            self._do(assignment.assign, case=case, on=self._on(), note=self._one(["改交", ""]), **order)

    def go_on(self, seed: int) -> None:
        """The right next step, so that the walk comes far."""
        case = self._begin(seed, *(status for status in _STEPS if self.turn % 2 or status != Status.REGISTERED))
        self.actor = self.world.head
        order = {"unit": self.world.units[0], "officer_name": "李经办", "due_on": self.day + timedelta(20)}
        detour = {Status.REGISTERED: self.regroup, Status.ASSIGNED: self.give_back}.get(case.status)
        if case.status == Status.IN_PROGRESS and self.turn % 3:
            self._make_ready(case)
        step = _STEPS.get(case.status)
        if detour and self.dice.random() < 0.2:
            detour(seed)
        elif step:
            self._do(step, case=case, on=self.day, **(order if step is assignment.assign else {}))
        elif case.status in FINISHED and self.dice.random() < 0.6:
            self._one([self.complain, lambda _seed: self.look_for_broken_promises()])(seed)
        elif case.status in FINISHED:
            self._do(completion.reopen, case=case, reason="未履行", due_on=self.day + timedelta(15))

    def sign(self, seed: int) -> None:
        case = self._begin(seed, Status.ASSIGNED)
        self._do(assignment.sign_for, case=case, on=self._on())

    def give_back(self, seed: int) -> None:
        """Asks, and decides what was asked, often in the same breath: a case does not stay 已交办 for long."""
        case = self._begin(seed, Status.ASSIGNED)
        self.actor = self._one([self.actor, self.world.head])
        reason = self._one(["不属职责"] * 4 + [""])
        on = self._one([case.assigned_on or self.day, self._on()])
        self._do(assignment.ask_return, case=case, reason=reason, on=on)
        self.actor = self._one([self.actor, self.world.head])
        decide = self._one([assignment.accept_return, assignment.refuse_return, None])
        if decide:
            self._do(decide, case=case, reason=reason, on=self._on())

    def pay(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        workers = Worker.objects.filter(claim__caseclaim__case=case).select_related("claim").order_by("pk")
        workers = [row for row in workers if self.dice.random() < 0.8] or list(workers[:1])
        lines = [Line(claim=row.claim, worker=row, amount_yuan=self._share(row)) for row in workers]
        proof = self._one([self.world.file, self.world.file, None])
        kind = self._one(["transfer", "receipt", "other"]) if proof else "none"
        payment = self._do(
            payments.record_payment, case=case, on=self._on(), source=self.world.source, lines=lines, proof_kind=kind,
            proof=proof,
        )  # fmt: skip
        if payment is not None and self.dice.random() < 0.2:
            self._do(payments.void_payment, payment=payment, reason="误登")

    def mend_payment(self, seed: int) -> None:
        self._begin(seed)
        payment = self._any(Payment.objects.all())
        if payment and self.dice.random() < 0.6:
            proof = self._one([self.world.file, self.world.file, None])
            self._do(payments.add_proof, payment=payment, proof_kind=self._one(["transfer", "other"]), proof=proof)
        elif payment:
            self._do(payments.void_payment, payment=payment, reason=self._one(["误登", ""]))

    def verify(self, seed: int) -> None:
        entry = self._entry(self._begin(seed, Status.IN_PROGRESS))
        owed = entry.claim.amount_yuan
        amounts = {"verified_amount_yuan": self._one([owed, owed, owed - 10, Decimal(-1)])}
        self._do(work.verify_amounts, case_claim=entry, agreed_amount_yuan=self._one([None, owed - 20]), **amounts)

    def conclude(self, seed: int) -> None:
        entry = self._entry(self._begin(seed, Status.IN_PROGRESS))
        outcome = self._one([*Outcome, Outcome.PAID, Outcome.PAID, ""])
        self._do(work.record_outcome, case_claim=entry, outcome=outcome, outcome_on=self._on())

    def file_paper(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        wanted = [kind for entry in case.case_claims.all() if entry.outcome for kind in PAPERS.get(entry.outcome, ())]
        kind = self._one([*wanted, *wanted, *Evidence.Kind.values])
        file, reference = self._one([self.world.file, None]), self._one(["某县治欠办", ""])
        self._do(work.add_evidence, case=case, kind=kind, text="材料", on=self._on(), file=file, reference=reference)

    def confirm(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        texts = {
            "facts_clear_text": self._one(["查清", "查清", ""]),
            "matter_settled_text": self._one(["解决", "解决", ""]),
        }
        self._do(work.confirm_facts, case=case, **texts)

    def call_or_note(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        if self.dice.random() < 0.5:
            self._do(work.add_follow_up, case=case, satisfaction=self._one([self.world.satisfied, None]), on=self._on())
        else:
            self._do(work.note_progress, case=case, text=self._one(["已到工地", ""]), on=self._on())

    def ask_completion(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        self._do(completion.request_completion, case=case, on=self._on())

    def review(self, seed: int) -> None:
        case = self._begin(seed, Status.UNDER_REVIEW)
        if self.dice.random() < 0.6:
            self._do(completion.complete, case=case, on=self._on())
        else:
            self._do(completion.send_back, case=case, reason="补材料")

    def strike(self, seed: int) -> None:
        case = self._begin(seed, Status.COMPLETED)
        self._do(completion.strike_off, case=case, on=self._on())

    def open_again(self, seed: int) -> None:
        case = self._begin(seed, *FINISHED)
        if self.dice.random() < 0.5:
            return
        some = [entry.claim for entry in case.case_claims.select_related("claim") if self.dice.random() < 0.6]
        claims, due_on = self._one([None, some]), self.day + timedelta(15)
        self._do(completion.reopen, case=case, reason="未履行", due_on=due_on, claims=claims, on=self._on())

    def regroup(self, seed: int) -> None:
        case = self._begin(seed, *WORKING)
        entry, other = self._entry(case), self._any(CaseClaim.objects.select_related("claim"))
        act = self.dice.random()
        if act < 0.3:
            elsewhere = CaseClaim.objects.exclude(case=case).select_related("claim")
            claims = [row.claim for row in elsewhere if self.dice.random() < 0.5]
            gathered = self._do(regroup.gather, claims=claims, into=case)
            if gathered is not None and self.dice.random() < 0.3:
                self._do(regroup.split_off, claim=claims[0])
        elif act < 0.55:
            self._do(regroup.split_off, claim=entry.claim)
        elif act < 0.75:
            earlier, later = sorted([entry.claim, other.claim], key=lambda claim: claim.pk)
            self._do(regroup.merge_duplicate, claim=later, into=earlier, reason=self._one(["同一事项", ""]))
        else:
            self._do(regroup.void_claim, claim=entry.claim, reason=self._one(["误登", ""]))

    def settle(self, seed: int) -> None:
        case = self._begin(seed, Status.REGISTERED)
        workers = list(Worker.objects.filter(claim__caseclaim__case=case).select_related("claim").order_by("pk"))
        lines = [Line(claim=row.claim, worker=row, amount_yuan=self._share(row)) for row in workers]
        proof = self._one([self.world.file, self.world.file, None])
        paid = spot.SpotPayment(lines=lines, source=self.world.source, proof_kind="receipt", proof=proof)
        told = spot.Settlement(
            facts_clear_text=self._one(["查清", "查清", ""]), matter_settled_text="当场付清", payments=[paid],
            none_reason="当面付清",
        )  # fmt: skip
        self._do(spot.settle_on_spot, case=case, settlement=told, on=self._on())

    def push(self, seed: int) -> None:
        """The bare door, with nothing in hand but the name of a move; it writes no event of its own."""
        case = self._begin(seed)
        name = self._one(BARE)
        before, self.events = self.events, None
        self._do(move, case=case, name=name, on=self._on(), note="理由")
        self.events = before

    # What must hold after every step.

    @invariant()
    def every_case_is_sound(self) -> None:
        self.world.steps += 1
        if self.sound_at == (found := self._mark()):
            return
        self.sound_at = found
        entries: dict[int, list[CaseClaim]] = {}
        for entry in CaseClaim.objects.select_related("claim"):
            entries.setdefault(entry.case_id, []).append(entry)
        assert sum(map(len, entries.values())) == self.claims
        counting = PaymentLine.objects.filter(payment__voided_at=None)
        assert not counting.exclude(payment__case=F("claim__caseclaim__case")).exists()
        steps = self._new_steps()
        cases = list(Case.objects.all())
        self.check_deadlines(cases)
        self.check_procedures()
        self.check_leading(cases)
        for case in cases:
            live = [entry for entry in entries.get(case.pk, []) if entry.claim.is_live]
            assert (live == []) == (case.status in EMPTY), case
            self._check_chain(case, steps)
            if case.status in FINISHED:
                self._check_end(case, live)
            self.world.reached[case.status] += 1

    def _mark(self) -> list[tuple]:
        """Changes with every change of a case, a claim or the trail; a refused act must leave it as it was."""
        cases = Case.objects.order_by("pk").values_list("pk", "version", "status", "completed_on", "facts_clear_text")
        return [*cases, (self.events, self.claims)]

    def _new_steps(self) -> list[Transition]:
        rows = list(Transition.objects.filter(pk__gt=self.last_step).order_by("pk"))
        for row in rows:
            assert row.from_status == self.states.get(row.case_id, ""), row
            assert row.on <= self.day
            self.states[row.case_id] = row.to_status
        self.last_step = rows[-1].pk if rows else self.last_step
        return rows

    def _check_chain(self, case: Case, steps: list[Transition]) -> None:
        assert self.states[case.pk] == case.status
        version, status = self.versions.get(case.pk, (0, ""))
        assert case.version > version or (case.version == version and status == case.status)
        if any(step.case_id == case.pk for step in steps) and version:
            assert case.version > version
        self.versions[case.pk] = (case.version, case.status)

    def _check_end(self, case: Case, live: list[CaseClaim]) -> None:
        assert all([case.completed_on, case.responsible_unit_id, case.officer_name, case.due_on])
        assert all([case.facts_clear_text, case.facts_clear_at, case.facts_clear_by_id])
        assert all([case.matter_settled_text, case.matter_settled_at, case.matter_settled_by_id])
        begun = case.transitions.filter(move="reopen").aggregate(at=Max("at"))["at"]
        assert case.follow_ups.filter(at__gt=begun).exists() if begun else case.follow_ups.exists()
        assert (case.struck_off_on is not None) == (case.status == Status.STRUCK_OFF)
        assert case.struck_off_on is None or case.struck_off_on >= case.completed_on
        kinds = Counter(case.evidence.values_list("kind", flat=True))
        assert not case.is_major or (self.has_instruction(case) and self.is_led(case))
        for entry in live:
            assert entry.outcome
            assert entry.claim.received_on <= entry.outcome_on <= case.completed_on
            assert all(kinds[kind] for kind in PAPERS.get(entry.outcome, ()))
            turns = entry.claim.transitions.filter(move__in=("conclude", "resume")).order_by("-pk")
            assert (turns[0].move, turns[0].outcome, turns[0].on) == ("conclude", entry.outcome, entry.outcome_on)
            if entry.outcome in SOLVED:
                self._check_paid(entry)
            if case.status == Status.STRUCK_OFF:
                self.world.struck_off_with[entry.outcome] += 1

    def _check_paid(self, entry: CaseClaim) -> None:
        lines = PaymentLine.objects.filter(claim=entry.claim_id, payment__voided_at=None).select_related("payment")
        assert all(line.payment.proof_id and line.payment.on <= entry.outcome_on for line in lines)
        if entry.claim.is_low_income:
            assert all(line.payment.proof_kind in ("transfer", "receipt") for line in lines)
        target = entry.agreed_amount_yuan if entry.outcome == Outcome.SETTLED else entry.verified_amount_yuan
        assert target
        assert sum(line.amount_yuan for line in lines) >= target
        paid = Counter[int]()
        for line in lines:
            paid[line.worker_id] += line.amount_yuan
        owed = dict(entry.claim.workers.values_list("pk", "owed_yuan"))
        assert paid.keys() == owed.keys()
        assert target < sum(owed.values()) or all(paid[worker] >= amount for worker, amount in owed.items())

    # How the walk chooses and acts.

    def _begin(self, seed: int, *preferred: Status) -> Case:
        """Throws the dice for a step: who acts, on which case (mostly one in a state where the act makes sense)."""
        self.turn += 1
        self.dice = Random(f"{seed} {self.turn}")
        self.actor = self._one(self.world.people)
        fitting = Case.objects.filter(status__in=preferred)
        found = self._any(fitting) if preferred and self.dice.random() < 0.9 else None
        return found or self._any(Case.objects.all())

    def _do(self, action, **values):
        """Tries the act and returns what it did, None if it was refused; a refusal leaves no event, a success its own."""
        self.instant += 1
        now = datetime.combine(self.day, time(10), tzinfo=factories.SHANGHAI) + timedelta(seconds=self.instant)
        by = {"by": self.actor} if values.setdefault("by", self.actor) else {}
        del values["by"]
        requests, result = reopening_requests(), None
        try:
            result = action(now=now, **by, **values)
        except (Refused, PermissionDenied):
            expected = self.events
        else:
            written = self.events_of(action, result, requests)
            self.world.done[action.__name__] += written > 0
            expected = None if self.events is None else self.events + written
        if self.events is not None:
            self.events = _events()
            assert self.events == expected, action.__name__
        return result

    def _register(self, dice: Random) -> None:
        self.claims += 1
        world, owed = self.world, [Decimal(100), Decimal(50)][: dice.randint(1, 2)]
        channel = dice.choice([world.channel, world.channel, world.letter])
        claim = Claim.objects.create(
            area=world.head.area, number=f"J{self.claims}", channel=channel, received_on=self.day,
            petitioner=Petitioner.objects.create(name="岩甲"), workers_count=len(owed), amount_yuan=sum(owed),
            owed_from="2020-11", employer=factories.company(), is_low_income=dice.random() < 0.3,
            registered_at=datetime.combine(self.day, time(9), tzinfo=factories.SHANGHAI), registered_by=world.head,
        )  # fmt: skip
        Worker.objects.bulk_create(
            Worker(claim=claim, position=position, name=f"工人{position}", owed_yuan=amount)
            for position, amount in enumerate(owed, start=1)
        )
        case = open_case(claim=claim, by=world.head, now=claim.registered_at)
        if dice.random() < 0.2:
            Case.objects.filter(pk=case.pk).update(is_major=True)

    def _make_ready(self, case: Case) -> None:
        """All that one outcome for each claim needs."""
        for entry in case.case_claims.select_related("claim", "case"):
            if entry.claim.is_live and not entry.outcome:
                if self.dice.random() < 0.15:
                    self.plan(entry)
                self._end(case, entry, self._one([Outcome.PAID, *Outcome]))
        self._do(work.confirm_facts, case=case, facts_clear_text="查清", matter_settled_text="解决")
        self._do(work.add_follow_up, case=case, none_reason="当面办结", on=self.day)
        if case.is_major:
            self.name_somebody(case)
            self._do(work.add_evidence, case=case, kind="leader", text="限期付清", on=self.day, file=self.world.file)
        for row in case.supervisions.filter(kind="regulator", replied_on=None):
            self._do(reply_supervision, supervision=row, reply="已督促", on=self.day)
        self.end_procedures(case)

    def _end(self, case: Case, entry: CaseClaim, outcome: Outcome) -> None:
        for kind in PAPERS.get(outcome, ()):
            for back in (0, 8, 16) if kind == "contact" else (0,):
                paper = {"kind": kind, "text": "材料", "reference": "某县治欠办", "file": self.world.file}
                self._do(work.add_evidence, case=case, on=self.day - timedelta(back), **paper)
        if outcome in SOLVED:
            lines = [
                Line(claim=entry.claim, worker=row, amount_yuan=row.owed_yuan) for row in entry.claim.workers.all()
            ]
            paid = {"lines": lines, "source": self.world.source, "proof_kind": "transfer", "proof": self.world.file}
            self._do(payments.record_payment, case=case, on=self.day, **paid)
            owed = entry.claim.amount_yuan
            self._do(work.verify_amounts, case_claim=entry, verified_amount_yuan=owed, agreed_amount_yuan=owed - 20)
        self._do(work.record_outcome, case_claim=entry, outcome=outcome, outcome_on=self.day)

    def _entry(self, case: Case) -> CaseClaim:
        return (
            self._any(CaseClaim.objects.filter(case=case).select_related("claim", "case")) or CaseClaim.objects.first()
        )

    def _share(self, worker: Worker) -> Decimal:
        return self._one([worker.owed_yuan, worker.owed_yuan, worker.owed_yuan / 2])

    def _on(self) -> date:
        return self.day - timedelta(days=self._one([0, 0, 0, 1, 5, -1]))

    def _one(self, choices):
        return self.dice.choice(list(choices))

    def _any(self, rows):
        return self._one(found) if (found := list(rows)) else None


def _events() -> int:
    return TrailHead.objects.values_list("number", flat=True).first() or 0


@pytest.fixture
def world(reference) -> World:
    head = factories.user("head")
    liaison, stranger, clerk = (
        factories.user("liaison", unit="住建"),
        factories.user("liaison", unit="水务"),
        factories.user("clerk"),
    )
    factories.company()
    return World(
        head=head, people=[head] * 7 + [liaison] * 2 + [stranger, clerk], units=[factories.unit("住建"), factories.unit("水务")],
        file=factories.stored_file(head), source=factories.code("source", "employer"),
        channel=factories.code("channel", "daily"), letter=factories.code("channel", "letter"),
        satisfied=factories.code("satisfaction", "good"), unhappy=factories.code("satisfaction", "bad"),
        leaders=leaders(head),
    )  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_no_way_past_a_gate(world: World, part: int) -> None:
    """All steps over all parts; a part that has not been everywhere by then goes on for up to eight times as long."""
    machine = type("WalkOfThisPart", (Walk,), {"world": world})
    turn = 0
    while world.steps < PART_STEPS or (world.not_seen() and world.steps < 8 * PART_STEPS):
        run_state_machine_as_test(hypothesis.seed(f"{part} {turn}")(machine), settings=ROUND)
        turn += 1
    assert world.steps >= PART_STEPS
    assert world.not_seen() == set()
