"""代理: for some days another account of the office acts as its head; it ends by itself with its last day.

A deputyship outlives the head's own account: the office must go on when the head is ill, moved or disabled. The security
officer ends it early, as does the head.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from office import trail
from office.models import Area, Deputy, Unit, User
from office.refusals import Refused
from office.roles import Role, holds, may_stand_in, require

# The last day is no later than the same day of the next year.
LONGEST = timedelta(days=366)


def may_be_deputies(heads: Iterable[User]) -> models.QuerySet[User]:
    """Active accounts of the heads' areas that may stand in for them, by name."""
    accounts = User.objects.filter(is_active=True, area__in={head.area_id for head in heads})
    fit = [each.pk for each in accounts if may_stand_in(each.own_roles, of_lead_unit=each.is_of_lead_unit)]
    return User.objects.filter(pk__in=fit).select_related("unit").order_by("display_name", "pk")


def may_act_for(head: User, *, roles: Collection[str], unit: Unit | None, area: Area | None) -> bool:
    """True if an account with these roles, unit and area may be this head's deputy.

    Asked when one is appointed, and when the account is changed afterwards.
    """
    is_of_area = area is not None and area.pk == head.area_id
    return is_of_area and may_stand_in(roles, of_lead_unit=unit is not None and unit.is_lead)


def heads_to_stand_in_for(by: User) -> models.QuerySet[User]:
    """Accounts this one may appoint a deputy for: a head for himself, the security officer for every head."""
    heads = User.objects.filter(is_active=True, roles__role=Role.HEAD, area__isnull=False).order_by(
        "display_name", "pk"
    )
    return heads if Role.SECADMIN in by.own_roles else heads.filter(pk=by.pk)


@transaction.atomic
def appoint_deputy(
    *, head: User, deputy: User, starts_on: date, ends_on: date, reason: str, by: User, now: datetime | None = None
) -> Deputy:
    """Lets the deputy act as head from the first day to the last, both included.

    Raises:
        Refused: naming everything that is wrong. PermissionDenied: neither this head nor the security officer.
    """
    _require_master(by, head, "appoint_deputy")
    now = now or timezone.now()
    # Both rows, so that of two appointments of one person at the same time the second sees the first.
    locked = {
        row.pk: row for row in User.objects.select_for_update().filter(pk__in=(head.pk, deputy.pk)).order_by("pk")
    }
    faults = deputyship_faults(
        head=locked[head.pk], deputy=locked[deputy.pk], starts_on=starts_on, ends_on=ends_on, reason=reason,
        today=timezone.localdate(now),
    )  # fmt: skip
    if faults:
        raise Refused(faults)
    given = Deputy.objects.create(
        head=head, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), at=now, by=by
    )
    trail.record(
        "appoint_deputy",
        by=by,
        obj=given,
        now=now,
        head=head.pk,
        deputy=deputy.pk,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return given


@transaction.atomic
def end_deputyship(*, deputyship: Deputy, on: date, by: User, now: datetime | None = None) -> Deputy | None:
    """Makes `on` the last day; yesterday ends it at once.

    Returns:
        The deputyship, or None if it is thereby withdrawn before its first day was over: then only the trail keeps it.

    Raises:
        Refused: it is over already, or the day is not an earlier one. PermissionDenied: as for the appointment.
    """
    deputyship = Deputy.objects.select_for_update().select_related("deputy").filter(pk=deputyship.pk).first()  # type: ignore[assignment]
    if deputyship is None:
        raise Refused("这项代理已被撤销，请返回列表查看。")
    _require_master(by, deputyship.head, "end_deputyship")
    now = now or timezone.now()
    faults = end_faults(deputyship, on=on, today=timezone.localdate(now))
    if faults:
        raise Refused(faults)
    facts = {"deputy": deputyship.deputy_id, "before_ends_on": deputyship.ends_on, "ends_on": on}
    if on < deputyship.starts_on:
        trail.record("end_deputyship", by=by, obj=deputyship, now=now, withdrawn=True, **facts)
        deputyship.delete()
        return None
    deputyship.ends_on = on
    deputyship.save(update_fields=["ends_on"])
    trail.record("end_deputyship", by=by, obj=deputyship, now=now, **facts)
    return deputyship


def deputyship_faults(
    *, head: User, deputy: User, starts_on: date, ends_on: date, reason: str, today: date
) -> list[str]:
    """What is wrong with an appointment, in words."""
    faults = _who_faults(head, deputy)
    if starts_on < today:
        faults.append(f"代理不能从过去的日期开始：请从今天（{today}）起安排。")
    if ends_on < starts_on:
        faults.append(f"结束日期 {ends_on} 早于开始日期 {starts_on}。")
    if ends_on - starts_on > LONGEST:
        faults.append("一次代理最长一年：请提前结束日期，到期后再安排。")
    if deputy.ends_on and deputy.ends_on < ends_on:
        faults.append(f"{deputy}的账号用到 {deputy.ends_on}：代理不能比它更晚结束，要延长请先改账号的最后一天。")
    if not reason.strip():
        faults.append("请写明代理的事由。")
    other = Deputy.objects.filter(deputy=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other:
        faults.append(f"{deputy}在 {other.starts_on} 至 {other.ends_on} 已安排代理，日期重叠：请改日期或先结束那一项。")
    return faults


def end_faults(deputyship: Deputy, *, on: date, today: date) -> list[str]:
    """What is wrong with ending a deputyship on this day, in words."""
    yesterday = today - timedelta(days=1)
    if deputyship.ends_on < today:
        return [f"这项代理已于 {deputyship.ends_on} 结束。"]
    if on < yesterday:
        return [f"最后一天不能早于昨天（{yesterday}）：填昨天即刻终止。"]
    if on >= deputyship.ends_on:
        return [f"最后一天须早于原定的 {deputyship.ends_on}；要延长的，请在到期后另行安排。"]
    return []


def adjustment_faults(
    account: User, *, roles: Collection[str], unit: Unit | None, area: Area | None, today: date
) -> list[str]:
    """Who stands in for a head, now or soon, stays one who may; a sentence for each deputyship that is in the way.

    Nothing is said where roles, unit and area stay as they are: an account can always be disabled.
    """
    if (set(roles), unit, area) == (account.own_roles, account.unit, account.area):
        return []
    given = account.deputyships.filter(ends_on__gte=today).select_related("head").order_by("starts_on", "pk")
    return [
        f"{account}{_stands_in(each, today=today)}，请先在“代理”中结束代理，再调整岗位、单位或行政区划。"
        for each in given
        if not may_act_for(each.head, roles=roles, unit=unit, area=area)
    ]


def _stands_in(deputyship: Deputy, *, today: date) -> str:
    if deputyship.starts_on <= today:
        return f"正在代理主任（至 {deputyship.ends_on}）"
    return f"已安排代理主任（{deputyship.starts_on} 至 {deputyship.ends_on}）"


def _who_faults(head: User, deputy: User) -> list[str]:
    faults = []
    if not head.is_active or Role.HEAD not in head.own_roles:
        faults.append(f"{head}不是在用的主任账号。")
    if head.pk == deputy.pk:
        return [*faults, "代理人不能是主任本人。"]
    may_act = may_act_for(head, roles=deputy.own_roles, unit=deputy.unit, area=deputy.area)
    if not deputy.is_active or not may_act:
        faults.append(
            f"{deputy}不能代理：须是本区划在用的登记员、包案领导或牵头单位联络员，且不兼主任、系统、安全、审计岗位。"
        )
    return faults


def _require_master(by: User, head: User, act: str) -> None:
    """A deputy acts as head in everything but this."""
    require(by, act)
    if holds(by, {Role.SECADMIN}) or (by.pk == head.pk and Role.HEAD in by.own_roles):
        return
    raise PermissionDenied("代理由主任本人或安全管理员安排和结束，代理人不能再安排他人代理。")
