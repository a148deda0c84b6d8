import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from office.models import User


def _create(*arguments: str) -> str:
    output = StringIO()
    call_command("create_first_admin", *arguments, stdout=output)
    return output.getvalue()


def test_prints_each_password_once(reference, settings) -> None:
    settings.SECURITY_PROFILE = "djbh"
    printed = json.loads(_create("--json"))["accounts"]

    assert [(row["username"], row["roles"]) for row in printed] == [
        ("sysadmin", ["sysadmin"]),
        ("secadmin", ["secadmin"]),
        ("auditor", ["auditor"]),
    ]
    assert all(User.objects.get(username=row["username"]).check_password(row["password"]) for row in printed)


def test_says_who_was_made(reference) -> None:
    first, last = _create("示例管理员").splitlines()
    assert first.startswith("已建立账号 示例管理员（系统管理员、安全管理员），一次性密码：")
    assert last == "密码只显示这一次，首次登录须修改。"


def test_second_time_is_refused(reference) -> None:
    _create()
    with pytest.raises(CommandError, match="已有管理账号：admin（系统管理员、安全管理员）"):
        _create("other")
    assert User.objects.count() == 1
