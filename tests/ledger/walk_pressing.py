"""The part of the walk that is about time: deadlines, pauses, requests, supervision, payment plans, holidays."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ledger.actions.assignment import assign
from ledger.actions.clocks import office_clock
from ledger.actions.completion import complete, reopen, request_completion
from ledger.actions.instalments import plan_instalments, request_reopening_for_broken_promises, withdraw_instalments
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.recompute import recompute_deadlines
from ledger.actions.requests import ask_extension, extend, grant_extension, refuse_extension, refuse_reopening
from ledger.actions.statutory import close_statutory, extend_statutory, start_statutory
from ledger.actions.supervision import note_consultation, remind, reply_supervision, supervise
from ledger.actions.work import add_follow_up, verify_amounts
from ledger.instalments import Promise
from ledger.models import Case, CaseClaim, Clock, ClockChange, Procedure, Request, Supervision
from ledger.reference_data import OF_THE_OFFICE
from ledger.selectors.clocks import longest
from ledger.workflow import FINISHED, OPEN, Status
from office.models import SpecialDay
from office.selectors import calendar

Kind = ClockChange.Kind
PRESSING_ACTS = [
    "pause", "resume", "resume", "law", "law", "stretch", "stretch", "press", "press", "consult", "promise", "promise",
    "break_promise", "complain", "answer_complaint", "holiday", "take_over",
]  # fmt: skip
PRESSING_ONCE = {
    "pause_case", "resume_case", "start_statutory", "extend_statutory", "close_statutory", "ask_extension",
    "grant_extension", "refuse_extension", "extend", "refuse_reopening", "remind", "supervise", "reply_supervision",
    "note_consultation", "plan_instalments", "withdraw_instalments", "request_reopening_for_broken_promises",
    "recompute_deadlines", "taken over", "resumed later",
}  # fmt: skip
CODES = [
    "accept_decision", "investigation", "investigation", "decision", "order_payment", "petition_notice", "petition_close",
    "arbitration_award", "inspection_limit", "guarantee_expiry", "office_limit", "nothing",
]  # fmt: skip
BY_PAPER = ("order_payment", "guarantee_expiry")


class Pressing:
    """Acts that move dates, and what must be true of every date; mixed into the walk."""

    def pause(self, seed: int) -> None:
        """Pauses, and often goes on after some days: a case does not stay where it is for long."""
        case = self._begin(seed, Status.ASSIGNED, Status.IN_PROGRESS)
        paused = {"reason": self._one(["等待仲裁"] * 4 + [""]), "on": self._on()}
        check_on = self.day + timedelta(self._one([10, 20, 20, 0]))
        done = self._do(pause_case, case=case, next_check_on=check_on, **paused)
        if done is not None and self.dice.random() < 0.5:
            self.day += timedelta(self.dice.randint(1, 9))
            self.go_on_counting(office_clock(case))

    def resume(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        paused = Clock.objects.filter(closed_on=None, paused_on__isnull=False).select_related("case")
        clock = self._any(paused) or office_clock(case)
        if clock:
            self.go_on_counting(clock)

    def go_on_counting(self, before: Clock) -> None:
        on = self._one([self.day, self.day, self._on()])
        if self._do(resume_case, case=before.case, on=on) is not None:
            self._check_resumed(before, on)

    def law(self, seed: int) -> None:
        case = self._begin(seed, *OPEN)
        self.actor = self._one([self.actor, self.world.head])
        running = self._any(case.clocks.filter(closed_on=None).exclude(rule__code__in=OF_THE_OFFICE))
        if running and self.dice.random() < 0.5:
            reason = self._one(["照法定程序", "照法定程序", ""])
            self._do(close_statutory, case=case, clock=running, on=self._on(), reason=reason)
        elif running:
            self._extend(case, running)
        else:
            code = self._one(CODES)
            due_on = self.day + timedelta(30) if code in BY_PAPER and self.dice.random() < 0.8 else None
            started = {"started_on": self._on(), "due_on": due_on, "reason": "已立案"}
            clock = self._do(start_statutory, case=case, code=code, **started)
            if clock is not None and self.dice.random() < 0.5:
                self._extend(case, clock)

    def _extend(self, case: Case, clock: Clock) -> None:
        self.actor = self._one([self.actor, self.world.head])
        until = self._one([longest(clock), clock.due_on + timedelta(2), clock.due_on + timedelta(400)])
        reason = self._one(["经批准", "经批准", ""])
        self._do(extend_statutory, case=case, clock=clock, until=until or clock.due_on, on=self.day, reason=reason)

    def stretch(self, seed: int) -> None:
        """延期: asked for by the unit, decided by the head, or given by the head unasked."""
        case = self._begin(seed, Status.IN_PROGRESS)
        waiting = self._any(Request.objects.filter(kind=Request.Kind.EXTENSION, granted=None))
        until = (case.due_on or self.day) + timedelta(self._one([10, 5, 0]))
        reason = self._one(["等待审计"] * 4 + [""])
        if waiting and self.dice.random() < 0.7:
            self._decide(waiting, reason)
        elif self.dice.random() < 0.6:
            asked = self._do(ask_extension, case=case, until=until, reason=reason, on=self._on())
            if asked is not None and self.dice.random() < 0.6:
                self._decide(asked, reason)
        else:
            self._do(extend, case=case, until=until, reason=reason, on=self._on())

    def _decide(self, waiting: Request, reason: str) -> None:
        self.actor = self._one([self.actor, self.world.head, self.world.head])
        decided = {"request": waiting, "note": reason, "on": self.day}
        if self.dice.random() < 0.5:
            self._do(refuse_extension, **decided)
        else:
            until = self._one([waiting.until, waiting.until + timedelta(9)])
            self._do(grant_extension, until=until, **decided)

    def press(self, seed: int) -> None:
        case = self._begin(seed, Status.ASSIGNED, Status.IN_PROGRESS)
        unit = self._one([case.responsible_unit, *self.world.units, None])
        open_ones = Supervision.objects.filter(replied_on=None).exclude(kind=Supervision.Kind.REMIND)
        asked = self._any(open_ones)
        if asked and self.dice.random() < 0.6:
            self.actor = self._one([self.actor, self.world.head])
            self._do(reply_supervision, supervision=asked, reply=self._one(["已督促", "已督促", ""]), on=self._on())
        elif self.dice.random() < 0.5:
            self._do(remind, case=case, unit=unit, text="请加快", on=self._on())
        else:
            kind = self._one(["supervise", "listed", "regulator", "remind"])
            due_on = self._one([self.day + timedelta(5), self.day + timedelta(5), None])
            self._do(supervise, case=case, kind=kind, unit=unit, text="请说明", reply_due_on=due_on, on=self._on())

    def consult(self, seed: int) -> None:
        case = self._begin(seed, *OPEN)
        units = self._one([self.world.units, self.world.units, self.world.units[:1]])
        self._do(note_consultation, case=case, text="商定分工", units=units, on=self._on())

    def promise(self, seed: int) -> None:
        case = self._begin(seed, Status.IN_PROGRESS)
        entry, act = self._entry(case), self.dice.random()
        if act < 0.2:
            self.look_for_broken_promises()
        elif act < 0.4:
            self._do(withdraw_instalments, case_claim=entry, reason=self._one(["另行约定", ""]))
        else:
            self.plan(entry)

    def plan(self, entry: CaseClaim) -> None:
        agreed = entry.agreed_amount_yuan or entry.claim.amount_yuan
        if entry.agreed_amount_yuan is None:
            self._do(verify_amounts, case_claim=entry, verified_amount_yuan=agreed, agreed_amount_yuan=agreed)
        days = self._one([(3, 12), (1,), (5, 5)])
        each = (agreed / len(days)).quantize(Decimal("0.01"))
        rows = [Promise(self.day + timedelta(day), each) for day in days]
        planned = self._do(plan_instalments, case_claim=entry, promises=rows, reason=self._one(["换一份", ""]))
        if planned is not None and self.dice.random() < 0.2:
            self._do(withdraw_instalments, case_claim=entry, reason=self._one(["另行约定", ""]))

    def break_promise(self, seed: int) -> None:
        """A case that ends while money is still promised, and the day on which it should have come."""
        case = self._begin(seed, Status.IN_PROGRESS)
        self.actor = self.world.head
        if case.status == Status.IN_PROGRESS:
            self.plan(self._entry(case))
            self._make_ready(case)
            self._do(request_completion, case=case, on=self.day)
            self._do(complete, case=case, on=self.day)
            self.day += timedelta(self.dice.randint(2, 15))
            self.look_for_broken_promises()

    def look_for_broken_promises(self) -> None:
        """As the daily tick does, in the program's own name."""
        self._do(request_reopening_for_broken_promises, by=None, today=self.day)

    def complain(self, seed: int) -> None:
        """A call after the end, often with an unhappy answer: it asks for the case to be taken up again."""
        case = self._begin(seed, *FINISHED)
        answer = self._one([self.world.unhappy, self.world.unhappy, self.world.satisfied])
        self._do(add_follow_up, case=case, satisfaction=answer, on=self._on())
        if self.dice.random() < 0.5:
            self.answer_complaint(seed)

    def answer_complaint(self, seed: int) -> None:
        self._begin(seed)
        self.actor = self._one([self.actor, self.world.head])
        waiting = self._any(Request.objects.filter(kind=Request.Kind.REOPEN, granted=None).select_related("case"))
        if waiting and self.dice.random() < 0.7:
            self._do(refuse_reopening, request=waiting, note=self._one(["已付清", "已付清", ""]), on=self.day)
        elif waiting:
            self._do(reopen, case=waiting.case, reason="承诺未兑现", due_on=self.day + timedelta(15))

    def holiday(self, seed: int) -> None:
        """A day is given off at short notice; dates that were counted move."""
        self._begin(seed)
        off = self.day + timedelta(self.dice.randint(1, 15))
        SpecialDay.objects.update_or_create(day=off, defaults={"is_workday": False, "name": "临时放假"})
        self._do(recompute_deadlines, what="临时放假")

    def take_over(self, seed: int) -> None:
        """Another unit gets the case as it stands; its deadline is none of the changes."""
        case = self._begin(seed, Status.ASSIGNED, Status.IN_PROGRESS)
        self.actor = self._one([self.actor, self.world.head, self.world.head])
        clock, stood_on = office_clock(case), case.due_on
        if clock is None:
            return
        order = {"unit": self._one(self.world.units), "officer_name": "张接手", "due_on": clock.due_on, "note": "改交"}
        if self._do(assign, case=case, on=self.day, **order) is not None:
            now = office_clock(case)
            assert (now.pk, now.started_on, now.due_on, case.due_on) == (
                clock.pk, clock.started_on, clock.due_on, stood_on,
            )  # fmt: skip
            self.world.done["taken over"] += 1

    # What must be true of every date.

    def check_deadlines(self, cases: list[Case]) -> None:
        running: dict[int, list[Clock]] = {case.pk: [] for case in cases}
        for clock in Clock.objects.filter(closed_on=None).select_related("rule"):
            running[clock.case_id].append(clock)
        for case in cases:
            self._check_due(case, running[case.pk])
        self._check_courses([clock for clocks in running.values() for clock in clocks])
        waiting = Counter(Request.objects.filter(granted=None).values_list("case", "kind"))
        assert [key for key, number in waiting.items() if number > 1] == []
        unanswered = Supervision.objects.filter(kind=Supervision.Kind.REGULATOR, replied_on=None)
        assert not unanswered.filter(case__status__in=FINISHED).exists()
        for decided in Request.objects.exclude(granted=None).select_related("decided_by"):
            assert decided.decided_by == self.world.head

    def _check_due(self, case: Case, running: list[Clock]) -> None:
        if case.status not in OPEN:
            assert running == [], (case, case.status)
            return
        assert max(Counter(clock.rule.code for clock in running).values(), default=1) == 1
        days = [clock.next_check_on or clock.due_on for clock in running if clock.rule.is_duty]
        if days:
            assert case.due_on == min(days), (case, case.due_on, days)
        elif case.status == Status.REGISTERED:
            assert case.due_on is None
        if case.status in (Status.ASSIGNED, Status.IN_PROGRESS):
            assert "office_limit" in {clock.rule.code for clock in running}

    def _check_courses(self, clocks: list[Clock]) -> None:
        """Each change begins where the last one ended, and the last one ends on the date that stands."""
        stands: dict[int, date | None] = {}
        for change in ClockChange.objects.filter(clock__in=clocks).order_by("id"):
            if change.kind != Kind.START:
                assert change.before == stands[change.clock_id], change
            if change.kind not in (Kind.PAUSE, Kind.CLOSE):
                stands[change.clock_id] = change.after
        assert stands == {clock.pk: clock.due_on for clock in clocks}

    def _check_resumed(self, before: Clock, on: date) -> None:
        """As many working days later as it was paused. A limit of which no day was left ends on the day itself.

        Where a person's own pause ends and an open procedure is waited for, the limit stands still again at once.
        """
        after, days = Clock.objects.get(pk=before.pk), calendar()
        if after.paused_on:
            assert after.paused_on >= on
            assert Procedure.objects.filter(case=after.case_id, closed_on=None, pause__clock=after).exists()
        else:
            assert after.next_check_on is None
        if not days.workdays_between(before.paused_on, before.due_on):
            assert after.due_on >= on
            return
        moved = days.workdays_between(before.due_on, after.due_on)
        assert moved == days.workdays_between(before.paused_on, on)
        self.world.done["resumed later"] += moved > 0

    def events_of(self, action: Any, result: Any, requests: int) -> int:
        """How many events the act must have written: one, and one more for a request that followed from it."""
        if action is recompute_deadlines:
            return int(result > 0)
        if action is request_reopening_for_broken_promises:
            return len(result)
        return 1 + (reopening_requests() - requests if action is add_follow_up else 0)


def reopening_requests() -> int:
    return Request.objects.filter(kind=Request.Kind.REOPEN).count()
