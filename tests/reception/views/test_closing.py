"""The end of a session on its pages: the proposed summary, what the head adds, the paper."""

import pytest
from django.urls import reverse

from office.models import Event, Parameter
from reception.actions.claims import PersonData
from reception.actions.queue import take_number
from reception.actions.sessions import close_session
from reception.actions.table import handle_directly
from reception.models import ReceptionSession
from tests import factories
from tests.identity_numbers import make_id


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社", "住建"))


def get(client, user, name, session):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=[session.pk]))


def post(client, user, name, session, **data):
    client.force_login(user)
    return client.post(reverse(f"reception:{name}", args=[session.pk]), data)


def test_closing_proposes_what_the_figures_say(client, clerk, session):
    factories.claim(clerk, session)
    proposed = get(client, clerk, "session_close", session).context["form"].initial["summary"]
    assert proposed.splitlines()[1] == "登记诉求 1 件，涉及 1 人、12,500.00 元。"

    assert post(client, clerk, "session_close", session, summary=proposed + "\r\n秩序良好。").status_code == 302

    session.refresh_from_db()
    assert (session.status, session.summary.splitlines()[-1]) == ("closed", "秩序良好。")


def test_an_empty_summary_is_no_obstacle(client, clerk, session):
    post(client, clerk, "session_close", session, summary="")
    session.refresh_from_db()
    assert session.summary.splitlines()[1:] == ["本场没有登记诉求。", "没有领导直接处理的来访。"]


def test_waiting_numbers_are_named_and_end_with_the_session(client, clerk, session):
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    for _ in range(2):
        take_number(session=session, by=clerk)
    assert "还有 2 个号没有接待：1、2。" in get(client, clerk, "session_close", session).content.decode()
    assert post(client, clerk, "session_close", session).status_code == 302
    assert set(session.tickets.values_list("state", flat=True)) == {"left"}


def test_a_closed_session_is_not_closed_again(client, clerk, session):
    close_session(session=session, by=clerk)
    for response in (get(client, clerk, "session_close", session), post(client, clerk, "session_close", session)):
        assert response.status_code == 422
    assert Event.objects.filter(act="close_session").count() == 1


def test_the_head_adds_to_the_summary_and_what_was_written_stays(client, clerk, head, session):
    close_session(session=session, by=clerk, summary="秩序良好。")
    for _ in range(2):
        assert post(client, head, "summary_supplement", session, text="水务\n后来补到。").status_code == 302

    session.refresh_from_db()
    first, second = session.summary.splitlines()
    assert (first, second.endswith(f"，{head}）：水务 后来补到。"), second.startswith("补充（")) == (
        "秩序良好。", True, True,
    )  # fmt: skip
    assert Event.objects.filter(act="supplement_summary").count() == 1


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "auditor"])
def test_only_the_head_adds(client, clerk, session, role):
    close_session(session=session, by=clerk, summary="秩序良好。")
    assert post(client, factories.user(role, unit="住建"), "summary_supplement", session, text="补").status_code == 403


def test_what_is_missing_is_told(client, clerk, head, session):
    assert "接访结束后才能补充小结" in post(client, head, "summary_supplement", session, text="补").content.decode()
    close_session(session=session, by=clerk)
    assert "请填写补充内容。" in post(client, head, "summary_supplement", session, text="").content.decode()


def test_the_paper_masks_people_and_holds_no_number(client, clerk, head, session):
    person = {"name": "岩小甲", "id_number": make_id(), "phone": "13800000000", "address": "某村 1 号"}
    claim = factories.claim(clerk, session, petitioner=PersonData(**person), project_name="岩小甲家建房")
    secret = factories.claim(clerk, session, is_secret=True, petitioner=PersonData(name="玉乙"))
    handle_directly(claim=claim, session=session, by=clerk, why="major", leader="杨领导", text="三日内约谈。")

    paper = get(client, clerk, "session_summary", session).content.decode()

    told = [claim.number, secret.number, "岩*甲", "（保密）", "（保密）家建房", "杨领导", "三日内约谈。", "未到场"]
    assert [word for word in told if word not in paper] == []
    assert [word for word in (*person.values(), "玉乙") if word in paper] == []


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("head", 200), ("liaison", 403), ("city", 403)])
def test_the_paper_is_the_offices(client, session, role, status):
    assert get(client, factories.user(role, unit="住建"), "session_summary", session).status_code == status


def test_a_plan_has_no_summary(client, clerk):
    planned = factories.planned_session(clerk)
    for name in ("session_summary", "session_close"):
        assert get(client, clerk, name, planned).status_code == 422


@pytest.mark.parametrize("name", ["session_close", "session_summary"])
def test_foreign_sessions_are_not_found(client, session, name):
    assert get(client, factories.user("head", area=factories.area("530999")), name, session).status_code == 404


def test_queries_of_the_paper_are_constant(client, clerk, session, django_assert_max_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.claim(clerk, session)
        client.force_login(clerk)
        with django_assert_max_num_queries(18) as queries:
            client.get(reverse("reception:session_summary", args=[session.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_offers_the_supplement_to_the_head_alone(client, clerk, head, session):
    close_session(session=session, by=clerk, summary="秩序良好。")
    address = reverse("reception:summary_supplement", args=[session.pk])
    offered = [address in get(client, user, "session", session).content.decode() for user in (head, clerk)]
    assert offered == [True, False]
