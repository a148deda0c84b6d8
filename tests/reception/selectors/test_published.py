"""The next session as people outside may know it."""

from datetime import date, datetime, time

import pytest

from reception.actions.planning import cancel_session
from reception.models import Notice, ReceptionSession
from reception.selectors.published import next_published
from tests import factories

TODAY = date(2021, 5, 10)


@pytest.fixture
def publish(head):
    """Writes a notice of a planned session."""

    def write(session: ReceptionSession, **told: object) -> Notice:
        version = session.notices.count() + 1
        usual = {
            "kind": "first" if version == 1 else "change",
            "held_on": session.planned_on,
            "starts_at": time(14, 30),
            "venue": session.venue,
            "body": "公告",
            "reason": "" if version == 1 else "换地点",
            "published_on": date(2021, 5, 7),
        }
        at = datetime(2021, 5, 7, 9, tzinfo=factories.SHANGHAI)
        return Notice.objects.create(
            session=session, version=version, published_at=at, published_by=head, **(usual | told)
        )

    return write


def found(today: date = TODAY) -> Notice | None:
    return next_published(factories.area().pk, today=today)


def test_a_session_without_notice_is_not_known_outside(head) -> None:
    factories.planned_session(head, on=date(2021, 5, 24))
    assert found() is None


def test_the_nearest_from_today_on(head, publish) -> None:
    late, near, past = (
        publish(factories.planned_session(head, on=day))
        for day in (date(2021, 6, 7), date(2021, 5, 10), date(2021, 5, 9))
    )
    assert (found(), found(date(2021, 5, 11)), found(date(2021, 6, 8))) == (near, late, None)
    assert found(date(2021, 5, 9)) == past


def test_the_newest_notice_is_the_one_in_force(head, publish) -> None:
    session = factories.planned_session(head, on=date(2021, 5, 24))
    publish(session)
    changed = publish(session, held_on=date(2021, 5, 25), venue="二楼")

    assert found() == changed


@pytest.mark.parametrize("how", ["notice", "session", "other area", "not yet"])
def test_what_does_not_take_place_here_is_not_told(head, publish, how: str) -> None:
    session = factories.planned_session(head, on=date(2021, 5, 24))
    publish(session, **({"published_on": date(2021, 5, 11)} if how == "not yet" else {}))
    if how == "notice":
        publish(session, kind="cancellation", reason="暴雨")
    if how == "session":
        cancel_session(session=session, by=head, reason="暴雨")

    area = factories.area("530999") if how == "other area" else factories.area()
    assert next_published(area.pk, today=TODAY) is None
