"""`/progress/`: how often it may be asked, and the answer. 依据：公开查询只凭回执上的查询码和本人号码后四位。

A found look-up tells the petitioner of his or her own claim and shows nothing personal: it is no disclosure, and the trail
does not hold it. What is kept of an address or a code is a keyed hash with a count, for a day.
"""

from datetime import datetime

from django.utils import timezone

from ledger.selectors.progress import Progress, claim_of_receipt, progress_of
from office.throttle import Limit, allow, give_back

BY_ADDRESS = Limit("progress.address", tries=10, per_seconds=60)
BY_CODE = Limit("progress.code", tries=5, per_seconds=3600)


def may_ask(*, address: str, now: datetime) -> bool:
    """Counts one look-up of this address; False beyond ten within a minute."""
    return allow(BY_ADDRESS, address, now=now)


def look_up(*, code: str, last_four: str, now: datetime) -> Progress | None:
    """The progress; None alike for a code that does not exist, a wrong figure, and a code with five wrong ones in the hour.

    The try is counted before it is looked at, so that many at once are not more than five; a right one is given back.
    """
    is_open = allow(BY_CODE, code, now=now)
    found = claim_of_receipt(code=code, last_four=last_four)
    if found is None or not is_open:
        return None
    give_back(BY_CODE, code)
    return progress_of(found, today=timezone.localdate(now))
