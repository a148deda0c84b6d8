"""The command: figures, JSON, workbook, exit status; and the same months with the host in other zones."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.reports import rows
from tests.source import ROOT

DAY = date(2021, 4, 12)


def answer(capsys, *arguments: str) -> dict:
    call_command("monthly_table", "--area", "530902", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_command_prints_one_json_object(reference, capsys) -> None:
    rows.conclude(rows.claim(rows.held_session(DAY)), date(2021, 5, 1))
    found = answer(capsys, "--month", "2021-04", "--rule", "cohort")
    assert list(found) == ["area", "month", "rule", "rule_version", "as_of", "rows", "identity", "warnings"]
    assert (found["rule"], found["rows"][0]["solved"], found["rows"][0]["amount_wan"]) == ("cohort", 1, "0.10")
    assert answer(capsys, "--month", "2021-04")["rows"][0]["solved"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "as_of", "claims"),
    [
        ("2021-05-02T12:00", "2021-05-02T12:00:00+08:00", 1),
        ("2021-05-02T11:59:59", "2021-05-02T11:59:59+08:00", 0),
        ("2021-05-02T04:00:00+00:00", "2021-05-02T12:00:00+08:00", 1),
        ("2021-05-02", "2021-05-02T00:00:00+08:00", 0),
    ],
)
def test_command_as_of(reference, capsys, text: str, as_of: str, claims: int) -> None:
    entered = datetime(2021, 5, 2, 4, tzinfo=UTC)
    rows.claim(rows.held_session(DAY), at=entered)
    found = answer(capsys, "--month", "2021-04", "--as-of", text)
    assert (found["as_of"], found["rows"][0]["claims"]) == (as_of, claims)


@pytest.mark.django_db
def test_command_writes_the_workbook_and_speaks_to_people(reference, tmp_path: Path, capsys) -> None:
    rows.claim(rows.held_session(DAY, units=("人社",)))
    path = tmp_path / "四月.xlsx"
    call_command("monthly_table", "--area", "530902", "--month", "2021-04", "--xlsx", str(path))
    assert load_workbook(path).active["D5"].value == 1
    assert capsys.readouterr().out.splitlines() == [
        "临翔区 2021年4月　口径：按解决月份（本月解决的，不论哪月接访）",
        "1 临翔区：接访 1 次，诉求 1 件，1 人，0.10 万元，已解决 0 件（按解决月份 0，按接访月份 0）",
        "  备注：4月12日接访签到单位不足两个。",
        "上月末未办结 0 + 接访 1 + 重新办理 0 = 已解决 0 + 其他办结 0 + 本月末未办结 1",
        "请核对：2021年4月12日的接访签到单位不足两个，请核对签到。",
    ]


@pytest.mark.django_db
def test_command_refuses_an_unknown_area_and_an_unwritable_file(reference, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有区划代码“999999”"):
        call_command("monthly_table", "--area", "999999", "--month", "2021-04")
    with pytest.raises(CommandError, match="文件不能读写"):
        call_command(
            "monthly_table", "--area", "530902", "--month", "2021-04", "--xlsx", str(tmp_path / "no" / "x.xlsx")
        )


@pytest.mark.parametrize(
    "arguments",
    [["--month", "2021-4"], ["--month", "2021-04", "--rule", "x"], ["--month", "2021-04", "--as-of", "gestern"], []],
)
def test_command_wrong_usage_is_two(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "monthly_table", "--area", "530902", *arguments]
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    assert subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode == 2


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Auckland"])
def test_outcome_of_the_last_and_of_the_first_day_with_the_host_elsewhere(
    reference, capsys, monkeypatch, zone: str
) -> None:
    """The process runs in that zone: the C library and the database connection see it as well."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        session = rows.held_session(date(2021, 4, 30), at=datetime(2021, 4, 30, 15, 59, 59, 999000, tzinfo=UTC))
        rows.conclude(rows.claim(session), date(2021, 4, 30))
        rows.conclude(rows.claim(session), date(2021, 5, 1))
        april, may = (answer(capsys, "--month", month)["rows"][0] for month in ("2021-04", "2021-05"))
        assert (april["sessions_held"], april["claims"], april["solved_flow"], may["claims"], may["solved_flow"]) == (
            1,
            2,
            1,
            0,
            1,
        )
    finally:
        monkeypatch.undo()
        time.tzset()
