"""An attachment on its way in: judged by its content, looked through for viruses, a picture drawn anew.

All this takes place before the transaction of the act: nobody waits for a decoder or a scanner behind a lock.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import User
from office.pictures import BadPicture, draw_anew
from office.uploads import REMEDY, BadUpload, inspect, shown_name
from office.virus_scan import Verdict, scan


class Checked(bytes):
    """Bytes that may be kept; `scanned_at` is when a scanner found nothing in them, None if none was asked."""

    scanned_at: datetime | None = None


def check_attachment(name: str, data: bytes, *, by: User | None, now: datetime | None = None) -> Checked:
    """What is to be kept of a file handed in.

    Raises:
        BadUpload: not a whole PDF, JPEG or PNG, too large, or infected; the last is an event in the trail.
    """
    now = now or timezone.now()
    seen = inspect(name, data)
    verdict = scan(data)
    if verdict == Verdict.INFECTED:
        with transaction.atomic():
            trail.record("refuse_infected", by=by, now=now, sha256=seen.sha256)
        raise BadUpload(f"“{shown_name(name)}”查出病毒，没有接收。请不要打开它，并告诉系统管理员。")
    kept = Checked(data if seen.kind == "pdf" else _drawn(name, data, seen.kind))
    kept.scanned_at = now if verdict == Verdict.CLEAN else None
    return kept


def _drawn(name: str, data: bytes, kind: str) -> bytes:
    try:
        picture = draw_anew(data, kind)
    except BadPicture as error:
        raise BadUpload(f"“{shown_name(name)}”不能显示为图片，可能已损坏，{REMEDY}。") from error
    inspect(name, picture)
    return picture
