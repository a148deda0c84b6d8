import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from office import dataset
from office.models import User


def _create(*arguments: str) -> str:
    output = StringIO()
    call_command("create_account", *arguments, stdout=output)
    return output.getvalue()


def test_create_account_prints_a_password_that_works_once(reference) -> None:
    printed = json.loads(_create("li", "--role", "liaison", "--role", "clerk", "--unit", "住建", "--json"))

    account = User.objects.get(username="li")
    assert printed == {"username": "li", "roles": ["clerk", "liaison"], "password": printed["password"]}
    assert account.check_password(printed["password"])
    assert account.must_change_password
    assert (account.unit.short_name, account.area.code) == ("住建", "530902")
    assert dataset.current() == "real"


def test_create_account_unit_by_its_full_name(reference) -> None:
    _create("li", "--role", "liaison", "--unit", "区水务局")

    assert User.objects.get(username="li").unit.short_name == "水务"


def test_create_account_unit_need_not_be_given(reference) -> None:
    assert "一次性密码：" in _create("wang", "--role", "city", "--area", "530900")
    assert User.objects.get(username="wang").area.code == "530900"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["li", "--role", "liaison"], "联络员须指定所在的成员单位"),
        (["li", "--role", "liaison", "--unit", "税务"], "没有成员单位“税务”。现有：人社、住建"),
        (["li", "--role", "clerk", "--area", "110000"], "没有区划代码“110000”"),
    ],
)
def test_create_account_refusal_changes_nothing(reference, arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        _create(*arguments)

    assert User.objects.count() == 0
    assert dataset.current() == "empty"


@pytest.mark.parametrize("arguments", [["li"], ["--role", "clerk"], ["li", "--role", "boss"]])
def test_create_account_wrong_usage(reference, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        _create(*arguments)
