"""Pages of the plan: the year, several days at once, a change with its reason."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from reception.actions.planning import cancel_session
from reception.models import PlanChange, ReceptionSession
from reception.plan_state import plan_word
from tests import factories

PLACE = {"starts_at": "14:30", "ends_at": "17:00", "venue": "一楼服务大厅"}


def get(client, user, name="year_plan", *args, **data):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=args), data)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"reception:{name}", args=args), data)


def months(response) -> dict[str, tuple[int, int, int, bool]]:
    return {
        month.key: (len(month.sessions), len(month.undated), len(month.gone), month.is_without)
        for month in response.context["months"]
    }


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("head", 200), ("liaison", 200), ("leader", 403), ("city", 403), ("auditor", 403)],
)
def test_readers_of_the_year(client, reference, role, status):
    assert get(client, factories.user(role, unit="住建" if role == "liaison" else None)).status_code == status


def test_a_liaison_reads_the_year_and_plans_nothing(client, liaison, clerk):
    factories.planned_session(clerk)
    page = get(client, liaison, year="2021")
    assert (page.context["form"], "按日期清单安排" in page.content.decode()) == (None, False)
    for name in ("sessions_create", "months_create"):
        assert post(client, liaison, name, year="2021").status_code == 403


def test_months_without_a_session_are_told_in_words(client, clerk, head):
    factories.session(clerk, on=date(2021, 4, 12))
    factories.planned_session(clerk, on=date(2021, 5, 10))
    cancel_session(session=factories.planned_session(clerk, on=date(2021, 6, 7)), by=head, reason="暴雨")
    ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    page = get(client, clerk, year="2021")
    found = months(page)
    # Before the first session of all nothing was asked for.
    assert [found[f"2021-{month:02d}"] for month in (3, 4, 5, 6, 7, 8)] == [
        (0, 0, 0, False), (1, 0, 0, False), (1, 0, 0, False), (0, 0, 1, True), (0, 1, 0, True), (0, 0, 0, True),
    ]  # fmt: skip
    text = page.content.decode()
    assert "2021年有 7 个月没有接访场次：6月、7月、8月、9月、10月、11月、12月。" in text
    assert (text.count("本月没有接访场次"), text.count("还没有定日期")) == (7, 1)


@pytest.mark.parametrize("year", ["x", "1999", "²", "99999", "-1", ""])
def test_any_year_typed_is_answered(client, clerk, year):
    assert get(client, clerk, year=year).context["year"] == timezone.localdate().year


def test_the_year_of_another_area_is_empty(client, clerk, reference):
    factories.planned_session(clerk)
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert sum(row[0] for row in months(get(client, stranger, year="2021")).values()) == 0


def test_queries_of_the_year_are_the_same_with_one_session_and_ten(client, clerk, django_assert_max_num_queries):
    counts = []
    for days in (range(1, 2), range(2, 11)):
        for day in days:
            factories.planned_session(clerk, on=date(2021, 3, day))
        client.force_login(clerk)
        with django_assert_max_num_queries(12) as queries:
            client.get(reverse("reception:year_plan"), {"year": "2021"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_days_are_planned_at_once(client, clerk):
    answer = post(client, clerk, "sessions_create", year="2021", days="4月12日、26日\n2021-05-10", **PLACE)
    assert (answer.status_code, answer.url) == (302, f"{reverse('reception:year_plan')}?year=2021")
    rows = ReceptionSession.objects.order_by("planned_on").values_list("planned_on", "duty_unit__short_name")
    assert list(rows) == [(date(2021, 4, 12), "人社"), (date(2021, 4, 26), "住建"), (date(2021, 5, 10), "交通")]


def test_a_faulty_day_plans_nothing_and_is_named_beside_what_was_typed(client, clerk):
    answer = post(client, clerk, "sessions_create", year="2021", days="4月12日\n4月31日", starts_at="", venue="")
    assert (answer.status_code, ReceptionSession.objects.count()) == (422, 0)
    form = answer.context["form"]
    assert form.errors["days"] == ["第 2 行“4月31日”不是可识别的日期，请写成 2021-04-12 或 4月12日。"]
    assert form.errors["venue"] == ["请填写地点。"]
    assert "4月12日\n4月31日" in answer.content.decode()


def test_a_taken_day_is_told_by_the_action(client, clerk):
    factories.planned_session(clerk)
    answer = post(client, clerk, "sessions_create", year="2021", days="4月12日", **PLACE)
    assert answer.context["form"].non_field_errors() == [
        "2021年4月12日（14:30）已有一场接访（计划），请改用另一开始时间。"
    ]
    assert get(client, clerk, "sessions_create", year="2021").status_code == 302


def test_each_coming_month_gets_a_plan_without_a_day(client, clerk):
    year = timezone.localdate().year + 1
    for expected in (12, 12):
        assert post(client, clerk, "months_create", year=str(year)).status_code == 302
        assert ReceptionSession.objects.filter(planned_on=None).count() == expected
    assert post(client, clerk, "months_create", year="2021").status_code == 422


def test_a_changed_place_asks_for_the_reason_on_the_form(client, clerk):
    session = factories.planned_session(clerk)
    typed = PLACE | {"planned_on": "2021-04-12", "venue": "二楼会议室", "seen": plan_word(session)}
    answer = post(client, clerk, "session_edit", session.pk, **typed)
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["这一场已定日期，改地点请写明原因。"],
    )
    typed |= {"reason": "大厅维修", "document_number": "临翔治欠办(2021)3号"}
    assert post(client, clerk, "session_edit", session.pk, **typed).status_code == 302
    text = get(client, clerk, "session", session.pk).content.decode()
    assert ("地点：一楼服务大厅 → 二楼会议室" in text, "临翔治欠办〔2021〕3号" in text) == (True, True)


def test_the_second_editor_is_told_and_keeps_what_was_typed(client, clerk, head):
    session = factories.planned_session(clerk)
    typed = PLACE | {"planned_on": "2021-04-12", "seen": plan_word(session)}
    assert post(client, clerk, "session_edit", session.pk, **typed, note="带公章").status_code == 302
    answer = post(client, head, "session_edit", session.pk, **typed, note="带花名册")
    assert (answer.status_code, 'value="带花名册"' in answer.content.decode()) == (409, True)
    session.refresh_from_db()
    assert session.note == "带公章"
    again = typed | {"seen": answer.context["form"]["seen"].value(), "note": "带公章和花名册"}
    assert post(client, head, "session_edit", session.pk, **again).status_code == 302


def test_cancelling_takes_a_document_number_and_shows_it(client, clerk, head):
    session = factories.planned_session(clerk)
    number = "临翔治欠办〔2021〕3号"
    post(client, head, "session_cancel", session.pk, reason="暴雨", document_number=number)
    assert PlanChange.objects.get().document_number == number
    assert f"已取消，原因：暴雨（{number}）" in get(client, clerk, "session", session.pk).content.decode()


def test_plan_form_offers_whose_turn_it_is(client, clerk):
    assert get(client, clerk, "session_create").context["form"].initial["duty_unit"].short_name == "人社"
    typed = PLACE | {"planned_on": "2021-04-12", "duty_unit": factories.unit("水务").pk}
    post(client, clerk, "session_create", **typed)
    assert get(client, clerk, "session_create").context["form"].initial["duty_unit"].short_name == "人社"
    typed = PLACE | {"planned_on": "2021-04-26", "duty_unit": factories.unit("人社").pk}
    post(client, clerk, "session_create", **typed)
    assert get(client, clerk, "session_create").context["form"].initial["duty_unit"].short_name == "住建"


@pytest.mark.parametrize("name", ["session_edit", "roster"])
@pytest.mark.parametrize("role", ["clerk", "head"])
def test_foreign_and_absent_plans_are_not_found(client, clerk, name, role):
    session = factories.planned_session(clerk)
    stranger = factories.user(role, area=factories.area("530999"))
    assert [get(client, stranger, name, pk).status_code for pk in (session.pk, 10**6)] == [404, 404]


@pytest.mark.parametrize("name", ["session_edit", "session_cancel", "session_postpone"])
def test_foreign_and_absent_plans_are_not_changed(client, clerk, name):
    session = factories.planned_session(clerk)
    stranger = factories.user("head", area=factories.area("530999"))
    asked = PLACE | {"planned_on": "2021-05-10", "reason": "暴雨"}
    assert [post(client, stranger, name, pk, **asked).status_code for pk in (session.pk, 10**6)] == [404, 404]
    assert ReceptionSession.objects.get().status == ReceptionSession.Status.PLANNED
