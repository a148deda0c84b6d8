"""`manage.py create_first_admin [NAME …]`: the first account of an installation; three of them under djbh."""

from argparse import ArgumentParser
from typing import Any

from office.actions.first_admin import create_first_admin
from office.command import Answer, OfficeCommand


class Command(OfficeCommand):
    help = "建立第一个管理员并显示一次性密码；已有管理账号的不再建立"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", metavar="用户名", nargs="*", help="默认 admin；等保模式下三个，默认 sysadmin secadmin auditor"
        )

    def answer(self, *, names: list[str], **_: Any) -> Answer:
        made = create_first_admin(names=names)
        accounts = [
            {"username": account.username, "roles": sorted(account.own_roles), "password": password}
            for account, password in made
        ]
        lines = [
            f"已建立账号 {account.username}（{account.role_names}），一次性密码：{password}"
            for account, password in made
        ]
        return Answer({"accounts": accounts}, [*lines, "密码只显示这一次，首次登录须修改。"])
