import pytest
from django.contrib.admin import site
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse

from config.site import MENU, frame
from office.roles import Role
from tests import factories


@pytest.fixture
def menu(rf: RequestFactory, db):
    def entries(role: str, path: str = "/") -> list[dict]:
        request = rf.get(path)
        request.user = factories.user(role, unit="住建" if role == "liaison" else None)
        return frame(request)["menu"]

    return entries


def test_menu_entries_are_open_to_those_who_see_them() -> None:
    wrong = [label for label, name, roles in MENU if not roles <= resolve(reverse(name)).func.access.roles]

    assert wrong == []


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("clerk", ["工作台", "接访场次", "登记诉求", "台账", "资金", "稳控", "情况表", "统计", "考核", "导入"]),
        ("liaison", ["工作台", "接访场次", "台账"]),
        (
            "head",
            ["工作台", "接访场次", "登记诉求", "台账", "资金", "稳控", "情况表", "统计", "考核", "导入", "基础资料"],
        ),
        ("leader", ["工作台", "台账"]),
        ("city", ["工作台", "台账", "全市情况表"]),
        ("sysadmin", ["工作台", "导入", "基础资料"]),
        ("secadmin", ["工作台", "导入", "基础资料"]),
        ("auditor", ["工作台", "审计"]),
    ],
)
def test_menu_by_role(menu, role: str, labels: list[str]) -> None:
    assert [entry["label"] for entry in menu(role)] == labels


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "工作台"),
        ("/reception/sessions/5/", "接访场次"),
        ("/reception/claims/new/", "登记诉求"),
        ("/admin/ledger/case/?status=open", "台账"),
        ("/reports/statistics/", "统计"),
        ("/admin/office/unit/", "基础资料"),
        ("/accounts/password/", None),
    ],
)
def test_menu_marks_where_one_is(menu, path: str, current: str | None) -> None:
    assert [entry["label"] for entry in menu("head", path) if entry["current"]] == ([current] if current else [])


def test_menu_of_a_one_time_password_is_empty(rf: RequestFactory, db) -> None:
    request = rf.get("/")
    request.user = factories.user(Role.HEAD, must_change_password=True)

    assert frame(request)["menu"] == []


def test_the_site_of_reference_data_is_for_who_holds_a_role(rf: RequestFactory, head, db) -> None:
    asked = rf.get("/admin/")
    allowed = []
    for asked.user in (head, factories.user(), AnonymousUser()):
        allowed.append(site.has_permission(asked))
    assert allowed == [True, False, False]
