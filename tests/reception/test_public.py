"""What people outside may know: published notices alone, and at once that something is off."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from reception.actions.planning import cancel_session, change_plan, postpone_session
from reception.actions.sessions import close_session, open_session
from reception.models import ReceptionSession
from reception.public import next_session, public_notice, public_notices, published_sessions
from tests import factories

DAY = date(2021, 4, 12)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk, on=DAY)


def listed(today=DAY) -> tuple[list[int], list[int]]:
    rows = public_notices(today=today)
    return [row.session.pk for row in rows.coming], [row.session.pk for row in rows.past]


def marks(pk) -> set[str]:
    row = public_notice(pk)
    names = ("is_cancelled", "is_moved", "is_moved_as_told", "is_unsure", "is_off", "is_over")
    return {name for name in names if getattr(row, name)}


def test_unpublished_sessions_are_as_good_as_absent(clerk, head, session):
    ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    held = factories.session(clerk, on=DAY - timedelta(1))
    cancelled = cancel_session(session=factories.planned_session(clerk, on=DAY, starts_at=None), by=head, reason="会议")
    assert listed() == ([], [])
    for pk in (session.pk, held.pk, cancelled.pk, 10**6):
        with pytest.raises(Http404):
            public_notice(pk)


def test_coming_soonest_first_and_past_of_sixty_days(clerk):
    days = [DAY + timedelta(n) for n in (30, 7, 0, -1, -60, -61)]
    keys = []
    for day in days:
        session = factories.planned_session(clerk, on=day)
        factories.notice(session, clerk, on=day - timedelta(4))
        keys.append(session.pk)
    assert listed() == ([keys[2], keys[1], keys[0]], [keys[3], keys[4]])


def test_session_of_today_moves_down_once_it_is_closed(clerk, session):
    factories.notice(session, clerk)
    opened = open_session(session=session, by=clerk, held_on=DAY)
    assert listed() == ([session.pk], [])
    close_session(session=opened, by=clerk)
    assert (listed(), marks(session.pk)) == (([], [session.pk]), {"is_over"})


def test_changed_plan_is_shown_as_published_with_a_warning(clerk, session):
    factories.notice(session, clerk)
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=DAY,
        starts_at=time(9),
        ends_at=time(11),
        venue="二楼会议室",
    )
    row = public_notice(session.pk)
    assert (marks(session.pk), row.told.venue, row.told.starts_at, row.changes) == (
        {"is_unsure"}, "一楼服务大厅", time(14, 30), [],
    )  # fmt: skip


def test_change_notice_is_what_holds_and_says_what_is_different(clerk, session):
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
    factories.notice(session, clerk, on=DAY)
    row = public_notice(session.pk)
    assert (marks(session.pk), row.told.starts_at, row.changes) == (
        set(), time(9), ["时间由14:30—17:00改为09:00—11:00"],
    )  # fmt: skip
    assert row.title == "临翔区根治欠薪集中联合接访变更公告"


def test_cancelled_session_sends_nobody_there_before_it_is_told(clerk, head, session):
    factories.notice(session, clerk)
    cancel_session(session=session, by=head, reason="不公开的原因")
    assert marks(session.pk) == {"is_cancelled", "is_off"}
    factories.notice(session, clerk, on=DAY)
    assert (marks(session.pk), public_notice(session.pk).notice.kind) == ({"is_cancelled", "is_off"}, "cancellation")


def test_postponed_session_hides_the_new_day_until_it_is_told(clerk, head, session):
    factories.notice(session, clerk)
    moved = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    assert marks(session.pk) == {"is_moved", "is_off"}
    assert (public_notice(session.pk).told.on, listed(), published_sessions([moved.pk])) == (
        DAY, ([session.pk], []), set(),
    )  # fmt: skip

    factories.notice(session, clerk, on=DAY)
    row = public_notice(session.pk)
    assert marks(session.pk) == {"is_moved", "is_moved_as_told", "is_off"}
    assert (row.original.on, row.told.on) == (DAY, DAY + timedelta(2))
    assert (listed(), marks(moved.pk), published_sessions([moved.pk])) == (
        ([session.pk, moved.pk], []), set(), {moved.pk},
    )  # fmt: skip


def test_next_session_is_the_nearest_one_that_surely_takes_place(clerk, head, session):
    later = factories.planned_session(clerk, on=DAY + timedelta(14))
    assert next_session(clerk.area_id, today=DAY) is None

    for planned in (session, later):
        factories.notice(planned, clerk, on=DAY - timedelta(4))
    told = [next_session(clerk.area_id, today=day) for day in (DAY, DAY + timedelta(1), DAY + timedelta(15))]
    assert [row and row.on for row in told] == [DAY, DAY + timedelta(14), None]
    assert next_session(factories.area("530999").pk, today=DAY) is None

    cancel_session(session=session, by=head, reason="会议")
    assert next_session(clerk.area_id, today=DAY).on == later.planned_on
    ReceptionSession.objects.filter(pk=later.pk).update(venue="二楼")
    assert next_session(clerk.area_id, today=DAY) is None


def test_queries_are_the_same_for_one_and_for_many(clerk, session):
    factories.notice(session, clerk)
    counts = []
    for days in ([], [1, 2, 3]):
        for day in days:
            factories.notice(factories.planned_session(clerk, on=DAY + timedelta(day)), clerk)
        with CaptureQueriesContext(connection) as queries:
            rows = public_notices(today=DAY)
        counts.append((len(rows.coming), len(queries)))
    assert counts == [(1, 1), (4, 1)]
