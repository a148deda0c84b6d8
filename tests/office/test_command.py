import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from office.command import Answer, OfficeCommand, acting_user, area_by_code
from office.refusals import Refused
from tests import factories


def _run(does, **options) -> str:
    """What the command prints; `does` is its work."""

    class Command(OfficeCommand):
        def answer(self, **_: object) -> Answer:
            return does()

    output = StringIO()
    call_command(Command(stdout=output), **options)
    return output.getvalue()


def _refusing(exception: Exception):
    def act() -> Answer:
        raise exception

    return act


def test_answer_in_words_or_as_one_json_object() -> None:
    answer = Answer({"名": "岩甲", "n": 2}, ["已办好。", "共 2 件。"])

    assert _run(lambda: answer) == "已办好。\n共 2 件。\n"
    assert _run(lambda: answer, json=True) == '{"名": "岩甲", "n": 2}\n'


@pytest.mark.parametrize(
    ("exception", "reasons"),
    [
        (Refused(["缺甲。", "缺乙。"]), ["缺甲。", "缺乙。"]),
        (PermissionDenied("您的岗位不能导入。"), ["您的岗位不能导入。"]),
    ],
)
def test_refusal_names_its_reasons_in_both_ways(capsys, exception: Exception, reasons: list[str]) -> None:
    with pytest.raises(CommandError) as refusal:
        _run(_refusing(exception))
    assert (str(refusal.value), refusal.value.returncode) == ("\n".join(reasons), 1)


def test_refusal_as_json_is_one_object() -> None:
    class Command(OfficeCommand):
        def answer(self, **_: object) -> Answer:
            raise Refused(["缺甲。", "缺乙。"])

    output = StringIO()
    with pytest.raises(CommandError):
        call_command(Command(stdout=output), json=True)
    assert json.loads(output.getvalue()) == {"error": "缺甲；缺乙", "errors": ["缺甲。", "缺乙。"]}


@pytest.mark.parametrize("exception", [DatabaseError("no such table"), FileNotFoundError("/x")])
def test_trouble_of_the_machine_is_told_in_chinese(exception: Exception) -> None:
    with pytest.raises(CommandError, match="请先运行|请检查路径"):
        _run(_refusing(exception))


def test_mistake_of_the_program_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        _run(_refusing(KeyError("x")))


def test_acting_user_must_be_active(clerk) -> None:
    factories.user("clerk", username="gone", is_active=False)

    assert acting_user("clerk") == clerk
    for username in ("gone", "nobody", ""):
        with pytest.raises(Refused, match="没有在用的账号"):
            acting_user(username)


def test_area_by_code(reference) -> None:
    assert area_by_code("530902").short_name == "临翔区"
    with pytest.raises(Refused, match="530902 临翔区"):
        area_by_code("110000")


def test_command_line_shows_the_bare_reason(tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "manage.py", "monthly_table", "--area", "530902", "--month", "2021-04"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("数据库不能使用")
