"""Registering what was said at the counter, further visits, and the marks the ledger sets on a claim.

依据：实施方案六（一）接访登记、六（二）应接尽接、有接必办。
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import trail
from office.dataset import mark_real_unless_made_up
from office.models import Area, User
from office.numbering import CLAIM, next_number
from office.refusals import Refused, refuse_if
from office.roles import require
from reception.actions.claim_checks import faults, tidy
from reception.actions.claim_data import (
    PLAIN_FIELDS,
    ClaimData,
    PersonData,
    RepresentativeData,
    WorkerData,
    data_of,
)
from reception.actions.corrections import correct_claim
from reception.actions.drafts import drop_draft_of
from reception.actions.duplicates import refuse_unseen_duplicates
from reception.actions.masked import with_stored_values
from reception.actions.parties import parties_of
from reception.actions.representatives import write_representatives
from reception.actions.rolls import create_roll, rows_of
from reception.actions.search import index_new_claim
from reception.models import Claim, Draft, Petitioner, ReceptionSession, Visit
from reception.receipt_codes import new_code

__all__ = [
    "ClaimData", "PersonData", "RepresentativeData", "WorkerData", "add_visit", "correct_claim", "data_of", "mark_merged", "mark_void",
    "register_claim",
]  # fmt: skip


def register_claim(
    *,
    area: Area,
    by: User,
    data: ClaimData,
    on_registered: Callable[..., object],
    submission: UUID | None = None,
    seen_duplicates: Collection[str] | None = None,
    known_person: str = "",
    now: datetime | None = None,
) -> Claim:
    """Stores one claim with its people, its number and, through `on_registered`, its case: all or nothing.

    The same `submission` again, even at the same instant, returns the first claim. `seen_duplicates` are the numbers
    of the claims that somebody looked at and found to be another matter; None where nobody sits before a form.
    `known_person` is the earlier row that masked values of the petitioner are taken from.

    Raises:
        LikelyDuplicates: an earlier claim may be the same complaint and has not been seen yet.
        Refused: what is missing or cannot be, every fault named.
        PermissionDenied: not a clerk or head of this area.
    """
    require(by, "register_claim")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    submission = submission or uuid4()
    first = _submitted(submission, by)
    if first:
        return first
    person = with_stored_values(data.petitioner, known_person=known_person, by=by)
    data = tidy(replace(data, petitioner=person))
    found = faults(data, area=area, today=timezone.localdate(now))
    if found:
        raise Refused(found)
    try:
        return _store(
            area=area, by=by, data=data, on_registered=on_registered, submission=submission, seen=seen_duplicates, now=now
        )  # fmt: skip
    except IntegrityError:
        # Another request with the same submission was stored between our look and our write.
        first = _submitted(submission, by)
        if first is None:
            raise
        return first


def add_visit(
    *, claim: Claim, by: User, visited_on: date, session: ReceptionSession | None = None, note: str = "",
    people_present: int | None = None, submission: UUID | None = None, draft: UUID | None = None,
    now: datetime | None = None,
) -> Visit:  # fmt: skip
    """登记再次来访: the same complaint brought again; 件 does not grow.

    The same `submission` again, even at the same instant, returns the first visit. The own `draft` that became this
    visit goes with it.

    Raises:
        Refused: claim void or merged, the day before the claim or to come, session not held on that day.
        PermissionDenied: not a clerk or head of the claim's area.
    """
    require(by, "add_visit")
    if claim.area_id not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    with transaction.atomic():
        claim = Claim.objects.select_for_update().get(pk=claim.pk)
        first = claim.visits.filter(submission=submission).first() if submission else None
        if first:
            return first
        refuse_if([*_not_live(claim), *_visit_faults(claim, visited_on, session, timezone.localdate(now))])
        visit = Visit.objects.create(
            claim=claim, session=session, visited_on=visited_on, note=note.strip(), people_present=people_present,
            submission=submission, recorded_at=now, recorded_by=by,
        )  # fmt: skip
        if draft:
            Draft.objects.visible_to(by).filter(submission=draft).delete()
        trail.record("add_visit", by=by, obj=claim, now=now, number=claim.number, visited_on=visited_on)
    return visit


def mark_void(*, claim: Claim, by: User, reason: str, now: datetime | None = None) -> Claim:
    """作废: the claim no longer counts. For the ledger's action, which holds the transaction and writes the event.

    Raises:
        Refused: no reason, claim already void or merged, or other claims were merged into it.
    """
    require(by, "void_claim")
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    problems = _not_live(claim)
    if not reason.strip():
        problems.append("请填写作废原因。")
    merged = list(claim.duplicates.values_list("number", flat=True))
    if merged:
        problems.append(f"{'、'.join(merged)}已判重并入{claim.number}，不能作废。")
    refuse_if(problems)
    claim.voided_at, claim.voided_by, claim.void_reason = now or timezone.now(), by, reason.strip()
    claim.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return claim


def mark_merged(*, claim: Claim, into: Claim, by: User, now: datetime | None = None) -> Visit:
    """判重: the claim becomes a further visit of an earlier one. For the ledger's action, as `mark_void`.

    Visits and duplicates the claim had itself move along, so that no chain of duplicates arises.

    Raises:
        Refused: one of the two does not count, they are of different areas, or `into` is the later one.
    """
    require(by, "merge_duplicate")
    now = now or timezone.now()
    locked = {
        row.pk: row for row in Claim.objects.select_for_update().filter(pk__in=[claim.pk, into.pk]).order_by("pk")
    }
    claim, into = locked[claim.pk], locked[into.pk]
    refuse_if(_merge_faults(claim, into))
    claim.merged_into, claim.merged_at, claim.merged_by = into, now, by
    claim.save(update_fields=["merged_into", "merged_at", "merged_by"])
    if claim.is_secret and not into.is_secret:
        into.is_secret = True
        into.save(update_fields=["is_secret"])
    claim.duplicates.update(merged_into=into)
    claim.visits.update(claim=into)
    return Visit.objects.create(
        claim=into,
        session_id=claim.session_id,
        duplicate=claim,
        visited_on=claim.received_on,
        note=f"判重并入，原登记编号 {claim.number}",
        recorded_at=now,
        recorded_by=by,
    )


@transaction.atomic
def _store(
    *, area: Area, by: User, data: ClaimData, on_registered: Callable[..., object], submission: UUID,
    seen: Collection[str] | None, now: datetime,
) -> Claim:  # fmt: skip
    mark_real_unless_made_up()
    parties = parties_of(data, area=area)
    number = next_number(CLAIM, area=area, year=data.received_on.year)
    # From here on no other counter of the area stores a claim: what is not found now is not there.
    refuse_unseen_duplicates(data=data, submission=submission, seen=seen, by=by)
    person = data.petitioner
    claim = Claim.objects.create(
        area=area,
        number=number,
        submission=submission,
        receipt_code=new_code(),
        petitioner=Petitioner.objects.create(
            name=person.name,
            gender=person.gender,
            id_number=person.id_number,
            phone=person.phone,
            address=person.address,
        ),
        project=parties.project,
        employer=parties.employer,
        general_contractor=parties.general_contractor,
        developer=parties.developer,
        registered_at=now,
        registered_by=by,
        **{name: getattr(data, name) for name in PLAIN_FIELDS},
    )
    roll = rows_of(data)
    create_roll(claim, roll)
    if data.representatives:
        write_representatives(claim, data.representatives)
    index_new_claim(claim, people=[*(row.name for row in roll), *(row.name for row in data.representatives)])
    drop_draft_of(submission)
    on_registered(claim=claim, by=by, now=now)
    trail.record(
        "register_claim", by=by, obj=claim, now=now, number=claim.number, received_on=claim.received_on,
        session=claim.session_id, workers_count=claim.workers_count, amount_yuan=claim.amount_yuan,
    )  # fmt: skip
    return claim


def _submitted(submission: UUID, by: User) -> Claim | None:
    """The claim stored for this submission; only to the one who sent it.

    Raises:
        Refused: another account has sent it, e.g. the page was left open on a shared computer.
    """
    first = Claim.objects.filter(submission=submission).first()
    if first and first.registered_by_id != by.pk:
        raise Refused("这一页已经由其他账号登记过：请重新打开“登记诉求”再填。")
    return first


def _not_live(claim: Claim) -> list[str]:
    if claim.voided_at:
        return [f"{claim.number}已作废。"]
    return [f"{claim.number}已判重并入其他诉求。"] if claim.merged_into_id else []


def _visit_faults(claim: Claim, visited_on: date, session: ReceptionSession | None, today: date) -> list[str]:
    problems = []
    if visited_on > today:
        problems.append("来访日期不能晚于今天。")
    if visited_on < claim.received_on:
        problems.append("再次来访的日期不能早于首次登记的接访日期。")
    if session and session.area_id != claim.area_id:
        problems.append("所选接访场次不属于本区划，请重新选择。")
    elif session and session.held_on != visited_on:
        problems.append(f"来访日期应与场次一致：场次是{session.day_text}（{session.get_status_display()}）。")
    return problems


def _merge_faults(claim: Claim, into: Claim) -> list[str]:
    if claim.pk == into.pk:
        return ["不能并入自己，请选择另一件诉求。"]
    problems = [*_not_live(claim), *_not_live(into)]
    if claim.area_id != into.area_id:
        problems.append("两件诉求不属于同一区划，不能判重。")
    if (into.received_on, into.pk) > (claim.received_on, claim.pk):
        problems.append(f"判重应并入较早登记的一件：{into.number}晚于{claim.number}，请交换。")
    return problems
