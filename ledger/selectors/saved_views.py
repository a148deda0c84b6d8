"""常用查询 of one account."""

from django.db.models import QuerySet

from ledger.models import SavedView
from office.models import User
from office.roles import may


def views_of(user: User) -> QuerySet[SavedView]:
    """The account's own views by name, while its roles may keep some; those of others are not to be had."""
    return SavedView.objects.filter(user=user) if may(user, "delete_view") else SavedView.objects.none()
