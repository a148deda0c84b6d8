"""更正登记: a claim is put right, and what counted before stays on record.

依据：分工表“更正登记”：登记员在本场接访结束前；主任随时，须写明原因。
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import Conflict, Refused
from office.roles import Role, holds, require
from reception.actions.claim_checks import faults, tidy
from reception.actions.claim_data import PLAIN_FIELDS, ClaimData, PersonData
from reception.actions.masked import LABELS, MASKS, OF_A_PERSON
from reception.actions.parties import parties_of
from reception.actions.representatives import (
    rewrite_representatives,
    stored_representatives,
    unmasked_representatives,
)
from reception.actions.rolls import match_rows, own_row, rewrite_roll, rows_of
from reception.actions.search import index_claims
from reception.labels import correction_labels
from reception.models import Claim, Correction, Petitioner, ReceptionSession, Worker

PARTIES = ("project", "employer", "general_contractor", "developer")
PERSON_FIELDS = ("name", "gender", "id_number", "phone", "address")
COUNTED = ("session", "received_on", "workers_count", "amount_yuan", "is_wages")
ERASE = "无"


def correct_claim(
    *,
    claim: Claim,
    by: User,
    data: ClaimData,
    reason: str = "",
    expected_corrections: int | None = None,
    before_correction: Callable[..., object] | None = None,
    after_correction: Callable[..., object] | None = None,
    now: datetime | None = None,
) -> Claim:
    """Writes what differs and one `Correction` with the counted values as they stood before and the names that go.

    A personal value that comes back masked or empty is left as it is; 无 empties it. `expected_corrections` is the
    number of corrections the form was built on. `before_correction` is asked first, with claim and new day of receipt:
    a later room locks what rests on the claim and refuses what it cannot bear. `after_correction` is told in the same
    transaction, with the claim as it is now and the names of what changed.

    Raises:
        Refused: nothing differs, a fault in the values, or the claim is void or merged.
        Conflict: somebody else corrected the claim meanwhile.
        PermissionDenied: a clerk after the session was closed; a head without a reason is Refused.
    """
    require(by, "correct_claim")
    now = now or timezone.now()
    with transaction.atomic():
        if before_correction:
            before_correction(claim=claim, received_on=data.received_on)
        claim = _locked(claim)
        _refuse_stranger(claim, by, reason, today=timezone.localdate(now))
        _refuse_stale(claim, expected_corrections)
        before, people = {name: getattr(claim, name) for name in COUNTED}, _people_on(claim)
        changed = _apply(claim, data, today=timezone.localdate(now))
        if not changed:
            raise Refused("没有改动任何内容，无需更正。")
        index_claims([claim.pk])
        gone = "\n".join(sorted(people - _people_on(claim)))
        Correction.objects.create(
            claim=claim, at=now, by=by, reason=reason.strip(), changed=changed, former_names=gone, **before
        )
        if after_correction:
            after_correction(claim=claim, changed=changed, now=now)
        labels = correction_labels(changed)
        trail.record("correct_claim", by=by, obj=claim, now=now, number=claim.number, changed=labels, **_facts(before))
    return claim


def may_correct(user: User, claim: Claim, *, today: date) -> bool:
    """Clerk: until the claim's session is closed, without a session on the day of registering. Head: any time."""
    if not claim.is_live or claim.area_id not in user.area_ids:
        return False
    return holds(user, {Role.HEAD}) or (holds(user, {Role.CLERK}) and _still_the_clerks(claim, today))


def _locked(claim: Claim) -> Claim:
    """The rows in the order session, claim; read afresh, so that `before` is what is really stored."""
    if claim.session_id:
        ReceptionSession.objects.select_for_update().get(pk=claim.session_id)
    Claim.objects.select_for_update().get(pk=claim.pk)
    return Claim.objects.with_parties().get(pk=claim.pk)


def _people_on(claim: Claim) -> set[str]:
    """Everybody whom the claim names as it is stored: who came, the roll, and those who speak for a group."""
    people = {Petitioner.objects.values_list("name", flat=True).get(pk=claim.petitioner_id)}
    return people.union(*(rows.values_list("name", flat=True) for rows in (claim.workers, claim.representatives)))


def _still_the_clerks(claim: Claim, today: date) -> bool:
    if claim.session is None:
        return timezone.localdate(claim.registered_at) == today
    return claim.session.status == ReceptionSession.Status.OPEN


def _refuse_stranger(claim: Claim, by: User, reason: str, *, today: date) -> None:
    if not claim.is_live:
        raise Refused(f"{claim.number}已作废或已判重，不能更正。")
    if not may_correct(by, claim, today=today):
        raise PermissionDenied("本场接访已经结束，登记员不能再更正：请联系治欠办主任，由主任写明原因后更正。")
    if not reason.strip() and not (holds(by, {Role.CLERK}) and _still_the_clerks(claim, today)):
        raise Refused("请填写更正原因。")


def _refuse_stale(claim: Claim, expected: int | None) -> None:
    if expected is None or claim.corrections.count() == expected:
        return
    last = claim.corrections.select_related("by").last()
    raise Conflict(
        f"{last.by} 已于 {timezone.localtime(last.at):%Y-%m-%d %H:%M} 更正过这件诉求，请重新打开页面核对后再改。"
    )


def _apply(claim: Claim, data: ClaimData, *, today: date) -> list[str]:
    stored = list(claim.workers.all())
    data = tidy(_unmasked(data, claim, stored))
    found = faults(data, area=claim.area, today=today)
    if found:
        raise Refused(found)
    changed = _apply_claim(claim, data) + _apply_person(claim.petitioner, data.petitioner)
    rows = rows_of(data)
    if not data.workers and rows:
        rows = (own_row(rows[0], stored),)
    if rewrite_roll(claim, rows, stored):
        changed.append("workers")
    if rewrite_representatives(claim, data.representatives):
        changed.append("representatives")
    return changed


def _apply_claim(claim: Claim, data: ClaimData) -> list[str]:
    parties = parties_of(data, area=claim.area)
    wanted: dict[str, Any] = {name: getattr(parties, name) for name in PARTIES}
    wanted |= {name: getattr(data, name) for name in PLAIN_FIELDS}
    changed = [name for name, value in wanted.items() if getattr(claim, name) != value]
    for name in changed:
        setattr(claim, name, wanted[name])
    if changed:
        claim.save(update_fields=changed)
    return changed


def _apply_person(person: Petitioner, data: PersonData) -> list[str]:
    changed = [name for name in PERSON_FIELDS if getattr(person, name) != getattr(data, name)]
    for name in changed:
        setattr(person, name, getattr(data, name))
    if changed:
        person.save()
    return [f"petitioner.{name}" for name in changed]


def _unmasked(data: ClaimData, claim: Claim, stored: list[Worker]) -> ClaimData:
    """The data with every masked or empty personal value put back as stored.

    Raises:
        Refused: a value with stars that is not the mask that was shown.
    """
    problems: list[str] = []
    petitioner = _restored(data.petitioner, claim.petitioner, OF_A_PERSON, "来访人", problems)
    workers = tuple(
        _restored(row, worker, ("id_number", "phone", "account"), f"花名册第 {number} 行", problems)
        for number, (worker, row) in enumerate(match_rows(data.workers, stored), start=1)
    )
    others = unmasked_representatives(data.representatives, stored_representatives(claim), problems)
    if problems:
        raise Refused(problems)
    return replace(data, petitioner=petitioner, workers=workers, representatives=others)


def _restored(data: Any, stored: Any, names: tuple[str, ...], where: str, problems: list[str]) -> Any:
    values = {}
    for name in names:
        given, old = getattr(data, name).strip(), getattr(stored, name, "")
        if given in ("", MASKS[name](old)):
            given = old
        elif given == ERASE:
            given = ""
        elif "*" in given:
            problems.append(f"{where}的{LABELS[name]}含有星号：请保持原样，或填写完整的内容。")
        values[name] = given
    return replace(data, **values)


def _facts(before: dict[str, Any]) -> dict[str, Any]:
    """The counted values for the trail: ids and numbers, nothing personal."""
    session = before["session"]
    return {f"before_{name}": value for name, value in before.items() if name != "session"} | {
        "before_session": session.pk if session else None
    }
