"""ClamAV asked over its socket, if the office has set one (`CLAMAV`): is there anything harmful in a file?

Protocol: clamd's INSTREAM, see its manual page. A scanner that does not answer stops nobody: the file is kept and marked
as not scanned (未扫描), and `/healthz` says that the scanner is silent.
"""

import logging
import re
import socket
import struct
from enum import Enum

from django.conf import settings

SECONDS = 15
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
_TCP = re.compile(r"tcp:([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})")
logger = logging.getLogger(__name__)


class Verdict(Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


def scan(data: bytes) -> Verdict:
    """What the scanner says of these bytes; NOT_SCANNED without one, or if it fails or answers anything else."""
    if not settings.CLAMAV:
        return Verdict.NOT_SCANNED
    try:
        answer = _ask(b"zINSTREAM\0", data)
    except OSError as error:
        logger.warning("virus scanner does not answer: %s", type(error).__name__)
        return Verdict.NOT_SCANNED
    if answer == b"stream: OK":
        return Verdict.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return Verdict.INFECTED
    logger.warning("virus scanner could not scan a file")
    return Verdict.NOT_SCANNED


def answers() -> bool:
    """True if no scanner is set, or the one that is set answers to being called."""
    try:
        return not settings.CLAMAV or _ask(b"zPING\0", None) == b"PONG"
    except OSError:
        return False


def is_address(text: str) -> bool:
    """`unix:/path` or `tcp:host:port`."""
    return text.startswith("unix:/") or _TCP.fullmatch(text) is not None


def _ask(command: bytes, data: bytes | None) -> bytes:
    with _connected() as line:
        line.sendall(command)
        if data is not None:
            _hand_over(line, data)
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            piece = line.recv(LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
    return answer.partition(b"\0")[0].strip()


def _connected() -> socket.socket:
    if found := _TCP.fullmatch(settings.CLAMAV):
        return socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(settings.CLAMAV.removeprefix("unix:"))
    except OSError:
        line.close()
        raise
    return line


def _hand_over(line: socket.socket, data: bytes) -> None:
    """Pieces with their length before them. A scanner that has heard enough closes: its answer is read all the same."""
    try:
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return
