"""旧案去标识: cases closed long ago lose what tells of people; every number of every table stays as it is.

依据：个人信息保护法第十九条（保存期限为实现处理目的所必要的最短时间）、第四十七条（期限届满删除）、第七十三条（去标识化）。
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Case as If
from django.db.models import Value, When
from django.utils import timezone

from ledger.identifying import IDENTIFYING, STEP_TEXTS, Identifying
from ledger.models import Case, Escalation, Transition
from ledger.selectors.old_cases import AT_ONCE, closed_before, groups_of, old_cases
from office import keyring, trail
from office.files import erase, sweep_erased
from office.models import User
from office.pseudonyms import forget_numbers, marks_for
from office.refusals import Refused
from office.roles import require
from reception.actions.search import index_claims
from reception.identity import DEIDENTIFIED
from reception.models import Claim, Draft

ACT = "deidentify_cases"


@dataclass(frozen=True)
class Due:
    """Old cases whose people stand in no other, and those that wait because somebody does."""

    ready: int
    waiting: int


def due_for_deidentification(*, now: datetime) -> Due:
    """How many there are; changes nothing."""
    before = closed_before(today=timezone.localdate(now))
    ready: set[int] = set()
    seen, last = 0, 0
    while seeds := _next(before, after=last):
        ready |= set().union(*groups_of(seeds, before=before))
        seen, last = seen + len(seeds), seeds[-1]
    return Due(len(ready), seen - len(ready))


def deidentify_cases(
    *, by: User, now: datetime | None = None, progress: Callable[[int], object] = lambda _done: None
) -> int:
    """De-identifies them in steps that are each whole and leave an event; killed at any moment it goes on when run again.

    Returns:
        How many cases.

    Raises:
        PermissionDenied: neither head nor system administrator.
        Refused: a change of keys is under way, during which one number stands under two indexes.
    """
    require(by, ACT)
    if keyring.is_changing():
        raise Refused("正在更换密钥，同一个号码现在有两种索引：请先运行 rotate_keys 直到完成，再去标识。")
    now = now or timezone.now()
    before = closed_before(today=timezone.localdate(now))
    done, last = 0, 0
    sweep_erased()
    while seeds := _next(before, after=last):
        done += _deidentify_some(seeds, before=before, by=by, now=now)
        last = seeds[-1]
        progress(len(seeds))
    return done


def _next(before: date, *, after: int) -> list[int]:
    rows = old_cases(before=before).filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _deidentify_some(seeds: Collection[int], *, before: date, by: User, now: datetime) -> int:
    """The groups of these cases, one step; the rows are locked before it is asked who else stands in them."""
    list(Case.objects.select_for_update().filter(pk__in=seeds).order_by("pk").values_list("pk"))
    seeds = list(old_cases(before=before).filter(pk__in=seeds).values_list("pk", flat=True))
    cases = sorted(set().union(*groups_of(seeds, before=before)))
    if not cases:
        return 0
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk"))
    files = _forget(cases, now=now)
    Case.objects.filter(pk__in=cases).update(deidentified_at=now, deidentified_by=by)
    trail.record(ACT, by=by, now=now, cases=len(cases), files=files, closed_before=before)
    return len(cases)


def _forget(cases: list[int], *, now: datetime) -> int:
    """Everything that tells of people in these cases; returns how many files were erased."""
    claims = list(Claim.objects.filter(caseclaim__case__in=cases).values_list("pk", flat=True))
    Draft.objects.filter(submission__in=Claim.objects.filter(pk__in=claims).values("submission")).delete()
    files = {key for each in IDENTIFYING for key in _files(each, cases)}
    _forget_numbers(cases)
    for each in IDENTIFYING:
        _forget_texts(each, cases)
    _forget_in_facts(cases)
    index_claims(claims)
    return erase(files, name=DEIDENTIFIED, now=now)


def _rows(each: Identifying, cases: list[int]) -> models.QuerySet:
    return each.model._default_manager.filter(**{f"{each.case}__in": cases}).order_by()


def _files(each: Identifying, cases: list[int]) -> Iterable[int]:
    for name in each.files:
        yield from _rows(each, cases).exclude(**{name: None}).values_list(name, flat=True)


def _forget_numbers(cases: list[int]) -> None:
    """One mark for each person, the same in every table and every case of the group."""
    found: dict[tuple[type[models.Model], str], dict[int, str]] = {}
    for each in IDENTIFYING:
        for name in each.numbers:
            found[each.model, name] = dict(_rows(each, cases).values_list("pk", f"{name}_index"))
    marks = marks_for(index for rows in found.values() for index in rows.values())
    for (model, name), rows in found.items():
        forget_numbers(model, name, {pk: marks.get(index, "") for pk, index in rows.items()})


def _forget_texts(each: Identifying, cases: list[int]) -> None:
    names = {field.name for field in each.model._meta.fields}
    values: dict[str, If | str] = {
        name: If(When(**{name: ""}, then=Value("")), default=Value(DEIDENTIFIED)) for name in each.told
    }
    values |= {part: "" for name in each.emptied for part in (name, f"{name}_index") if part in names}
    if values:
        _rows(each, cases).update(**values)


def _forget_in_facts(cases: list[int]) -> None:
    """Texts within the facts of a step (a confirmation that was taken back) and remarks within the list of a dossier."""
    for step in Transition.objects.filter(case__in=cases, move__in=("reopen", "gather_in")).order_by():
        told = {name: DEIDENTIFIED for name in STEP_TEXTS if step.data.get(name)}
        if told:
            Transition.objects.filter(pk=step.pk).update(data=step.data | told)
    for sent in Escalation.objects.filter(case__in=cases).exclude(checklist={}).order_by():
        told = {item: DEIDENTIFIED for item, said in sent.checklist.items() if isinstance(said, str) and said}
        Escalation.objects.filter(pk=sent.pk).update(checklist=sent.checklist | told)
