from io import StringIO
from stat import S_IMODE

import pytest
from django.core.management import call_command

from office import dataset
from office.models import Area, Unit
from reception.models import ReceptionSession


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR = settings.VAR_DIR / "files"
    return settings.VAR_DIR


def _init() -> str:
    output = StringIO()
    call_command("init", stdout=output)
    return output.getvalue()


def test_init_says_what_it_loaded(nothing_loaded, folder) -> None:
    said = _init()

    assert "新装入：行政区划 3、成员单位 9、" in said
    assert "专项行动 1、接访场次 13" in said
    assert (Area.objects.count(), Unit.objects.count(), ReceptionSession.objects.count()) == (3, 9, 13)
    assert dataset.current() == "empty"


def test_init_again_changes_nothing(nothing_loaded, folder) -> None:
    _init()

    assert "基础资料已齐全，没有改动。" in _init()


def test_init_folders_are_private(nothing_loaded, folder) -> None:
    folder.mkdir(mode=0o755)

    _init()

    assert {S_IMODE(path.stat().st_mode) for path in (folder, folder / "keys", folder / "files")} == {0o700}
