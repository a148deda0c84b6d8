"""The columns of the office's own tables."""

from django.db.models import Model
from import_export.resources import Resource

from office.models import SpecialDay, Unit
from office.sheets.columns import Column
from office.sheets.widgets import Choice, Count, Day, Text, YesNo

WORKS = {"上班": True, "休息": False}


def length(model: type[Model], field: str) -> int:
    return model._meta.get_field(field).max_length or 0  # type: ignore[union-attr]


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


HOLIDAY_COLUMNS: dict[str, Column] = HolidaySheet().fields
UNIT_COLUMNS: dict[str, Column] = UnitSheet().fields
