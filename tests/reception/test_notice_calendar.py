"""The calendar, read back by the library that calendars are read with."""

from datetime import date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from reception.actions.planning import cancel_session, change_plan, plan_session, postpone_session
from reception.models import ReceptionSession
from reception.notice_calendar import calendar_of
from reception.public import public_notices
from tests import factories

DAY = date(2021, 4, 12)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk, on=DAY)


def read():
    rows = public_notices(today=DAY)
    text = calendar_of(rows.coming, address_of=lambda pk: f"https://example.invalid/notice/{pk}/")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    return Calendar.from_ical(text)


def event_of(session):
    return next(event for event in read().walk("VEVENT") if event["UID"] == f"530902-{session.pk}@jiefang")


def state(session) -> tuple[str, int]:
    event = event_of(session)
    return str(event["STATUS"]), event["SEQUENCE"]


def test_event_holds_hours_place_and_zone(clerk, session):
    factories.notice(session, clerk)
    event = event_of(session)
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert (start, end) == (
        datetime(2021, 4, 12, 14, 30, tzinfo=factories.SHANGHAI),
        datetime(2021, 4, 12, 17, 0, tzinfo=factories.SHANGHAI),
    )
    assert (str(event["LOCATION"]), str(event["URL"])) == (
        "一楼服务大厅", f"https://example.invalid/notice/{session.pk}/",
    )  # fmt: skip
    zones = read().walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Asia/Shanghai"] == [event["DTSTART"].params["TZID"]]
    assert (zones[0].to_tz(lookup_tzid=False).utcoffset(datetime(2021, 7, 1)), state(session)) == (  # noqa: DTZ001
        timedelta(hours=8), ("CONFIRMED", 1),
    )  # fmt: skip


def test_session_without_hours_is_a_whole_day(clerk):
    session = plan_session(area=clerk.area, by=clerk, planned_on=DAY, starts_at=None, ends_at=None, venue="大厅")
    factories.notice(session, clerk)
    assert event_of(session)["DTSTART"].dt == DAY


def test_sequence_grows_with_change_and_cancellation(clerk, head, session):
    factories.notice(session, clerk)
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=DAY,
        starts_at=time(9),
        ends_at=time(11),
        venue="一楼服务大厅",
    )
    states = [state(session)]
    factories.notice(session, clerk, on=DAY)
    states.append(state(session))
    cancel_session(session=session, by=head, reason="不公开的原因")
    states.append(state(session))
    assert [word for word in ("不公开的原因", "请带上") if word in str(event_of(session)["DESCRIPTION"])] == []
    factories.notice(session, clerk, on=DAY)
    states.append(state(session))
    assert states == [("TENTATIVE", 1), ("CONFIRMED", 2), ("CANCELLED", 3), ("CANCELLED", 3)]


def test_postponed_session_is_cancelled_and_the_new_one_stands(clerk, head, session):
    factories.notice(session, clerk)
    moved = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    assert state(session) == ("CANCELLED", 2)
    factories.notice(session, clerk, on=DAY)
    assert (state(session), state(moved)) == (("CANCELLED", 2), ("CONFIRMED", 1))
    assert (event_of(session)["DTSTART"].dt.date(), "改到2021年4月14日" in str(event_of(session)["DESCRIPTION"])) == (
        DAY, True,
    )  # fmt: skip


def test_no_sessions_are_an_empty_calendar(reference):
    assert read().walk("VEVENT") == []
