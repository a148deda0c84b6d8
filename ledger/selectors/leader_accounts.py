"""回避 of leaders: from the unit of a leader's account it is seen whose complaints he may not read."""

from django.db.models import Q

from ledger.models import Leader, Ownership
from office.models import Unit, User


def leader_unit_faults(*, account: User, unit: Unit | None) -> list[str]:
    """A sentence if the account is that of a leader of another unit than this one.

    A leader who has left counts as long as cases led to their end are still shown to him.
    """
    leading = Ownership.objects.filter(ended_on=None).values("leader")
    rows = Leader.objects.filter(Q(is_active=True) | Q(pk__in=leading), user=account, unit__isnull=False)
    return [
        f"{account}是{row.unit}的包案领导，回避凭账号的单位生效：请主任或系统管理员先在“包案领导”中取下这个账号，"
        "再改账号的单位。"
        for row in rows.exclude(unit=unit).select_related("unit")
    ]
