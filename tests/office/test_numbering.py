from collections.abc import Callable

import pytest
from django.db import transaction

from office.models import Counter
from office.numbering import CASE, CLAIM, move_past, next_number, next_numbers, parse
from tests import factories


@pytest.fixture
def area(db):
    return factories.area()


def _and_fail(act: Callable[[], object]) -> None:
    """Does the act in a transaction that does not commit."""
    with transaction.atomic():
        act()
        raise ZeroDivisionError


def test_next_number_counts_each_series_and_year_from_one(area) -> None:
    with transaction.atomic():
        given = [next_number(series, area=area, year=year) for series, year in [(CLAIM, 2021), (CLAIM, 2021)]]
        others = [next_number(CASE, area=area, year=2021), next_number(CLAIM, area=area, year=2022)]

    assert given == ["J530902-2021-0001", "J530902-2021-0002"]
    assert others == ["A530902-2021-0001", "J530902-2022-0001"]


def test_next_number_each_area_counts_for_itself(area) -> None:
    next_number(CLAIM, area=area, year=2021)

    assert next_number(CLAIM, area=factories.area("530903"), year=2021) == "J530903-2021-0001"


def test_next_number_of_a_failed_act_is_given_again(area) -> None:
    with pytest.raises(ZeroDivisionError):
        _and_fail(lambda: next_number(CLAIM, area=area, year=2021))

    assert next_number(CLAIM, area=area, year=2021) == "J530902-2021-0001"


@pytest.mark.django_db(transaction=True)
def test_next_number_outside_a_transaction_is_refused() -> None:
    area = factories.area()
    with pytest.raises(RuntimeError, match="inside a transaction"):
        next_number(CLAIM, area=area, year=2021)

    assert Counter.objects.count() == 0


def test_next_numbers_are_consecutive(area) -> None:
    assert next_numbers(CLAIM, area=area, year=2021, count=3)[-1] == "J530902-2021-0003"
    assert next_number(CLAIM, area=area, year=2021) == "J530902-2021-0004"


def test_next_number_past_9999_grows(area) -> None:
    Counter.objects.create(series=CLAIM, area=area, year=2021, value=9999)

    assert next_number(CLAIM, area=area, year=2021) == "J530902-2021-10000"


def test_move_past_own_number_skips_it(area) -> None:
    move_past("J530902-2021-0031", area=area)
    move_past("J530902-2021-0007", area=area)

    assert next_number(CLAIM, area=area, year=2021) == "J530902-2021-0032"


def test_move_past_foreign_number_changes_nothing(area) -> None:
    move_past("J530903-2021-0031", area=area)
    move_past("临翔欠薪第31号", area=area)

    assert next_number(CLAIM, area=area, year=2021) == "J530902-2021-0001"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("J530902-2021-0031", ("J", "530902", 2021, 31)),
        ("A530902-2021-10000", ("A", "530902", 2021, 10000)),
        ("J530902-2021-31", None),
        ("J530902-2021-0031 ", None),
        ("530902-2021-0031", None),
    ],
)
def test_parse(text: str, parts: tuple | None) -> None:
    assert parse(text) == parts
