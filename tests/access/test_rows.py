"""Rows of every model that says to whom they are visible: an account whose roles were taken away sees none of them."""

import pytest
from django.apps import apps
from django.db import transaction

from office.models import User
from office.models.people import UserRole
from reception.models import Claim
from tests.access.world import World

pytestmark = pytest.mark.django_db
# What an account made for itself stays its own, whatever it may do now.
OWN = {"Draft", "Job", "Message", "SavedView"}


def seen(users: list[User]) -> set[str]:
    """The models of which at least one of the accounts sees a row."""
    scoped = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]
    return {
        model.__name__ for model in scoped for user in users if model._default_manager.visible_to(user).exists()
    } - OWN


def test_who_lost_every_role_sees_no_row(world: World) -> None:
    keys = [user.pk for user in world.people.values()]
    assert {"Case", "Claim", "ReceptionSession", "FundAccount", "Leader", "MonthlyTable"} <= seen(
        list(world.people.values())
    )
    with transaction.atomic():
        UserRole.objects.filter(user__in=keys).delete()
        nobodies = list(User.objects.filter(pk__in=keys))
        assert seen(nobodies) == set()
        assert not any(Claim.objects.at_table_of(user).exists() for user in nobodies)
        transaction.set_rollback(True)
