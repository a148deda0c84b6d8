"""Accounts: made by the security officer (or on the server's console), never deleted, disabled instead."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from office import dataset, trail
from office.actions.deputies import adjustment_faults
from office.models import Area, FormerPassword, Unit, User, UserRole
from office.refusals import Refused
from office.roles import Role, require
from office.security_profile import profile
from office.separate_duties import separation_faults
from office.sign_in import unlock
from office.unit_ties import unit_faults

# Without 0 O 1 l I: the password is read from a screen and typed.
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PASSWORD_LENGTH = 14


@dataclass(frozen=True)
class OneTime:
    """A one-time password, and what is stored of it."""

    clear: str
    stored: str


def one_time() -> OneTime:
    """Takes a quarter of a second; for many accounts it is done before anything is locked."""
    clear = _new_password()
    return OneTime(clear, make_password(clear))


@transaction.atomic
def create_account(
    *,
    by: User | None,
    username: str,
    roles: Collection[str],
    display_name: str = "",
    unit: Unit | None = None,
    area: Area | None = None,
    email: str = "",
    ends_on: date | None = None,
    password: OneTime | None = None,
    now: datetime | None = None,
) -> tuple[User, str]:
    """A new account with a one-time password, which is returned and kept nowhere; work by hand makes the data real.

    `password` may have been made beforehand. `by` None means the server's console. Raises Refused naming everything that is missing or wrong.
    """
    _require_secadmin(by)
    faults = [*name_faults(username), *account_faults(roles=roles, unit=unit, area=area)]
    faults += end_faults(ends_on, before=None, today=timezone.localdate(now or timezone.now()))
    if faults:
        raise Refused(faults)
    dataset.mark_real_unless_made_up()
    password = password or one_time()
    account = User(
        username=username, display_name=display_name or username, unit=unit, area=area, email=email,
        ends_on=ends_on, must_change_password=True, password_set_at=now or timezone.now(),
    )  # fmt: skip
    account.password = password.stored
    account.save()
    _set_roles(account, roles)
    facts = {"roles": sorted(roles), "unit": unit and unit.pk} | ({"last_day": ends_on} if ends_on else {})
    trail.record("create_account", by=by, obj=account, now=now, **facts)
    return account, password.clear


@transaction.atomic
def change_account(
    *,
    account: User,
    by: User,
    roles: Collection[str],
    display_name: str,
    is_active: bool,
    unit: Unit | None = None,
    area: Area | None = None,
    email: str | None = None,
    ends_on: date | None = None,
    now: datetime | None = None,
) -> User:
    """New name, roles, unit, area, address, last day or state of an account; with other roles, unit or area, or
    disabled, it is signed out at its next click.

    `email` None keeps the address.
    """
    require(by, "manage_accounts")
    account = User.objects.select_for_update().get(pk=account.pk)
    faults = account_faults(roles=roles, unit=unit, area=area)
    if account.pk == by.pk:
        faults += own_account_faults(
            account, roles=roles, is_active=is_active, unit=unit, area=area, ends_on=ends_on
        )  # fmt: skip
    today = timezone.localdate(now or timezone.now())
    faults += change_faults(account, roles=roles, unit=unit, area=area, today=today)
    faults += end_faults(ends_on, before=account.ends_on, today=today)
    if faults:
        raise Refused(faults)
    account.display_name, account.unit, account.area = display_name, unit, area
    account.is_active, account.email = is_active, account.email if email is None else email
    account.ends_on = ends_on
    account.save(update_fields=["display_name", "unit", "area", "is_active", "email", "ends_on"])
    _set_roles(account, roles)
    facts = {"roles": sorted(roles), "unit": unit and unit.pk, "area": area and area.code, "last_day": ends_on}
    trail.record("change_account", by=by, obj=account, now=now, is_active=is_active, **facts)
    return account


@transaction.atomic
def reset_password(*, account: User, by: User, now: datetime | None = None) -> str:
    """A new one-time password; the old one and every open session of the account end at once."""
    require(by, "manage_accounts")
    account = User.objects.select_for_update().get(pk=account.pk)
    password = _new_password()
    account.set_password(password)
    account.must_change_password, account.password_set_at = True, now or timezone.now()
    account.save(update_fields=["password", "must_change_password", "password_set_at"])
    unlock(account.username)
    trail.record("reset_password", by=by, obj=account, now=now)
    return password


@transaction.atomic
def change_own_password(*, account: User, password: str, now: datetime | None = None) -> None:
    """The password its owner chose; other open sessions of the account end at once. The caller has checked the old one
    and the new one.
    """
    before = account.password if account.has_usable_password() and not account.must_change_password else ""
    account.set_password(password)
    account.must_change_password, account.password_set_at = False, now or timezone.now()
    account.save(update_fields=["password", "must_change_password", "password_set_at"])
    _remember(account, before)
    trail.record("change_own_password", by=account, obj=account, now=now)


@transaction.atomic
def set_large_type(*, account: User, on: bool, now: datetime | None = None) -> None:
    """Larger or ordinary letters on every page of this account; asked for what already is, nothing happens."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if account.large_type == on:
        return
    account.large_type = on
    account.save(update_fields=["large_type"])
    trail.record("set_large_type", by=account, obj=account, now=now, large_type=on)


def name_faults(username: str) -> list[str]:
    """What is wrong with a new account's user name, in words."""
    if faults := spelling_faults(username):
        return faults
    if existing_names([username]):
        return [f"用户名“{username}”已有账号：请换一个用户名。"]
    return []


def existing_names(usernames: Iterable[str]) -> dict[str, User]:
    """Accounts that bear one of these user names, whatever their case; by the name in small letters."""
    wanted = {name.lower() for name in usernames}
    found = User.objects.alias(small=Lower("username")).filter(small__in=wanted).prefetch_related("roles")
    return {account.username.lower(): account for account in found}


def spelling_faults(username: str) -> list[str]:
    """What is wrong with a user name by itself, in words."""
    field = User._meta.get_field("username")
    try:
        field.run_validators(username)
    except ValidationError:
        return ["用户名只能用汉字、字母、数字和 @ . + - _，不超过 150 个字符。"]
    if not username:
        return ["请填写用户名。"]
    return []


def account_faults(*, roles: Collection[str], unit: Unit | None, area: Area | None) -> list[str]:
    """What is wrong with an account's roles, unit and area together, in words."""
    unknown = sorted(set(roles) - set(Role.values))
    faults = [f"没有“{name}”这个岗位，可用：{'、'.join(Role.values)}。" for name in unknown]
    if not roles:
        faults.append("请至少选择一个岗位。")
    faults += separation_faults(roles)
    if Role.LIAISON in roles and unit is None:
        faults.append("联络员须指定所在的成员单位。")
    if {Role.CLERK, Role.HEAD, Role.LIAISON, Role.LEADER, Role.CITY} & set(roles) and area is None:
        faults.append("登记员、联络员、主任、包案领导和市级账号须指定行政区划。")
    if unit is not None and area is not None and unit.area_id != area.pk:
        faults.append(f"单位“{unit.short_name}”不属于{area.short_name}：请改选该区划的单位。")
    return faults


def own_account_faults(
    account: User,
    *,
    roles: Collection[str],
    is_active: bool,
    unit: Unit | None,
    area: Area | None,
    ends_on: date | None,
) -> list[str]:
    """Nobody changes what the own account may do or see or for how long, or disables it: the office must not lock
    itself out.
    """
    is_same = (set(roles), unit, area, ends_on) == (account.own_roles, account.unit, account.area, account.ends_on)
    if is_same and is_active:
        return []
    return ["不能修改自己的岗位、单位、区划和最后一天，也不能停用自己的账号：请由另一位安全管理员办理。"]


def end_faults(ends_on: date | None, *, before: date | None, today: date) -> list[str]:
    """What is wrong with a new last day, in words; one that has passed may stay where it stood."""
    if ends_on is None or ends_on == before or ends_on >= today:
        return []
    return [f"最后一天 {ends_on} 已经过去：即刻停用请去掉“有效”的勾，其他请填今天（{today}）或以后的日期。"]


def change_faults(
    account: User, *, roles: Collection[str], unit: Unit | None, area: Area | None, today: date
) -> list[str]:
    """What rests on the account's present roles, unit and area and would be left without them, in words."""
    resting = adjustment_faults(account, roles=roles, unit=unit, area=area, today=today)
    return resting + unit_faults(account, unit=unit)


def _require_secadmin(by: User | None) -> None:
    if by is not None:
        require(by, "manage_accounts")


def _set_roles(account: User, roles: Collection[str]) -> None:
    account.roles.exclude(role__in=roles).delete()
    held = set(account.roles.values_list("role", flat=True))
    UserRole.objects.bulk_create([UserRole(user=account, role=role) for role in sorted(set(roles) - held)])


def _remember(account: User, before: str) -> None:
    """The present password and the one before, among the latest that the profile does not take again."""
    number = profile().remembered_passwords
    for encoded in (before, account.password) if number > 1 else ():
        if encoded:
            FormerPassword.objects.get_or_create(account=account, encoded=encoded)
    latest = FormerPassword.objects.filter(account=account)[: number if number > 1 else 0].values_list("pk", flat=True)
    FormerPassword.objects.filter(account=account).exclude(pk__in=list(latest)).delete()


def _new_password() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_LENGTH))
