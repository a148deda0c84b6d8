"""One account per role, each with a random password that stands in one private file and is printed once."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from office.actions.accounts import create_account
from office.models import Area, Unit, User
from office.roles import Role

HOME, CITY = "530902", "530900"
# user name, role, name on the pages, unit
ACCOUNTS = (
    ("clerk", Role.CLERK, "示例登记员", ""),
    ("liaison", Role.LIAISON, "示例住建联络员", "住建"),
    ("liaison_water", Role.LIAISON, "示例水务联络员", "水务"),
    ("head", Role.HEAD, "示例主任", ""),
    ("leader", Role.LEADER, "示例包案领导", ""),
    ("city", Role.CITY, "示例市级", ""),
    ("sysadmin", Role.SYSADMIN, "示例系统管理员", ""),
    ("secadmin", Role.SECADMIN, "示例安全管理员", ""),
    ("auditor", Role.AUDITOR, "示例审计管理员", ""),
)


@dataclass(frozen=True)
class Account:
    username: str
    role: str
    password: str


def accounts_file() -> Path:
    return Path(settings.VAR_DIR) / "demo-accounts.json"


def make_accounts() -> list[Account]:
    """The accounts that are not there yet, with their new passwords, inside the caller's transaction."""
    known = set(User.objects.filter(username__in=[row[0] for row in ACCOUNTS]).values_list("username", flat=True))
    return [_make(row) for row in ACCOUNTS if row[0] not in known]


def write_accounts(accounts: list[Account]) -> None:
    """Keeps the passwords where only the program's own account can read them, beside those of earlier accounts.

    Written before the commit: a file too many can be made anew, a password nobody knows cannot.
    """
    path, new = accounts_file(), {account.username for account in accounts}
    earlier = json.loads(path.read_text("utf-8")) if path.exists() else []
    known = set(User.objects.values_list("username", flat=True)) - new
    rows = [*(row for row in earlier if row["username"] in known), *map(asdict, accounts)]
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
    draft.replace(path)


def _make(row: tuple[str, Role, str, str]) -> Account:
    username, role, name, unit = row
    area = Area.objects.get(code=CITY if role == Role.CITY else HOME)
    account, password = create_account(
        by=None,
        username=username,
        roles=[role],
        display_name=name,
        unit=Unit.objects.get(area=area, short_name=unit) if unit else None,
        area=area,
    )
    # The demo is for looking around at once; its passwords are random and live in a private file.
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    return Account(username, str(role), password)
