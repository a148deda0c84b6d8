"""A program that can be killed in the midst of a change of keys: forks a process for each turn, so that it starts at once.

Called as `python -m tests.faults.rotation_process`. Each line on standard input is JSON: `after` the seconds until the turn
is killed (null: never). It answers with a line: `killed` or `ended`, and the seconds it took.
"""

import os
from io import StringIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from office import keyring  # noqa: E402
from office.actions import key_rotation  # noqa: E402
from tests.faults.killing import serve  # noqa: E402


def rotate(_order: dict[str, Any]) -> None:
    keyring.FRESH_SECONDS, key_rotation.AT_ONCE = 0.0, 3  # many small steps, so that a kill falls between them
    call_command("rotate_keys", "--by", "sysadmin", "--json", stdout=StringIO(), stderr=StringIO())


if __name__ == "__main__":
    serve(rotate)
