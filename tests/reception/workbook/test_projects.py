"""工程项目, imported on pages."""

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event, User
from reception.models import Company, Project
from reception.workbook.projects import PROJECTS
from tests import factories
from tests.imports import checked, counts, errors, written

HEADINGS = ["项目名称", "地址", "所属行业", "业主单位", "施工单位"]
ROW = ["南屏小区(三期)", "南屏路", "房屋建筑", "某某置业有限公司", "云南某建工有限公司"]


def test_projects_come_in_with_their_companies(head: User) -> None:
    job = written(checked(PROJECTS, head, HEADINGS, ROW, ["云岭大桥", None, None, None, "云南某建工有限公司"]), head)
    assert (job.state, counts(job)) == ("done", (2, 0, 0))
    project = Project.objects.get(name="南屏小区（三期）")
    assert (project.sector.label, project.developer.name, project.area) == ("房屋建筑", "某某置业有限公司", head.area)
    assert Company.objects.count() == 2
    assert Event.objects.filter(act="import_projects").count() == 1


def test_known_projects_stay_as_they_are(head: User) -> None:
    written(checked(PROJECTS, head, HEADINGS, ROW), head)
    again = checked(PROJECTS, head, HEADINGS, ROW, [ROW[0], None, None, None, None])
    assert errors(again) == ["表 第 3 行 工程项目：与第 2 行重复，请只留一行。"]
    assert counts(checked(PROJECTS, head, HEADINGS, [ROW[0], None, None, None, None])) == (0, 1, 0)
    other = checked(PROJECTS, head, HEADINGS, [ROW[0], "北屏路", "水利", None, "别的公司"])
    assert [text.split("：")[0] for text in errors(other)] == [
        "表 第 2 行 地址",
        "表 第 2 行 行业领域",
        "表 第 2 行 总包单位",
    ]


def test_who_may(clerk: User) -> None:
    with pytest.raises(PermissionDenied):
        checked(PROJECTS, clerk, HEADINGS, ROW)


def test_of_another_area_is_another_project(head: User) -> None:
    written(checked(PROJECTS, head, HEADINGS, ROW), head)
    other = factories.user("head", area=factories.area("530922"))
    assert counts(checked(PROJECTS, other, HEADINGS, ROW)) == (1, 0, 0)
