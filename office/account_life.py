"""How long an account is good for, when it counts as unused, when somebody must look at it again.

依据：GB/T 22239—2019 访问控制（及时删除或停用多余的、过期的账号）。
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from office.models import User
from office.months import months_on

UNUSED_DAYS = 90
REVIEW_MONTHS = 6
# Handed over in person; whoever does not use it by then is given another one.
ONE_TIME_PASSWORD_DAYS = 7


def has_ended(account: User, *, today: date) -> bool:
    """True from the day after the account's last day on."""
    return account.ends_on is not None and today > account.ends_on


def is_open(account: User, *, now: datetime) -> bool:
    """Active, and not at its end."""
    return account.is_active and not has_ended(account, today=timezone.localdate(now))


def may_sign_in(account: User, *, now: datetime) -> bool:
    """Open, and with a password: not a one-time one that has lain about for too long."""
    lain = now - account.password_set_at if account.must_change_password and account.password_set_at else timedelta()
    return is_open(account, now=now) and lain < timedelta(days=ONE_TIME_PASSWORD_DAYS)


def is_unused(account: User, *, today: date) -> bool:
    """Nobody signed in for ninety days, counted from the account's making where nobody ever did."""
    return (account.last_login or account.date_joined) < unused_before(today)


def unused_before(today: date) -> datetime:
    """Whose last signing in lies before this midnight has not used the account."""
    return timezone.make_aware(datetime.combine(today - timedelta(days=UNUSED_DAYS - 1), time()))


def half_a_year_after(day: date) -> date:
    """The same day six months on, or the last of that month."""
    return months_on(day, REVIEW_MONTHS)
