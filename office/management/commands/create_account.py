"""`manage.py create_account NAME --role R …`: an account made on the server's console."""

from argparse import ArgumentParser
from typing import Any

from office.actions.accounts import create_account
from office.command import Answer, OfficeCommand, area_by_code
from office.models import Area, Unit
from office.reference_data import HOME_AREA
from office.refusals import Refused
from office.roles import Role


class Command(OfficeCommand):
    help = "建立账号并显示一次性密码；首次登录须修改密码"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="用户名")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, help="岗位，可重复")
        parser.add_argument("--unit", default="", help="成员单位的简称或全称，如 住建；联络员必填")
        parser.add_argument("--area", default=HOME_AREA, help=f"区划代码，默认 {HOME_AREA}")
        parser.add_argument("--display-name", default="", help="姓名，默认与用户名相同")

    def answer(self, *, name: str, role: list[str], unit: str, area: str, display_name: str, **_: Any) -> Answer:
        home = area_by_code(area)
        account, password = create_account(
            by=None,
            username=name,
            roles=set(role),
            display_name=display_name,
            unit=_unit(unit, home) if unit else None,
            area=home,
        )
        data = {"username": account.username, "roles": sorted(set(role)), "password": password}
        labels = "、".join(Role(value).label for value in sorted(set(role)))
        return Answer(data, [f"已建立账号 {account.username}（{labels}）。", f"一次性密码：{password}（只显示这一次）"])


def _unit(name: str, area: Area) -> Unit:
    units = Unit.objects.filter(area=area, is_active=True)
    for unit in units:
        if name in (unit.short_name, unit.name):
            return unit
    known = "、".join(unit.short_name for unit in units) or "无"
    raise Refused(f"{area.short_name}没有成员单位“{name}”。现有：{known}。")
