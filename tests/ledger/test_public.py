"""How often `/progress/` answers, and that guessing finds nothing."""

from datetime import datetime, timedelta

import pytest

from ledger.public import BY_ADDRESS, BY_CODE, look_up, may_ask
from ledger.selectors.progress import claim_of_receipt
from office.models import Event, Throttle
from reception.actions.claims import PersonData
from reception.actions.receipt_codes import mark_of, renew_receipt_code
from reception.models import Claim
from reception.receipt_codes import new_code
from tests import factories
from tests.identity_numbers import make_id

NOW = datetime(2021, 4, 26, 9, 0, tzinfo=factories.SHANGHAI)
PHONE = "13812345678"
RIGHT, WRONG = "5678", "0000"
# The full measure is 100,000, with the same function and no limit of an address.
GUESSES = 2_000


@pytest.fixture
def claim(clerk) -> Claim:
    person = PersonData(name="岩甲", id_number=make_id(), phone=PHONE)
    return Claim.objects.get(pk=factories.claim(clerk, petitioner=person).pk)


def ask(claim: Claim, last_four: str, *, at: datetime = NOW) -> bool:
    return look_up(code=claim.receipt_code, last_four=last_four, now=at) is not None


def test_the_promised_limits() -> None:
    assert ((BY_ADDRESS.tries, BY_ADDRESS.per_seconds), (BY_CODE.tries, BY_CODE.per_seconds)) == ((10, 60), (5, 3600))


def test_the_eleventh_look_up_of_an_address_within_a_minute_is_refused(db) -> None:
    assert [may_ask(address="203.0.113.7", now=NOW + timedelta(seconds=n)) for n in range(11)] == [True] * 10 + [False]
    assert may_ask(address="203.0.113.8", now=NOW)
    assert may_ask(address="203.0.113.7", now=NOW + timedelta(seconds=60))


def test_five_wrong_figures_close_a_code_for_the_hour(claim) -> None:
    assert [ask(claim, WRONG) for _ in range(5)] == [False] * 5
    assert [ask(claim, RIGHT, at=NOW + timedelta(minutes=n)) for n in (0, 59, 60)] == [False, False, True]


def test_right_figures_cost_nothing(claim) -> None:
    assert [ask(claim, RIGHT) for _ in range(12)] == [True] * 12
    assert [ask(claim, WRONG) for _ in range(4)] == [False] * 4
    assert ask(claim, RIGHT)


def test_a_code_that_does_not_exist_is_counted_like_one_that_does(claim) -> None:
    absent = new_code()
    for _ in range(7):
        look_up(code=absent, last_four=RIGHT, now=NOW)
        ask(claim, WRONG)

    assert [row.tries for row in Throttle.objects.all()] == [5, 5]


def test_wrong_absent_and_closed_take_the_same_queries(claim, django_assert_num_queries) -> None:
    absent = new_code()
    for code in (claim.receipt_code, absent):
        for _ in range(5):
            look_up(code=code, last_four=WRONG, now=NOW)
    counts = []
    for code, tail in ((claim.receipt_code, WRONG), (absent, WRONG), (claim.receipt_code, RIGHT)):
        with django_assert_num_queries(5) as queries:
            assert look_up(code=code, last_four=tail, now=NOW) is None
        counts.append(len(queries))
    assert counts == [5, 5, 5]


def test_a_renewed_code_is_open_again_and_the_old_one_dead(claim, head) -> None:
    for _ in range(5):
        ask(claim, WRONG)
    renewed = renew_receipt_code(claim=claim, by=head, seen=mark_of(claim))

    assert (ask(claim, RIGHT), ask(renewed, RIGHT)) == (False, True)


def test_guessing_finds_nothing(claim) -> None:
    """Even with figures that fit: it is the code that nobody guesses."""
    assert [code for _ in range(GUESSES) if claim_of_receipt(code=(code := new_code()), last_four=RIGHT)] == []


def test_looking_up_writes_no_event(claim) -> None:
    before = Event.objects.count()
    ask(claim, RIGHT)
    ask(claim, WRONG)

    assert Event.objects.count() == before
