"""Every action asks for itself who acts, before it looks at anything: the pages' own gate is not the only one."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import ledger.actions
import office.actions
import reception.actions
import reports.actions
from office.models import User
from tests import factories

ASKING_FIRST = Path(__file__).with_name("asking_first.txt")
ROOMS = (office.actions, reception.actions, ledger.actions, reports.actions)


class Touched(AssertionError):
    pass


class Untouchable:
    """A value that nobody may look at."""

    def __getattribute__(self, name: str) -> Any:
        raise Touched(name)


def actions() -> dict[str, Callable[..., Any]]:
    """Every public function of the actions that is told who acts."""
    found = {}
    for room in ROOMS:
        for each in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{each.name}")
            for name, value in inspect.getmembers(module, inspect.isfunction):
                told = "by" in inspect.signature(value).parameters
                if told and value.__module__ == module.__name__ and not name.startswith("_"):
                    found[f"{room.__name__.partition('.')[0]}.{each.name}.{name}"] = value
    return found


def asks_first(action: Callable[..., Any], nobody: User) -> bool:
    parameters = inspect.signature(action).parameters.items()
    needed = [name for name, each in parameters if each.default is inspect.Parameter.empty]
    try:
        with transaction.atomic():
            action(**{name: Untouchable() for name in needed} | {"by": nobody})
    except PermissionDenied:
        return True
    except Exception:  # noqa: BLE001  whatever came of a value that is none
        return False
    return False


def test_actions_ask_first_who_acts(reference: None) -> None:
    nobody, lines = factories.user(), ASKING_FIRST.read_text().splitlines()
    listed = {line for line in lines if line and line[0] != "#"}
    asking = {name for name, action in actions().items() if asks_first(action, nobody)}
    assert listed - asking == set()
