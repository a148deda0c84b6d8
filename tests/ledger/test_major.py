"""The rules on major cases: each number, one below it and at it, and what the sentence says."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.major import (
    MajorFacts,
    MajorNumbers,
    OwedFacts,
    Suggestion,
    crime_hint,
    facts_in_words,
    months_between,
    period_months,
    suggestion,
)

NUMBERS = MajorNumbers()


def facts(**values: object) -> MajorFacts:
    return MajorFacts(**{"workers_count": 1, "amount_yuan": Decimal(1000), **values})


@pytest.mark.parametrize(
    ("told", "level", "reasons"),
    [
        ({}, "none", []),
        ({"workers_count": 9}, "none", []),
        ({"workers_count": 10}, "major", ["涉及 10 人，达到 10 人。"]),
        ({"workers_count": 49}, "major", ["涉及 49 人，达到 10 人。"]),
        ({"workers_count": 50}, "very_major", ["涉及 50 人，达到特别重大的 50 人。"]),
        ({"amount_yuan": Decimal("99999.99")}, "none", []),
        ({"amount_yuan": Decimal(100_000)}, "major", ["金额 100,000.00 元，达到 100,000 元。"]),
        ({"amount_yuan": Decimal(1_000_000)}, "very_major", ["金额 1,000,000.00 元，达到特别重大的 1,000,000 元。"]),
        ({"amount_yuan": None}, "none", []),
        ({"months": 5, "owed_since": "2020-11"}, "none", []),
        ({"months": 6, "owed_since": "2020-11"}, "major", ["自 2020-11 起拖欠 6 个月的工资，达到 6 个月。"]),
        ({"again": 2}, "none", []),
        ({"again": 3}, "major", ["同一诉求再次来访 3 次，达到 3 次。"]),
        ({"is_group": True}, "major", ["属于集体访。"]),
        ({"incidents": ("群体性事件",)}, "very_major", ["已发生群体性事件 1 起。"]),
        (
            {"workers_count": 60, "amount_yuan": Decimal(200_000), "is_group": True},
            "very_major",
            ["涉及 60 人，达到特别重大的 50 人。", "金额 200,000.00 元，达到 100,000 元。", "属于集体访。"],
        ),
    ],
)
def test_suggestion_at_each_number(told: dict, level: str, reasons: list[str]) -> None:
    assert suggestion(facts(**told), NUMBERS) == Suggestion(level=level, reasons=tuple(reasons))


def test_suggestion_rests_on_the_office_own_numbers() -> None:
    assert suggestion(facts(workers_count=5), MajorNumbers(major_workers=5)).reasons == ("涉及 5 人，达到 5 人。",)


ORDER = date(2021, 5, 1)


@pytest.mark.parametrize(
    ("owed", "months", "hints"), [("4999.99", 3, False), ("5000", 2, False), ("5000", 3, True), ("5000", None, False)]
)
def test_crime_hint_of_one_worker(owed: str, months: int | None, hints: bool) -> None:
    told = facts(workers=(OwedFacts(amount_yuan=Decimal(owed), months=months),), expired_orders=(ORDER,))
    assert (crime_hint(told, NUMBERS) != "") == hints


@pytest.mark.parametrize(("people", "yuan", "hints"), [(9, 30_000, False), (10, 29_999, False), (10, 30_000, True)])
def test_crime_hint_of_many_workers(people: int, yuan: int, hints: bool) -> None:
    told = facts(workers_count=people, amount_yuan=Decimal(yuan), expired_orders=(ORDER,))
    assert (crime_hint(told, NUMBERS) != "") == hints


def test_crime_hint_needs_an_order_whose_date_has_passed() -> None:
    told = {"workers_count": 12, "amount_yuan": Decimal(48_000)}
    assert crime_hint(facts(**told), NUMBERS) == ""
    assert crime_hint(facts(**told, expired_orders=(date(2021, 6, 1), ORDER)), NUMBERS) == (
        "责令支付的期限 2021-05-01 已过，拖欠 12 人共 48,000.00 元，达到 10 人、30,000 元，"
        "可能涉嫌拒不支付劳动报酬，请核对后决定是否移送公安。"
    )


def test_crime_hint_names_what_one_is_owed_and_nobody() -> None:
    workers = (OwedFacts(amount_yuan=Decimal(9000), months=2), OwedFacts(amount_yuan=Decimal(6000), months=4))
    hint = crime_hint(facts(workers=workers, expired_orders=(ORDER,)), NUMBERS)
    assert "其中一人被拖欠 4 个月共 6,000.00 元，达到 3 个月、5,000 元" in hint


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        ("2020-11", date(2021, 4, 30), 5),
        ("2020-11", date(2021, 5, 1), 6),
        ("2020-11-05", date(2021, 5, 4), 5),
        ("2020-11-05", date(2021, 5, 5), 6),
        ("2020-08-31", date(2021, 2, 28), 6),
        ("2021-06", date(2021, 5, 1), 0),
        ("", date(2021, 5, 1), 0),
    ],
)
def test_months_are_full_ones(since: str, day: date, months: int) -> None:
    assert months_between(since, day) == months


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2020-11", "2021-01", 3),
        ("2020-11-05", "2021-02-04", 3),
        ("2020-11-05", "2021-02-03", 2),
        ("2020-11", "", 5),
        ("", "2021-01", None),
    ],
)
def test_period_counts_both_ends(since: str, until: str, months: int | None) -> None:
    assert period_months(since, until, date(2021, 4, 20)) == months


def test_facts_in_words_say_what_is_not_known() -> None:
    assert facts_in_words(facts(amount_yuan=None, months=2)) == "1 人，金额不详，拖欠 2 个月的工资，再次来访 0 次"
