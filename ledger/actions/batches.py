"""交办 for all new cases of one session, each to its own unit: all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ledger.actions.assignment import assign_many
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
