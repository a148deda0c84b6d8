"""The demo: every stage and outcome, sound, made up, with accounts that work; never among real data."""

import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client

from ledger.models import Case, CaseClaim, Payment, ProgressNote
from ledger.workflow import Outcome, Status
from office import dataset, trail
from office.files import XLSX, open_bytes
from office.models import StoredFile, User
from office.roles import Role
from office.uploads import inspect
from reception.actions.reference import load_source_sessions
from reception.identity import check_id_number, check_phone
from reception.models import Claim, Petitioner, ReceptionSession, Visit, Worker


@pytest.fixture
def ready(reference, settings, tmp_path):
    """What `init` leaves behind, with folders of its own."""
    load_source_sessions()
    settings.VAR_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nine slow ones are not the point
    return tmp_path


def test_demo_has_every_stage_outcome_and_kind_and_is_sound(ready) -> None:
    call_command("demo")
    _every_kind()
    _sound()
    _made_up()


def _every_kind() -> None:
    assert Claim.objects.count() == 60
    stages = Counter(Case.objects.values_list("status", flat=True))
    assert [status.label for status in Status if not stages[status]] == []
    outcomes = Counter(CaseClaim.objects.values_list("outcome", flat=True))
    assert [outcome.label for outcome in Outcome if not outcomes[outcome]] == []
    kinds = {
        "low income": Claim.objects.filter(is_low_income=True),
        "not wages": Claim.objects.filter(is_wages=False),
        "unknown amount": Claim.objects.filter(amount_yuan=None),
        "group with roll": Worker.objects.filter(claim__is_group=True),
        "secret": Claim.objects.filter(is_secret=True),
        "merged": Visit.objects.exclude(duplicate=None),
        "void": Claim.objects.exclude(voided_at=None),
        "reopened": Case.objects.filter(transitions__move="reopen"),
        "gathered": Case.objects.filter(transitions__move="gather_in"),
        "overdue": Case.objects.filter(status="in_progress", due_on__lt="2021-12-31"),
        "without session": Claim.objects.filter(session=None),
        "part paid": Payment.objects.filter(case__status="in_progress"),
        "progress": ProgressNote.objects,
    }
    assert [name for name, rows in kinds.items() if not rows.count()] == []
    states = Counter(ReceptionSession.objects.values_list("status", flat=True))
    assert dict(states) == {"closed": 6, "postponed": 1, "cancelled": 1, "planned": 8}


def _sound() -> None:
    assert trail.check_chain()[1] is None
    assert dataset.current() == "demo"
    instants = list(
        Case.objects.order_by("number").filter(number__contains="-2021-").values_list("opened_at", flat=True)
    )
    assert instants == sorted(instants)
    files = StoredFile.objects.exclude(content_type=XLSX)
    assert [file.name for file in files if inspect(file.name, open_bytes(file)).sha256 != file.sha256] == []
    assert {file.content_type for file in files} == {"application/pdf", "image/png"}


def _made_up() -> None:
    people = [*Petitioner.objects.all(), *Worker.objects.all()]
    numbers = [person.id_number for person in people]
    assert [number for number in numbers if check_id_number(number) or number[:6] != "530902"] == []
    assert [number for number in numbers if not "1900" <= number[6:10] <= "1905"] == []
    phones = [person.phone for person in people]
    assert [phone for phone in phones if check_phone(phone) or not phone.startswith("1990000")] == []


def test_demo_accounts_log_in_with_their_passwords(ready) -> None:
    call_command("demo", "--claims", "1")
    path = ready / "demo-accounts.json"
    accounts = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted({account["role"] for account in accounts}) == sorted(Role.values)
    assert [sorted(account) for account in accounts] == [["password", "role", "username"]] * 9
    assert [account["username"] for account in accounts if not Client().login(**_login(account))] == []
    assert len({account["password"] for account in accounts}) == 9
    assert User.objects.count() == 9


def test_demo_prints_passwords_once(ready, capsys) -> None:
    call_command("demo", "--claims", "1")
    passwords = [account["password"] for account in json.loads((ready / "demo-accounts.json").read_text())]
    printed = capsys.readouterr().out
    assert [printed.count(password) for password in passwords] == [1] * 9
    call_command("demo", "--claims", "1")
    assert [capsys.readouterr().out.count(password) for password in passwords] == [0] * 9


def test_demo_again_adds_to_its_own_kind(ready, capsys) -> None:
    call_command("demo", "--claims", "4")
    before = (ready / "demo-accounts.json").read_text()
    call_command("demo", "--claims", "3", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["claims"] == 3
    assert (Claim.objects.count(), User.objects.count()) == (7, 9)
    assert (ready / "demo-accounts.json").read_text() == before
    assert trail.check_chain()[1] is None


def test_demo_same_seed_same_people(ready) -> None:
    names = [_names_of_a_demo(ready) for _ in range(2)]
    assert names[0] == names[1]
    assert len(names[0]) == 5


@pytest.mark.parametrize("kind", ["real", "synthetic"])
def test_demo_refuses_other_data(ready, kind) -> None:
    dataset.mark(kind)
    with pytest.raises(CommandError) as refused:
        call_command("demo")
    assert str(refused.value).count("不能再加入“演示”数据") == 1
    assert (Claim.objects.count(), User.objects.count(), (ready / "demo-accounts.json").exists()) == (0, 0, False)


def test_demo_needs_reference_data(db, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError) as refused:
        call_command("demo")
    assert str(refused.value).count("请先运行 python manage.py init") == 1
    assert dataset.current() == "empty"


def _login(account: dict) -> dict:
    return {"username": account["username"], "password": account["password"]}


def _names_of_a_demo(ready) -> list[str]:
    """Plays five claims and takes them back."""
    with transaction.atomic():
        call_command("demo", "--claims", "5", "--seed", "7")
        names = list(Petitioner.objects.order_by("id").values_list("name", flat=True))
        transaction.set_rollback(True)
    return names
