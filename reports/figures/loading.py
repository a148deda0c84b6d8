"""Reads a month's facts from the database: a constant number of queries, each on an index.

`as_of` asks what was known at an instant: rows entered later are left out, values corrected later are read as they
stood before. Wage rolls and sectors keep no history and are read as they are now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledger.models import CaseClaim, Transition
from ledger.workflow import OPEN
from reception.models import Claim, Correction, ReceptionSession, Worker
from reports.figures.facts import CalledOff, ClaimFact, Event, Facts, SessionFact, Standing
from reports.models import LeftOutSession
from reports.period import Month

CONCLUDE, RESUME = "conclude", "resume"
CORRECTED = ("received_on", "workers_count", "amount_yuan", "is_wages")


@dataclass(frozen=True)
class Question:
    """Which areas, which month, as known when (None: now). `left_out`: by session that does not count, why."""

    area_ids: Collection[int]
    month: Month
    as_of: datetime | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)

    def known(self, instant_field: str) -> Q:
        """Rows entered by the instant asked about."""
        return Q(**{f"{instant_field}__lte": self.as_of}) if self.as_of else Q()

    def in_month(self, date_field: str) -> Q:
        return Q(**{f"{date_field}__gte": self.month.start, f"{date_field}__lt": self.month.end})


def load(question: Question) -> Facts:
    """All facts of the month; eleven queries, sixteen with `as_of`, whatever the number of rows."""
    month, question = question.month, replace(question, left_out=_left_out(question))
    sessions = ReceptionSession.objects.filter(question.in_month("held_on"), area__in=question.area_ids)
    received_q = _now_or_before(question, Q(session__in=sessions.values("pk")))
    received = _claims(question, Claim.objects.filter(received_q))
    in_month = _events(question).filter(question.in_month("on"))
    moved = _claims(question, Claim.objects.filter(pk__in=in_month.values("claim")))
    inside = {claim.pk for claim in received if _is_held_in(claim, month)}
    of_month = _now_or_before(question, question.in_month("received_on")) & _without_session(question)
    outside = _claims(question, Claim.objects.filter(of_month, area__in=question.area_ids))
    held = list(_sessions(question))
    return Facts(
        month=month,
        sessions=tuple(session for session in held if not session.left_out),
        not_counted=tuple(session for session in held if session.left_out),
        called_off=tuple(_called_off(question)),
        received=tuple(claim for claim in received if claim.pk in inside),
        moved=tuple(claim for claim in moved if claim.pk not in inside),
        beside=tuple(c for c in outside if c.held_on is None and month.contains(c.received_on)),
        opening=tuple(_unfinished(question, month.start)),
        closing=tuple(_unfinished(question, month.end)),
        events=_events_by_claim(question, received_q),
        same_workers=tuple(_same_workers(question, received_q)),
    )


def left_out_now() -> QuerySet[LeftOutSession]:
    """Sessions that do not count, as decided now."""
    return LeftOutSession.objects.filter(undone_at=None)


def _left_out(question: Question) -> dict[int, str]:
    rows = LeftOutSession.objects.filter(question.known("at"), session__area__in=question.area_ids)
    standing = Q(undone_at=None) | (Q(undone_at__gt=question.as_of) if question.as_of else Q())
    return dict(rows.filter(standing).values_list("session_id", "reason"))


def _is_held_in(claim: ClaimFact, month: Month) -> bool:
    return claim.held_on is not None and month.contains(claim.held_on)


def _now_or_before(question: Question, condition: Q) -> Q:
    """Claims that meet the condition now, or may have met it before a correction entered after `as_of`."""
    if not question.as_of:
        return condition
    later = Correction.objects.filter(condition, at__gt=question.as_of)
    return condition | Q(pk__in=later.values("claim"))


def _without_session(question: Question) -> Q:
    """Claims that no held session has now, or had by `as_of`; the exact answer is taken from the facts."""
    without = Q(session=None) | Q(session__held_on=None)
    if question.left_out:
        without |= Q(session__in=list(question.left_out))
    if not question.as_of:
        return without
    late = Q(session__opened_at__gt=question.as_of)
    corrected = Q(pk__in=Correction.objects.filter(at__gt=question.as_of).values("claim"))
    return without | late | corrected


def _sessions(question: Question) -> Iterable[SessionFact]:
    signed = question.known("attendances__signed_in_at")
    sessions = (
        ReceptionSession.objects.opened()
        .filter(question.in_month("held_on"), question.known("opened_at"), area__in=question.area_ids)
        .annotate(
            units=Count("attendances", filter=signed & Q(attendances__isnull=False)),
            leads=Count("attendances", filter=signed & Q(attendances__unit__is_lead=True)),
        )
        .order_by("held_on", "pk")
    )
    for session in sessions:
        yield SessionFact(
            pk=session.pk,
            area_id=session.area_id,
            held_on=session.day,
            is_closed=session.closed_at is not None and _by(question, session.closed_at),
            units=session.units,
            has_lead=session.leads > 0,
            venue=session.venue,
            left_out=question.left_out.get(session.pk, ""),
        )


def _called_off(question: Question) -> Iterable[CalledOff]:
    statuses = [ReceptionSession.Status.CANCELLED, ReceptionSession.Status.POSTPONED]
    sessions = (
        ReceptionSession.objects.filter(question.in_month("planned_on"), question.known("cancelled_at"))
        .filter(area__in=question.area_ids, status__in=statuses)
        .select_related("postponed_to")
        .order_by("planned_on", "pk")
    )
    for session in sessions:
        yield CalledOff(
            pk=session.pk,
            area_id=session.area_id,
            planned_on=session.day,
            reason=session.cancel_reason,
            was_moved=session.status == ReceptionSession.Status.POSTPONED,
            moved_to=session.postponed_to.day if session.postponed_to else None,
        )


def _claims(question: Question, chosen: QuerySet[Claim]) -> list[ClaimFact]:
    """The chosen claims of the areas, void and merged ones included, with their values as known at `as_of`."""
    rows = chosen.order_by("pk").values(
        "pk", "number", "area_id", "session_id", *CORRECTED, "session__held_on", "session__opened_at",
        "not_wages_kind__label", "registered_at", "voided_at", "merged_at", "merged_into__number",
    )  # fmt: skip
    before = _values_before(question, chosen)
    # Areas are sorted out here: with an area in the condition SQLite reads the whole area instead of the month.
    mine = (row for row in rows if row["area_id"] in question.area_ids)
    return [_claim(question, row | before.get(row["pk"], {})) for row in mine]


def _values_before(question: Question, chosen: QuerySet[Claim]) -> dict[int, dict[str, Any]]:
    """By claim, the values that the first correction after `as_of` replaced."""
    if not question.as_of:
        return {}
    rows = (
        Correction.objects.filter(at__gt=question.as_of, claim__in=chosen.values("pk"))
        .order_by("-at", "-pk")
        .values("claim_id", "session_id", *CORRECTED, "session__held_on", "session__opened_at")
    )
    return {row.pop("claim_id"): row for row in rows}  # the earliest comes last and stays


def _claim(question: Question, row: dict[str, Any]) -> ClaimFact:
    opened_at = row["session__opened_at"]
    left_out = question.left_out.get(row["session_id"], "")
    is_held = opened_at is not None and _by(question, opened_at) and not left_out
    return ClaimFact(
        pk=row["pk"],
        number=row["number"],
        area_id=row["area_id"],
        held_on=row["session__held_on"] if is_held else None,
        received_on=row["received_on"],
        session_id=row["session_id"],
        workers=row["workers_count"],
        amount_yuan=row["amount_yuan"],
        is_wages=row["is_wages"],
        not_wages_kind=row["not_wages_kind__label"] or "",
        standing=_standing(question, row),
        merged_into=row["merged_into__number"] or "",
        left_out=left_out,
    )


def _standing(question: Question, row: dict[str, Any]) -> Standing:
    if not _by(question, row["registered_at"]):
        return Standing.NOT_YET
    if row["voided_at"] and _by(question, row["voided_at"]):
        return Standing.VOID
    if row["merged_at"] and _by(question, row["merged_at"]):
        return Standing.DUPLICATE
    return Standing.LIVE


def _by(question: Question, instant: datetime) -> bool:
    return question.as_of is None or instant <= question.as_of


def _events(question: Question) -> QuerySet[Transition]:
    """Conclusions and resumptions of single claims, as far as they were entered."""
    return Transition.objects.filter(question.known("at"), move__in=[CONCLUDE, RESUME], claim__isnull=False)


def _events_by_claim(question: Question, received: Q) -> dict[int, tuple[Event, ...]]:
    events: dict[int, dict[int, Event]] = defaultdict(dict)
    # Two queries, not one with OR: each finds its claims on an index.
    in_month = _events(question).filter(question.in_month("on"))
    claims_of_month = Claim.objects.filter(received)
    of_either: list[QuerySet[Any, Any]] = [in_month.values("claim"), claims_of_month.values("pk")]
    for claims in of_either:
        rows = _events(question).filter(claim__in=claims).order_by("pk")
        for pk, claim_id, move, outcome, on in rows.values_list("pk", "claim_id", "move", "outcome", "on"):
            event = Event(pk=pk, claim_id=claim_id, is_conclusion=move == CONCLUDE, outcome=outcome, on=on)
            events[claim_id][pk] = event
    return {claim_id: tuple(known.values()) for claim_id, known in events.items()}


def _unfinished(question: Question, day: date) -> list[ClaimFact]:
    """Session claims that had come before the day and on which no conclusion stood then."""
    last = _events(question).filter(claim=OuterRef("pk"), on__lt=day).order_by("-pk").values("move")[:1]
    came = _now_or_before(question, Q(session__held_on__lt=day))
    chosen = (
        Claim.objects.filter(came, _may_be_unfinished(question, day))
        .alias(last_move=Coalesce(Subquery(last), Value(RESUME)))  # not touched yet is as open as resumed
        .filter(last_move=RESUME)
    )
    return [c for c in _claims(question, chosen) if c.is_live and c.held_on is not None and c.held_on < day]


def _may_be_unfinished(question: Question, day: date) -> Q:
    """Spares the years that are done: what was open that day is open now or was concluded or resumed since."""
    if question.as_of:
        return Q(area__in=question.area_ids)
    since = _events(question).filter(on__gte=day).order_by().values("claim")
    open_cases = {"case__area__in": question.area_ids, "case__status__in": OPEN}
    open_now = CaseClaim.objects.filter(**open_cases).order_by().values("claim")
    return Q(pk__in=since.union(open_now))


def _same_workers(question: Question, received: Q) -> Iterable[tuple[int, ...]]:
    claims = Claim.objects.filter(received).values("pk")
    rolls = Worker.objects.filter(claim__in=claims).exclude(id_number_index="")
    several = rolls.values("id_number_index").annotate(times=Count("claim", distinct=True)).filter(times__gt=1)
    found: dict[str, set[int]] = defaultdict(set)
    pairs = rolls.filter(id_number_index__in=several.values("id_number_index"))
    for index, claim_id in pairs.order_by("claim_id").values_list("id_number_index", "claim_id"):
        found[index].add(claim_id)
    return (tuple(sorted(claim_ids)) for claim_ids in found.values())
