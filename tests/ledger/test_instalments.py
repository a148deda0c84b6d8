"""Promises of a payment plan against what was paid: by hand for each state, and as a rule for any plan."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.instalments import Kept, Promise, standings

JUNE, JULY, AUGUST = date(2021, 6, 1), date(2021, 7, 1), date(2021, 8, 1)
PLAN = [Promise(JUNE, Decimal(100)), Promise(JULY, Decimal(200)), Promise(AUGUST, Decimal(300))]
DAY = timedelta(1)


def states(payments: list[tuple[date, int]], today: date) -> list[str]:
    paid = [(on, Decimal(amount)) for on, amount in payments]
    return [each.state for each in standings(PLAN, paid, today=today)]


@pytest.mark.parametrize(
    ("payments", "today", "expected"),
    [
        ([], JUNE - DAY, ["未到期", "未到期", "未到期"]),
        ([], JUNE, ["到期", "未到期", "未到期"]),
        ([], JUNE + DAY, ["逾期未付", "未到期", "未到期"]),
        ([(JUNE, 100)], JUNE + DAY, ["已付", "未到期", "未到期"]),
        ([(JUNE, 99)], JUNE + DAY, ["逾期未付", "未到期", "未到期"]),
        # Too much goes on the next one; too little drags the next one along.
        ([(JUNE, 300)], JULY + DAY, ["已付", "已付", "未到期"]),
        ([(JUNE, 250)], JULY + DAY, ["已付", "逾期未付", "未到期"]),
        ([(JULY, 200)], JULY + DAY, ["已付", "逾期未付", "未到期"]),
        ([(JUNE, 100), (JULY, 200), (AUGUST, 300)], date(2022, 1, 1), ["已付", "已付", "已付"]),
        # What is only paid tomorrow is not paid today.
        ([(JUNE + 2 * DAY, 100)], JUNE + DAY, ["逾期未付", "未到期", "未到期"]),
    ],
)
def test_states_of_a_plan_of_three(payments, today, expected) -> None:
    assert states(payments, today) == expected


def test_what_is_wanting_includes_the_promises_before() -> None:
    found = standings(PLAN, [(JUNE, Decimal("50.50"))], today=JULY + DAY)
    assert [each.short_yuan for each in found] == [Decimal("49.50"), Decimal("249.50"), Decimal("549.50")]


def test_paid_but_late_is_said() -> None:
    found = standings(PLAN, [(JUNE + DAY, Decimal(100)), (JULY, Decimal(200))], today=JULY + DAY)
    assert [(each.state, each.was_late) for each in found] == [
        (Kept.PAID, True), (Kept.PAID, False), (Kept.PENDING, False),
    ]  # fmt: skip


def test_order_in_which_promises_are_given_decides_nothing() -> None:
    assert standings(reversed(PLAN), [], today=JULY) == standings(PLAN, [], today=JULY)


AMOUNTS = st.integers(1, 500_000).map(lambda cents: Decimal(cents) / 100)
DAYS = st.integers(0, 400).map(lambda days: JUNE + timedelta(days))


@given(
    plan=st.dictionaries(DAYS, AMOUNTS, min_size=1, max_size=12), paid=st.lists(st.tuples(DAYS, AMOUNTS)), today=DAYS
)
def test_a_later_promise_is_never_better_off_and_a_broken_one_lacks_money(plan, paid, today) -> None:
    found = standings([Promise(on, amount) for on, amount in plan.items()], paid, today=today)
    arrived = sum((amount for on, amount in paid if on <= today), Decimal(0))
    promised = Decimal(0)
    for each in found:
        promised += each.promise.amount_yuan
        assert (each.state == Kept.PAID) == (arrived >= promised) == (each.short_yuan == 0)
        assert (each.state == Kept.BROKEN) == (arrived < promised and each.promise.due_on < today)
        assert (each.state == Kept.DUE) == (arrived < promised and each.promise.due_on == today)
    assert [each.short_yuan for each in found] == sorted(each.short_yuan for each in found)
