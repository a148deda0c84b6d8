"""Which accounts wait to be looked at again: selectors of the security officer's review."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from office.account_life import half_a_year_after, has_ended, is_unused
from office.models import AccountReview, User


@dataclass(frozen=True)
class Reviewed:
    """One account in use, when it was looked at last and by whom, and what speaks for looking again."""

    account: User
    last_at: datetime | None
    last_by: str
    due_on: date
    is_due: bool
    is_unused: bool
    has_ended: bool

    @property
    def needs_a_look(self) -> bool:
        return self.is_due or self.is_unused or self.has_ended


def accounts_to_review(*, today: date) -> list[Reviewed]:
    """Every account in use, those that need a look first, then by the day on which they are due. Two queries."""
    latest = AccountReview.objects.filter(account=OuterRef("pk")).order_by("-at", "-id")
    accounts = User.objects.filter(is_active=True).select_related("unit").annotate(
        last_review_at=Subquery(latest.values("at")[:1]),
        last_review_by=Subquery(latest.values("by__display_name")[:1]),
    )  # fmt: skip
    found = [_reviewed(account, today) for account in accounts]
    return sorted(found, key=lambda row: (not row.needs_a_look, row.due_on, row.account.username))


def due_day(account: User, last_at: datetime | None) -> date:
    """Half a year after the last look, or after the account was made."""
    return half_a_year_after(timezone.localdate(last_at or account.date_joined))


def _reviewed(account: User, today: date) -> Reviewed:
    last_at = account.last_review_at  # type: ignore[attr-defined]
    due_on = due_day(account, last_at)
    return Reviewed(
        account=account,
        last_at=last_at,
        last_by=account.last_review_by or "",  # type: ignore[attr-defined]
        due_on=due_on,
        is_due=today >= due_on,
        is_unused=is_unused(account, today=today),
        has_ended=has_ended(account, today=today),
    )
