"""Pages of the plan, and who may open and act on a session."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import Event
from reception.models import Attendance, ReceptionSession
from tests import factories

POSTS = ["session_open", "session_cancel", "session_postpone", "sign_in", "number_take", "number_call"]
ACTS = [*POSTS, "session_close"]


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社", "住建"))


def page(client, user, name="session", *, pk=None, **data):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=[pk] if pk else []), data)


def post(client, user, name, pk, **data):
    client.force_login(user)
    return client.post(reverse(f"reception:{name}", args=[pk]), data)


def test_list_is_empty_and_says_what_to_do(client, clerk):
    assert "还没有接访场次" in page(client, clerk, "sessions").content.decode()


def test_list_shows_months_and_takes_a_year(client, clerk, session):
    ReceptionSession.objects.create(area=clerk.area, planned_month="2022-01", venue="大厅")
    both = page(client, clerk, "sessions").content.decode()
    assert ("2021年4月12日" in both, "2022年1月" in both) == (True, True)
    one = page(client, clerk, "sessions", year="2022").content.decode()
    assert ("2021年4月12日" in one, "2022年1月" in one) == (False, True)


@pytest.mark.parametrize("year", ["1999", "x", "²", "9" * 50, "-1"])
def test_list_takes_any_year_typed(client, clerk, session, year):
    assert "2021年4月12日" in page(client, clerk, "sessions", year=year).content.decode()


@pytest.mark.parametrize("name", ["sessions", "session"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("clerk", 200),
        ("head", 200),
        ("liaison", 200),
        ("leader", 403),
        ("city", 403),
        ("sysadmin", 403),
        ("auditor", 403),
    ],
)
def test_readers(client, session, name, role, status):
    user = factories.user(role, unit="住建" if role == "liaison" else None)
    assert page(client, user, name, pk=session.pk if name == "session" else None).status_code == status


@pytest.mark.parametrize("role", ["clerk", "head", "liaison"])
def test_foreign_and_absent_sessions_are_not_found(client, session, role):
    stranger = factories.user(role, area=factories.area("530999"))
    assert [page(client, stranger, pk=pk).status_code for pk in (session.pk, 10**6)] == [404, 404]


@pytest.mark.parametrize("name", ACTS)
def test_foreign_sessions_are_not_acted_on(client, session, name):
    stranger = factories.user("head", area=factories.area("530999"))
    assert post(client, stranger, name, session.pk).status_code == 404


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("role", ["liaison", "leader", "city", "secadmin"])
def test_others_do_not_act(client, session, name, role):
    assert post(client, factories.user(role), name, session.pk).status_code == 403


def test_cancelling_is_the_heads(client, clerk):
    planned = factories.planned_session(clerk)
    assert post(client, clerk, "session_cancel", planned.pk, reason="疫情").status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_acts_are_posts(client, head, session, name):
    assert page(client, head, name, pk=session.pk).status_code == 405


def test_queries_of_the_list_are_the_same_with_one_session_and_ten(client, clerk, django_assert_max_num_queries):
    counts = []
    for days in (range(1, 2), range(2, 11)):
        for day in days:
            factories.session(clerk, on=date(2021, 3, day), units=("人社",))
        client.force_login(clerk)
        with django_assert_max_num_queries(12) as queries:
            client.get(reverse("reception:sessions"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_day_from_plan_to_end(client, clerk):
    client.force_login(clerk)
    plan = {"planned_on": "2021年4月12日", "starts_at": "14:30", "ends_at": "17:00", "venue": "一楼服务大厅"}
    response = client.post(reverse("reception:session_create"), plan)
    session = ReceptionSession.objects.get()
    assert (response.status_code, session.planned_on, session.status) == (302, date(2021, 4, 12), "planned")
    post(client, clerk, "session_open", session.pk, held_on="")
    post(client, clerk, "sign_in", session.pk, unit=factories.unit("水务").pk, person="李某")
    row = Attendance.objects.get()
    assert (row.unit.short_name, row.person) == ("水务", "李某")
    client.post(reverse("reception:sign_in_undo", args=[session.pk, row.pk]))
    post(client, clerk, "session_close", session.pk)
    session.refresh_from_db()
    assert (session.status, session.held_on, Attendance.objects.count()) == ("closed", date(2021, 4, 12), 0)
    acts = list(Event.objects.filter(by=clerk).order_by("number").values_list("act", flat=True))
    assert acts == ["plan_session", "open_session", "sign_in_unit", "undo_sign_in", "close_session"]


def test_plan_form_names_faults_and_keeps_what_was_typed(client, clerk):
    client.force_login(clerk)
    response = client.post(
        reverse("reception:session_create"), {"planned_on": "10/05/2021", "starts_at": "二点", "venue": ""}
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["planned_on", "starts_at", "venue"]
    assert 'value="10/05/2021"' in response.content.decode()


def test_plan_form_shows_the_refusal_of_a_taken_hour(client, clerk, session):
    client.force_login(clerk)
    plan = {"planned_on": "2021-04-12", "starts_at": "14:30", "venue": "大厅"}
    response = client.post(reverse("reception:session_create"), plan)
    assert (response.status_code, ReceptionSession.objects.count()) == (422, 1)
    assert response.context["form"].non_field_errors() == [
        "2021年4月12日（14:30）已有一场接访（接访中），请改用另一开始时间。"
    ]


def test_undated_plan_gets_its_day_on_the_edit_page(client, clerk):
    undated = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    assert page(client, clerk, "session_edit", pk=undated.pk).status_code == 200
    response = post(client, clerk, "session_edit", undated.pk, planned_on="2021-07-05", venue="二楼")
    undated.refresh_from_db()
    assert (response.status_code, undated.planned_on, undated.venue) == (302, date(2021, 7, 5), "二楼")


def test_postponing_leads_to_the_new_session(client, clerk, head):
    planned = factories.planned_session(clerk)
    response = post(client, head, "session_postpone", planned.pk, to="2021-04-19", reason="省里通知")
    moved = ReceptionSession.objects.get(planned_on=date(2021, 4, 19))
    assert response.url == reverse("reception:session", args=[moved.pk])
    assert "省里通知" in page(client, head, pk=planned.pk).content.decode()


def test_refusals_are_told_on_a_page(client, clerk, head, session):
    response = post(client, clerk, "session_open", session.pk)
    assert (response.status_code, "不需要重复操作" in response.content.decode()) == (422, True)
    response = post(client, head, "session_postpone", session.pk, to="", reason="")
    assert response.status_code == 422
    assert "请填写新日期。" in response.content.decode()


def test_day_of_rest_is_named_on_the_plan(client, clerk, head):
    rest = [date(2021, 4, 25), date(2021, 5, 1), date(2021, 5, 9), date(2021, 4, 12)]
    names = [page(client, clerk, pk=factories.planned_session(clerk, on=day).pk).context["rest_day"] for day in rest]
    assert names == ["", "劳动节", "周日", ""], "25 April was worked in place of a day of the holiday"
    cancelled = ReceptionSession.objects.get(planned_on=date(2021, 5, 1))
    post(client, head, "session_cancel", cancelled.pk, reason="放假")
    assert page(client, clerk, pk=cancelled.pk).context["rest_day"] == ""
    undated = ReceptionSession.objects.create(area=clerk.area, planned_month="2022-01", venue="大厅")
    assert page(client, clerk, pk=undated.pk).context["rest_day"] == ""


def test_opening_stands_out_only_when_its_day_has_come(client, clerk):
    today = timezone.localdate()
    for on, primary in ((today, "开始接访"), (today + timedelta(days=9), "安排带班和参加人员")):
        said = page(client, clerk, pk=factories.planned_session(clerk, on=on).pk).content.decode()
        assert re.findall(r'class="button"[^>]*>([^<]+)<', said)[:1] == [primary]
