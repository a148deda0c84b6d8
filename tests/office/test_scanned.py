"""Tables handed in are scanned before anything opens them."""

from pathlib import Path
from typing import Any

import pytest

from office.models import Event, User
from office.refusals import Refused
from office.scanned import read_handed_in
from tests.scanner import HARMFUL, scanner
from tests.workbooks import history_workbook

# What the guard would not open either: the scanner is asked first.
INFECTED = b"PK\x03\x04" + HARMFUL


def test_an_infected_table_is_refused_before_it_is_read(clerk: User, settings: Any, tmp_path: Path) -> None:
    with scanner(tmp_path / "s") as clamd:
        settings.CLAMAV = clamd.address
        with pytest.raises(Refused, match=r"^“名单\.xlsx”查出病毒，没有接收。请不要打开它，并告诉系统管理员。$"):
            read_handed_in("名单.xlsx", INFECTED, by=clerk)
        assert clamd.seen == [INFECTED]
    event = Event.objects.get(act="refuse_infected")
    assert (event.act, event.by, set(event.data)) == ("refuse_infected", clerk, {"sha256"})


def test_a_clean_table_is_read_and_says_when_it_was_scanned(clerk: User, settings: Any, tmp_path: Path) -> None:
    with scanner(tmp_path / "s") as clamd:
        settings.CLAMAV = clamd.address
        passed, reading = read_handed_in("名单.xlsx", history_workbook(), by=clerk)
    assert (passed.scanned_at is None, "诉求台账" in reading.sheets) == (False, True)
    assert not Event.objects.filter(act="refuse_infected").exists()


def test_without_a_scanner_it_is_read_and_not_scanned(clerk: User) -> None:
    passed, reading = read_handed_in("名单.csv", "姓名,金额\n甲,1\n".encode(), by=clerk)
    assert (passed.scanned_at, [len(rows) for rows in reading.sheets.values()]) == (None, [2])


@pytest.mark.parametrize("manner", ["error", "silent", "odd"])
def test_a_scanner_that_fails_stops_nobody(clerk: User, settings: Any, tmp_path: Path, manner: str) -> None:
    with scanner(tmp_path / "s", manner=manner) as clamd:
        settings.CLAMAV = clamd.address
        passed, _reading = read_handed_in("名单.csv", "姓名\n甲\n".encode(), by=clerk)
    assert passed.scanned_at is None


@pytest.mark.parametrize("data", [b"", b"\0", INFECTED])
def test_what_is_no_table_is_refused_in_words(clerk: User, data: bytes) -> None:
    with pytest.raises(Refused, match="请"):
        read_handed_in("名单.xlsx", data, by=clerk)
