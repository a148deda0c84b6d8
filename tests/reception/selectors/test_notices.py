"""Where a session's notice stands: what is due, what is late, what is out of date."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import Parameter
from reception.actions.planning import cancel_session, change_plan, postpone_session
from reception.actions.sessions import close_session, open_session
from reception.models import PlanChange, ReceptionSession
from reception.selectors.notices import draft_text, is_task, known_reason, standing_of, standings_to_come
from tests import factories

DAY = date(2021, 4, 12)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk, on=DAY)


def changed(session, by, **values):
    plan = {"planned_on": session.planned_on, "starts_at": time(14, 30), "ends_at": time(17), "venue": session.venue}
    return change_plan(session=session, by=by, reason="会场检修", **(plan | values))


def due(session) -> tuple:
    session.refresh_from_db()
    standing = standing_of(session)
    return standing.due, standing.next_kind


def test_dated_plan_waits_for_its_first_notice(clerk, session):
    assert due(session) == ("first", "first")
    factories.notice(session, clerk)
    assert due(session) == (None, "change")


def test_month_plan_waits_for_nothing(clerk):
    month = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    assert (due(month), draft_text(standing_of(month), reason="")) == ((None, None), "")


@pytest.mark.parametrize("change", [{"starts_at": time(9)}, {"ends_at": None}, {"venue": "二楼会议室"}])
def test_change_of_time_or_place_makes_the_notice_outdated(clerk, session, change):
    factories.notice(session, clerk)
    changed(session, clerk, **change)
    assert due(session) == ("change", "change")
    assert len(standing_of(session).untold) == 1
    factories.notice(session, clerk, on=DAY)
    assert due(session) == (None, "change")


def test_change_of_the_note_alone_is_nothing_to_tell(clerk, session):
    factories.notice(session, clerk)
    changed(session, clerk, note="备用")
    assert due(session) == (None, "change")


def test_change_taken_back_needs_no_notice(clerk, session):
    factories.notice(session, clerk)
    changed(session, clerk, venue="二楼会议室")
    changed(session, clerk)
    assert due(session) == (None, "change")


def test_cancelled_session_needs_a_cancellation_if_it_was_told(clerk, head, session):
    cancel_session(session=session, by=head, reason="暴雨")
    assert due(session) == (None, None)


def test_cancelled_session_that_was_told(clerk, head, session):
    factories.notice(session, clerk)
    cancel_session(session=session, by=head, reason="暴雨")
    assert due(session) == ("cancellation", "cancellation")
    factories.notice(session, clerk, on=DAY)
    assert due(session) == (None, None)


def test_postponed_session_tells_the_new_day_for_both(clerk, head, session):
    factories.notice(session, clerk)
    moved = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    assert (due(session), due(moved)) == (("change", "change"), ("first", "first"))
    notice = factories.notice(session, clerk, on=DAY - timedelta(1))
    assert (due(session), due(moved)) == ((None, None), (None, "change"))
    assert (notice.held_on, moved.notices.get().held_on) == (moved.planned_on, moved.planned_on)


def test_postponed_twice_before_anything_was_told(clerk, head, session):
    factories.notice(session, clerk)
    second = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    third = postpone_session(session=second, by=head, to=DAY + timedelta(4), reason="省级通知")
    factories.notice(session, clerk, on=DAY)
    assert (due(session), due(second), due(third)) == ((None, None), (None, None), (None, "change"))
    assert third.notices.count() == 1


def test_postponed_and_then_cancelled_is_cancelled(clerk, head, session):
    factories.notice(session, clerk)
    moved = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    cancel_session(session=moved, by=head, reason="暴雨")
    assert due(session) == ("cancellation", "cancellation")
    factories.notice(session, clerk, on=DAY)
    assert (due(session), due(moved)) == ((None, None), (None, None))


def test_held_session_is_nobodys_task_and_its_paper_notice_may_be_entered(clerk, session):
    session = open_session(session=session, by=clerk, held_on=DAY)
    assert due(session) == (None, "first")
    factories.notice(session, clerk)
    assert due(close_session(session=session, by=clerk)) == (None, None)


@pytest.mark.parametrize(("days", "late"), [(4, False), (3, False), (2, True), (0, True)])
def test_late_is_told_for_good(clerk, session, days, late):
    factories.notice(session, clerk, on=DAY - timedelta(days))
    changed(session, clerk, venue="二楼会议室")
    factories.notice(session, clerk, on=DAY)
    standing = standing_of(session)
    assert (standing.is_late, standing.days_ahead, standing.latest_on) == (late, days, date(2021, 4, 9))


def test_office_sets_how_early(clerk, session):
    Parameter.objects.filter(key="notice_lead_days").update(value="5")
    factories.notice(session, clerk, on=DAY - timedelta(4))
    assert (standing_of(session).is_late, standings_to_come(clerk, today=DAY)[0].lead_days) == (True, 5)


@pytest.mark.parametrize(("ahead", "task"), [(11, False), (10, True), (3, True), (1, True)])
def test_first_notice_is_a_task_when_its_day_is_near(clerk, session, ahead, task):
    assert is_task(standing_of(session), today=DAY - timedelta(ahead)) is task


def test_stamp_follows_plan_and_notices(clerk, session):
    stamps = [standing_of(session).stamp]
    changed(session, clerk, venue="二楼会议室")
    session.refresh_from_db()
    stamps.append(standing_of(session).stamp)
    factories.notice(session, clerk)
    stamps.append(standing_of(session).stamp)
    assert len(set(stamps)) == 3


def test_known_reason_is_that_of_the_latest_change(clerk, head, session):
    assert known_reason(session) == ("", "")
    for number, reason in enumerate(["会议", "检修"]):
        PlanChange.objects.create(
            session=session,
            reason=reason,
            document_number=f"{number}",
            at=datetime(2021, 4, 9 + number, tzinfo=factories.SHANGHAI),
            by=clerk,
        )
    assert known_reason(session) == ("检修", "1")
    cancelled = cancel_session(session=session, by=head, reason="暴雨")
    assert known_reason(cancelled) == ("暴雨", "")


def test_correction_starts_from_the_text_in_force(clerk, session):
    notice = factories.notice(session, clerk)
    assert draft_text(standing_of(session), reason="") == notice.body


def test_sessions_to_come_are_ones_own_and_cost_the_same_for_many(clerk, head, session):
    factories.notice(session, clerk)
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert standings_to_come(stranger, today=DAY) == []
    counts = []
    for days in ([], [1, 2, 3]):
        for day in days:
            factories.notice(factories.planned_session(clerk, on=DAY + timedelta(day)), clerk)
        with CaptureQueriesContext(connection) as queries:
            found = standings_to_come(clerk, today=DAY)
        counts.append((len(found), len(queries)))
    assert counts == [(1, 2), (4, 2)]


def test_sessions_to_come_end_with_their_day(clerk, head, session):
    assert len(standings_to_come(clerk, today=DAY)) == 1
    assert standings_to_come(clerk, today=DAY + timedelta(1)) == []
    postpone_session(session=session, by=head, to=DAY + timedelta(3), reason="省级通知")
    assert len(standings_to_come(clerk, today=DAY + timedelta(1))) == 2
