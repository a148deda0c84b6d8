"""The page of a further visit: what was new is asked for, a second click is no second visit."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import Event
from reception.actions.claims import PersonData, add_visit
from reception.actions.drafts import save_draft
from reception.actions.sessions import close_session
from reception.forms.intake import USUAL_DEMAND
from reception.models import Draft
from tests import factories


@pytest.fixture
def session(clerk):
    return factories.session(clerk)


@pytest.fixture
def claim(clerk, session):
    return factories.claim(clerk, session, petitioner=PersonData(name="岩甲", phone="19900000001"))


def address(claim) -> str:
    return reverse("reception:visit_create", args=[claim.pk])


def send(client, user, claim, **values):
    client.force_login(user)
    return client.post(address(claim), {"submission": str(uuid4()), "note": "无新情况", "session": "", **values})


def test_page_shows_what_is_on_record_and_offers_the_open_session(client, clerk, claim, session):
    add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 13), note="老板说月底付")
    client.force_login(clerk)
    page = client.get(address(claim))
    said = page.content.decode()
    assert page.context["form"]["session"].value() == session.pk
    assert [word in said for word in (claim.number, "岩甲", "老板说月底付", "199****0001")] == [True] * 4


def test_without_an_open_session_none_is_offered(client, clerk, claim, session):
    close_session(session=session, by=clerk)
    client.force_login(clerk)
    assert client.get(address(claim)).context["form"]["session"].value() is None


def test_visit_at_the_open_session(client, clerk, claim, session):
    answer = send(client, clerk, claim, note="又欠了一个月", people_present="3", session=session.pk)
    visit = claim.visits.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("reception:claim", args=[claim.pk]))
    assert (visit.note, visit.people_present, visit.session, visit.visited_on) == (
        "又欠了一个月", 3, session, session.held_on,
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert [word in page for word in ("重复：再次来访 1 次", "又欠了一个月", "3 人")] == [True] * 3


def test_hall_visit_is_of_today(client, clerk, claim):
    assert send(client, clerk, claim).status_code == 302
    assert (claim.visits.get().session, claim.visits.get().visited_on) == (None, timezone.localdate())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"note": " "}, "请写明这次来有什么新情况；没有的写“无新情况”。"),
        ({"note": "长" * 301}, "新情况最多 300 个字，请精简。"),
        ({"people_present": "0"}, "到场人数至少为 1 人。"),
        ({"people_present": "三"}, "到场人数请填整数。"),
        ({"visited_on": "昨天"}, "“昨天”不是可识别的日期"),
        ({"visited_on": "2021-04-01"}, "再次来访的日期不能早于首次登记的接访日期。"),
    ],
)
def test_fault_is_named_and_what_was_typed_stays(client, clerk, claim, values, said):
    answer = send(client, clerk, claim, **values)
    page = answer.content.decode()
    assert (answer.status_code, said in page, claim.visits.count()) == (422, True, 0)
    assert values.get("note", "无新情况").strip() in page


def test_second_click_makes_no_second_visit(client, clerk, claim):
    mark = str(uuid4())
    for _ in range(2):
        assert send(client, clerk, claim, submission=mark).status_code == 302
    assert (claim.visits.count(), Event.objects.filter(act="add_visit").count()) == (1, 1)
    send(client, clerk, claim)
    assert claim.visits.count() == 2


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "auditor"])
def test_others_may_not(client, claim, role):
    client.force_login(factories.user(role))
    assert [client.get(address(claim)).status_code, send(client, factories.user(role), claim).status_code] == [403, 403]


def test_foreign_and_absent_are_alike(client, claim):
    stranger = factories.user("clerk", area=factories.area("530999"))
    client.force_login(stranger)
    assert [client.get(address(claim)).status_code, client.get("/reception/claims/999999/visits/").status_code] == [
        404
    ] * 2


def test_queries_do_not_grow_with_the_visits(client, clerk, claim, django_assert_num_queries):
    client.force_login(clerk)
    counts = []
    for day in (13, 14, 15):
        add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, day))
        with django_assert_num_queries(9, exact=False) as asked:
            client.get(address(claim))
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_search_leads_to_a_visit(client, clerk, liaison, claim):
    client.force_login(clerk)
    found = client.post(reverse("ledger:search"), {"text": "岩甲"}).content.decode()
    assert f'href="{address(claim)}"' in found


def draft_of(user, **fields):
    """The mark of what the counter had typed before the hint."""
    mark = uuid4()
    typed = {name: [value] for name, value in fields.items()}
    save_draft(submission=mark, area=user.area, by=user, fields=typed, revision=1)
    return mark


@pytest.mark.parametrize(
    ("demand", "note"), [("包工头答应过三月付", "包工头答应过三月付"), (USUAL_DEMAND, ""), ("", "")]
)
def test_what_was_typed_at_the_counter_comes_along(client, clerk, claim, demand, note):
    mark = draft_of(clerk, demand=demand, **{"group-people_present": "4"})
    client.force_login(clerk)
    form = client.get(address(claim), {"draft": str(mark)}).context["form"]
    assert [form[name].value() for name in ("note", "people_present", "draft")] == [note, "4", str(mark)]
    assert Draft.objects.count() == 1, "going back without saving loses nothing"

    send(client, clerk, claim, note="", draft=str(mark))
    assert Draft.objects.count() == 1, "nor does a mistake"
    send(client, clerk, claim, draft=str(mark))
    assert (claim.visits.count(), Draft.objects.count()) == (1, 0)


def test_foreign_draft_is_absent_and_stays(client, clerk, head, claim):
    mark = draft_of(head, demand="别人的草稿")
    client.force_login(clerk)
    assert client.get(address(claim), {"draft": str(mark)}).status_code == 404
    assert client.get(address(claim), {"draft": "x"}).status_code == 404
    send(client, clerk, claim, draft=str(mark))
    assert (claim.visits.count(), Draft.objects.count()) == (1, 1)
