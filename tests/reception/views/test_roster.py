"""Pages of the roster and the checklist."""

from datetime import date

import pytest
from django.urls import reverse

from reception.actions.roster import Lead, Sent, confirm_delegate, set_roster
from reception.actions.sessions import open_session
from reception.models import ReceptionSession
from tests import factories


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk)


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=args))


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"reception:{name}", args=args), data)


def shown(response) -> dict[str, str]:
    """What the form on the page would send back."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}


def test_the_office_fills_the_table(client, clerk, session):
    page = get(client, clerk, "roster", session.pk)
    assert [line.unit.short_name for line in page.context["form"].lines] == [
        "人社", "住建", "交通", "水务", "检察院", "公安", "工会",
    ]  # fmt: skip
    unit = factories.unit("住建").pk
    typed = shown(page) | {f"unit_{unit}_person": "李某", f"unit_{unit}_confirmed": "on", "duty_leader": "杨某"}
    assert post(client, clerk, "roster", session.pk, **typed).status_code == 302
    session.refresh_from_db()
    # Whose turn it is stood there already.
    assert (session.duty_unit.short_name, session.duty_leader) == ("人社", "杨某")
    text = get(client, clerk, "session", session.pk).content.decode()
    assert ("李某" in text, "未确认单位 6" in text) == (True, True)


def test_a_line_without_a_name_is_not_confirmed(client, clerk, session):
    unit = factories.unit("住建").pk
    answer = post(client, clerk, "roster", session.pk, **{f"unit_{unit}_confirmed": "on"})
    assert (answer.status_code, answer.context["refused"]) == (422, ["住建：先填写参加人，再勾已确认。"])


def test_the_second_editor_keeps_what_was_typed_and_sees_what_was_not(client, clerk, head, liaison, session):
    page = shown(get(client, clerk, "roster", session.pk))
    own, other = factories.unit("住建").pk, factories.unit("公安").pk
    confirm_delegate(session=session, unit=liaison.unit, by=liaison, person="张某")
    set_roster(
        session=session, by=head, lead=Lead(duty_unit=None), sent=[Sent(unit=factories.unit("公安"), person="赵某")]
    )
    answer = post(client, clerk, "roster", session.pk, **page | {f"unit_{other}_person": "孙某"})
    assert answer.status_code == 409
    again = shown(answer)
    assert (again[f"unit_{own}_person"], again[f"unit_{own}_confirmed"]) == ("张某", "on")
    assert (again[f"unit_{other}_person"], session.delegates.get(unit=other).person) == ("孙某", "赵某")
    assert post(client, clerk, "roster", session.pk, **again).status_code == 302
    rows = session.delegates.order_by("unit__position").values_list("person", "confirmed_by")
    assert list(rows) == [("张某", liaison.pk), ("孙某", None)]


def test_a_liaison_confirms_on_the_sessions_page(client, liaison, session):
    page = get(client, liaison, "session", session.pk)
    assert (page.context["own"]["line"].unit, "本单位（住建）派谁参加" in page.content.decode()) == (liaison.unit, True)
    seen = page.context["own"]["form"]["seen"].value()
    answer = post(
        client, liaison, "delegate_confirm", session.pk, liaison.unit.pk, person="张某", post="科长", seen=seen
    )
    assert answer.status_code == 302
    assert session.delegates.get().confirmed_by == liaison
    late = post(client, liaison, "delegate_confirm", session.pk, liaison.unit.pk, person="王某", seen=seen)
    assert (late.status_code, session.delegates.get().person) == (409, "张某")


@pytest.mark.parametrize("role", ["clerk", "head"])
def test_nobody_else_is_offered_the_line_of_the_unit(client, session, role):
    assert get(client, factories.user(role, unit="住建"), "session", session.pk).context["own"] is None


def test_another_units_line_and_a_foreign_session_are_not_found(client, liaison, foreign_liaison, session):
    answer = post(client, foreign_liaison, "delegate_confirm", session.pk, liaison.unit.pk, person="张某")
    assert (answer.status_code, session.delegates.count()) == (404, 0)
    away = factories.area("530999")
    stranger = factories.user("liaison", area=away, unit="住建")
    answer = post(client, stranger, "delegate_confirm", session.pk, stranger.unit.pk, person="张某")
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["clerk", "head", "leader", "city", "secadmin"])
def test_only_liaisons_confirm(client, session, role):
    user = factories.user(role, unit="住建")
    assert post(client, user, "delegate_confirm", session.pk, user.unit.pk, person="张某").status_code == 403


@pytest.mark.parametrize("name", ["roster", "roster_copy", "checklist_tick"])
@pytest.mark.parametrize("role", ["liaison", "leader", "city", "auditor"])
def test_others_do_not_act(client, session, name, role):
    args = [session.pk, 1] if name == "checklist_tick" else [session.pk]
    assert post(client, factories.user(role), name, *args).status_code == 403


@pytest.mark.parametrize("name", ["roster", "roster_copy", "checklist_tick"])
def test_a_foreign_session_is_not_found(client, session, name):
    stranger = factories.user("head", area=factories.area("530999"))
    args = [factories.code("preparation", "forms").pk] if name == "checklist_tick" else []
    assert [post(client, stranger, name, pk, *args).status_code for pk in (session.pk, 10**6)] == [404, 404]


def test_the_last_roster_is_copied_by_one_button(client, clerk, session):
    set_roster(
        session=session, by=clerk, lead=Lead(duty_unit=None), sent=[Sent(unit=factories.unit("公安"), person="赵某")]
    )
    later = factories.planned_session(clerk, on=date(2021, 4, 26))
    assert "照抄上一场的参加人员" in get(client, clerk, "roster", later.pk).content.decode()
    assert post(client, clerk, "roster_copy", later.pk).status_code == 302
    assert later.delegates.get().person == "赵某"


def test_the_checklist_is_ticked_on_the_sessions_page(client, clerk, liaison, session):
    code = factories.code("preparation", "forms")
    assert "还差 10 项" in get(client, clerk, "session", session.pk).content.decode()
    assert post(client, clerk, "checklist_tick", session.pk, code.pk).status_code == 302
    text = get(client, clerk, "session", session.pk).content.decode()
    assert ("还差 9 项" in text, "登记表、回执和公章：撤销完成" in text) == (True, True)
    post(client, clerk, "checklist_tick", session.pk, code.pk, undo="1")
    assert session.checklist.exclude(done_at=None).count() == 0
    # A liaison reads it and has no buttons.
    assert (
        reverse("reception:checklist_tick", args=[session.pk, code.pk])
        not in get(client, liaison, "session", session.pk).content.decode()
    )


def test_a_code_of_another_list_is_not_found(client, clerk, session):
    assert post(client, clerk, "checklist_tick", session.pk, factories.code("sector", "water").pk).status_code == 404


def test_signing_in_starts_with_whom_the_unit_said_it_sends(client, clerk, session):
    set_roster(
        session=session, by=clerk, lead=Lead(duty_unit=None), sent=[Sent(unit=factories.unit("公安"), person="赵某")]
    )
    open_session(session=session, by=clerk, held_on=session.planned_on)
    text = get(client, clerk, "session", session.pk).content.decode()
    assert 'value="赵某"' in text


def test_queries_of_a_planned_session_are_the_same_with_one_delegate_and_seven(
    client, clerk, session, django_assert_max_num_queries
):
    counts = []
    for names in (("人社",), ("住建", "交通", "水务", "检察院", "公安", "工会")):
        sent = [Sent(unit=factories.unit(name), person="李某", is_confirmed=True) for name in names]
        set_roster(session=session, by=clerk, lead=Lead(duty_unit=None), sent=sent)
        client.force_login(clerk)
        with django_assert_max_num_queries(14) as queries:
            client.get(reverse("reception:session", args=[session.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
