"""谁主管谁负责: what is suggested for a claim, and what the head must say when the case goes elsewhere."""

import pytest

from ledger.actions.assignment import accept_return, ask_return, assign_many
from ledger.actions.routes import load_unit_routes
from ledger.models import Case, Transition, UnitRoute
from ledger.routes_data import SUPERVISED_CAUSES, UNIT_BY_SECTOR
from ledger.selectors.case_entries import steps_of
from ledger.selectors.routes import (
    routed_claims,
    routes_for,
    suggested_unit,
    suggestions,
    supervising_unit,
    units_by_sector,
)
from office.models import Code, Unit
from office.refusals import Refused
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON, SIGNED_ON, code


def claim(head, *, sector: str = "", cause: str = "", **values):
    """A claim at a site of its own industry, or at one without."""
    found = {"sector": code("sector", sector) if sector else None, "cause": code("cause", cause) if cause else None}
    return factories.claim(head, **found, **values)


def refused(case: Case, head, unit: str, **values) -> list[str]:
    with pytest.raises(Refused) as caught:
        factories.assigned(case, head, unit=unit, **values)
    return caught.value.missing


def test_reference_data_is_loaded_once(reference) -> None:
    assert UnitRoute.objects.count() == len(UNIT_BY_SECTOR) + len(SUPERVISED_CAUSES)
    assert load_unit_routes() == {}


def test_what_the_office_changed_stays(reference) -> None:
    row = UnitRoute.objects.get(sector__key="water")
    row.unit = factories.unit("住建")
    row.save()
    load_unit_routes()
    assert UnitRoute.objects.get(sector__key="water").unit.short_name == "住建"


@pytest.mark.parametrize(("sector", "unit"), UNIT_BY_SECTOR.items())
def test_suggested_unit_by_industry(head, sector: str, unit: str) -> None:
    assert suggested_unit(claim(head, sector=sector)).short_name == unit


def test_suggested_unit_by_the_projects_industry(head) -> None:
    taken = claim(head)
    taken.project.sector = code("sector", "water")
    assert suggested_unit(taken).short_name == "水务"


def test_counter_comes_first_and_the_leading_unit_last(head) -> None:
    named = claim(head, sector="water", suggested_unit=factories.unit("交通"))
    assert suggested_unit(named).short_name == "交通"
    assert suggested_unit(claim(head, project_name="另一工地")).short_name == "人社"


def test_disabled_unit_is_not_suggested(head) -> None:
    Unit.objects.filter(short_name="水务").update(is_active=False)
    assert suggested_unit(claim(head, sector="water", suggested_unit=factories.unit("水务"))).short_name == "人社"


def test_row_of_a_cause_goes_before_that_of_the_industry(head) -> None:
    UnitRoute.objects.create(cause=code("cause", "employment_dispute"), unit=factories.unit("仲裁院"))
    assert suggested_unit(claim(head, sector="water", cause="employment_dispute")).short_name == "仲裁院"


def test_another_area_gets_its_own_unit_of_the_same_name(head) -> None:
    other = factories.area("530921")
    own = factories.unit("水务", of=other)
    taken = claim(head, sector="water")
    taken.area = other
    assert suggested_unit(taken) == own
    taken.sector = code("sector", "building")
    assert suggested_unit(taken) is None


@pytest.mark.parametrize("cause", ["hardship", "malicious", *SUPERVISED_CAUSES])
@pytest.mark.parametrize(
    ("sector", "regulator"), [("building", "住建"), ("water", "水务"), ("power", None), ("", None)]
)
def test_supervising_unit_is_the_industrys_regulator(head, cause: str, sector: str, regulator: str | None) -> None:
    found = supervising_unit(claim(head, sector=sector, cause=cause))
    assert (found and found.short_name) == (regulator if cause in SUPERVISED_CAUSES else None)


def test_supervising_unit_named_in_the_table(head) -> None:
    UnitRoute.objects.filter(cause__key="subletting").update(unit=factories.unit("检察院"))
    assert supervising_unit(claim(head, sector="power", cause="subletting")).short_name == "检察院"


def test_assigning_elsewhere_takes_a_reason(head) -> None:
    case = claim(head, sector="water").caseclaim.case
    assert refused(case, head, "住建", note=" ") == ["按行业领域“水利”建议交水务，改交住建的，请写明原因。"]
    assert Transition.objects.filter(case=case, move="assign").count() == 0
    factories.assigned(case, head, unit="住建", note="属房建附属工程")
    assert case.responsible_unit.short_name == "住建"


def test_assigning_as_suggested_or_where_nothing_speaks_takes_none(head) -> None:
    factories.assigned(claim(head, sector="water").caseclaim.case, head, unit="水务")
    factories.assigned(claim(head, project_name="另一工地").caseclaim.case, head, unit="公安")


def test_departure_from_the_counter_takes_a_reason(head) -> None:
    case = claim(head, suggested_unit=factories.unit("交通")).caseclaim.case
    assert refused(case, head, "住建") == ["登记时建议交交通，改交住建的，请写明原因。"]


def test_batch_names_each_case_and_one_note_serves_all(head) -> None:
    cases = [claim(head, sector=sector).caseclaim.case for sector in ("water", "building", "transport")]
    order = {"unit": factories.unit("住建"), "officer_name": "李经办", "due_on": DUE_ON, "on": ASSIGNED_ON}
    with pytest.raises(Refused) as caught:
        assign_many(cases=cases, by=head, **order)
    assert caught.value.missing == [
        f"{cases[0].number}：按行业领域“水利”建议交水务，改交住建的，请写明原因。",
        f"{cases[2].number}：按行业领域“交通运输”建议交交通，改交住建的，请写明原因。",
    ]
    assert {case.status for case in Case.objects.all()} == {"registered"}
    assign_many(cases=cases, by=head, note="同一施工队", **order)
    assert {case.responsible_unit.short_name for case in Case.objects.all()} == {"住建"}


def test_suggestions_of_a_case_are_those_of_its_claims(head, django_assert_num_queries) -> None:
    taken = [
        claim(head, project_name="另一工地"),
        claim(head, sector="water"),
        claim(head, sector="building"),
        claim(head, sector="water"),
    ]
    routes = routes_for(head.area_id)
    assert [item.unit.short_name for item in suggestions(taken, routes)] == ["水务", "住建"]
    assert [item.unit.short_name for item in suggestions(taken[:1], routes)] == ["人社"]
    case = taken[1].caseclaim.case
    with django_assert_num_queries(1):
        suggestions(routed_claims(case), routes)


def test_second_unit_is_called_reassignment(head) -> None:
    case = factories.assigned(claim(head, sector="water").caseclaim.case, head, unit="水务")
    factories.assigned(case, head, unit="水务")
    factories.assigned(case, head, unit="住建", note="属房建")
    assert [step.label for step in steps_of(case)] == ["改派", "交办", "交办", "登记"]
    assert Transition.objects.filter(move="assign").order_by("-id").first().data["from_unit"] == "水务"
    assert steps_of(case)[0].order.startswith("原责任单位 水务，责任单位 住建")


def test_unit_after_a_return_is_called_reassignment(head, liaison) -> None:
    case = factories.assigned(factories.case(head), head, unit="住建")
    ask_return(case=case, by=liaison, reason="属水利", on=SIGNED_ON)
    accept_return(case=case, by=head, reason="同意", on=SIGNED_ON)
    factories.assigned(case, head, unit="水务", on=SIGNED_ON)
    assert steps_of(case)[0].label == "改派"


def test_codes_of_the_table_exist(reference) -> None:
    assert set(UNIT_BY_SECTOR) == set(Code.objects.filter(kind="sector").values_list("key", flat=True))


def test_units_by_sector_as_the_counter_suggests_them(head) -> None:
    water, other = factories.code("sector", "water").pk, factories.code("sector", "building").pk
    found = units_by_sector(head.area_id, [water, other])
    assert found == {water: factories.unit("水务").pk, other: factories.unit("住建").pk}
    assert units_by_sector(head.area_id, [0]) == {}
