"""The list of leaders as head and system administrator keep it."""

import pytest
from django.test import Client

from ledger.models import Leader
from office.models import Event
from tests import factories

PAGE = "/admin/ledger/leader/"


def _told(**values: object) -> dict[str, object]:
    area = factories.area()
    return {"area": area.pk, "kind": "government", "name": "杨副区长", "position": "副区长", "is_active": "on"} | values


def _faults(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize("role", ["head", "sysadmin"])
def test_editors_add_a_leader(client: Client, reference, role: str) -> None:
    client.force_login(factories.user(role))
    account = factories.user("leader")
    assert client.post(f"{PAGE}add/", _told(user=account.pk)).status_code == 302
    assert Leader.objects.get().user == account
    assert Event.objects.order_by("-number").first().act == "add_reference"
    assert "杨副区长" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "secadmin", "auditor", "city"])
def test_others_have_no_page(client: Client, reference, role: str) -> None:
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))
    assert client.get(PAGE).status_code == 403


def test_what_makes_no_leader_is_said_in_words(client: Client, head) -> None:
    client.force_login(head)
    unit, account = factories.unit("住建"), factories.user("leader")
    add = f"{PAGE}add/"
    assert _faults(client.post(add, _told(kind="unit_head"))) == {"unit": ["成员单位负责人须填写单位。"]}
    assert _faults(client.post(add, _told(kind="unit_head", unit=unit.pk, user=account.pk))) == {
        "user": ["这个账号不属于住建：请安全管理员先改账号的单位，回避才能生效。"]
    }
    assert "user" in _faults(client.post(add, _told(user=head.pk)))
    assert Leader.objects.count() == 0


def test_who_leads_a_case_stays_until_a_successor_is_named(client: Client, head) -> None:
    leader, case = factories.leader(name="杨副区长"), factories.case(head)
    factories.led(case, head, leader)
    client.force_login(head)
    change = f"{PAGE}{leader.pk}/change/"
    assert 'name="name"' not in client.get(change).content.decode()
    told = _told(name="另一人")
    del told["is_active"]
    assert _faults(client.post(change, told)) == {
        "is_active": [f"还在包案：{case.number}。请主任先在这些案件中确定接任的领导。"]
    }
    assert client.post(change, _told(name="另一人", position="常务副区长")).status_code == 302
    leader.refresh_from_db()
    assert (leader.name, leader.position, leader.is_active) == ("杨副区长", "常务副区长", True)


def test_leaders_of_another_district_are_not_shown(client: Client, head) -> None:
    leader = factories.leader(area=factories.area("530921"))
    client.force_login(head)
    assert client.get(f"{PAGE}{leader.pk}/change/").status_code == 404
    assert leader.name not in client.get(PAGE).content.decode()


def test_form_without_an_area_is_refused_in_words(client: Client, head) -> None:
    client.force_login(head)

    assert _faults(client.post(f"{PAGE}add/", _told(area="")))["area"] == ["请填写。"]
