"""谁主管谁负责 as the head edits it."""

import pytest
from django.test import Client

from ledger.models import UnitRoute
from office.models import Event
from tests import factories
from tests.factories import code

PAGE = "/admin/ledger/unitroute/"


@pytest.fixture
def as_head(client: Client, head) -> Client:
    client.force_login(head)
    return client


def faults(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_head_reads_the_table_in_words(as_head: Client) -> None:
    page = as_head.get(PAGE).content.decode()
    assert (page.count("该行业的主管部门"), page.count("不限")) == (5, 13)


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "secadmin", "sysadmin", "auditor", "city"])
def test_others_have_no_page(client: Client, reference, role: str) -> None:
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))
    assert client.get(PAGE).status_code == 403


def test_change_is_kept_and_on_the_trail(as_head: Client) -> None:
    row = UnitRoute.objects.get(sector__key="power")
    unit = factories.unit("水务")
    as_head.post(f"{PAGE}{row.pk}/change/", {"sector": row.sector_id, "unit": unit.pk})
    row.refresh_from_db()
    assert row.unit == unit
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["values"]["unit"]) == ("change_reference", "水务")


def test_what_the_database_would_refuse_is_said_in_words(as_head: Client) -> None:
    water, unit = code("sector", "water"), factories.unit("水务")
    add = f"{PAGE}add/"
    assert faults(as_head.post(add, {"unit": unit.pk})) == {"__all__": ["行业领域和欠薪原因至少选一项。"]}
    assert faults(as_head.post(add, {"cause": code("cause", "hardship").pk})) == {"unit": ["请选择单位。"]}
    for values in ({"sector": water.pk}, {"cause": code("cause", "subletting").pk}):
        assert faults(as_head.post(add, values | {"unit": unit.pk})) == {
            "__all__": ["这个行业领域和欠薪原因已有默认责任单位：请在列表中找到它修改。"]
        }
    both = {"sector": water.pk, "cause": code("cause", "subletting").pk, "unit": unit.pk}
    assert as_head.post(add, both).status_code == 302


def test_only_units_of_the_own_area_may_be_chosen(as_head: Client) -> None:
    foreign = factories.unit("住建", of=factories.area("530921"))
    response = as_head.post(f"{PAGE}add/", {"cause": code("cause", "hardship").pk, "unit": foreign.pk})
    assert list(faults(response)) == ["unit"]


def test_empty_choices_are_in_words(as_head: Client) -> None:
    fields = as_head.get(f"{PAGE}add/").context["adminform"].form.fields
    assert [fields[name].empty_label for name in ("sector", "cause", "unit")] == ["不限", "不限", "该行业的主管部门"]
