"""Several cases in one act, all or nothing: 交办 of a session's new cases, each to its own unit; 办结 of reviewed ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ledger.actions.assignment import assign_many
from ledger.actions.completion import complete
from ledger.actions.guard import lock_cases, refuse_stale
from ledger.models import Case
from office.models import Unit, User
from office.refusals import Refused
from office.roles import require


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One case, the version its form was made from, and who shall do it until when."""

    case: Case
    version: int
    unit: Unit | None
    officer: User | None
    officer_name: str
    due_on: date | None


@transaction.atomic
def assign_each(
    *, errands: Sequence[Errand], by: User, on: date | None = None, note: str = "", now: datetime | None = None
) -> int:
    """Assigns every case as told and returns how many; cases with the same order make one event.
    The note is for all of them, e.g. why they go elsewhere than suggested.

    Raises:
        Conflict: one of the cases has changed since the form was shown. Refused: everything wrong, with case numbers.
    """
    require(by, "assign")
    if not errands:
        raise Refused("没有选择要交办的案件。")
    # All rows first, before the trail's end: two batches that overlap must never wait for each other.
    lock_cases(*(errand.case for errand in errands))
    for errand in errands:
        refuse_stale(errand.case, errand.version)
    problems: list[str] = []
    for group in _alike(errands):
        problems += _refusals(group, by=by, on=on, note=note, now=now)
    if problems:
        raise Refused(problems)
    return len(errands)


@transaction.atomic
def complete_many(
    *, cases: Sequence[tuple[Case, int]], by: User, on: date | None = None, now: datetime | None = None
) -> int:
    """办结 of reviewed cases, each with the version its checklist was shown at; each goes through its own gate.

    Returns how many. One event for each case, as if they had been completed one by one.

    Raises:
        Conflict: one of the cases has changed since. Refused: everything missing, with case numbers.
    """
    require(by, "complete")
    if not cases:
        raise Refused("没有勾选要办结的案件。")
    lock_cases(*(case for case, _version in cases))
    for case, version in cases:
        refuse_stale(case, version)
    problems: list[str] = []
    for case, _version in cases:
        try:
            with transaction.atomic():
                complete(case=case, by=by, on=on, now=now)
        except Refused as refused:
            problems += [f"{case.number}：{sentence}" for sentence in refused.missing]
    if problems:
        raise Refused(problems)
    return len(cases)


def _alike(errands: Sequence[Errand]) -> list[list[Errand]]:
    groups: dict[object, list[Errand]] = {}
    for errand in errands:
        key = (errand.unit and errand.unit.pk, errand.officer and errand.officer.pk, errand.officer_name, errand.due_on)
        groups.setdefault(key, []).append(errand)
    return list(groups.values())


def _refusals(group: list[Errand], *, by: User, on: date | None, note: str, now: datetime | None) -> list[str]:
    first = group[0]
    try:
        with transaction.atomic():
            assign_many(
                cases=[errand.case for errand in group], by=by, unit=first.unit, officer=first.officer,
                officer_name=first.officer_name, due_on=first.due_on, on=on, note=note, now=now,
            )  # fmt: skip
    except Refused as refused:
        numbers = "、".join(errand.case.number for errand in group)
        return [sentence if sentence[:1] == "A" else f"{numbers}：{sentence}" for sentence in refused.missing]
    return []
