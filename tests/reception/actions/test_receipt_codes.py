"""Who gets a code when, what a new one does to the old one, and what the trail holds of it."""

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.regroup import merge_duplicate, void_claim
from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.receipt_codes import give_receipt_code, mark_of, renew_receipt_code
from reception.models import Claim
from reception.receipt_codes import tidy_code
from tests import factories


@pytest.fixture
def claim(clerk) -> Claim:
    return factories.claim(clerk)


@pytest.fixture
def old_claim(claim) -> Claim:
    """As imported history is stored: without a code."""
    Claim.objects.filter(pk=claim.pk).update(receipt_code="", receipt_code_index="")
    return Claim.objects.get(pk=claim.pk)


def stored(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def events() -> list[tuple[str, dict]]:
    return list(Event.objects.filter(act__endswith="receipt_code").order_by("number").values_list("act", "data"))


def test_every_registered_claim_has_a_code_of_its_own(clerk) -> None:
    codes = [stored(factories.claim(clerk)).receipt_code for _ in range(3)]

    assert ([tidy_code(code) for code in codes], len(set(codes))) == (codes, 3)
    assert [Claim.objects.get(receipt_code=code).receipt_code for code in codes] == codes
    assert events() == []


def test_no_code_stands_in_the_trail(clerk, head, claim) -> None:
    first = claim.receipt_code
    second = renew_receipt_code(claim=claim, by=head, seen=mark_of(claim)).receipt_code

    kept = "".join(str(data) for data in Event.objects.values_list("data", flat=True))
    assert [code in kept for code in (first, second)] == [False, False]


def test_a_claim_without_code_gets_one_once(clerk, old_claim) -> None:
    code = give_receipt_code(claim=old_claim, by=clerk).receipt_code
    again = give_receipt_code(claim=old_claim, by=clerk).receipt_code

    assert (tidy_code(code), again, stored(old_claim).receipt_code) == (code, code, code)
    assert events() == [("give_receipt_code", {"number": old_claim.number})]


def test_renewing_kills_the_old_code_at_once(head, claim) -> None:
    old = claim.receipt_code
    new = renew_receipt_code(claim=claim, by=head, seen=mark_of(claim)).receipt_code

    assert new != old
    assert [Claim.objects.filter(receipt_code=code).count() for code in (old, new)] == [0, 1]
    assert events() == [("renew_receipt_code", {"number": claim.number})]


def test_a_second_click_does_not_kill_the_code_just_printed(head, claim) -> None:
    seen = mark_of(claim)
    new = renew_receipt_code(claim=claim, by=head, seen=seen).receipt_code

    with pytest.raises(Conflict):
        renew_receipt_code(claim=claim, by=head, seen=seen)
    assert stored(claim).receipt_code == new


@pytest.mark.parametrize(
    ("role", "may_give", "may_renew"),
    [
        ("clerk", True, False),
        ("head", True, True),
        ("liaison", False, False),
        ("leader", False, False),
        ("city", False, False),
        ("sysadmin", False, False),
        ("secadmin", False, False),
        ("auditor", False, False),
    ],
)
def test_who_may(claim, role: str, may_give: bool, may_renew: bool) -> None:
    user = factories.user(role)
    for allowed, act in (
        (may_give, lambda: give_receipt_code(claim=claim, by=user)),
        (may_renew, lambda: renew_receipt_code(claim=claim, by=user, seen=mark_of(claim))),
    ):
        if allowed:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


@pytest.mark.parametrize("end", ["void", "merge"])
def test_a_claim_that_does_not_count_gets_no_code(clerk, head, end: str) -> None:
    first, claim = factories.claim(clerk), factories.claim(clerk)
    seen = mark_of(claim)
    if end == "void":
        void_claim(claim=claim, by=head, reason="误登")
    else:
        merge_duplicate(claim=claim, into=first, by=head, reason="同一件")

    for act in (
        lambda: give_receipt_code(claim=claim, by=head),
        lambda: renew_receipt_code(claim=claim, by=head, seen=seen),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.missing == [
            f"{claim.number}已作废或已判重，不再发查询码；已判重的，请打印先前那件诉求的回执。"
        ]


def test_a_claim_without_code_has_none_to_renew(head, old_claim) -> None:
    with pytest.raises(Refused, match="还没有查询码"):
        renew_receipt_code(claim=old_claim, by=head, seen="")
    assert (stored(old_claim).receipt_code, events()) == ("", [])
