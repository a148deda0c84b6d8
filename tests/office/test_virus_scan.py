from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from config.health import health
from office.virus_scan import PIECE, Verdict, answers, is_address, scan
from tests.scanner import HARMFUL, scanner

LONG = b"x" * (3 * PIECE + 7)


def test_without_a_scanner_nothing_is_scanned() -> None:
    assert (scan(HARMFUL), answers()) == (Verdict.NOT_SCANNED, True)


@pytest.mark.parametrize("over", ["unix", "tcp"])
@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", Verdict.CLEAN),
        (b"plain", Verdict.CLEAN),
        (LONG, Verdict.CLEAN),
        (HARMFUL, Verdict.INFECTED),
        (LONG + HARMFUL + LONG, Verdict.INFECTED),
        (b"x" * (PIECE - 5) + HARMFUL, Verdict.INFECTED),
    ],
)
def test_scan(settings: Any, tmp_path: Path, over: str, data: bytes, verdict: Verdict) -> None:
    with scanner(tmp_path / "clamd" if over == "unix" else None) as clamd:
        settings.CLAMAV = clamd.address
        assert (scan(data), answers()) == (verdict, True)
    assert clamd.seen == [data]


@pytest.mark.parametrize("manner", ["error", "silent", "odd", "full"])
def test_scanner_that_fails_scans_nothing(settings: Any, manner: str) -> None:
    with scanner(manner=manner) as clamd:
        settings.CLAMAV = clamd.address
        assert scan(LONG + HARMFUL) == Verdict.NOT_SCANNED


def test_scanner_that_is_not_there_is_told_by_health(settings: Any, tmp_path: Path, db: None) -> None:
    settings.CLAMAV = f"unix:{tmp_path / 'nothing'}"
    assert (scan(b"x"), answers()) == (Verdict.NOT_SCANNED, False)
    assert any(line.startswith("查毒程序没有应答") for line in health(now=timezone.now()).warnings)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("unix:/run/clamav/clamd.ctl", True),
        ("tcp:127.0.0.1:3310", True),
        ("tcp:[::1]:3310", True),
        ("127.0.0.1:3310", False),
        ("tcp:host", False),
        ("unix:relative", False),
    ],
)
def test_is_address(text: str, right: bool) -> None:
    assert is_address(text) is right
