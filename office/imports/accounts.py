"""人员账号 as a table that is imported on a page: new accounts, each with a one-time password that is shown once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from office.actions.accounts import (
    OneTime,
    account_faults,
    create_account,
    end_faults,
    existing_names,
    one_time,
    spelling_faults,
)
from office.imports.kinds import Kind, Task
from office.imports.preview import Judged, Preview
from office.imports.single import name_doubles, preview_of_one, read_single
from office.models import Area, Unit, User
from office.resources import ACCOUNT_COLUMNS
from office.roles import Role
from office.sheets.rows import Row, Sheet
from office.text import fold

# Making one password takes a quarter of a second, and the page waits for all of them.
MOST_ACCOUNTS = 40
_SHOWN = ("name", "username", "roles", "unit", "area", "ends_on")


@dataclass(frozen=True)
class Offices:
    """The area with those below it, and their units: for no other may an account be made by this file."""

    areas: dict[str, Area]
    units: dict[tuple[int, str], Unit]
    meanings: dict[tuple[Any, str], Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewAccount:
    """One row that brings an account."""

    name: str
    username: str
    roles: tuple[Role, ...]
    area: Area
    unit: Unit | None
    email: str
    ends_on: Any


@dataclass(frozen=True)
class AccountsPlan:
    """Accounts to be made, and their passwords once they are prepared."""

    accounts: list[NewAccount]
    preview: Preview
    passwords: list[OneTime] = field(default_factory=list)


def load_offices(area: Area | None) -> Offices:
    """As many queries as there are layers of areas. Without an area there is nothing to choose."""
    found = area.with_children() if area else []
    areas = {fold(name): each for each in found for name in (each.name, each.short_name, each.code)}
    units: dict[tuple[int, str], Unit] = {}
    for unit in Unit.objects.filter(area__in=found, is_active=True).order_by("position", "pk"):
        units |= {(unit.area_id, fold(name)): unit for name in (unit.name, unit.short_name)}
    return Offices(areas, units)


def _check(task: Task) -> AccountsPlan:
    offices = load_offices(task.area)
    sheet = read_single(task.sheets, ACCOUNT_COLUMNS, lookups=offices, watch=task.watch)
    name_doubles(sheet, ["username"], alike=str.lower)  # by case alone nobody tells two accounts apart
    sound = [row for row in sheet.rows if row.is_sound]
    entries = {row.number: entry for row in sound if (entry := _entry(sheet, row, offices, task)) is not None}
    stored = existing_names(entry.username for entry in entries.values())
    facts = {}
    for row in sound:
        entry = entries.get(row.number)
        if entry is None:
            continue
        if account := stored.get(entry.username.lower()):
            facts[row.number] = account.pk
            _compare(sheet, row, entry, account)
        else:
            _judge(sheet, row, entry, task)
    new = [entry for number, entry in entries.items() if number not in facts]
    if len(new) > MOST_ACCOUNTS:
        sheet.error_of_all(f"有 {len(new)} 个新账号，一次最多 {MOST_ACCOUNTS} 个，请分几次导入。")
    shown = Judged(sheet, set(entries) - set(facts), _SHOWN, facts)
    return AccountsPlan(new, preview_of_one(shown))


def _entry(sheet: Sheet, row: Row, offices: Offices, task: Task) -> NewAccount | None:
    """The row with its area and unit; None where the area has no such unit."""
    area, unit = row["area"] or task.area, None
    if row["unit"]:
        unit = offices.units.get((area.pk, fold(row["unit"])))
        if unit is None:
            known = dict.fromkeys(each.short_name for (pk, _), each in offices.units.items() if pk == area.pk)
            sheet.error(
                row, "unit", f"{area.short_name}没有成员单位“{row['unit']}”，现有：{'、'.join(known) or '无'}。"
            )
            return None
    return NewAccount(row["name"], row["username"], row["roles"], area, unit, row["email"], row["ends_on"])


def _judge(sheet: Sheet, row: Row, entry: NewAccount, task: Task) -> None:
    """What speaks against a new account, as on its page."""
    for words in spelling_faults(entry.username):
        sheet.error(row, "username", words)
    for words in account_faults(roles=entry.roles, unit=entry.unit, area=entry.area):
        sheet.error(row, "roles", words)
    for words in end_faults(entry.ends_on, before=None, today=timezone.localdate(task.now)):
        sheet.error(row, "ends_on", words)


def _compare(sheet: Sheet, row: Row, entry: NewAccount, account: User) -> None:
    """An account that is there stays as it is; a row that says otherwise is an error."""
    same = (account.display_name, account.own_roles, account.unit_id, account.area_id)
    if same != (entry.name, set(entry.roles), entry.unit and entry.unit.pk, entry.area.pk):
        sheet.error(
            row, "username", "已有这个用户名的账号，姓名、岗位、单位或区划与本行不同：请换一个用户名，或在账号页修改。"
        )


def _prepare(plan: AccountsPlan) -> None:
    """The passwords, before anything is locked."""
    plan.passwords[:] = [one_time() for _ in plan.accounts]


def _write(plan: AccountsPlan, task: Task) -> str:
    """Makes the accounts; what is shown once is the table of their passwords."""
    told = []
    for entry, password in zip(plan.accounts, plan.passwords, strict=True):
        account, clear = create_account(
            by=task.by, username=entry.username, roles=entry.roles, display_name=entry.name, unit=entry.unit,
            area=entry.area, email=entry.email, ends_on=entry.ends_on, password=password, now=task.now,
        )  # fmt: skip
        told.append(_line(account, entry, clear))
    return json.dumps(told)


def _line(account: User, entry: NewAccount, clear: str) -> Mapping[str, str]:
    return {
        "姓名": entry.name, "用户名": account.username, "岗位": "、".join(role.label for role in entry.roles),
        "单位": entry.unit.short_name if entry.unit else "—", "一次性密码": clear,
    }  # fmt: skip


ACCOUNTS = Kind(
    slug="accounts",
    label="人员账号",
    act="manage_accounts",
    intro=f"各单位经办人员的账号，每行一个，一次最多 {MOST_ACCOUNTS} 个；一次性密码在导入后显示一次。已有的账号不改动。",
    tables={"人员账号": ACCOUNT_COLUMNS},
    lookups=load_offices,
    check=_check,
    write=_write,
    prepare=_prepare,
    once="显示一次性密码",
    seen_on="admin:office_user_changelist",
    seen_label="查看账号",
)
