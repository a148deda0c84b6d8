"""人员账号, imported on a page: new accounts with passwords that are shown once and stand nowhere in clear."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from office.actions.jobs import remove_old_imports, show_once
from office.imports.accounts import ACCOUNTS, MOST_ACCOUNTS
from office.imports.parts import ONCE, is_kept
from office.models import Area, Event, Job, JobPart, User
from office.refusals import Refused
from office.roles import Role
from tests import factories
from tests.imports import NOW, checked, counts, errors, written

HEADINGS = ["姓名", "用户名", "岗位", "成员单位", "行政区划", "邮箱", "最后一天"]
FIRST: list[Any] = ["岩甲", "yanjia", "联络员", "住建", None, "yanjia@example.com", None]
SECOND: list[Any] = ["岩乙", "岩乙", "登记员、主任", None, "临翔区", None, "2099-12-31"]


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def made(secadmin: User) -> Job:
    return written(checked(ACCOUNTS, secadmin, HEADINGS, FIRST, SECOND), secadmin)


def everything_stored() -> str:
    """All that the tables of accounts, jobs and the trail hold, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in ("office_user", "office_job", "office_jobpart", "office_event"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 names of our own
            found += [bytes(v).decode("latin-1") if isinstance(v, (bytes, memoryview)) else str(v)
                      for row in cursor.fetchall() for v in row]  # fmt: skip
    return "\n".join(found)


def test_accounts_are_made_with_roles_unit_area_and_last_day(secadmin: User) -> None:
    job = made(secadmin)
    assert (job.state, counts(job)) == (Job.State.DONE, (2, 0, 0))
    first, second = (User.objects.get(username=name) for name in ("yanjia", "岩乙"))
    assert (first.display_name, first.own_roles, first.unit.short_name) == ("岩甲", {Role.LIAISON}, "住建")
    assert (second.own_roles, second.area, second.ends_on) == (
        {Role.CLERK, Role.HEAD}, secadmin.area, date(2099, 12, 31),
    )  # fmt: skip
    assert (first.email, first.must_change_password) == ("yanjia@example.com", True)
    assert Event.objects.filter(act="create_account").count() == 2


def test_the_passwords_are_shown_once_and_open_the_accounts(secadmin: User) -> None:
    job = made(secadmin)
    before = everything_stored()
    rows = show_once(job=job, by=secadmin, now=NOW)
    passwords = [row["一次性密码"] for row in rows]
    assert [User.objects.get(username=row["用户名"]).check_password(row["一次性密码"]) for row in rows] == [True, True]
    assert [password in before + everything_stored() for password in passwords] == [False, False]
    with pytest.raises(Refused, match="已经显示过"):
        show_once(job=job, by=secadmin, now=NOW)
    assert Event.objects.filter(act="show_once").count() == 1


def test_passwords_that_nobody_looks_at_go_after_a_day(secadmin: User) -> None:
    job = made(secadmin)
    remove_old_imports(now=NOW + timedelta(hours=23))
    assert is_kept(job, ONCE) is True
    remove_old_imports(now=NOW + timedelta(hours=25))
    assert (is_kept(job, ONCE), Job.objects.filter(pk=job.pk).exists()) == (False, True)


def test_the_same_file_again_makes_nothing_and_another_account_of_the_name_is_an_error(secadmin: User) -> None:
    made(secadmin)
    assert counts(checked(ACCOUNTS, secadmin, HEADINGS, FIRST, SECOND)) == (0, 2, 0)
    job = checked(ACCOUNTS, secadmin, HEADINGS, ["岩丙", "YANJIA", "登记员", None, None, None, None])
    assert errors(job) == [
        "表 第 2 行 用户名：已有这个用户名的账号，姓名、岗位、单位或区划与本行不同：请换一个用户名，或在账号页修改。"
    ]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (1, "a b", "用户名：用户名只能用汉字、字母、数字和 @ . + - _，不超过 150 个字符。"),
        (2, "局长", "岗位：“局长”不在可填的内容中，可填：登记员、联络员、主任、包案领导、市级、系统管理员、安全管理员、审计管理员。"),
        (3, None, "岗位：联络员须指定所在的成员单位。"),
        (3, "火星局", "成员单位：临翔区没有成员单位“火星局”，现有："),
        (4, "530000", "行政区划：“530000”不在可填的内容中，可填：云南省临沧市临翔区。"),
        (5, "not an address", "邮箱：“not an address”不是邮箱地址，请核对。"),
        (6, "2020-01-01", "最后一天：最后一天 2020-01-01 已经过去："),
    ],
)  # fmt: skip
def test_one_faulty_row_keeps_all_out(secadmin: User, place: int, value: Any, said: str) -> None:
    row = [*FIRST[:place], value, *FIRST[place + 1 :]]
    job = checked(ACCOUNTS, secadmin, HEADINGS, row, SECOND)
    (told,) = errors(job)
    assert told.startswith(f"表 第 2 行 {said}"), told
    assert counts(job)[2] == 1
    assert not User.objects.filter(username__in=["yanjia", "岩乙"]).exists()


def test_names_that_differ_by_case_are_one(secadmin: User) -> None:
    job = checked(ACCOUNTS, secadmin, HEADINGS, FIRST, [*SECOND[:1], "YanJia", *SECOND[2:]])
    assert errors(job) == ["表 第 3 行 用户名：与第 2 行重复，请只留一行。"]


def test_three_duties_are_separate_under_that_profile(secadmin: User, settings: Any) -> None:
    settings.SECURITY_PROFILE = "djbh"
    job = checked(ACCOUNTS, secadmin, HEADINGS, ["岩丁", "yanding", "系统管理员、审计管理员", None, None, None, None])
    assert [error.split("：")[1] for error in errors(job)] == ["三员分立"]


def test_more_than_the_page_can_wait_for_are_refused(secadmin: User) -> None:
    rows = [[f"岩{n}", f"yan{n}", "登记员", None, None, None, None] for n in range(MOST_ACCOUNTS + 1)]
    assert errors(checked(ACCOUNTS, secadmin, HEADINGS, *rows)) == [
        f"表：有 {MOST_ACCOUNTS + 1} 个新账号，一次最多 {MOST_ACCOUNTS} 个，请分几次导入。"
    ]


def test_only_who_manages_accounts(head: User, sysadmin: User, clerk: User) -> None:
    for user in (head, sysadmin, clerk):
        with pytest.raises(PermissionDenied):
            checked(ACCOUNTS, user, HEADINGS, FIRST)


def test_the_page_shows_them_once_to_who_imported(client: Client, secadmin: User, head: User) -> None:
    job = made(secadmin)
    address = reverse("imports:once", args=[job.token])
    client.force_login(head)
    assert client.post(address).status_code == 404
    client.force_login(secadmin)
    assert "显示一次性密码" in client.get(reverse("imports:job", args=[job.token])).content.decode()
    shown = client.post(address)
    assert [(name in shown.content.decode()) for name in ("yanjia", "岩乙", "住建")] == [True, True, True]
    assert "显示一次性密码" not in client.get(reverse("imports:job", args=[job.token])).content.decode()
    assert client.post(address).status_code == 422
    assert JobPart.objects.filter(name=ONCE).count() == 0
    assert client.get(address).status_code == 405


def test_without_an_area_there_is_a_template_and_no_import(client: Client, secadmin: User) -> None:
    User.objects.filter(pk=secadmin.pk).update(area=None)
    client.force_login(User.objects.get(pk=secadmin.pk))
    assert client.get(reverse("imports:template", args=["accounts"])).status_code == 200
    assert client.get(reverse("imports:upload", args=["accounts"])).status_code == 200


def test_a_city_makes_accounts_for_its_districts(secadmin: User) -> None:
    city = Area.objects.get(code="530900")
    secadmin.area = city
    secadmin.save(update_fields=["area"])
    secadmin = User.objects.get(pk=secadmin.pk)
    job = written(checked(ACCOUNTS, secadmin, HEADINGS, [*FIRST[:4], "530902", None, None]), secadmin)
    assert (job.state, User.objects.get(username="yanjia").area.code) == (Job.State.DONE, "530902")
    assert factories.area().pk in secadmin.area_ids
