"""站内消息: written once per event and account, read, and in the end removed. The only writer of messages.

Messages follow from acts that are on the trail themselves; they add no event of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ledger.messages import NOTICES, To, notice_text
from ledger.models import Case, Message
from ledger.selectors.inbox import messages_of
from ledger.selectors.recipients import Recipients
from office.models import Unit, User

KEPT = timedelta(days=365)
_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message before it is written; `key` names the event."""

    user: User
    key: str
    text: str
    case_id: int | None = None


def notify(*, users: Iterable[User], case: Case | None, key: str, text: str, now: datetime | None = None) -> int:
    """Tells each account once of the event `key`; who was told before is not told again.

    Returns:
        How many were told now.
    """
    letters = [Letter(user=user, key=key, text=text, case_id=case.pk if case else None) for user in users]
    return post(letters, now=now or timezone.now())


@transaction.atomic
def post(letters: Iterable[Letter], *, now: datetime) -> int:
    """Writes the letters that nobody wrote before, in few queries; also while another process writes the same.

    Returns:
        How many letters were new.
    """
    last = Message.objects.aggregate(pk=Max("pk"))["pk"] or 0
    _write(letters, now=now)
    return Message.objects.filter(pk__gt=last, at=now).count()


def told_since(at: datetime) -> set[tuple[int, str]]:
    """Accounts with the keys of what they were told since then; one query."""
    return set(Message.objects.filter(at__gte=at).order_by().values_list("user_id", "key"))


def _write(letters: Iterable[Letter], *, now: datetime) -> None:
    """What was written before, be it a moment ago by another process, is left as it is."""
    rows = [
        Message(user=letter.user, case_id=letter.case_id, key=letter.key, text=letter.text, at=now)
        # In one order, so that two processes never wait for each other.
        for letter in sorted(letters, key=lambda letter: (letter.user.pk, letter.key))
    ]
    Message.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def tell(
    *, event: str, case: Case, key: object, by: User | None, now: datetime, unit: Unit | None = None,
    due_on: date | None = None,
) -> None:  # fmt: skip
    """Tells those whom the table of notices names for this act, but for who did it; acts not in it are told to nobody.

    Inside the act's transaction. `key` is the row the act wrote, `unit` the responsible one if not given.
    """
    notice = NOTICES.get(event)
    if notice is None:
        return
    about, accounts = unit or case.responsible_unit, Recipients(area_id=case.area_id)
    users = accounts.heads(case.area_id) if notice.to is To.HEAD else accounts.liaisons(about.pk if about else None)
    text = notice_text(event, number=case.number, unit=str(about or ""), due_on=due_on)
    others = [user for user in users if by is None or user.pk != by.pk]
    _write([Letter(user=user, key=f"{event}:{key}", text=text, case_id=case.pk) for user in others], now=now)


def mark_read(*, message: Message, by: User, now: datetime | None = None) -> None:
    """The account has opened its own message; the first time counts."""
    messages_of(by).filter(pk=message.pk, read_at=None).update(read_at=now or timezone.now())


def mark_all_read(*, by: User, now: datetime | None = None) -> int:
    """全部已读: how many were unread."""
    return messages_of(by).filter(read_at=None).update(read_at=now or timezone.now())


@transaction.atomic
def delete_old(*, now: datetime) -> int:
    """Removes what was read more than a year ago; what is unread stays however old."""
    return Message.objects.filter(read_at__lt=now - KEPT).delete()[0]
