"""New keys and another profile for everything that is sealed; nothing is lost, nobody stops being found."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from config.health import health
from ledger.actions.row_keys import renew_row_keys
from ledger.workbook.importing import import_sheets
from office import keyring
from office.actions import key_rotation
from office.actions.key_rotation import begin_rotation, finish_rotation, move_all
from office.crypto import current_head
from office.models import Event, Job, StoredFile, User
from office.refusals import Refused
from office.stale import old_counts, sealed_columns
from office.trail import check_chain
from reception.models import Claim, Petitioner
from tests import sealed_values, workbooks


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keyring, "FRESH_SECONDS", 0)
    sealed_values.own_keys(settings, tmp_path)
    return tmp_path


@pytest.fixture
def filled(folder: Path, clerk: User, head: User, sysadmin: User) -> dict[str, Any]:
    sealed_values.fill(clerk, head)
    return sealed_values.opened()


def rotate(*options: str) -> dict[str, Any]:
    output = StringIO()
    call_command("rotate_keys", "--by", "sysadmin", "--json", *options, stdout=output)
    return json.loads(output.getvalue())


def raw_values() -> list[str]:
    """Every stored value of the encrypted columns as it stands in the database."""
    found = []
    with connection.cursor() as cursor:
        for column in sealed_columns():
            cursor.execute(f"SELECT {column.field.column} FROM {column.table}")
            found += [value for (value,) in cursor.fetchall() if value]
    return found


def test_all_values_move_to_the_new_keys(filled: dict[str, Any], folder: Path) -> None:
    found = sealed_values.found_by_number()
    told = rotate()

    assert told["values"] > 40
    assert list(old_counts()) == []
    assert {value[: len(current_head())] for value in raw_values()} == {current_head()}
    for path in (folder / "keys" / "retired").iterdir():  # nothing needs them any more
        path.unlink()
    sealed_values.look_again()
    assert sealed_values.opened() == filled
    assert sealed_values.found_by_number() == found
    assert sorted(os.listdir(folder / "keys")) == ["field_key.2", "index_key.2", "profile", "retired", "secret_key"]


def test_the_trail_tells_of_it_and_stays_sound(filled: dict[str, Any]) -> None:
    rotate()

    told = Event.objects.filter(act="rotate_keys").order_by("number").values_list("data__stage", "by__username")
    assert list(told) == [("begun", "sysadmin"), ("ended", "sysadmin")]
    assert check_chain()[1] is None


@pytest.mark.parametrize("profile", ["intl", "gm"])
def test_the_other_profile_with_the_same_keys(
    filled: dict[str, Any], settings: Any, folder: Path, profile: str
) -> None:
    found = sealed_values.found_by_number()
    settings.CRYPTO_PROFILE = "intl"
    rotate("--keep-keys")
    settings.CRYPTO_PROFILE = profile
    rotate("--keep-keys")

    assert {value[:2] for value in raw_values()} == {{"gm": "g1", "intl": "i1"}[profile]}
    assert (sealed_values.opened(), sealed_values.found_by_number()) == (filled, found)
    assert check_chain()[1] is None
    assert not (folder / "keys" / "retired").exists()


def test_half_way_everything_is_read_found_and_told_by_health(
    filled: dict[str, Any], sysadmin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sealed_values.found_by_number()
    begin_rotation(by=sysadmin)
    monkeypatch.setattr(key_rotation, "AT_ONCE", 1)
    column = next(each for each in sealed_columns() if each.model is Petitioner and each.field.name == "id_number")
    rows = column.old_rows(after=0, limit=3)
    monkeypatch.setattr(key_rotation.Sealed, "old_rows", lambda *_a, after, **_k: rows[:1] if not after else [])
    key_rotation._move_column(column, key_rotation.Moved(), lambda _done: None)

    assert 0 < column.count_old() < 6
    assert (sealed_values.opened(), sealed_values.found_by_number()) == (filled, found)
    (told,) = [line for line in health(now=timezone.now()).warnings if "正在更换密钥" in line]
    assert "来访人·身份证号 5 个" in told


def test_only_the_system_administrator(folder: Path, head: User) -> None:
    with pytest.raises(PermissionDenied):
        begin_rotation(by=head)
    with pytest.raises(PermissionDenied):
        finish_rotation(by=head, moved=key_rotation.Moved())
    assert not keyring.is_changing()


def test_a_running_import_keeps_the_older_keys(filled: dict[str, Any]) -> None:
    Job.objects.update(state=Job.State.CHECKING)
    with pytest.raises(CommandError):
        rotate()
    assert keyring.is_changing()

    Job.objects.update(state=Job.State.CANCELLED)
    assert len(rotate()["retired"]) == 2
    assert not keyring.is_changing()


def test_a_value_that_no_key_opens_keeps_the_older_keys_and_is_named(filled: dict[str, Any]) -> None:
    person = Petitioner.objects.first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reception_petitioner SET phone = 'g1:00000000:AAAA' WHERE id = %s", [person.pk])
    output = StringIO()
    with pytest.raises(CommandError, match=f"来访人第 {person.pk} 行的手机不能还原"):
        call_command("rotate_keys", "--by", "sysadmin", stdout=output)
    assert keyring.is_changing()


def test_value_written_late_with_the_older_key_is_still_read(filled: dict[str, Any], folder: Path) -> None:
    path = next(each for each in (folder / "files").glob("??/*"))
    late = path.read_bytes()
    rotate()
    path.write_bytes(late)

    assert sealed_values.opened() == filled
    assert rotate("--left")["left"] == {"附件": 1}
    rotate("--keep-keys")
    assert rotate("--left")["left"] == {}


def test_keys_from_the_environment_ask_for_the_next_ones(filled: dict[str, Any], settings: Any, sysadmin: User) -> None:
    settings.KEYS_FROM_ENVIRONMENT = {"FIELD_KEY", "INDEX_KEY"}
    with pytest.raises(Refused) as refusal:
        begin_rotation(by=sysadmin)
    assert [line[:9] for line in refusal.value.missing] == ["FIELD_KEY", "INDEX_KEY"]

    settings.FIELD_KEY_NEXT, settings.INDEX_KEY_NEXT = b"n" * 32, b"m" * 32
    assert rotate()["retired"] == []
    settings.FIELD_KEY, settings.INDEX_KEY = b"n" * 32, b"m" * 32
    settings.FIELD_KEY_NEXT = settings.INDEX_KEY_NEXT = None
    assert (sealed_values.opened(), keyring.is_changing()) == (filled, False)
    assert check_chain()[1] is None


@pytest.mark.parametrize("generations", [("index_key.2",), ("index_key.2", "field_key.2")])
def test_making_of_the_keys_broken_off(filled: dict[str, Any], folder: Path, generations: tuple[str, ...]) -> None:
    for name in generations:
        key_rotation.create_key(folder / "keys" / name)
    rotate()

    assert sorted(os.listdir(folder / "keys")) == ["field_key.2", "index_key.2", "profile", "retired", "secret_key"]
    assert sealed_values.opened() == filled


def test_imported_rows_are_known_again(folder: Path, head: User, sysadmin: User) -> None:
    def imported() -> int:
        claims = [
            workbooks.a_claim(姓名=f"第{n}人", **{"涉及金额（元）": amount})
            for n, amount in enumerate(["100", "100.5", "100.25", "不详"])
        ]
        claims += [workbooks.a_claim(姓名="有号", 登记编号="旧-7")]
        sheets = workbooks.history_sheets(sessions=[workbooks.A_SESSION], claims=claims)
        return import_sheets(sheets, area=head.area, by=head, sha256="0" * 64).claims_created

    assert (imported(), imported()) == (5, 0)
    begin_rotation(by=sysadmin)
    assert imported() == 0
    assert renew_row_keys(forget=True) == (5, 0)
    assert (imported(), renew_row_keys(forget=True)) == (0, (0, 0))
    rotate()
    assert imported() == 0


def test_row_corrected_since_is_forgotten_while_keys_change(folder: Path, head: User, sysadmin: User) -> None:
    sheets = workbooks.history_sheets(sessions=[workbooks.A_SESSION], claims=[workbooks.a_claim()])
    import_sheets(sheets, area=head.area, by=head, sha256="0" * 64)
    Claim.objects.update(amount_yuan=7)

    assert renew_row_keys(forget=False) == (0, 0)
    assert Claim.objects.exclude(row_key="").count() == 1
    assert rotate()["forgotten"] == 1
    assert Claim.objects.exclude(row_key="").count() == 0


def test_damaged_file_is_named_and_others_move(filled: dict[str, Any], folder: Path) -> None:
    path = next(each for each in (folder / "files").glob("??/*"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    moved = move_all()

    assert moved.broken == [] == list(old_counts())
    with pytest.raises(CommandError, match=f"附件 {path.name}不能还原"):
        call_command("rotate_keys", "--by", "sysadmin", stdout=StringIO())
    assert [count for _name, count in old_counts()] == [1]
    assert StoredFile.objects.count() == 3
