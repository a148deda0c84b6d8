"""The day of a session on its page."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ledger.models import CaseClaim
from reception.actions.claims import add_visit, mark_merged, mark_void
from reception.actions.sessions import close_session
from reception.actions.table import give_opinion, handle_directly
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
    absent = [seat.unit.short_name for seat in response.context["seats"] if seat.attendance is None]
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


def test_figures_tell_what_is_solved_and_what_of_it_there(client, clerk, session):
    there, later, _open = (factories.claim(clerk, session) for _ in range(3))
    at = {"outcome_at": session.opened_at, "outcome_by": clerk, "outcome": "paid"}
    CaseClaim.objects.filter(claim=there).update(outcome_on=session.held_on, **at)
    CaseClaim.objects.filter(claim=later).update(outcome_on=date(2021, 4, 20), **at)

    figures = page(client, clerk, pk=session.pk).context["figures"]
    assert (figures.claims, figures.solved, figures.solved_there) == (3, 2, 1)


def test_visitors_stand_in_order_with_what_was_said(client, clerk, session, liaison):
    earlier = factories.claim(clerk, received_on=date(2021, 4, 1))
    first = factories.claim(clerk, session, sector=factories.code("sector", "building"))
    second = factories.claim(clerk, session)
    add_visit(claim=earlier, by=clerk, visited_on=session.held_on, session=session)
    give_opinion(claim=first, by=liaison, text="约谈")
    handle_directly(claim=second, session=session, by=clerk, why="major", leader="杨领导", text="督办")

    shown = page(client, clerk, pk=session.pk).context
    rows = [
        (number, entry.claim, bool(entry.visit), len(entry.opinions), len(entry.handlings))
        for number, entry in shown["served"]
    ]
    assert rows == [(3, earlier, True, 0, 0), (2, second, False, 0, 1), (1, first, False, 1, 0)]
    assert (shown["figures"].claims, shown["figures"].visits, shown["figures"].handled) == (2, 1, 1)


def test_a_closed_day_is_read_in_its_order(client, clerk, session):
    for _ in range(2):
        factories.claim(clerk, session)
    close_session(session=session, by=clerk)
    assert [number for number, _ in page(client, clerk, pk=session.pk).context["served"]] == [1, 2]


def test_a_merged_claim_stands_once(client, clerk, head, session):
    into, merged = factories.claim(clerk, received_on=date(2021, 4, 1)), factories.claim(clerk, session)
    mark_merged(claim=merged, into=into, by=head)

    shown = page(client, clerk, pk=session.pk).context
    assert [entry.claim for _, entry in shown["served"]] == [merged]
    assert (shown["figures"].claims, shown["figures"].visits) == (0, 1)


def test_what_is_wrong_is_said_first(client, clerk, session):
    factories.claim(clerk, session, amount_yuan=None)
    assert page(client, clerk, pk=session.pk).context["notes"] == [
        ("未到场 5 家", "交通、水务、检察院、公安、工会", "overdue"),
        ("金额不详 1 件", "问清后在诉求里更正。", "soon"),
        ("没有带班领导", "", "soon"),
    ]


def test_the_part_that_renews_itself_is_the_same_and_no_whole_page(client, clerk, session):
    number = factories.claim(clerk, session).number
    live = page(client, clerk, "session_live", pk=session.pk).content.decode()
    assert (number in live, "<html" in live, 'data-live-state="open"' in live) == (True, False, True)
    assert 'data-live-seconds="20"' in page(client, clerk, pk=session.pk).content.decode()

    close_session(session=session, by=clerk)

    assert "data-live-seconds" not in page(client, clerk, pk=session.pk).content.decode()
    assert 'data-live-state="closed"' in page(client, clerk, "session_live", pk=session.pk).content.decode()


def test_a_liaison_at_the_table_reads_its_industry_and_is_told_so(client, clerk, session, liaison, foreign_liaison):
    claim = factories.claim(clerk, session, sector=factories.code("sector", "building"))
    shown = page(client, liaison, pk=session.pk)
    assert ([entry.claim for _, entry in shown.context["served"]], shown.context["at_table"]) == ([claim], True)
    assert "点编号可以填写处理意见" in shown.content.decode()
    other = page(client, foreign_liaison, pk=session.pk)
    assert (other.context["served"], other.context["at_table"]) == ([], False)


def test_suggestions_are_the_offices(client, clerk, session, liaison):
    claim = factories.claim(clerk, session, sector=factories.code("sector", "building"), is_group=True)
    assert [entry.claim for entry in page(client, clerk, pk=session.pk).context["for_leader"]] == [claim]
    assert page(client, liaison, pk=session.pk).context["for_leader"] == []


def test_queries_are_the_same_with_one_claim_and_thirty(client, clerk, session, django_assert_max_num_queries):
    factories.claim(clerk, session)
    counts = []
    for more in (0, 29):
        for _ in range(more):
            factories.claim(clerk, session)
        client.force_login(clerk)
        with django_assert_max_num_queries(20) as queries:
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
