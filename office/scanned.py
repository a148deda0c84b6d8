"""A file handed in is looked through for viruses before anything of ours opens it; one that is refused is on the trail.

All this takes place before the transaction of the act: nobody waits for a scanner behind a lock.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import Refused
from office.sheets.guard import BadWorkbook
from office.sheets.reader import Reading, read_file
from office.uploads import BadUpload, shown_name
from office.virus_scan import Verdict, scan


class Scanned(bytes):
    """Bytes that may be opened; `scanned_at` is when a scanner found nothing in them, None if none was asked."""

    scanned_at: datetime | None = None


def without_virus(name: str, data: bytes, *, by: User | None, now: datetime | None = None) -> Scanned:
    """The same bytes; without a scanner, or while it is silent, they pass as not scanned (未扫描).

    Raises:
        BadUpload: infected, which is an event in the trail.
    """
    now = now or timezone.now()
    verdict = scan(data)
    if verdict == Verdict.INFECTED:
        with transaction.atomic():
            trail.record("refuse_infected", by=by, now=now, sha256=hashlib.sha256(data).hexdigest())
        raise BadUpload(f"“{shown_name(name)}”查出病毒，没有接收。请不要打开它，并告诉系统管理员。")
    passed = Scanned(data)
    passed.scanned_at = now if verdict == Verdict.CLEAN else None
    return passed


def read_handed_in(name: str, data: bytes, *, by: User | None, now: datetime | None = None) -> tuple[Scanned, Reading]:
    """A table from outside, scanned and then read behind the guard of `office.sheets`.

    Raises:
        Refused: infected, or not a file that is opened; says how to mend it.
    """
    try:
        passed = without_virus(name, data, by=by, now=now)
        return passed, read_file(passed)
    except (BadUpload, BadWorkbook) as error:
        raise Refused(str(error)) from error
