"""Notices on the first page: what of the sessions to come is told, and what the office still has to tell."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from office.models import User
from office.roles import may
from reception.models import ReceptionSession
from reception.selectors.notices import Standing, is_task, standings_to_come


@dataclass(frozen=True)
class NoticeFigure:
    """How many sessions wait for a notice of this kind; a link where there are any."""

    label: str
    tone: str
    hint: str
    anchor: str
    value: int

    @property
    def url(self) -> str:
        return f"{reverse('reception:notices')}#{self.anchor}" if self.value else ""

    @property
    def css(self) -> str:
        return self.tone if self.value else "zero"


@dataclass(frozen=True)
class NoticesAtHand:
    """`figures` for those who publish; `standing` of the session shown next, if it is still planned."""

    figures: list[NoticeFigure] = field(default_factory=list)
    standing: Standing | None = None


def notices_at_hand(user: User, *, today: date, shown: ReceptionSession | None) -> NoticesAtHand:
    """Two queries, whatever the number of sessions."""
    rows = standings_to_come(user, today=today)
    standing = next((row for row in rows if shown and row.session.pk == shown.pk), None)
    if not may(user, "publish_notice"):
        return NoticesAtHand(standing=standing)
    outdated = sum(row.is_outdated for row in rows)
    waiting = sum(is_task(row, today=today) for row in rows)
    return NoticesAtHand(
        [
            NoticeFigure(
                "公告待更新",
                "overdue",
                "公告发布以后改了时间、地点，改期或取消，还没有告诉群众的",
                "outdated",
                outdated,
            ),
            NoticeFigure("公告待发布", "soon", "快到最迟公开日期或者已经过了，还没有公告的场次", "waiting", waiting),
        ],
        standing,
    )
