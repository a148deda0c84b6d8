"""What the settings promise: the same headers on every answer, bounded uploads, failures that say how to mend them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY")


@pytest.mark.parametrize("address", ["/static/img/favicon.svg", "/accounts/login/", "/nowhere/"])
def test_static_files_and_errors_carry_the_same_headers(client: Client, db, address: str) -> None:
    headers = client.get(address).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_more_files_than_any_form_has_are_not_taken_into_memory(client: Client, db) -> None:
    files = {f"file{n}": SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}

    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 5
    assert client.post("/accounts/login/", files).status_code == 400


def test_production_without_keys_says_what_to_set(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in KEYS}
    environment |= {"PRODUCTION": "1", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "请设置环境变量 SECRET_KEY" in result.stderr


def test_written_files_are_read_by_their_own_account_alone(tmp_path: Path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    command = [sys.executable, "manage.py", "migrate", "office", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, timeout=120, check=True)

    assert (tmp_path / "db.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["PUBLIC_URL", "NOTICE_EMBED_ORIGINS"])
@pytest.mark.parametrize(
    "wrong", ["www.example.invalid", "https://a.invalid/path", "*", "https://a.invalid 'unsafe-inline'"]
)
def test_wrong_address_of_the_outside_says_how_to_write_it(tmp_path: Path, name: str, wrong: str) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), name: wrong}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert f"{name} 中的“{wrong}”不是网站地址：请写成 https://host 的样子" in result.stderr


def test_unknown_security_profile_says_which_there_are(tmp_path: Path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "SECURITY_PROFILE": "strict"}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout) == (1, "")
    assert "SECURITY_PROFILE=strict 不认识：请设为 default 或 djbh" in result.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"IDENTITY_SERVICE": "office.cas.CasService"}, "还要设 IDENTITY_SERVICE_URL"),
        ({"LOCAL_SIGN_IN": "0"}, "LOCAL_SIGN_IN=0 时须设 IDENTITY_SERVICE 和 BREAK_GLASS_ACCOUNT"),
        (
            {
                "LOCAL_SIGN_IN": "0",
                "IDENTITY_SERVICE": "office.cas.CasService",
                "IDENTITY_SERVICE_URL": "https://host.invalid/cas",
            },
            "BREAK_GLASS_ACCOUNT",
        ),
    ],
)
def test_half_of_a_single_sign_on_says_what_is_missing(tmp_path: Path, given: dict[str, str], said: str) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path)} | given
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout, said in result.stderr) == (1, "", True)
