from collections.abc import Callable

import pytest
from django.db import transaction

from office.crypto import Tampered
from office.files import open_bytes, store
from office.models import StoredFile
from office.refusals import Refused

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def _files(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def _and_fail(act: Callable[[], object]) -> None:
    """Does the act in a transaction that does not commit."""
    with transaction.atomic():
        act()
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_store_keeps_a_committed_file_encrypted(folder, clerk) -> None:
    with transaction.atomic():
        stored = store(name="凭证.pdf", data=PDF, by=clerk)

    (path,) = _files(folder)
    assert path == folder / stored.token.hex[:2] / stored.token.hex
    assert b"PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_bytes(StoredFile.objects.get()) == PDF
    assert (stored.name, stored.content_type, stored.size) == ("凭证.pdf", "application/pdf", len(PDF))


@pytest.mark.django_db(transaction=True)
def test_store_of_a_failed_act_leaves_no_file(folder, clerk) -> None:
    seen = []

    def act() -> None:
        store(name="凭证.pdf", data=PDF, by=clerk)
        seen.extend(_files(folder))

    with pytest.raises(ZeroDivisionError):
        _and_fail(act)

    assert len(seen) == 1
    assert _files(folder) == []
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_store_of_a_failed_part_leaves_the_other_files(folder, clerk) -> None:
    with transaction.atomic():
        kept = store(name="一.pdf", data=PDF, by=clerk)
        with pytest.raises(ZeroDivisionError):
            _and_fail(lambda: store(name="二.pdf", data=PDF, by=clerk))

    assert [path.name for path in _files(folder)] == [kept.token.hex]


@pytest.mark.django_db(transaction=True)
def test_store_outside_a_transaction_is_refused(folder, clerk) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        store(name="凭证.pdf", data=PDF, by=clerk)

    assert not folder.exists()


def test_store_wrong_content_is_refused_in_words(folder, clerk) -> None:
    with pytest.raises(Refused, match="不是 PDF、JPG 或 PNG"):
        store(name="凭证.pdf", data=b"<html>", by=clerk)

    assert not folder.exists()


@pytest.mark.parametrize("damage", ["flip", "swap", "remove"])
def test_open_bytes_of_a_changed_file_is_refused(folder, clerk, damage: str) -> None:
    stored, other = store(name="一.pdf", data=PDF, by=clerk), store(name="二.pdf", data=PDF, by=clerk)
    path, other_path = (folder / row.token.hex[:2] / row.token.hex for row in (stored, other))
    if damage == "flip":
        sealed = bytearray(path.read_bytes())
        sealed[-1] ^= 1
        path.write_bytes(sealed)
    elif damage == "swap":
        path.write_bytes(other_path.read_bytes())
    else:
        path.unlink()

    with pytest.raises(Tampered):
        open_bytes(stored)
