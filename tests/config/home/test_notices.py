"""Notices on the first page."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.home.notices import notices_at_hand
from reception.actions.planning import cancel_session, change_plan
from tests import factories

TODAY = date(2021, 4, 8)


def figures(user, *, shown=None) -> dict[str, int]:
    return {figure.label: figure.value for figure in notices_at_hand(user, today=TODAY, shown=shown).figures}


def test_figures_count_what_waits(clerk, head) -> None:
    assert figures(clerk) == {"公告待更新": 0, "公告待发布": 0}
    plans = [factories.planned_session(clerk, on=TODAY + timedelta(days)) for days in (2, 5, 60)]
    assert figures(head) == {"公告待更新": 0, "公告待发布": 2}
    factories.notice(plans[0], clerk, on=TODAY)
    cancel_session(session=plans[0], by=head, reason="暴雨")
    assert figures(clerk) == {"公告待更新": 1, "公告待发布": 1}


def test_figures_lead_to_their_lists(clerk) -> None:
    factories.planned_session(clerk, on=TODAY + timedelta(2))
    outdated, waiting = notices_at_hand(clerk, today=TODAY, shown=None).figures
    assert (outdated.url, outdated.css) == ("", "zero")
    assert (waiting.url, waiting.css) == (f"{reverse('reception:notices')}#waiting", "soon")


def test_liaison_has_no_such_duty_but_sees_where_the_next_session_stands(clerk, liaison) -> None:
    session = factories.planned_session(clerk, on=TODAY + timedelta(2))
    at_hand = notices_at_hand(liaison, today=TODAY, shown=session)
    assert (at_hand.figures, at_hand.standing.due) == ([], "first")


@pytest.mark.parametrize("role", ["clerk", "head", "liaison"])
def test_box_of_the_next_session_tells_the_notice(client, clerk, role) -> None:
    user = factories.user(role, unit="住建" if role == "liaison" else None)
    session = factories.planned_session(clerk, on=timezone.localdate() + timedelta(5))
    client.force_login(user)
    texts = [client.get("/").content.decode()]
    factories.notice(session, clerk, on=timezone.localdate())
    texts.append(client.get("/").content.decode())
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=session.planned_on,
        starts_at=time(9),
        ends_at=None,
        venue="二楼会议室",
    )
    texts.append(client.get("/").content.decode())
    told = ["公告未发布</span>（至少提前 3 天）", "公告已发布 ✓", "时间或地点已变更，公告未更新"]
    assert [[part in text for part in told] for text in texts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
