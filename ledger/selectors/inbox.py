"""站内消息 of one account: how many are unread, and one page of them without counting."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ledger.models import Case, Message
from office.models import User

MOST_UNREAD = 99


@dataclass(frozen=True)
class InboxLine:
    """One message; `leads_on` while its case is in the account's sight, or where it is about no case."""

    message: Message
    leads_on: bool


@dataclass(frozen=True)
class InboxPage:
    """The newest first; `newer` and `older` are the keys of the neighbouring pages, None if there is none."""

    lines: list[InboxLine]
    newer: int | None
    older: int | None


def messages_of(user: User) -> QuerySet[Message]:
    """The account's own messages; those of others are not to be had."""
    return Message.objects.filter(user=user)


def unread_count(user: User) -> int:
    """How many are unread, up to one more than `MOST_UNREAD`; one query."""
    return messages_of(user).filter(read_at=None).order_by()[: MOST_UNREAD + 1].count()


def inbox_page(user: User, *, size: int, newer_than: int | None = None, older_than: int | None = None) -> InboxPage:
    """One page by key: what follows `older_than`, or what comes before `newer_than`."""
    rows = messages_of(user)
    if newer_than is not None:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return _page(found, user, has_newer=more, has_older=bool(found))
    if older_than is not None:
        rows = rows.filter(pk__lt=older_than)
    found = list(rows.order_by("-pk")[: size + 1])
    return _page(found[:size], user, has_newer=older_than is not None, has_older=len(found) > size)


def _page(messages: list[Message], user: User, *, has_newer: bool, has_older: bool) -> InboxPage:
    asked = {message.case_id for message in messages if message.case_id}
    seen = set(Case.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    return InboxPage(
        [InboxLine(message, leads_on=message.case_id is None or message.case_id in seen) for message in messages],
        newer=messages[0].pk if messages and has_newer else None,
        older=messages[-1].pk if messages and has_older else None,
    )
