"""The columns of the counter's own tables."""

from import_export.resources import Resource

from office.sheets.columns import Column
from office.sheets.widgets import Text
from reception.names import tidy_name
from reception.workbook.widgets import Sector


class ProjectSheet(Resource):
    """工程项目."""

    name = Column(
        "工程项目", Text(120, tidy=tidy_name), required=True, synonyms=("项目名称", "工程名称", "名称"),
        example="示例小区一期",
    )  # fmt: skip
    address = Column("地址", Text(200), synonyms=("项目地址", "建设地点", "工程地点"))
    sector = Column("行业领域", Sector(), synonyms=("所属行业", "行业"), note="按列出的名称填。")
    developer = Column("建设单位", Text(120, tidy=tidy_name), synonyms=("业主单位",))
    general_contractor = Column(
        "总包单位", Text(120, tidy=tidy_name), synonyms=("总承包单位", "施工总承包单位", "施工单位")
    )


PROJECT_COLUMNS: dict[str, Column] = ProjectSheet().fields
