"""The end of a case: asked for, checked, 办结, 销号; and its beginning anew.

依据：实施方案六（二）两个不放过，六（三）“办结一起、销号一起”“不结案不销号”。
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import close_clocks, office_clock, refresh_due, start_clock
from ledger.actions.guard import event_day, relock
from ledger.actions.move import move
from ledger.actions.requests import grant_waiting_reopening
from ledger.day_bounds import late_faults
from ledger.models import Case, CaseClaim
from ledger.reference_data import OFFICE_LIMIT
from ledger.selectors.claims import concluded_claims, live_entries
from office import trail
from office.models import User
from reception.models import Claim

NO_CONFIRMATIONS = {
    "facts_clear_text": "",
    "facts_clear_at": None,
    "facts_clear_by": None,
    "matter_settled_text": "",
    "matter_settled_at": None,
    "matter_settled_by": None,
}
NO_END = {
    "completed_on": None,
    "completed_at": None,
    "completed_by": None,
    "struck_off_on": None,
    "struck_off_at": None,
    "struck_off_by": None,
}


@transaction.atomic
def request_completion(
    *, case: Case, by: User, on: date | None = None, note: str = "", expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """申请办结: through the same gate as 办结 itself, so that the head sees nothing half done.

    Raises:
        Refused: every thing that is missing.
    """
    move(case=case, name="request_completion", by=by, on=on, note=note, expected_version=expected_version, now=now)
    trail.record("request_completion", by=by, obj=case, now=now, number=case.number)
    return case


@transaction.atomic
def send_back(
    *, case: Case, by: User, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """退回补办, with a reason. The limit runs on; where it ended with a settlement on the spot, the usual one begins."""
    now = now or timezone.now()
    move(case=case, name="send_back", by=by, on=on, note=reason, expected_version=expected_version, now=now)
    if office_clock(case) is None and case.clocks.filter(rule__code=OFFICE_LIMIT).exists():
        start_clock(case=case, code=OFFICE_LIMIT, started_on=event_day(on, now), by=by, now=now, reason="退回补办")
        refresh_due(case)
    trail.record("send_back", by=by, obj=case, now=now, number=case.number)
    return case


@transaction.atomic
def complete(
    *, case: Case, by: User, on: date | None = None, note: str = "", expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """办结: the case's own step, and one `conclude` per claim that the monthly table counts by its outcome's day.

    `on` may be set back, not before the last outcome or payment. No deadline counts any further.
    """
    now = now or timezone.now()
    move(case=case, name="complete", by=by, on=on, note=note, expected_version=expected_version, now=now)
    entries = live_entries(case)
    concluded = concluded_claims(entry.claim for entry in entries)
    for entry in entries:
        if entry.claim_id not in concluded:
            move(
                case=case, name="conclude", by=by, on=entry.outcome_on, claim=entry.claim, outcome=entry.outcome, now=now
            )  # fmt: skip
    close_clocks(case=case, on=event_day(case.completed_on, now), by=by, now=now, reason="办结")
    trail.record("complete", by=by, obj=case, now=now, number=case.number, completed_on=case.completed_on)
    return case


@transaction.atomic
def strike_off(
    *, case: Case, by: User, on: date | None = None, note: str = "", expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """销号: only what has been completed, on its day or later."""
    move(case=case, name="strike_off", by=by, on=on, note=note, expected_version=expected_version, now=now)
    trail.record("strike_off", by=by, obj=case, now=now, number=case.number, struck_off_on=case.struck_off_on)
    return case


@transaction.atomic
def reopen(
    *,
    case: Case,
    by: User,
    reason: str,
    due_on: date | None,
    claims: Sequence[Claim] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:
    """重新办理: ends and confirmations are emptied, the claims named (all by default) lose their outcome; calls stay.

    One `resume` per such claim keeps the old outcome. The deadline is set anew by a person. A request that asked for
    this is granted with it.

    Raises:
        Refused: reason or deadline missing, deadline before the day, a claim that is not on this case.
    """
    now = now or timezone.now()
    relock(case, expected_version)
    entries = live_entries(case)
    chosen = [entry for entry in entries if claims is None or entry.claim in claims]
    problems = [*_wrong_claims(entries, claims), *_wrong_deadline(due_on, event_day(on, now))]
    move(
        case=case, name="reopen", by=by, on=on, note=reason, data=_ended(case, due_on),
        changes={**NO_END, **NO_CONFIRMATIONS, "due_on": due_on}, also_missing=problems, now=now,
    )  # fmt: skip
    for entry in chosen:
        move(case=case, name="resume", by=by, on=on, claim=entry.claim, outcome=entry.outcome, note=reason, now=now)
    CaseClaim.objects.filter(pk__in=[entry.pk for entry in chosen]).update(
        outcome="", outcome_on=None, outcome_at=None, outcome_by=None
    )
    start_clock(
        case=case, code=OFFICE_LIMIT, started_on=event_day(on, now), due_on=due_on, by=by, now=now, reason="重新办理"
    )
    refresh_due(case)
    grant_waiting_reopening(case, by=by, note=reason, until=due_on, on=event_day(on, now), now=now)
    numbers = [entry.claim.number for entry in chosen]
    trail.record("reopen", by=by, obj=case, now=now, number=case.number, claims=numbers)
    return case


def _wrong_claims(entries: Sequence[CaseClaim], claims: Sequence[Claim] | None) -> list[str]:
    if claims is None:
        return []
    on_case = {entry.claim for entry in entries}
    problems = [f"{claim.number}不在这个案件中。" for claim in claims if claim not in on_case]
    return problems if claims else ["请选择要重新办理的诉求。"]


def _wrong_deadline(due_on: date | None, on: date) -> list[str]:
    if due_on is None:
        return ["重新办理必须填写新的办理期限。"]
    early = [f"办理期限 {due_on} 早于重新办理的日期 {on}。"] if due_on < on else []
    return early + late_faults("办理期限", due_on)


def _ended(case: Case, due_on: date | None) -> dict[str, str]:
    """What reopening empties, kept with the step."""
    return {
        "completed_on": str(case.completed_on or ""),
        "struck_off_on": str(case.struck_off_on or ""),
        "facts_clear": case.facts_clear_text,
        "matter_settled": case.matter_settled_text,
        "old_due_on": str(case.due_on or ""),
        "due_on": str(due_on or ""),
    }
