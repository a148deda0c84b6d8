"""社会公布清单 in the demo: the first quarter that has decided cases, confirmed by the head."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils import timezone

from config.demo.desk import Desk
from reports.actions.disclosure import confirm_public_list
from reports.disclosure import Quarter
from reports.models import PublicList
from reports.selectors import decided_cases

FIRST = Quarter(2021, 2)
# Made up: no firm has such a code.
CODE, ADDRESS, PERSON = "911000000000000000", "临沧市临翔区示例路1号", "示例负责人"


def disclose(desk: Desk) -> None:
    """The cases of the quarter with made-up particulars, ten days after it ended."""
    decided = decided_cases(desk.area, FIRST)
    if not decided or PublicList.objects.exists():
        return
    entries = [replace(found.entry, credit_code=CODE, address=ADDRESS, person=PERSON) for found in decided]
    on = FIRST.last_on + timedelta(days=10)
    now = timezone.make_aware(datetime.combine(on, time(10)))
    confirm_public_list(area=desk.area, quarter=FIRST, entries=entries, by=desk.head, now=now)
