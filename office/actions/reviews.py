"""账号复核: the security officer looks at each account every half year, and keeps it or ends it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import AccountReview, User
from office.refusals import Conflict, Refused
from office.roles import Role, require


@transaction.atomic
def review_account(*, account: User, keep: bool, by: User, now: datetime | None = None) -> AccountReview:
    """复核账号: it stays as it is, or is disabled and signed out at its next click. Kept twice on one day is one review.

    Raises:
        Conflict: somebody has disabled it. Refused: the own account, where another officer could look at it.
    """
    require(by, "review_account")
    now = now or timezone.now()
    account = User.objects.select_for_update().get(pk=account.pk)
    if not account.is_active:
        raise Conflict(f"{account}（{account.username}）的账号已经停用：请返回列表查看。")
    if faults := own_review_faults(account, keep=keep, by=by):
        raise Refused(faults)
    last = AccountReview.objects.filter(account=account).first()
    if keep and last and last.is_kept and timezone.localdate(last.at) == timezone.localdate(now):
        return last
    if not keep:
        account.is_active = False
        account.save(update_fields=["is_active"])
    roles = "、".join(role.label for role in Role if role in account.own_roles)
    review = AccountReview.objects.create(account=account, roles=roles, is_kept=keep, at=now, by=by)
    trail.record(
        "review_account", by=by, obj=account, now=now, roles=sorted(account.own_roles), is_active=account.is_active
    )
    return review


def own_review_faults(account: User, *, keep: bool, by: User) -> list[str]:
    """Nobody ends the own account; the own one is kept by another officer, if there is one."""
    if account.pk != by.pk:
        return []
    if not keep:
        return ["不能停用自己的账号：请由另一位安全管理员办理。"]
    if User.objects.filter(is_active=True, roles__role=Role.SECADMIN).exclude(pk=by.pk).exists():
        return ["自己的账号由另一位安全管理员复核。"]
    return []
