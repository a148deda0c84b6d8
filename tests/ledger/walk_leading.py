"""The part of the walk that is about major cases: found so, led without a gap, visited, taken on the fast track."""

from datetime import timedelta

from ledger.actions.fast_track import fast_track
from ledger.actions.leaders import mark_major, name_leader, record_leader_visit
from ledger.actions.work import add_evidence
from ledger.models import Case, Evidence, Ownership
from ledger.workflow import OPEN, Status
from office.models import User
from tests import factories

LEADING_ACTS = ["find_major", "lead", "lead", "visit", "visit", "speed_up", "speed_up"]
LEADING_ONCE = {
    "mark_major", "name_leader", "record_leader_visit", "fast_track", "succeeded", "written by the leader",
    "led to the end",
}  # fmt: skip


class Leading:
    """Acts on major cases, and what must be true of who leads them; mixed into the walk."""

    def find_major(self, seed: int) -> None:
        case = self._begin(seed, *OPEN)
        self.actor = self._one([self.actor, self.world.head])
        self._find(case, self._one(["major", "major", "very_major", "none"]))

    def _find(self, case: Case, level: str) -> None:
        self._do(mark_major, case=case, level=level, reason=self._one(["人数多", "人数多", ""]), on=self.day)

    def lead(self, seed: int) -> None:
        """Names a leader, often for a case found major in the same breath, and often a successor after some days."""
        case = self._begin(seed, *OPEN)
        self.actor = self._one([self.actor, self.world.head, self.world.head])
        if not case.is_major and self.dice.random() < 0.7:
            self._find(case, "major")
        if self._name(case) is not None and self.dice.random() < 0.5:
            self.day += timedelta(self.dice.randint(0, 3))
            self._name(case)

    def _name(self, case: Case) -> Ownership | None:
        before = Ownership.objects.filter(case=case, ended_on=None).exists()
        leader = self._one([*self.world.leaders, *self.world.leaders, None])
        reason = self._one(["分管", "分管", ""])
        named = self._do(name_leader, case=case, leader=leader, reason=reason, on=self._one([self.day, self._on()]))
        self.world.done["succeeded"] += before and named is not None
        return named

    def visit(self, seed: int) -> None:
        """下访 or 批示, on paper by the office or by the leader himself, who may be another one's."""
        self._begin(seed)
        led = self._any(Ownership.objects.filter(case__status__in=OPEN).select_related("case", "leader__user"))
        case = led.case if led else self._any(Case.objects.all())
        self.actor = self._one([self.actor, *[(led and led.leader.user) or self.world.head] * 3])
        file, on = self._one([self.world.file, None]), self._one([self.day, self.day, self._on()])
        if self.dice.random() < 0.6:
            self._do(record_leader_visit, case=case, text=self._one(["到工地", "到工地", ""]), on=on, file=file)
            return
        paper = self._do(add_evidence, case=case, kind="leader", text="限期付清", on=on, file=file)
        self.world.done["written by the leader"] += paper is not None and file is None

    def speed_up(self, seed: int) -> None:
        case = self._begin(seed, Status.REGISTERED, Status.ASSIGNED)
        self.actor = self._one([self.actor, self.world.head, self.world.head])
        if not case.is_major and self.dice.random() < 0.6:
            self._find(case, "major")
        order = {
            "unit": self._one([*self.world.units, *self.world.units, None]),
            "officer_name": self._one(["李经办", "李经办", ""]),
            "due_on": self.day + timedelta(self._one([7, 7, -3])),
            "reason": self._one(["典型", "典型", ""]),
        }
        if self._do(fast_track, case=case, on=self.day, **order) is not None:
            assert (case.status, case.signed_for_on) == (Status.IN_PROGRESS, self.day)
            assert case.transitions.first().data["skipped"]

    # What must be true of who leads.

    def check_leading(self, cases: list[Case]) -> None:
        courses: dict[int, list[Ownership]] = {}
        for row in Ownership.objects.order_by("id"):
            courses.setdefault(row.case_id, []).append(row)
        for case in cases:
            course = courses.get(case.pk, [])
            if not course:
                continue
            assert case.is_major, case
            assert case.status != Status.ABSORBED, case
            assert course[-1].ended_on is None, case
            for earlier, later in zip(course, course[1:], strict=False):
                assert earlier.ended_on == later.starts_on >= earlier.starts_on, case
                assert earlier.leader_id != later.leader_id, case
            self.world.done["led to the end"] += case.status == Status.STRUCK_OFF

    def name_somebody(self, case: Case) -> None:
        """What 办结 asks for: mostly a leader, and now and then nobody, so that the gate has to say no."""
        if not self.is_led(case) and self.dice.random() < 0.9:
            leader = self._one(self.world.leaders)
            self._do(name_leader, case=case, by=self.world.head, leader=leader, reason="分管", on=self.day)

    def is_led(self, case: Case) -> bool:
        return Ownership.objects.filter(case=case, ended_on=None).exists()

    def has_instruction(self, case: Case) -> bool:
        """On scanned paper, or from an account that led the case."""
        own = User.objects.filter(leader__ownerships__case=case)
        papers = case.evidence.filter(kind=Evidence.Kind.LEADER)
        return papers.exclude(file=None).exists() or papers.filter(by__in=own).exists()


def leaders(head: User) -> list:
    """One with an account, one without."""
    return [factories.leader(user=factories.user("leader", area=head.area)), factories.leader(name="罗书记")]
