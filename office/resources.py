"""The columns of the office's own tables."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from import_export.resources import Resource

from office.models import Area, SpecialDay, Unit, User
from office.roles import Role
from office.sheets.columns import Column
from office.sheets.widgets import Cell, Choice, Count, Day, Text, YesNo, as_text, pick

_BETWEEN = re.compile(r"[、,，;；\n]+")
WORKS = {"上班": True, "休息": False}


def length(model: type[Model], field: str) -> int:
    return model._meta.get_field(field).max_length or 0  # type: ignore[union-attr]


class SeveralRoles(Cell):
    """Roles by their names, separated by 、; in the order of the table of roles, each once."""

    kind = "several"
    repeats = True
    empty = ()
    known: Mapping[str, Role] = {str(role.label): role for role in Role}  # noqa: RUF012 read only

    def parse(self, value: Any, lookups: Any) -> tuple[Role, ...]:
        parts = [part for part in _BETWEEN.split(as_text(value)) if part.strip()]
        chosen = {pick(part, self.known, list(self.known)) for part in parts}
        return tuple(role for role in Role if role in chosen)

    def allowed(self, lookups: Any) -> list[str]:
        return list(self.known)


class AreaOfFile(Cell):
    """The area of the file or one below it, by name or code."""

    kind = "choice"
    repeats = True
    empty = None

    def parse(self, value: Any, lookups: Any) -> Area:
        return pick(as_text(value), lookups.areas, self.allowed(lookups))

    def allowed(self, lookups: Any) -> list[str]:
        return list(dict.fromkeys(area.name for area in lookups.areas.values()))


class Email(Cell):
    def parse(self, value: Any, lookups: Any) -> str:
        text = as_text(value).strip()
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError(f"“{text}”不是邮箱地址，请核对。") from error
        return text


class HolidaySheet(Resource):
    """节假日和调休."""

    day = Column("日期", Day(), required=True, note="写成 2027-01-01 的样子。", example="2027-01-01")
    is_workday = Column(
        "上班/休息", Choice(WORKS, also={"调休": True, "放假": False}), required=True, synonyms=("上班或休息", "类型"),
        note="节假日填“休息”，调休上班的填“上班”。", example="休息",
    )  # fmt: skip
    name = Column("名称", Text(length(SpecialDay, "name")), synonyms=("节日", "说明"), example="元旦")


class UnitSheet(Resource):
    """成员单位."""

    short_name = Column("简称", Text(length(Unit, "short_name")), required=True, synonyms=("单位简称",), example="住建")
    name = Column(
        "全称",
        Text(length(Unit, "name")),
        required=True,
        synonyms=("单位名称", "单位全称"),
        example="区住房和城乡建设局",
    )
    is_regulator = Column("行业主管部门", YesNo(empty=False), note="不填为“否”。", example="是")
    is_attending = Column("参加联合接访", YesNo(empty=False), synonyms=("参加接访",), note="不填为“否”。", example="是")
    position = Column("顺序", Count(), note="单位排列的次序，不填排在最后。", example="2")


class AccountSheet(Resource):
    """人员账号."""

    name = Column("姓名", Text(length(User, "display_name")), required=True, example="王示例")
    username = Column(
        "用户名", Text(length(User, "username")), required=True, synonyms=("账号", "登录名"),
        note="登录时输入，汉字、字母、数字和 @ . + - _。", example="wangshili",
    )  # fmt: skip
    roles = Column("岗位", SeveralRoles(), required=True, note="几个岗位之间用顿号隔开。", example="联络员")
    unit = Column(
        "成员单位",
        Text(length(Unit, "name")),
        synonyms=("单位", "所在单位"),
        note="简称或全称；联络员必填。",
        example="住建",
    )
    area = Column("行政区划", AreaOfFile(), synonyms=("区划", "所属区划"), note="不填为您所在的区划。")
    email = Column("邮箱", Email(), synonyms=("电子邮箱",), note="可以不填。")
    ends_on = Column(
        "最后一天", Day(), synonyms=("到期日期",), note="借调、挂职等有期限的人填写，写成 2027-01-01 的样子。"
    )


HOLIDAY_COLUMNS: dict[str, Column] = HolidaySheet().fields
ACCOUNT_COLUMNS: dict[str, Column] = AccountSheet().fields
UNIT_COLUMNS: dict[str, Column] = UnitSheet().fields
