"""An attachment on its way in: judged by its content, looked through for viruses, a picture drawn anew.

All this takes place before the transaction of the act: nobody waits for a decoder or a scanner behind a lock.
"""

from datetime import datetime

from office.models import User
from office.pictures import BadPicture, draw_anew
from office.scanned import Scanned, without_virus
from office.uploads import REMEDY, BadUpload, inspect, shown_name


def check_attachment(name: str, data: bytes, *, by: User | None, now: datetime | None = None) -> Scanned:
    """What is to be kept of a file handed in.

    Raises:
        BadUpload: not a whole PDF, JPEG or PNG, too large, or infected; the last is an event in the trail.
    """
    kind = inspect(name, data).kind
    passed = without_virus(name, data, by=by, now=now)
    if kind == "pdf":
        return passed
    kept = Scanned(_drawn(name, data, kind))
    kept.scanned_at = passed.scanned_at
    return kept


def _drawn(name: str, data: bytes, kind: str) -> bytes:
    try:
        picture = draw_anew(data, kind)
    except BadPicture as error:
        raise BadUpload(f"“{shown_name(name)}”不能显示为图片，可能已损坏，{REMEDY}。") from error
    inspect(name, picture)
    return picture
