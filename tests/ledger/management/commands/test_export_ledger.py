"""The command: a file only its owner reads, answers, refusals without a file."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from office.models import Event
from office.sheets.reader import read_workbook
from tests.dali import dali_workbook


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "导出.xlsx"


def export(path: Path, *options: str, by: str = "head", purpose: str = "存档") -> None:
    call_command("export_ledger", str(path), "--area", "530902", "--by", by, "--purpose", purpose, "--json", *options)


def test_out_and_in_again(head, path, tmp_path, capsys) -> None:
    book = tmp_path / "大理.xlsx"
    book.write_bytes(dali_workbook())
    call_command("import_ledger", str(book), "--area", "530902", "--by", "head", "--json")
    capsys.readouterr()
    export(path, "--with-identity")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["claims"], answer["with_identity"], path.stat().st_mode & 0o777) == (9, True, 0o600)
    assert len(read_workbook(path)["诉求台账"]) == 10
    call_command("import_ledger", str(path), "--area", "530902", "--by", "head", "--json")
    again = json.loads(capsys.readouterr().out)
    assert (again["claims"], again["errors"]) == ({"created": 0, "unchanged": 9}, [])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "clerk"}, "您的岗位不能进行“导出台账”"),
        ({"by": "nobody"}, "没有在用的账号“nobody”"),
        ({"purpose": "x"}, "没有写用途"),
    ],
)
def test_refused_without_a_file_or_an_event(head, clerk, path, capsys, options, words) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        export(path, **options)
    assert refused.value.returncode == 1
    assert words in json.loads(capsys.readouterr().out)["error"]
    assert list(path.parent.iterdir()) == []
    assert not Event.objects.filter(act="export_ledger").exists()


def test_a_folder_that_is_not_there(head, tmp_path, capsys) -> None:
    with pytest.raises(CommandError, match="不能写入"):
        export(tmp_path / "无" / "导出.xlsx")
    assert not Event.objects.filter(act="export_ledger").exists()
