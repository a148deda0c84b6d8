"""An office with something in every place, backed up; and an empty installation elsewhere to restore the backup into."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from office.models import User
from tests import factories, sealed_values
from tests.journeys.program import own_database

ROOT = Path(__file__).resolve().parents[1]
WORDS = "临翔 2021 年备份口令"


def office_to_back_up(settings: Any, folder: Path, *roles: str) -> list[User]:
    """Keys, files and a passphrase of the test's own, reference data and accounts of these roles; a folder `backups`."""
    sealed_values.own_keys(settings, folder)
    settings.BACKUP_PASSPHRASE = WORDS
    factories.reference()
    (folder / "backups").mkdir()
    return [factories.user(role, username=role) for role in roles]


@dataclass(frozen=True)
class Elsewhere:
    """Another folder, another database, no keys yet; `database` is its address, empty on SQLite."""

    folder: Path
    environment: dict[str, str]
    database: str

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command of that installation; never raises for a refused one."""
        return self._run(["manage.py", *arguments], variables)

    def python(self, text: str) -> subprocess.CompletedProcess[str]:
        """Lines of Python within it."""
        return self._run(["-c", f"import django; django.setup()\n{text}"], {})

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command that is not waited for."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)

    def _run(self, arguments: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment | variables, capture_output=True, text=True, check=False
        )


@contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    with own_database() as database:
        ours = {name: value for name, value in os.environ.items() if name not in ("VAR_DIR", "DATABASE_URL")}
        environment = ours | database | {
            "VAR_DIR": str(folder), "BACKUP_PASSPHRASE": WORDS, "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        yield Elsewhere(folder, environment, database.get("DATABASE_URL", ""))
