"""草稿: what a counter has typed is kept while it is typed, encrypted, and goes with the claim that comes of it.

Saving and discarding a draft write no event: nothing is shown to anybody but who typed it, nothing that counts is
changed, and an event for every pause of the keyboard would bury those that say something.

依据：个人信息保护法第四十七条（不再需要的个人信息应当删除）。
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from office.models import Area, User
from office.refusals import Conflict, Refused
from office.roles import require
from reception.models import Claim, Draft

KEPT_DAYS = 7
LONGEST = 300_000


def save_draft(
    *, submission: UUID, area: Area, by: User, fields: Mapping[str, Sequence[str]], revision: int,
    now: datetime | None = None,
) -> datetime:  # fmt: skip
    """Keeps the fields as typed under the mark of their page: one row, one write. Returns when.

    `revision` counts the saves of a page, so that an older one that arrives late never overwrites a newer one.

    Raises:
        Http404: the draft is somebody else's.
        Conflict: a newer save is there already, or the claim itself is stored.
        Refused: more than a form can hold.
        PermissionDenied: not a clerk or head of this area.
    """
    require(by, "register_claim")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    payload = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(payload) > LONGEST:
        raise Refused("内容太多，草稿没有存：请先保存已填的部分。")
    now = now or timezone.now()
    kept = Draft.objects.filter(submission=submission).only("pk").first()
    if kept is None and _is_first(submission, area=area, by=by, payload=payload, revision=revision, now=now):
        return now
    mine = Draft.objects.get_for(by, submission)
    newer = Draft.objects.filter(pk=mine.pk, revision__lt=revision)
    if not newer.update(payload=payload, revision=revision, saved_at=now):
        raise Conflict("这份草稿在另一个窗口里有更新的内容，本页没有覆盖它。")
    return now


@transaction.atomic
def discard_draft(*, submission: UUID, by: User) -> None:
    """丢弃: the own draft goes for good.

    Raises:
        Http404: absent, or somebody else's.
    """
    Draft.objects.get_for(by, submission).delete()


def drop_draft_of(submission: UUID) -> None:
    """The draft of a claim that is being stored goes in the same transaction."""
    Draft.objects.filter(submission=submission).delete()


@transaction.atomic
def remove_old_drafts(*, now: datetime) -> int:
    """Drafts that nobody has touched for a week, and what arrived late for a claim already stored; how many."""
    stored = Exists(Claim.objects.filter(submission=OuterRef("submission")))
    return Draft.objects.filter(Q(saved_at__lt=now - timedelta(days=KEPT_DAYS)) | stored).delete()[0]


def _is_first(submission: UUID, *, area: Area, by: User, payload: str, revision: int, now: datetime) -> bool:
    """Makes the row; False if another save of the same page has just made it."""
    if Claim.objects.filter(submission=submission).exists():
        raise Conflict("这一页的内容已经登记，不再存草稿。")
    try:
        with transaction.atomic():
            Draft.objects.create(
                submission=submission, area=area, payload=payload, revision=revision, saved_at=now, saved_by=by
            )
    except IntegrityError:
        return False
    return True
