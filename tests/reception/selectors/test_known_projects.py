"""Projects the office knows already, with what usually goes with them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.selectors.routes import units_by_sector
from reception.models import Claim, Company, Project
from reception.selectors import known_projects
from reception.selectors.known_projects import projects_known
from tests import factories


def found(user, typed):
    return projects_known(typed, user=user, units_by_sector=units_by_sector)


@pytest.mark.parametrize("typed", ["南屏", "小区三", "南屏小区三期", "np", "npxq", "xqsq"])
def test_found_by_a_part_of_the_name_and_by_initials(clerk, typed):
    factories.claim(clerk)
    assert [project.name for project in found(clerk, typed)] == ["南屏小区三期"]


@pytest.mark.parametrize("typed", ["", "南", "甲乙", "npxqx", "%"])
def test_nothing_else_finds_a_project(clerk, typed):
    factories.claim(clerk)
    assert found(clerk, typed) == []


def test_picking_fills_in_what_usually_goes_with_it(clerk):
    sector, unit = factories.code("sector", "building"), factories.unit("住建")
    factories.claim(
        clerk, sector=sector, general_contractor_name="云南总包公司", developer_name="临翔开发公司", suggested_unit=unit
    )
    (project,) = found(clerk, "南屏")
    assert project.fill == {
        "project_name": "南屏小区三期", "employer_name": "云南甲乙劳务有限公司", "general_contractor_name": "云南总包公司",
        "developer_name": "临翔开发公司", "sector": str(sector.pk), "suggested_unit": str(unit.pk),
    }  # fmt: skip


def test_unit_of_the_sector_where_no_claim_named_one(clerk):
    sector = factories.code("sector", "building")
    factories.claim(clerk, sector=sector)
    (project,) = found(clerk, "南屏")
    assert project.suggested_unit == units_by_sector(clerk.area_id, {sector.pk})[sector.pk]


def test_of_several_debtors_none_is_filled_in(clerk):
    factories.claim(clerk)
    factories.claim(clerk, employer_name="别的劳务公司")
    (project,) = found(clerk, "南屏")
    assert (project.fill["employer_name"], project.employers) == ("", ("别的劳务公司", "云南甲乙劳务有限公司"))


def test_project_without_a_claim_has_its_own_parties(clerk):
    contractor = Company.objects.create(area=clerk.area, name="云南总包公司")
    Project.objects.create(area=clerk.area, name="凤翔路管网", general_contractor=contractor)
    (project,) = found(clerk, "fxlgw")
    assert (project.general_contractor, project.employers, project.sector) == ("云南总包公司", (), None)


def test_older_projects_are_found_by_their_claims(clerk, monkeypatch):
    monkeypatch.setattr(known_projects, "RECENT", 1)
    factories.claim(clerk)
    factories.claim(clerk, project_name="别处")
    assert [project.name for project in found(clerk, "南屏")] == ["南屏小区三期"]


def test_exact_name_comes_first(clerk):
    for name in ("南屏", "南屏一期", "南屏二期"):
        factories.claim(clerk, project_name=name)
    assert [project.name for project in found(clerk, "南屏")] == ["南屏", "南屏二期", "南屏一期"]


def test_foreign_areas_stay_unseen(clerk):
    factories.claim(clerk)
    assert found(factories.user("clerk", area=factories.area("530999")), "南屏") == []


def test_queries_do_not_grow(clerk):
    counts = []
    for number in range(3):
        factories.claim(clerk, project_name=f"南屏{number}号楼", sector=factories.code("sector", "building"))
        with CaptureQueriesContext(connection) as queries:
            found(clerk, "南屏")
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 7


def test_claims_of_another_district_tell_nothing_of_a_project(clerk):
    factories.claim(clerk)
    away = factories.user("clerk", area=factories.area("530921"))
    factories.claim(away, employer_name="外县劳务公司")
    Claim.objects.filter(area=away.area).update(project=Project.objects.get(area=clerk.area))
    (project,) = found(clerk, "南屏")
    assert project.employers == ("云南甲乙劳务有限公司",)
