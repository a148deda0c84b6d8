"""交办 for a session: one table, all or nothing."""

from datetime import date

import pytest

from ledger.models import Case
from ledger.workflow import Status
from office.models import Event, Unit
from tests import factories

HELD_ON = date(2021, 4, 14)


@pytest.fixture
def session(head):
    return factories.session(head, on=HELD_ON)


@pytest.fixture
def cases(head, session):
    return [factories.case(head, session) for _ in range(3)]


def _address(session) -> str:
    return f"/ledger/sessions/{session.pk}/assign/"


def _typed(client, session, **values) -> dict:
    """The fields of a fresh page, with values replaced; `case_1_…` stands for the first case."""
    form = client.get(_address(session)).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (typed | values).items() if value not in (None, False)}


def _unit(name: str) -> int:
    return Unit.objects.get(short_name=name).pk


def _for_all(**values) -> dict:
    return {
        "all_unit": _unit("住建"),
        "all_officer_name": "李经办",
        "all_due_on": "2099-01-01",
        "on": "2021-04-15",
    } | values


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("head", 200),
        *((role, 403) for role in ("clerk", "liaison", "leader", "city", "sysadmin", "secadmin", "auditor")),
    ],
)
def test_page_is_for_the_head(client, session, cases, role, status, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(_address(session)).status_code == status
    assert client.post(_address(session), {}).status_code == (422 if status == 200 else 403)


def test_foreign_session_is_not_found(client, session):
    client.force_login(factories.user("head", area=factories.area("530999")))
    assert client.get(_address(session)).status_code == 404


def test_only_unassigned_cases_of_the_session_are_listed(client, head, session, cases):
    factories.case(head)
    factories.assigned(cases[0], head)
    client.force_login(head)
    assert [row.case for row in client.get(_address(session)).context["form"].rows] == cases[1:]


def test_empty_table_says_so(client, head, session):
    client.force_login(head)
    assert "本场没有待交办的案件" in client.get(_address(session)).content.decode()


def test_same_for_all_and_another_for_one(client, head, liaison, session, cases):
    client.force_login(head)
    own = {f"case_{cases[2].pk}_unit": _unit("水务"), f"case_{cases[2].pk}_officer_name": "赵经办"}
    typed = _typed(client, session, **_for_all(all_officer_name=liaison.display_name), **own)
    assert client.post(_address(session), typed).status_code == 302
    found = [
        (case.responsible_unit.short_name, case.officer_name, case.responsible_officer)
        for case in Case.objects.order_by("id")
    ]
    assert found == [
        ("住建", liaison.display_name, liaison), ("住建", liaison.display_name, liaison), ("水务", "赵经办", None),
    ]  # fmt: skip
    assert Event.objects.filter(act="assign").count() == 2


def test_unticked_cases_stay(client, head, session, cases):
    client.force_login(head)
    typed = _typed(client, session, **_for_all(), **{f"case_{cases[0].pk}_chosen": False})
    assert client.post(_address(session), typed).status_code == 302
    assert [case.status for case in Case.objects.order_by("id")] == [
        Status.REGISTERED,
        Status.ASSIGNED,
        Status.ASSIGNED,
    ]


def test_incomplete_rows_are_named_and_nothing_is_assigned(client, head, session, cases):
    client.force_login(head)
    typed = _typed(client, session, **_for_all(all_officer_name=""), **{f"case_{cases[0].pk}_officer_name": "赵经办"})
    response = client.post(_address(session), typed)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        f"{case.number} 缺少责任人员：请在该行填写，或在第一行统一填写。" for case in cases[1:]
    ]
    assert 'value="赵经办"' in response.content.decode()
    assert not Case.objects.exclude(status=Status.REGISTERED).exists()


def test_one_wrong_row_stops_all(client, head, session, cases):
    client.force_login(head)
    typed = _typed(client, session, **_for_all(), **{f"case_{cases[1].pk}_due_on": "2021-04-01"})
    response = client.post(_address(session), typed)
    assert response.status_code == 422
    assert response.context["refused"] == [f"{cases[1].number}：办理期限 2021-04-01 早于交办日期 2021-04-15。"]
    assert not Case.objects.exclude(status=Status.REGISTERED).exists()


def test_conflict_stops_all_and_keeps_what_was_typed(client, head, session, cases):
    client.force_login(head)
    typed = _typed(client, session, **_for_all())
    Case.objects.filter(pk=cases[1].pk).update(version=cases[1].version + 1)
    response = client.post(_address(session), typed)
    assert response.status_code == 409
    assert cases[1].number in response.context["refused"][0]
    assert 'value="李经办"' in response.content.decode()
    again = typed | {f"case_{cases[1].pk}_version": response.context["form"][f"case_{cases[1].pk}_version"].value()}
    assert not Case.objects.exclude(status=Status.REGISTERED).exists()
    assert client.post(_address(session), again).status_code == 302


def test_second_click_finds_the_cases_gone(client, head, session, cases):
    client.force_login(head)
    typed = _typed(client, session, **_for_all())
    assert [client.post(_address(session), typed).status_code for _ in range(2)] == [302, 422]
    assert Case.objects.filter(status=Status.ASSIGNED).count() == 3


def test_low_income_and_suggested_unit_are_filled_in(client, head, session):
    factories.case(head, session)
    urgent = factories.case(head, session, is_low_income=True, suggested_unit=Unit.objects.get(short_name="水务"))
    client.force_login(head)
    form = client.get(_address(session)).context["form"]
    assert form[f"case_{urgent.pk}_unit"].value() == _unit("水务")
    assert form[f"case_{urgent.pk}_due_on"].value() < form["all_due_on"].value()


def test_queries_are_constant(client, head, session, django_assert_max_num_queries):
    factories.case(head, session)
    client.force_login(head)
    client.get(_address(session))
    with django_assert_max_num_queries(20) as one:
        client.get(_address(session))
    for _ in range(29):
        factories.case(head, session)
    with django_assert_max_num_queries(20) as many:
        client.get(_address(session))
    assert len(many.captured_queries) == len(one.captured_queries)
