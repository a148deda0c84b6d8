from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config.home.duties import NAMED, duties
from office import dataset, trail
from office.models import CalendarYear, Event, User
from reports.period import OFFICE_TIME
from tests import factories

TODAY = date(2021, 4, 26)


def _numbers(user: User, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(number.label, number.text, number.css) for duty in duties(user, today=today) for number in duty.numbers]


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor"])
def test_duties_have_a_sentence_and_links_that_open(client: Client, request, role: str) -> None:
    user = request.getfixturevalue(role)
    client.force_login(user)

    (duty,) = duties(user, today=timezone.localdate())
    assert duty.title == user.role_names
    assert duty.text.endswith("。")
    for link in [*duty.places, *duty.numbers, *duty.people]:
        assert link.url == "" or client.get(link.url).status_code == 200, link.label


@pytest.mark.parametrize("role", ["clerk", "head", "liaison"])
def test_duties_of_accounts_with_cases_are_none(request, role: str) -> None:
    assert duties(request.getfixturevalue(role), today=TODAY) == []


def test_duties_of_two_roles_are_two(reference) -> None:
    account = factories.user("head", "sysadmin", "auditor")
    assert [duty.title for duty in duties(account, today=TODAY)] == ["系统管理员", "审计管理员"]


def test_holidays_of_this_year_and_from_november_of_the_next(sysadmin) -> None:
    CalendarYear.objects.filter(year__gt=2021).delete()
    assert _numbers(sysadmin)[1:] == [("2021年节假日", "已录入", "done")]
    assert _numbers(sysadmin, date(2021, 11, 1))[1:] == [
        ("2021年节假日", "已录入", "done"),
        ("2022年节假日", "未录入", "soon"),
    ]
    assert _numbers(sysadmin, date(2022, 1, 1))[1:] == [("2022年节假日", "未录入", "overdue")]


def test_last_backup_is_late_after_a_week_of_real_data(sysadmin) -> None:
    assert _numbers(sysadmin)[0] == ("上次备份", "还没有", "zero")
    dataset.mark(dataset.REAL)
    assert _numbers(sysadmin)[0] == ("上次备份", "还没有", "overdue")
    trail.record("backup", by=None, obj=dataset.lock(), now=datetime(2021, 4, 20, 2, 30, tzinfo=OFFICE_TIME))
    told = [_numbers(sysadmin, date(2021, 4, day))[0] for day in (20, 26, 27)]
    assert told == [("上次备份", "今天", "done"), ("上次备份", "6天前", "done"), ("上次备份", "7天前", "soon")]


def test_accounts_with_a_one_time_password_are_named(secadmin, client: Client) -> None:
    factories.user("clerk", username="left", is_active=False, must_change_password=True)
    for number in range(NAMED + 1):
        factories.user("clerk", username=f"new{number:02}", display_name=f"王新{number}", must_change_password=True)
    client.force_login(secadmin)

    (duty,) = duties(secadmin, today=TODAY)
    assert _numbers(secadmin) == [
        ("在用账号", "12", ""),
        ("停用账号", "1", ""),
        ("一次性密码未改", "11", "soon"),
        ("待复核账号", "0", "zero"),
        ("已到期", "0", "zero"),
        ("90天未用", "0", "zero"),
    ]
    assert [person.label for person in duty.people][:2] == ["王新0（new00）", "王新1（new01）"]
    assert len(duty.people) == NAMED
    for number in duty.numbers[:2]:
        assert len(client.get(number.url).context["cl"].result_list) == int(number.text)


def test_accounts_to_look_at_again_are_counted_and_listed(secadmin, client: Client) -> None:
    now, today = timezone.now(), timezone.localdate()
    factories.user("clerk", date_joined=now - timedelta(days=200))
    factories.user("clerk", ends_on=today - timedelta(days=1))
    client.force_login(secadmin)

    (duty,) = duties(secadmin, today=today)
    numbers = {number.label: number for number in duty.numbers}
    assert [numbers[label].text for label in ("待复核账号", "已到期", "90天未用")] == ["1", "1", "1"]
    for label in ("已到期", "90天未用"):
        assert len(client.get(numbers[label].url).context["cl"].result_list) == 1
    assert client.get(numbers["待复核账号"].url).context["waiting"] == 2


def test_events_of_today_are_as_many_as_their_list(auditor, clerk, client: Client) -> None:
    Event.objects.update(at=timezone.now() - timedelta(days=1))
    before = Event.objects.count()
    for _ in range(2):
        factories.claim(clerk)
    client.force_login(auditor)

    (duty,) = duties(auditor, today=timezone.localdate())
    today, total = duty.numbers
    assert (today.text, total.text) == ("2", f"{before + 2}")
    assert len(client.get(today.url).context["cl"].result_list) == 2


def test_events_of_today_begin_at_midnight_of_the_office(auditor, reference) -> None:
    midnight = datetime(2021, 4, 26, tzinfo=factories.SHANGHAI)
    everything = f"{Event.objects.count()}"
    for at, text in ((midnight, everything), (midnight - timedelta(seconds=1), "0")):
        Event.objects.update(at=at)
        assert _numbers(auditor)[0][1] == text
