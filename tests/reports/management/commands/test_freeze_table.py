"""`freeze_table` and `verify_tables` as operators use them: JSON, workbook, exit status."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from office.append_only import unprotected
from reports.models import KEPT, MonthlyTable
from tests.reports import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def april(head) -> None:
    rows.claim(rows.held_session(date(2021, 4, 12)))


def freeze(capsys, *arguments: str) -> dict:
    call_command("freeze_table", "--area", "530902", "--month", "2021-04", "--by", "head", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_command_freezes_and_prints_one_object(april, capsys, tmp_path: Path) -> None:
    path = tmp_path / "四月.xlsx"
    found = freeze(capsys, "--xlsx", str(path))
    assert list(found) == [
        "area", "month", "rule", "rule_version", "as_of", "rows", "identity", "warnings", "version", "digest",
        "previous_digest",
    ]  # fmt: skip
    table = MonthlyTable.objects.get()
    assert (found["version"], found["digest"], found["previous_digest"]) == (1, table.digest, None)
    assert found["digest"] == sha256(table.snapshot.encode()).hexdigest()
    assert (load_workbook(path).active["D5"].value, path.read_bytes()) == (1, bytes(table.workbook))


def test_a_second_time_fails_without_reason_and_changes_nothing(april, capsys) -> None:
    first = freeze(capsys)
    with pytest.raises(CommandError, match="已封存版本 1"):
        freeze(capsys)
    assert json.loads(capsys.readouterr().out)["errors"][0].startswith("这个月已封存版本 1")
    second = freeze(capsys, "--reason", "补录")
    assert (second["version"], second["previous_digest"]) == (2, first["digest"])


def test_a_clerk_is_refused(april, clerk, capsys) -> None:
    with pytest.raises(CommandError, match="封存情况表"):
        call_command("freeze_table", "--area", "530902", "--month", "2021-04", "--by", "clerk")
    assert MonthlyTable.objects.count() == 0


def test_verify_names_the_first_bad_table(april, capsys) -> None:
    freeze(capsys)
    call_command("verify_tables", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "tables": 1,
        "warnings": unprotected(KEPT),
    }
    MonthlyTable.objects.update(rule="cohort")
    with pytest.raises(CommandError, match="临翔区 2021-04 版本 1.*rule"):
        call_command("verify_tables", "--json")
    assert json.loads(capsys.readouterr().out)["first_bad"] == 1
