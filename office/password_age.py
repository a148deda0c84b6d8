"""How long a password is good for, under a profile that asks for 定期更换; under the other for ever."""

from datetime import date, timedelta

from django.utils import timezone

from office.models import User
from office.security_profile import profile


def due_on(account: User) -> date | None:
    """The day from which a new password must be chosen; None where none is asked for.

    A password of unknown age, chosen before its day was kept, is due at once: nobody knows which rules it met.
    """
    days = profile().password_days
    if days is None:
        return None
    return timezone.localdate(account.password_set_at) + timedelta(days=days) if account.password_set_at else date.min


def needs_new_password(account: User, *, today: date) -> bool:
    """True if nothing but the page that changes it opens: somebody else has seen the password, or it is too old."""
    due = due_on(account)
    return account.must_change_password or (due is not None and today >= due)


def reminder(account: User, *, today: date) -> str:
    """A sentence for the days before the password is due; empty at any other time."""
    due = due_on(account)
    if (
        due is None
        or account.must_change_password
        or not today < due <= today + timedelta(days=profile().reminder_days)
    ):
        return ""
    return f"密码还有 {(due - today).days} 天到期（{due.month}月{due.day}日起须先修改密码才能工作），请从右上角“修改密码”提前修改。"
