"""The pages of 代理, and what a deputy finds on the pages of the head."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.actions.deputies import appoint_deputy, end_deputyship
from office.models import Deputy, User
from tests import factories

PAGE = "/admin/office/deputy/"
DAY = timedelta(days=1)


def sent(head: User, deputy: User, **values: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "head": head.pk, "deputy": deputy.pk, "starts_on": today, "ends_on": today + 7 * DAY, "reason": "外出学习",
    } | values  # fmt: skip


@pytest.fixture
def given(head, clerk) -> Deputy:
    today = timezone.localdate()
    return appoint_deputy(head=head, deputy=clerk, starts_on=today, ends_on=today + 7 * DAY, reason="学习", by=head)


@pytest.mark.parametrize("role", ["head", "secadmin"])
def test_head_and_security_officer_appoint_on_the_page(client: Client, head, clerk, role: str) -> None:
    acting = head if role == "head" else factories.user("secadmin")
    client.force_login(acting)
    response = client.post(f"{PAGE}add/", sent(head, clerk), follow=True)
    row = Deputy.objects.get()
    assert (row.head, row.deputy, row.by, row.reason) == (head, clerk, acting, "外出学习")
    assert response.redirect_chain == [(PAGE, 302)]
    assert f"已安排{clerk}自 {row.starts_on} 至 {row.ends_on} 代理主任，到期自动结束。" in response.content.decode()


def test_form_offers_oneself_and_who_may_stand_in(client: Client, head, clerk, liaison, leader) -> None:
    factories.user("head")
    client.force_login(head)
    form = client.get(f"{PAGE}add/").context["adminform"].form
    assert [label for _, label in form.fields["head"].choices] == [f"{head} 主任"]
    labels = {str(label) for _, label in form.fields["deputy"].choices}
    assert labels == {"请选择", f"{clerk} 登记员", f"{leader} 包案领导"}


def test_faults_are_told_beside_the_form(client: Client, head, clerk) -> None:
    client.force_login(head)
    today = timezone.localdate()
    response = client.post(f"{PAGE}add/", sent(head, clerk, ends_on=today - DAY))
    form = response.context["adminform"].form
    assert form.non_field_errors() == [f"结束日期 {today - DAY} 早于开始日期 {today}。"]
    response = client.post(f"{PAGE}add/", sent(head, clerk, ends_on="", reason=""))
    assert response.context["adminform"].form.errors == {"ends_on": ["请填写。"], "reason": ["请填写。"]}
    assert Deputy.objects.count() == 0


def test_head_cannot_choose_another_head_or_a_person_of_other_work(client: Client, head, clerk, liaison) -> None:
    client.force_login(head)
    for values in (sent(factories.user("head"), clerk), sent(head, liaison)):
        assert client.post(f"{PAGE}add/", values).status_code == 200
    assert Deputy.objects.count() == 0


def test_end_on_the_page(client: Client, head, clerk, given: Deputy) -> None:
    client.force_login(head)
    page = client.get(f"{PAGE}{given.pk}/change/")
    assert page.context["adminform"].form.initial["ends_on"] == timezone.localdate()
    client.post(f"{PAGE}{given.pk}/change/", {"ends_on": timezone.localdate(), "reason": "另写", "deputy": head.pk})
    row = Deputy.objects.get()
    assert (row.ends_on, row.reason, row.deputy) == (timezone.localdate(), "学习", clerk)


def test_end_on_the_page_withdraws_at_once(client: Client, head, given: Deputy) -> None:
    client.force_login(head)
    client.post(f"{PAGE}{given.pk}/change/", {"ends_on": timezone.localdate() - DAY})
    assert Deputy.objects.count() == 0


def test_end_refuses_a_later_day_beside_the_field(client: Client, head, given: Deputy) -> None:
    client.force_login(head)
    response = client.post(f"{PAGE}{given.pk}/change/", {"ends_on": given.ends_on})
    assert response.context["adminform"].form.errors == {
        "ends_on": [f"最后一天须早于原定的 {given.ends_on}；要延长的，请在到期后另行安排。"]
    }


def test_what_is_over_is_read_only(client: Client, head, clerk) -> None:
    today, then = timezone.localdate(), timezone.now() - 9 * DAY
    over = appoint_deputy(
        head=head, deputy=clerk, starts_on=today - 9 * DAY, ends_on=today - DAY, reason="学习", by=head, now=then
    )
    client.force_login(head)
    assert client.get(f"{PAGE}{over.pk}/change/").status_code == 200
    assert client.post(f"{PAGE}{over.pk}/change/", {"ends_on": today}).status_code == 403
    assert client.get(f"{PAGE}{over.pk}/delete/").status_code == 403


def test_deputy_reads_and_changes_nothing(client: Client, clerk, given: Deputy) -> None:
    client.force_login(clerk)
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}add/").status_code == 403
    assert client.post(f"{PAGE}{given.pk}/change/", {"ends_on": timezone.localdate()}).status_code == 403


def test_other_heads_rows_are_read_only_and_foreign_ones_absent(client: Client, head, given: Deputy) -> None:
    client.force_login(factories.user("head"))
    assert client.post(f"{PAGE}{given.pk}/change/", {"ends_on": timezone.localdate()}).status_code == 403
    assert 'name="ends_on"' not in client.get(f"{PAGE}{given.pk}/change/").content.decode()
    client.force_login(factories.user("head", area=factories.area("530903")))
    assert client.get(f"{PAGE}{given.pk}/change/").status_code == 404
    assert [str(row) for row in client.get(PAGE).context["cl"].result_list] == []


@pytest.mark.parametrize("role", ["clerk", "leader", "sysadmin", "auditor", "city"])
def test_others_have_no_page(client: Client, reference, role: str) -> None:
    client.force_login(factories.user(role))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "leader", "sysadmin", "auditor", "city"])
def test_others_see_no_row(given: Deputy, role: str) -> None:
    assert list(Deputy.objects.visible_to(factories.user(role))) == []


def test_session_signed_in_before_follows_at_the_next_click(client: Client, head, clerk) -> None:
    pages = ("/admin/reception/company/", "/admin/office/unit/")
    client.force_login(clerk)
    today = timezone.localdate()
    assert [client.get(page).status_code for page in pages] == [403, 403]
    given = appoint_deputy(head=head, deputy=clerk, starts_on=today, ends_on=today, reason="学习", by=head)
    assert [client.get(page).status_code for page in pages] == [200, 200]
    end_deputyship(deputyship=given, on=today - DAY, by=head)
    assert [client.get(page).status_code for page in pages] == [403, 403]


def test_frame_says_until_when(client: Client, clerk, given: Deputy) -> None:
    client.force_login(clerk)
    until = given.ends_on
    page = client.get("/").content.decode()
    assert f'<span class="roles">登记员、主任（代理至{until.month}月{until.day}日）</span>' in page


def test_list_asks_the_same_number_of_queries_for_one_and_for_three(client: Client, head, clerk, leader) -> None:
    client.force_login(head)
    today, asked = timezone.localdate(), []
    for number, deputy in enumerate((clerk, leader, factories.user("clerk"))):
        appoint_deputy(head=head, deputy=deputy, starts_on=today, ends_on=today, reason=f"第{number}次", by=head)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(PAGE).context["cl"].result_list) == number + 1
        asked.append(len(queries))
    assert asked[0] == asked[2] <= 8


def test_names_on_the_page_lead_to_no_page_of_another_role(client: Client, head, given: Deputy) -> None:
    client.force_login(head)
    page = client.get(f"{PAGE}{given.pk}/change/").content.decode()
    assert str(given.deputy) in page
    assert "/admin/office/user/" not in page


def test_account_page_tells_of_the_deputyship_before_anything_is_changed(client: Client, clerk, given: Deputy) -> None:
    client.force_login(factories.user("secadmin"))
    page = f"/admin/office/user/{clerk.pk}/change/"
    told = {"display_name": clerk.display_name, "area": clerk.area_id, "is_active": "on"}
    response = client.post(page, told | {"roles": ["city"]})
    assert response.context["adminform"].form.non_field_errors() == [
        f"{clerk}正在代理主任（至 {given.ends_on}），请先在“代理”中结束代理，再调整岗位、单位或行政区划。"
    ]
    no_role = client.post(page, told).context["adminform"].form
    assert (list(no_role.errors), no_role.non_field_errors()) == (["roles"], [])
    assert User.objects.get(pk=clerk.pk).own_roles == {"clerk"}
    assert client.post(page, told | {"roles": ["clerk", "leader"]}).status_code == 302
    assert User.objects.get(pk=clerk.pk).own_roles == {"clerk", "leader"}
