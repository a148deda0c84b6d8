"""How a signed-in account is read, once for each page."""

from datetime import date
from functools import lru_cache

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.utils import timezone

from office.account_life import is_open, may_sign_in
from office.models import User


class AccountBackend(ModelBackend):
    """Accounts come with their unit, which the head of every page names: asked for in the same query."""

    def user_can_authenticate(self, user: User) -> bool:
        """Asked with the password at signing in."""
        return may_sign_in(user, now=timezone.now())

    def get_user(self, user_id: int) -> User | None:
        """Asked at every click: an account that was disabled, or has come to its end, is signed out."""
        account = _accounts_on(timezone.localdate()).filter(pk=user_id).first()
        return account if account and is_open(account, now=timezone.now()) else None


@lru_cache(maxsize=1)
def _accounts_on(today: date) -> QuerySet[User]:
    """The question for an account, put together once a day: that takes as long as asking it. What runs that day is in it."""
    return User.objects.select_related("unit")
