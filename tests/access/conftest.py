"""One world for all tests of a module: built once, each request undone by itself."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both offices within one transaction that is never committed."""
    folder: Path = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FILES_DIR=folder), transaction.atomic():
        logging.disable(logging.WARNING)  # every refused request is a line
        yield build()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)
