"""A backup made of a database in use and restored by the command into an empty installation of its own."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.backups import make, restore
from config.backups.archive import Writer
from config.backups.last import days_without, last_backup_at
from config.backups.make import Made, make_backup
from config.backups.restore import restore_backup
from config.health import health
from office import dataset
from office.key_files import create_key
from office.models import DataSet, Event, User
from office.refusals import Refused
from office.trail_words import ACT_LABELS
from tests import sealed_values
from tests.elsewhere import WORDS, Elsewhere, elsewhere, office_to_back_up
from tests.one_event import unwritable_trail


@pytest.fixture
def office(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    """Claims, files, drafts and an import under way; the folder for backups."""
    clerk, head, _ = office_to_back_up(settings, tmp_path, "clerk", "head", "sysadmin")
    sealed_values.fill(clerk, head, people=4)
    return tmp_path / "backups"


@pytest.fixture
def made(office: Path) -> Made:
    return make_backup(office, by=User.objects.get(username="sysadmin"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Elsewhere]:
    with elsewhere(tmp_path / "new") as found:
        yield found


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return "；".join(caught.value.missing)


OPENED = """
import json; from tests import sealed_values
print(json.dumps(sealed_values.opened(), default=str, sort_keys=True))
"""


def test_restored_elsewhere_everything_opens_and_counts(made: Made, place: Elsewhere) -> None:
    """Into what `init` left; `tests/faults` restores into new folders."""
    assert place.manage("init").returncode == 0
    done = place.manage("restore", str(made.path), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["tables"] == {name: count for name, (count, _digest) in made.tables.items()}
    assert told["tables"]["reception_claim"] >= 4
    assert told["files"] == made.files >= 1
    there = place.python(OPENED)
    assert json.loads(there.stdout) == json.loads(json.dumps(sealed_values.opened(), default=str)), there.stderr
    assert _count(place, "reception_claim") == told["tables"]["reception_claim"]
    assert _count(place, "django_session") == 0
    assert _asked(place, "SELECT act FROM office_event ORDER BY number DESC LIMIT 1") == "restore"
    assert place.manage("verify_trail").returncode == 0
    again = place.manage("restore", str(made.path))
    assert (again.returncode, "只能还原到空的安装" in again.stderr) == (1, True)


def _asked(place: Elsewhere, question: str) -> Any:
    """Asked of the other database itself."""
    url = place.database
    if url:
        host, _, name = url.split("@/", 1)[1].rpartition("/")
        with closing(psycopg.connect(host=host, dbname=name, user="tests")) as there:
            return there.execute(question).fetchone()[0]
    with closing(sqlite3.connect(place.folder / "db.sqlite3")) as there:
        return there.execute(question).fetchone()[0]


def _count(place: Elsewhere, table: str) -> int:
    return _asked(place, f"SELECT COUNT(*) FROM {table}")


def _number_of_tables(place: Elsewhere) -> int:
    if place.database:
        return _count(place, "pg_tables WHERE schemaname = 'public'")
    return _count(place, "sqlite_master")


def test_backup_is_one_file_for_its_owner_with_an_event_that_names_its_digest(made: Made, office: Path) -> None:
    assert [path.name for path in office.iterdir()] == [made.path.name]
    assert made.path.stat().st_mode & 0o077 == 0
    event = Event.objects.latest("number")
    assert (event.act, event.by.username) == ("backup", "sysadmin")
    assert event.data["sha256"] == made.digest
    assert event.data["rows"] == sum(count for count, _digest in made.tables.values())
    assert ACT_LABELS["restore"], ACT_LABELS["backup"]
    data = made.path.read_bytes()
    assert not [word for word in ("岩甲", "53090", "13908830000") if word.encode() in data]


def test_machine_backs_up_by_command_and_keeps_so_many(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = office / "说明.txt"
    other.write_text("不是备份")
    older = [office / f"jiefang-2021041{day}-120000.jfb" for day in (2, 3, 4)]
    for path in older:
        path.write_bytes(b"earlier")
    call_command("backup", str(office), "--keep", "2", "--json")
    told = json.loads(capsys.readouterr().out)
    assert sorted(told["removed"]) == [path.name for path in older[:2]]
    assert {path.name for path in office.iterdir()} == {other.name, older[2].name, Path(told["file"]).name}
    assert Event.objects.latest("number").by is None


def test_backup_is_refused_without_passphrase_folder_or_role(office: Path, settings: Any) -> None:
    before = Event.objects.count()
    assert "没有文件夹" in refused(lambda: make_backup(office / "no", by=None))
    with pytest.raises(PermissionDenied):
        make_backup(office, by=User.objects.get(username="clerk"))
    for short in ("", "短口令"):
        settings.BACKUP_PASSPHRASE = short
        assert "BACKUP_PASSPHRASE" in refused(lambda: make_backup(office, by=None))
    assert (list(office.iterdir()), Event.objects.count()) == ([], before)


def test_two_in_one_second_are_one(office: Path) -> None:
    now = timezone.now()
    first = make_backup(office, by=None, now=now)
    assert "已经有了" in refused(lambda: make_backup(office, by=None, now=now))
    assert list(office.iterdir()) == [first.path]


def test_nothing_is_left_of_a_backup_whose_event_cannot_be_written(office: Path) -> None:
    with unwritable_trail(), pytest.raises(RuntimeError, match="no trail"):
        make_backup(office, by=None)
    assert list(office.iterdir()) == []
    assert [path for path in office.parent.iterdir() if path.name.startswith("backup-")] == []


def test_restore_is_refused_where_there_are_data(made: Made) -> None:
    assert "这里已有数据" in refused(lambda: restore_backup(made.path))
    assert Event.objects.latest("number").act == "backup"


BROKEN_OFF = """
import os
from config.backups import restore
restore.trail.check_chain = lambda: os._exit(9)
restore.restore_backup(restore.Path({path!r}))
"""
SOMEBODY_ACTED = """
from django.db import transaction
from office import trail
with transaction.atomic():
    trail.record("login", by=None)
"""


def _broken_off(made: Made, place: Elsewhere) -> None:
    """Everything is in place and brought to this version; the program ended just before it said so."""
    assert place.python(BROKEN_OFF.format(path=str(made.path))).returncode == 9
    told = place.python("from office.models import Event; print(Event.objects.latest('number').act)").stdout
    assert told.startswith("load_"), "nothing was added by init: the test shows nothing"


def test_restore_broken_off_after_init_is_run_again(made: Made, place: Elsewhere) -> None:
    _broken_off(made, place)
    again = place.manage("restore", str(made.path))
    assert again.returncode == 0, again.stderr
    told = place.python("from office.models import Event; print(Event.objects.latest('number').act)").stdout.split()
    assert told == ["restore"]
    assert "这里已有数据" in place.manage("restore", str(made.path)).stderr


def test_restore_broken_off_does_not_undo_what_was_done_since(made: Made, place: Elsewhere) -> None:
    _broken_off(made, place)
    assert place.python(SOMEBODY_ACTED).returncode == 0
    assert "这里已有数据" in place.manage("restore", str(made.path)).stderr


def test_spoilt_backup_changes_nothing(made: Made, place: Elsewhere) -> None:
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(bytes(data))
    done = place.manage("restore", str(made.path))
    assert done.returncode == 1
    assert any(word in done.stderr for word in ("打不开备份", "备份文件已损坏")), done.stderr
    assert _number_of_tables(place) == 0
    assert not list((place.folder / "files").glob("*"))


def test_wrong_passphrase_is_named(made: Made, place: Elsewhere) -> None:
    done = place.manage("restore", str(made.path), BACKUP_PASSPHRASE="这是另外一个很长的备份口令")
    assert (done.returncode, "口令不对" in done.stderr) == (1, True)
    assert place.manage("restore", str(made.path.parent / "没有.jfb")).returncode == 1


def _written(path: Path, **changes: Any) -> Path:
    """A sound archive that says of itself what a test wants."""
    facts = {"database": connection.vendor, "migrations": [], "tables": {}, "files": 0, "made_at": "", "marks": {}}
    with path.open("wb") as file:
        writer = Writer(file, WORDS)
        writer.add_bytes("database", b"-")
        writer.close(facts | changes)
    return path


def test_other_kind_of_database_and_newer_version_are_named(office: Path) -> None:
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    path = _written(office / "made.jfb", database=other, migrations=[["office", "9999_of_a_later_year"]])
    said = refused(lambda: restore_backup(path))
    assert "备份来自" in said
    assert "更新的版本" in said


def test_key_of_the_environment_must_be_that_of_the_backup(office: Path, settings: Any) -> None:
    settings.KEYS_FROM_ENVIRONMENT = frozenset({"FIELD_KEY"})
    path = _written(office / "made.jfb", marks={"FIELD_KEY": ["00000000"], "INDEX_KEY": []})
    assert "环境变量 FIELD_KEY 不是备份时的密钥" in refused(lambda: restore_backup(path))


def test_names_that_lead_out_of_the_folder_are_refused(office: Path, tmp_path: Path) -> None:
    path = office / "made.jfb"
    with path.open("wb") as file:
        writer = Writer(file, WORDS)
        writer.add_bytes("files/../../escaped", b"-")
        writer.close({})
    assert "已损坏" in refused(lambda: restore_backup(path))
    assert not list(tmp_path.rglob("escaped"))


def test_keys_made_by_the_empty_installation_are_put_aside(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    for name in ("field_key", "index_key", "secret_key"):
        create_key(settings.KEYS_DIR / name)
    own = {path.name: path.read_bytes() for path in settings.KEYS_DIR.iterdir()}
    create_key(tmp_path / "theirs" / "field_key")
    theirs = (tmp_path / "theirs" / "field_key").read_bytes()
    restore._put_keys({"field_key": theirs, "index_key": own["index_key"], "retired/field_key.0a0b0c0d": theirs})
    there = {
        path.relative_to(settings.KEYS_DIR).as_posix(): path.read_bytes()
        for path in settings.KEYS_DIR.rglob("*")
        if path.is_file()
    }
    (aside,) = [name for name in there if name.startswith("retired/") and not name.endswith("0a0b0c0d")]
    assert there == own | {"field_key": theirs, "retired/field_key.0a0b0c0d": theirs, aside: own["field_key"]}


def test_last_backup_is_told_to_who_looks_after_the_machine(office: Path) -> None:
    now = timezone.now()
    assert last_backup_at() is None
    DataSet.objects.update(kind=dataset.DEMO)
    assert _told(now) == []  # nothing is lost with made-up data
    DataSet.objects.update(kind=dataset.REAL)
    assert _told(now) == ["还没有做过备份，请运行 backup，或者检查定时任务"]
    make_backup(office, by=None, now=now)
    assert (days_without(now=now + timedelta(days=6)), _told(now + timedelta(days=6))) == (6, [])
    assert _told(now + timedelta(days=7)) == ["已有 7 天没有备份，请运行 backup，或者检查定时任务"]


def _told(now: Any) -> list[str]:
    return [warning for warning in health(now=now).warnings if "备份" in warning]


def test_shortest_passphrase_is_long_enough(settings: Any) -> None:
    settings.BACKUP_PASSPHRASE = "x" * make.LEAST_SIGNS
    assert make.passphrase_set() == "x" * make.LEAST_SIGNS
