"""Two people publish the notice of one session at the same instant: one notice, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from office.models import Event, User
from office.refusals import Conflict
from reception.actions.notices import NoticeData, publish_notice
from reception.models import Notice, ReceptionSession
from reception.selectors.notices import draft_text, standing_of
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10
DAY = date(2021, 4, 12)


def publish_at_once(session: ReceptionSession, people: list[User]) -> list[bool]:
    """Whether each got its notice out."""
    standing, start = standing_of(session), Barrier(len(people))

    def publish(by: User) -> bool:
        data = NoticeData(f"{draft_text(standing, reason='')}\n{by}", DAY - timedelta(days=4))
        try:
            start.wait(timeout=30)
            publish_notice(session=session, by=by, data=data, stamp=standing.stamp)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(people)) as desks:
        return list(desks.map(publish, people))


def test_one_notice_of_two_at_once(reference, clerk, head) -> None:
    for number in range(ROUNDS):
        session = factories.planned_session(clerk, on=DAY + timedelta(days=number))
        assert sorted(publish_at_once(session, [clerk, head])) == [False, True]
    assert Notice.objects.count() == Event.objects.filter(act="publish_notice").count() == ROUNDS


def test_double_click_of_one_person_is_one_notice(reference, clerk) -> None:
    session = factories.planned_session(clerk, on=DAY)
    assert publish_at_once(session, [clerk, clerk]) == [True, True]
    assert Notice.objects.count() == Event.objects.filter(act="publish_notice").count() == 1
