"""The first accounts of an installation, which make all others: from the server's console, once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from office import dataset
from office.actions.accounts import create_account
from office.models import User
from office.refusals import Refused
from office.roles import SEPARATE_ROLES, Role
from office.security_profile import profile

# Without the security officer's role the first account could make no other; djbh wants three people for it.
TOGETHER = (("admin", "管理员", (Role.SYSADMIN, Role.SECADMIN)),)
SEPARATELY = (
    ("sysadmin", "系统管理员", (Role.SYSADMIN,)),
    ("secadmin", "安全管理员", (Role.SECADMIN,)),
    ("auditor", "审计管理员", (Role.AUDITOR,)),
)


@transaction.atomic
def create_first_admin(*, names: Sequence[str] = (), now: datetime | None = None) -> list[tuple[User, str]]:
    """The first account (three under djbh: system, security, audit) and its one-time password, which is kept nowhere.

    `names` are the user names in that order; without any they are `admin`, or `sysadmin secadmin auditor`.

    Raises:
        Refused: there is such an account already, also a disabled one; or the names are too few, too many or unusable.
    """
    # Of two commands at once the second waits here, and then finds the accounts of the first.
    dataset.lock()
    wanted = SEPARATELY if profile().separates_duties else TOGETHER
    _refuse_second()
    if names and len(names) != len(wanted):
        labels = "、".join(label for _, label, _ in wanted)
        raise Refused(f"请写 {len(wanted)} 个用户名（{labels}），或者一个也不写。")
    return [
        create_account(by=None, username=name or usual, roles=roles, display_name=label, now=now)
        for (usual, label, roles), name in zip(wanted, names or [""] * len(wanted), strict=True)
    ]


def _refuse_second() -> None:
    there = User.objects.filter(roles__role__in=SEPARATE_ROLES).order_by("pk").distinct()
    if there:
        shown = "、".join(f"{account.username}（{account.role_names}）" for account in there)
        raise Refused(
            f"已有管理账号：{shown}。其他账号由安全管理员在网页上建立；"
            "安全管理员都不能登录的，用 create_account 用户名 --role secadmin 另建一个。"
        )
