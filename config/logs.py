"""The program's log: one line for each record, who asked and where it broke, and never what it was about.

The text of an exception may hold what somebody typed (`invalid literal: '5309…'`, a row that violates a constraint), so
only its kind and its places in the code are written. 依据：个人信息保护法第五十一条。
"""

import logging
import re
import traceback
from datetime import datetime
from types import TracebackType
from typing import Any

from django.utils import timezone

from office.client_address import client_address

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
# As long as a telephone number or longer: of a person, for all that can be known here.
_LONG_NUMBER = re.compile(r"\d{7,}[\dXx]*")


class OneLine(logging.Formatter):
    """`2021-04-12T14:30:05+08:00 WARNING django.request account=7 from=10.1.2.3 Not Found: /ledger/cases/9/`"""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, tz=timezone.get_default_timezone())
        said = _LONG_NUMBER.sub("*", record.getMessage())
        parts = [moment.isoformat(timespec="seconds"), record.levelname, record.name, *_who(record), said]
        if record.exc_info and record.levelno >= logging.ERROR:  # a refusal broke nowhere
            parts.append(places(record.exc_info))
        return " ".join(_on_one_line(part) for part in parts)


def places(exc_info: ExcInfo) -> str:
    """Kind and places of an exception and of what it came from, innermost last: `KeyError(a.py:3 f < b.py:9 g)`."""
    error = exc_info[1]
    if error is None:
        return ""
    chain = [error, *_causes(error)]
    return " from ".join(f"{type(each).__name__}({_frames(each)})" for each in chain)


def _causes(error: BaseException) -> list[BaseException]:
    found, cause = [error], error.__cause__ or error.__context__
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found[1:]


def _frames(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-3:])


def _who(record: logging.LogRecord) -> list[str]:
    """The account by its key and the address, where the record tells of a request."""
    request: Any = getattr(record, "request", None)
    if not hasattr(request, "META"):
        return []
    # Only if the account was read already: a log line asks the database nothing.
    account = getattr(getattr(request, "_cached_user", None), "pk", None)
    return [f"account={account or '-'}", f"from={client_address(request)}"]


def _on_one_line(text: str) -> str:
    """Line ends and other control characters as escapes: no text can pass for a line of its own."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
