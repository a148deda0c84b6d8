import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from office.append_only import install
from office.models import Event
from office.models.trail import KEPT
from office.trail import record


def _verify(output: StringIO, *arguments: str) -> None:
    call_command("verify_trail", *arguments, stdout=output)


@pytest.fixture
def events(nothing_loaded) -> None:
    with transaction.atomic():
        for _ in range(3):
            record("sign_in", by=None)


def test_verify_trail_sound(events) -> None:
    output = StringIO()
    _verify(output, "--json")

    bare = "数据库没有挡住对审计记录的改动：请运行一次 init 补上"
    assert json.loads(output.getvalue()) == {"ok": True, "events": 3, "warnings": [bare]}


def test_verify_trail_where_the_database_keeps_it(events) -> None:
    install(KEPT)
    output = StringIO()
    _verify(output, "--json")
    assert json.loads(output.getvalue()) == {"ok": True, "events": 3}


def test_verify_trail_names_the_first_bad_row(events) -> None:
    Event.objects.filter(number__gte=2).update(act="forged")

    with pytest.raises(CommandError, match="^第 2 条审计记录的内容被改动。此前 1 条完整。$"):
        _verify(StringIO())
    output = StringIO()
    with pytest.raises(CommandError):
        _verify(output, "--json")
    found = json.loads(output.getvalue())
    assert (found["ok"], found["error"]) == (False, "第 2 条审计记录的内容被改动。")


def test_verify_trail_notes_the_last_event_and_asks_for_it(events, tmp_path) -> None:
    noted = tmp_path / "anchor.txt"
    _verify(StringIO(), "--anchor", str(noted))
    last = Event.objects.get(number=3)
    assert noted.read_text() == f"3 {last.digest}\n"

    noted.write_text(f"3 {'0' * 64}\n")
    with pytest.raises(CommandError, match="^审计记录与以前记下的锚点不符"):
        _verify(StringIO(), "--anchor", str(noted))
    assert noted.read_text() == f"3 {'0' * 64}\n"


def test_verify_trail_refuses_another_file_as_anchor(events, tmp_path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("别的内容")

    with pytest.raises(CommandError, match="不是“序号 摘要”"):
        _verify(StringIO(), "--anchor", str(other))
    assert other.read_text() == "别的内容"
