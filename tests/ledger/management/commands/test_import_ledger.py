"""The command from the file to the rows: 大理 as published, answers, exit status."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Sum

from ledger.models import CaseClaim, PaymentLine
from ledger.workflow import SOLVED
from office import dataset
from reception.models import Attendance, Claim, ReceptionSession
from tests.dali import dali_workbook
from tests.source import ROOT
from tests.workbooks import a_claim, history_workbook


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "台账.xlsx"


def import_ledger(path: Path, *options: str, capsys) -> dict:
    call_command("import_ledger", str(path), "--area", "530902", "--by", "head", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_dali(head, path, capsys) -> None:
    path.write_bytes(dali_workbook())
    answer = import_ledger(path, capsys=capsys)
    assert answer == {
        "sessions": {"created": 1, "unchanged": 0}, "claims": {"created": 9, "unchanged": 0}, "warnings": [], "errors": []
    }  # fmt: skip
    session = ReceptionSession.objects.get(held_on=date(2021, 4, 12))
    claims = Claim.objects.filter(session=session)
    assert (session.status, Attendance.objects.filter(session=session).count()) == ("closed", 7)
    assert claims.aggregate(n=Sum("workers_count"), y=Sum("amount_yuan")) == {"n": 35, "y": Decimal("490000.00")}
    assert list(claims.filter(is_wages=False).values_list("petitioner__name", flat=True)) == ["张九"]
    solved = CaseClaim.objects.filter(outcome__in=SOLVED, outcome_on=date(2021, 4, 12), case__status="struck_off")
    total = solved.aggregate(n=Sum("claim__workers_count"), y=Sum("claim__amount_yuan"))
    assert (solved.count(), total) == (5, {"n": 17, "y": Decimal("245000.00")})
    assert PaymentLine.objects.aggregate(y=Sum("amount_yuan"))["y"] == Decimal("245000.00")
    assert dataset.current() == "real"


def test_dali_again_is_unchanged(head, path, capsys) -> None:
    path.write_bytes(dali_workbook())
    import_ledger(path, capsys=capsys)
    answer = import_ledger(path, capsys=capsys)
    assert (answer["sessions"], answer["claims"]) == ({"created": 0, "unchanged": 1}, {"created": 0, "unchanged": 9})


def test_dry_run_answers_and_writes_nothing(head, path, capsys) -> None:
    path.write_bytes(dali_workbook())
    assert import_ledger(path, "--dry-run", capsys=capsys)["claims"] == {"created": 9, "unchanged": 0}
    assert (Claim.objects.count(), ReceptionSession.objects.count(), dataset.current()) == (0, 0, "empty")


def test_lines_for_people(head, path, capsys) -> None:
    path.write_bytes(history_workbook(claims=[a_claim(手机="12345")]))
    call_command("import_ledger", str(path), "--area", "530902", "--by", "head")
    assert capsys.readouterr().out.splitlines() == [
        "已导入：接访场次 1 场，诉求 1 件；原已在系统中：场次 0 场，诉求 0 件。",
        "提示 诉求台账 第 2 行 手机：电话号码应为 11 位手机号或带区号的固定电话，现为 5 位，请核对。",
    ]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_wrong_cell_exits_1_and_names_it(head, path, capsys, options) -> None:
    path.write_bytes(history_workbook(claims=[a_claim(), a_claim(涉及金额="1e5")]))
    with pytest.raises(CommandError) as refused:
        import_ledger(path, *options, capsys=capsys)
    answer = json.loads(capsys.readouterr().out)
    assert refused.value.returncode == 1
    assert str(refused.value).splitlines()[1].startswith("诉求台账 第 3 行 涉及金额（元）：“1e5”不是可识别的金额")
    assert sorted(answer) == ["claims", "error", "errors", "sessions", "warnings"]
    assert [(row["sheet"], row["row"], row["column"], row["value"]) for row in answer["errors"]] == [
        ("诉求台账", 3, "涉及金额（元）", "1e5")
    ]
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(("data", "errors"), [(b"", 1), (b"PK\x03\x04", 1), (b"a text has neither sheet", 2)])
def test_no_workbook_exits_1(head, path, capsys, data, errors) -> None:
    path.write_bytes(data)
    with pytest.raises(CommandError):
        import_ledger(path, capsys=capsys)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["claims"]["created"], len(answer["errors"])) == (0, errors)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--area", "999999", "--by", "head"], "没有区划代码“999999”"),
        (["--area", "530902", "--by", "nobody"], "没有在用的账号“nobody”"),
        (["--area", "530902", "--by", "clerk"], "您的岗位不能进行“导入台账”"),
        (["--area", "530900", "--by", "head"], "不在您的工作范围内"),
    ],
)
def test_refused_for_area_or_account(head, clerk, path, options, words) -> None:
    path.write_bytes(dali_workbook())
    with pytest.raises(CommandError) as refused:
        call_command("import_ledger", str(path), *options)
    assert str(refused.value).count(words) == 1
    assert Claim.objects.count() == 0


def test_absent_file_is_refused(head, path, capsys) -> None:
    with pytest.raises(CommandError):
        import_ledger(path, capsys=capsys)
    assert list(json.loads(capsys.readouterr().out)) == ["error", "errors"]


def test_wrong_usage_exits_2(path) -> None:
    command = [sys.executable, "manage.py", "import_ledger", str(path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
