"""登录 on record: who signed in from where, whose tries failed, whose sitting ran out. Nothing that was typed is kept."""

from datetime import datetime
from typing import Any

from django.db import transaction

from office import trail
from office.models import User


def note_failure(*, username: str, address: str, now: datetime | None = None) -> None:
    """登录失败: of an account that exists by its key; of any other name nothing but that there is none of it."""
    _note("sign_in_failed", username, address, now)


def note_locked(*, username: str, address: str, now: datetime | None = None) -> None:
    """登录暂停: the tries of a name, or of an address, are used up."""
    _note("sign_in_locked", username, address, now)


def note_sign_in(
    *, account: User, address: str, second_factor: bool, by_service: bool = False, now: datetime | None = None
) -> None:
    """登录, in the transaction that opens the browser's session; `by_service`: without a password of ours."""
    facts: dict[str, Any] = {"second_factor": second_factor} | ({"by_service": True} if by_service else {})
    trail.record("sign_in", by=account, now=now, from_address=address, **facts)


def note_timeout(*, account: User, now: datetime | None = None) -> None:
    """自动退出, in the transaction that ends the browser's session."""
    trail.record("sign_in_over", by=account, now=now)


@transaction.atomic
def _note(act: str, username: str, address: str, now: datetime | None) -> None:
    account = User.objects.filter(username=username).only("pk").first()
    trail.record(act, by=None, obj=account, now=now, from_address=address, known=account is not None)
