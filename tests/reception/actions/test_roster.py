"""The roster: written by the office, a unit's own line confirmed by its liaison; nothing of the other lost."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.planning import cancel_session
from reception.actions.roster import Lead, Sent, confirm_delegate, copy_roster, set_roster
from reception.actions.sessions import close_session
from reception.models import ReceptionSession
from reception.plan_state import delegate_word, lead_word
from tests import factories

NOW = datetime(2021, 4, 10, 9, 0, tzinfo=factories.SHANGHAI)
LATER = datetime(2021, 4, 11, 9, 0, tzinfo=factories.SHANGHAI)
NOBODY = Lead(duty_unit=None)
EMPTY = delegate_word("", "", False)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk)


def sent(unit: str = "住建", person: str = "李某", **values) -> Sent:
    return Sent(unit=factories.unit(unit), person=person, **values)


def line(session, unit: str = "住建"):
    return session.delegates.get(unit__short_name=unit)


def test_the_office_writes_who_leads_and_who_comes(clerk, session) -> None:
    lead = Lead(duty_unit=factories.unit("人社"), duty_leader=" 杨某 ", chair="王某")
    set_roster(
        session=session, by=clerk, lead=lead, sent=[sent(post="副局长", is_confirmed=True), sent("公安", "")], now=NOW
    )
    session.refresh_from_db()
    assert (session.duty_unit.short_name, session.duty_leader, session.chair) == ("人社", "杨某", "王某")
    row = session.delegates.get()
    assert (row.person, row.post, row.confirmed_at, row.confirmed_by) == ("李某", "副局长", NOW, clerk)
    # Names of people are no facts of the trail.
    assert Event.objects.get(act="set_roster").data == {"unit": "人社", "units": ["住建"]}


def test_a_confirmation_needs_a_name_and_units_of_the_area(clerk, session) -> None:
    foreign = factories.unit("外单位", of=factories.area("530999"))
    with pytest.raises(Refused) as refused:
        set_roster(session=session, by=clerk, lead=Lead(duty_unit=foreign), sent=[sent(person="", is_confirmed=True)])
    assert refused.value.missing == ["外单位不是本区划的成员单位。", "住建：先填写参加人，再勾已确认。"]


def test_the_same_name_keeps_its_signature_and_another_is_signed_anew(clerk, head, session) -> None:
    set_roster(session=session, by=clerk, lead=NOBODY, sent=[sent(is_confirmed=True)], now=NOW)
    set_roster(session=session, by=head, lead=NOBODY, sent=[sent(is_confirmed=True)], now=LATER)
    assert (line(session).confirmed_by, line(session).confirmed_at) == (clerk, NOW)
    set_roster(session=session, by=head, lead=NOBODY, sent=[sent(person="张某", is_confirmed=True)], now=LATER)
    assert (line(session).confirmed_by, line(session).confirmed_at) == (head, LATER)
    set_roster(session=session, by=head, lead=NOBODY, sent=[sent(person="张某")])
    assert line(session).is_confirmed is False
    set_roster(session=session, by=head, lead=NOBODY, sent=[sent(person="")])
    assert session.delegates.count() == 0


def test_a_line_left_alone_keeps_what_the_unit_confirmed_meanwhile(clerk, liaison, session) -> None:
    confirm_delegate(session=session, unit=liaison.unit, by=liaison, person="张某", now=NOW)
    shown = [sent(person="", seen=EMPTY), sent("公安", "赵某", seen=EMPTY)]
    set_roster(session=session, by=clerk, lead=NOBODY, sent=shown)
    assert (line(session).person, line(session).is_confirmed, line(session, "公安").person) == ("张某", True, "赵某")


def test_a_line_changed_on_both_sides_is_told(clerk, liaison, session) -> None:
    confirm_delegate(session=session, unit=liaison.unit, by=liaison, person="张某", now=NOW)
    with pytest.raises(Conflict) as refused:
        set_roster(session=session, by=clerk, lead=NOBODY, sent=[sent(person="李某", seen=EMPTY)])
    assert "办理“确认参加人员”" in refused.value.missing[0]
    assert line(session).person == "张某"


def test_who_leads_changed_on_both_sides_is_told(clerk, head, session) -> None:
    seen = lead_word(None, "", "")
    set_roster(session=session, by=clerk, lead=Lead(duty_unit=None, duty_leader="杨某", seen=seen))
    with pytest.raises(Conflict):
        set_roster(session=session, by=head, lead=Lead(duty_unit=None, duty_leader="何某", seen=seen))
    # Whoever left it alone has nothing to be told of.
    set_roster(session=session, by=head, lead=Lead(duty_unit=None, seen=seen))
    session.refresh_from_db()
    assert session.duty_leader == "杨某"


def test_a_liaison_confirms_the_own_unit_alone(liaison, session) -> None:
    row = confirm_delegate(session=session, unit=liaison.unit, by=liaison, person=" 张某 ", post="科长", now=NOW)
    assert (row.person, row.post, row.confirmed_by, row.confirmed_at) == ("张某", "科长", liaison, NOW)
    with pytest.raises(PermissionDenied):
        confirm_delegate(session=session, unit=factories.unit("水务"), by=liaison, person="张某")
    with pytest.raises(Refused) as refused:
        confirm_delegate(session=session, unit=liaison.unit, by=liaison, person=" ")
    assert refused.value.missing == ["请填写参加人的姓名。"]


def test_confirming_twice_writes_once(liaison, session) -> None:
    for now in (NOW, LATER):
        confirm_delegate(session=session, unit=liaison.unit, by=liaison, person="张某", now=now)
    assert (line(session).confirmed_at, session.delegates.count()) == (NOW, 1)


def test_a_liaison_is_told_of_the_offices_change(clerk, liaison, session) -> None:
    set_roster(session=session, by=clerk, lead=NOBODY, sent=[sent()])
    with pytest.raises(Conflict):
        confirm_delegate(session=session, unit=liaison.unit, by=liaison, person="张某", seen=EMPTY)
    assert line(session).person == "李某"


def test_nothing_is_confirmed_for_a_day_unknown_or_past(clerk, head, liaison, session) -> None:
    undated = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    with pytest.raises(Refused) as refused:
        confirm_delegate(session=undated, unit=liaison.unit, by=liaison, person="张某")
    assert refused.value.missing == ["这一场日期待定，定了日期再确认参加人员。"]
    cancelled = cancel_session(session=session, by=head, reason="暴雨")
    closed = close_session(session=factories.session(clerk, on=date(2021, 3, 1)), by=clerk)
    for over in (cancelled, closed):
        with pytest.raises(Refused):
            confirm_delegate(session=over, unit=liaison.unit, by=liaison, person="张某")
        with pytest.raises(Refused):
            set_roster(session=over, by=clerk, lead=NOBODY)


def test_the_roster_before_is_copied_unconfirmed_where_nobody_is_named(clerk, session) -> None:
    set_roster(session=session, by=clerk, lead=NOBODY, sent=[sent(is_confirmed=True), sent("公安", "赵某")])
    later = factories.planned_session(clerk, on=date(2021, 4, 26))
    set_roster(session=later, by=clerk, lead=NOBODY, sent=[sent("公安", "孙某")])
    assert [unit.short_name for unit in copy_roster(session=later, by=clerk)] == ["住建"]
    assert [(row.person, row.is_confirmed) for row in later.delegates.all()] == [("李某", False), ("孙某", False)]
    with pytest.raises(Refused) as refused:
        copy_roster(session=later, by=clerk)
    assert refused.value.missing == ["上一场的参加人员，本场都已经填了，没有可以照抄的。"]
    with pytest.raises(Refused) as refused:
        copy_roster(session=session, by=clerk)
    assert refused.value.missing == ["以前的场次都没有填参加人员，没有可以照抄的。"]


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_write_the_roster(session, role) -> None:
    other = factories.user(role)
    for act in (
        lambda: set_roster(session=session, by=other, lead=NOBODY),
        lambda: copy_roster(session=session, by=other),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("role", ["clerk", "head", "leader", "city", "auditor"])
def test_others_do_not_confirm(session, role) -> None:
    other = factories.user(role, unit="住建")
    with pytest.raises(PermissionDenied):
        confirm_delegate(session=session, unit=other.unit, by=other, person="张某")
