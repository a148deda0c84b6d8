"""Signed together or not at all, as the database keeps it."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from office.constraints import signed
from office.models import User
from reception.models import Claim
from tests import factories


def test_condition_is_all_or_nothing() -> None:
    nothing = Q(done_at=None, done_by=None, words="")
    everything = Q(done_at__isnull=False, done_by__isnull=False) & ~Q(words="")
    assert signed("done", "done_at", "done_by", texts=["words"]).condition == nothing | everything
    assert signed("done", "done_at", "done_by").name == "done"


@pytest.mark.parametrize("part", [{"voided_at": timezone.now()}, {"void_reason": "重复登记"}])
def test_database_refuses_a_part_of_it(clerk: User, part: dict[str, Any]) -> None:
    claim = factories.claim(clerk)
    with pytest.raises(IntegrityError, match="claim_void_is_signed"):
        Claim.objects.filter(pk=claim.pk).update(**part)


def test_database_takes_the_whole(clerk: User) -> None:
    claim = factories.claim(clerk)
    whole = {"voided_at": timezone.now(), "voided_by": claim.registered_by, "void_reason": "重复登记"}
    assert Claim.objects.filter(pk=claim.pk).update(**whole) == 1
