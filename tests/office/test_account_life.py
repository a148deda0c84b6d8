"""How long an account is good for: its last day, its one-time password, and the times of looking at it again."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.account_life import half_a_year_after, has_ended, is_unused, may_sign_in
from office.actions.accounts import change_account, create_account, reset_password
from office.actions.deputies import appoint_deputy
from office.command import acting_user
from office.models import User
from office.refusals import Refused
from tests import factories

LOGIN, HOME = reverse("login"), reverse("home")
PASSWORD = "Zheng-Qian-Lao-Dong-2021"
LAST = date(2021, 5, 10)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=factories.SHANGHAI)


@pytest.fixture
def account(clerk) -> User:
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


@pytest.mark.parametrize(("day", "ended"), [(LAST, False), (LAST + timedelta(days=1), True)])
def test_last_day_is_included(account, day: date, ended: bool) -> None:
    account.ends_on = LAST
    assert (has_ended(account, today=day), may_sign_in(account, now=at(day, 23))) == (ended, not ended)


def test_without_a_last_day_it_goes_on(account) -> None:
    assert not has_ended(account, today=date(2100, 1, 1))


def sign_in(client: Client) -> int:
    return client.post(LOGIN, {"username": "clerk", "password": PASSWORD}).status_code


def test_at_its_end_it_is_signed_out_and_not_let_in(account) -> None:
    client, today = Client(), timezone.localdate()
    User.objects.filter(pk=account.pk).update(ends_on=today)
    assert (sign_in(client), client.get(HOME).status_code) == (302, 200)
    User.objects.filter(pk=account.pk).update(ends_on=today - timedelta(days=1))
    assert client.get(HOME)["Location"] == f"{LOGIN}?next=/"
    answer = Client().post(LOGIN, {"username": "clerk", "password": PASSWORD})
    wrong = Client().post(LOGIN, {"username": "clerk", "password": "wrong"})
    said = [list(page.context["form"].non_field_errors()) for page in (answer, wrong)]
    assert said[0] == said[1] != []


def test_at_its_end_it_acts_on_no_command(account) -> None:
    assert acting_user("clerk") == account
    User.objects.filter(pk=account.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="没有在用的账号“clerk”"):
        acting_user("clerk")


@pytest.mark.parametrize(("days", "let_in"), [(6, True), (7, False)])
def test_one_time_password_is_good_for_a_week(account, secadmin, days: int, let_in: bool) -> None:
    now = timezone.now()
    password = reset_password(account=account, by=secadmin, now=now - timedelta(days=days))
    answer = Client().post(LOGIN, {"username": "clerk", "password": password})
    assert (answer.status_code == 302) is let_in
    account.refresh_from_db()
    account.must_change_password = False
    assert may_sign_in(account, now=now + timedelta(days=400)), "the own one has no such end"


def kept(account: User, **changed: object) -> dict:
    return {
        "roles": sorted(account.own_roles), "display_name": str(account), "is_active": True, "area": account.area
    } | changed  # fmt: skip


def test_last_day_is_given_and_taken_away(secadmin) -> None:
    today = timezone.localdate()
    account, _ = create_account(by=secadmin, username="li", roles=["sysadmin"], ends_on=today)
    assert User.objects.get(pk=account.pk).ends_on == today
    later = today + timedelta(days=30)
    change_account(account=account, by=secadmin, **kept(account, ends_on=later))
    assert User.objects.get(pk=account.pk).ends_on == later
    change_account(account=account, by=secadmin, **kept(account))
    assert User.objects.get(pk=account.pk).ends_on is None


def test_last_day_in_the_past_is_refused_unless_it_stood_there(secadmin, clerk) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="已经过去"):
        create_account(by=secadmin, username="li", roles=["sysadmin"], ends_on=yesterday)
    with pytest.raises(Refused, match="已经过去"):
        change_account(account=clerk, by=secadmin, **kept(clerk, ends_on=yesterday))
    User.objects.filter(pk=clerk.pk).update(ends_on=yesterday)
    change_account(account=clerk, by=secadmin, **kept(clerk, ends_on=yesterday, display_name="张三"))
    assert User.objects.get(pk=clerk.pk).display_name == "张三"


def test_nobody_gives_the_own_account_an_end(secadmin) -> None:
    with pytest.raises(Refused, match="不能修改自己的岗位、单位、区划和最后一天"):
        change_account(account=secadmin, by=secadmin, **kept(secadmin, ends_on=timezone.localdate()))


def test_deputyship_does_not_outlast_the_account(head, clerk) -> None:
    today = timezone.localdate()
    clerk.ends_on = today + timedelta(days=5)
    clerk.save()
    when = {"head": head, "deputy": clerk, "starts_on": today, "reason": "学习", "by": head}
    with pytest.raises(Refused, match="代理不能比它更晚结束"):
        appoint_deputy(ends_on=today + timedelta(days=6), **when)
    assert appoint_deputy(ends_on=today + timedelta(days=5), **when).deputy == clerk


def test_unused_after_ninety_days(account) -> None:
    account.date_joined, account.last_login = at(date(2020, 1, 1)), at(date(2021, 3, 1), 23)
    days = [date(2021, 3, 1) + timedelta(days=number) for number in (89, 90)]
    assert [is_unused(account, today=day) for day in days] == [False, True]
    account.last_login = None
    assert is_unused(account, today=date(2020, 3, 31))


def test_half_a_year_ends_within_its_month() -> None:
    days = [date(2021, 4, 26), date(2021, 8, 31), date(2021, 12, 31), date(2023, 8, 31)]
    assert [half_a_year_after(day).isoformat() for day in days] == [
        "2021-10-26", "2022-02-28", "2022-06-30", "2024-02-29"
    ]  # fmt: skip


def test_form_and_list_of_accounts_know_the_last_day(client, secadmin, clerk) -> None:
    client.force_login(secadmin)
    change, listed = reverse("admin:office_user_change", args=[clerk.pk]), reverse("admin:office_user_changelist")
    today = timezone.localdate()
    form = {"display_name": "王", "roles": ["clerk"], "area": clerk.area_id, "email": "", "is_active": "on"}
    page = client.post(change, form | {"ends_on": today - timedelta(days=3)})
    assert "已经过去" in page.content.decode()
    assert client.post(change, form | {"ends_on": today}).status_code == 302
    assert User.objects.get(pk=clerk.pk).ends_on == today
    User.objects.filter(pk=clerk.pk).update(ends_on=today - timedelta(days=1), date_joined=at(date(2021, 1, 1)))
    for life in ("ended", "unused"):
        assert list(client.get(f"{listed}?life={life}").context["cl"].result_list) == [clerk]
