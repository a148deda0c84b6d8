"""The day of a session on its page."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reception.actions.claims import mark_void
from reception.actions.sessions import close_session
from reception.models import ReceptionSession
from tests import factories


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社", "住建"))


def page(client, user, name="session", *, pk=None, **data):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=[pk] if pk else []), data)


def test_session_shows_who_is_absent_and_its_figures(client, clerk, head, session):
    factories.claim(clerk, session, workers_count=2)
    factories.claim(clerk, session, amount_yuan=None)
    mark_void(claim=factories.claim(clerk, session), by=head, reason="误录")
    response = page(client, clerk, pk=session.pk)
    absent = [unit.short_name for unit, attendance in response.context["roll_call"] if attendance is None]
    assert absent == ["交通", "水务", "检察院", "公安", "工会"]
    figures = response.context["figures"]
    assert (figures.claims, figures.workers, figures.amount_yuan, figures.unknown_amounts) == (
        2,
        3,
        Decimal("12500"),
        1,
    )


def test_liaison_sees_only_the_units_own_claims(client, clerk, head, session, liaison, foreign_liaison):
    claim = factories.claim(clerk, session)
    factories.assigned(claim.caseclaim.case, head)
    assert claim.number in page(client, liaison, pk=session.pk).content.decode()
    response = page(client, foreign_liaison, pk=session.pk)
    assert (claim.number in response.content.decode(), response.context["figures"].claims) == (False, 0)
    counts = {}
    for user in (clerk, liaison, foreign_liaison):
        rows = page(client, user, "sessions").context["rows"]
        counts[user.username] = [row.claims_taken for _, row in rows]
    assert counts == {"clerk": [1], "liaison": [1], "foreign_liaison": [0]}


def test_queries_are_the_same_with_one_claim_and_thirty(client, clerk, session, django_assert_max_num_queries):
    factories.claim(clerk, session)
    counts = []
    for more in (0, 29):
        for _ in range(more):
            factories.claim(clerk, session)
        client.force_login(clerk)
        with django_assert_max_num_queries(12) as queries:
            assert client.get(reverse("reception:session", args=[session.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_undo_of_another_sessions_sign_in_is_not_found(client, clerk, session):
    other = factories.session(clerk, on=date(2021, 4, 26))
    row = session.attendances.first()
    client.force_login(clerk)
    assert client.post(reverse("reception:sign_in_undo", args=[other.pk, row.pk])).status_code == 404


def test_closed_session_still_takes_late_paper(client, clerk, session):
    close_session(session=session, by=clerk)
    assert "补录本场诉求" in page(client, clerk, pk=session.pk).content.decode()
