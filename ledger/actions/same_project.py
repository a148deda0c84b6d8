"""What a person says to a proposal that claims concern one project. Nothing is gathered by it.

依据：实施方案六（三）分类、归集；归集由主任决定。
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from ledger.models import SameMatter
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require
from reception.models import Claim

LONGEST_REASON = 200


@transaction.atomic
def decide_same_matter(
    *, claims: Sequence[int], by: User, is_same: bool, reason: str, now: datetime | None = None
) -> SameMatter:
    """不是同一项目, or the same and yet handled apart: not proposed again until another claim joins these.

    The same judgement again, as by a double click, returns the first.

    Raises:
        Refused: no reason, fewer than two claims in the account's areas, claims of several areas.
    """
    require(by, "decide_same_matter")
    now = now or timezone.now()
    found = list(Claim.objects.visible_to(by).filter(pk__in=claims).order_by("pk"))
    problems = []
    if len(found) < 2 or len(found) != len(set(claims)):
        problems.append("这些诉求已有变动，请刷新页面后再判断。")
    elif len({claim.area_id for claim in found}) > 1:
        problems.append("这些诉求不属于同一区划。")
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        problems.append(f"请填写说明，最多 {LONGEST_REASON} 个字。")
    if problems:
        raise Refused(problems)
    given = {"is_same": is_same, "reason": reason.strip(), "at": now, "by": by}
    row, is_new = SameMatter.objects.get_or_create(
        area=found[0].area, fingerprint=fingerprint([claim.pk for claim in found]), defaults=given
    )
    if is_new:
        row.claims.set(found)
        numbers = [claim.number for claim in found]
        trail.record("decide_same_matter", by=by, obj=row, now=now, claims=numbers, is_same=is_same)
    return row


def fingerprint(claims: Sequence[int]) -> str:
    """One text for these claims in whatever order."""
    return sha256(",".join(str(pk) for pk in sorted(set(claims))).encode()).hexdigest()
