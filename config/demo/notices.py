"""The demo's notices: most in time, one late, one for a day that was moved, one cancellation, one still to come."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.demo.desk import Desk
from config.demo.papers import scan_png
from reception.actions.notices import NoticeData, publish_notice, record_posting
from reception.models import Notice, ReceptionSession
from reception.selectors.notices import draft_text, known_reason, standing_of

IN_TIME, LATE = timedelta(days=4), timedelta(days=1)


def publish(desk: Desk, session: ReceptionSession, *, on: date, is_posted: bool = True) -> Notice:
    """The kind that is due, with the text by rule; posted in the office and on the portal the same day."""
    session.refresh_from_db()
    standing = standing_of(session)
    reason, number = known_reason(session)
    now = min(timezone.make_aware(datetime.combine(on, time(9, 30))), timezone.now())
    data = NoticeData(draft_text(standing, reason=reason), on, reason, number)
    notice = publish_notice(session=session, by=desk.clerk, data=data, stamp=standing.stamp, now=now)
    if is_posted:
        _post(desk, notice, now)
    return notice


def _post(desk: Desk, notice: Notice, now: datetime) -> None:
    on = timezone.localdate(now)
    proof = ("张贴照片.png", scan_png(desk.rng.randrange(50)))
    places = (("office", "一楼服务大厅公告栏", proof), ("portal", "通知公告栏目", None))
    for key, note, picture in places:
        place = desk.codes["notice_place", key]
        record_posting(notice=notice, by=desk.clerk, place=place, posted_on=on, note=note, proof=picture, now=now)
