"""常用查询 of one account."""

from django.db.models import QuerySet

from ledger.models import SavedView
from office.models import User


def views_of(user: User) -> QuerySet[SavedView]:
    """The account's own views by name; those of others are not to be had."""
    return SavedView.objects.filter(user=user)
