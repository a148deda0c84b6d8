"""What the guide to installing names is there: settings, commands, files; and the samples are as strict as it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.source import ROOT

GUIDE = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
SAMPLE = (ROOT / "deploy/environment.sample").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy/jiefang.service").read_text(encoding="utf-8")
PROXY = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Reads the settings and tells which names of the environment they asked for.
ASK = """
import environ, os
asked = set()
class Asked(dict):
    def __getitem__(self, name):
        asked.add(name)
        return super().__getitem__(name)
environ.Env.ENVIRON = Asked(os.environ)
import config.settings
print(" ".join(sorted(asked)))
"""


def settings_asked_for(folder: Path, **values: str) -> set[str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "PYTHONPATH", "LANG") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(folder)} | values,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


@pytest.fixture(scope="module")
def settings_read(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every name of the environment that the settings ask for, in one way of running or another."""
    folder = tmp_path_factory.mktemp("settings")
    made = settings_asked_for(folder)
    return made | settings_asked_for(folder, PRODUCTION="1", EMAIL_URL="smtp://localhost:25")


def names_in_sample(text: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def names_in_readme(text: str) -> set[str]:
    table = text.split("## Environment", 1)[1].split("\n## ", 1)[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)", cell)}


def test_sample_names_every_setting_and_no_other(settings_read: set[str]) -> None:
    assert names_in_sample(SAMPLE) == settings_read


def test_readme_names_every_setting_and_no_other(settings_read: set[str]) -> None:
    assert names_in_readme(README) == settings_read


def test_names_are_found_in_samples() -> None:
    assert names_in_sample("# 说明 X=1\nHOST=a\n#PORT=1\n") == {"HOST", "PORT"}
    assert names_in_readme("## Environment\n| `A_B`, `C=1` | means `D` |\n## Next\n| `E` | x |") == {"A_B", "C"}


def test_sample_starts_as_it_stands(tmp_path: Path) -> None:
    """The sample with keys in place and a folder of its own passes the check that the unit runs first."""
    values = dict(re.findall(r"^([A-Z][A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE)) | {"VAR_DIR": str(tmp_path)}
    settings_asked_for(tmp_path)  # makes the keys
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "PYTHONPATH") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(
        command, cwd=ROOT, env=kept | values, capture_output=True, text=True, timeout=60, check=False
    )

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("text", [GUIDE, UNIT, SAMPLE, PROXY])
def test_commands_exist(text: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))

    assert named - set(get_commands()) == set()


def test_guide_names_its_commands_and_files() -> None:
    assert {"check", "rotate_keys", "create_first_admin", "verify_trail", "verify_tables", "check_calendar"} <= set(
        re.findall(r"manage\.py ([a-z_]+)", GUIDE)
    )
    named = set(re.findall(r"(?:deploy|docs)/[\w./-]+\w", GUIDE))
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
    targets = set(re.findall(r"`make ([a-z]+)", GUIDE))
    assert targets <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_proxy_speaks_tls_of_today_alone() -> None:
    assert re.findall(r"ssl_protocols (.*);", PROXY) == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = re.findall(r"ssl_ciphers (.*);", PROXY)
    assert [
        name
        for name in ciphers.split(":")
        if not re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", name)
    ] == []


def test_proxy_passes_on_whom_it_speaks_for_and_keeps_no_body() -> None:
    for line in (
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_request_buffering off;",
        "proxy_max_temp_file_size 0;",
        "server_tokens off;",
    ):
        assert line in PROXY
    (form,) = re.findall(r"log_format jiefang '(.*)';", PROXY)
    assert [name for name in ("$request ", "$request_uri", "$args", "$http_referer", "$query") if name in form] == []


def test_unit_runs_with_the_least_rights() -> None:
    said = dict(line.split("=", 1) for line in UNIT.splitlines() if re.match("[A-Z][A-Za-z]+=", line))

    assert (said["User"], said["NoNewPrivileges"], said["ProtectSystem"]) == ("jiefang", "yes", "strict")
    assert (said["CapabilityBoundingSet"], said["UMask"]) == ("", "0077")
    assert said["ExecStart"].endswith("manage.py run --no-demo")
    assert said["ReadWritePaths"] == dict(re.findall(r"^(VAR_DIR)=(.*)$", SAMPLE, re.MULTILINE))["VAR_DIR"]
