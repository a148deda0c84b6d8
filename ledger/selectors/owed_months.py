"""For how many full months wages are owed, put to the database: the same rule as `ledger.major.period_months`.

依据：实施方案六（三）（拖欠时间长）。
"""

from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractDay, ExtractMonth, ExtractYear, Length, Mod, Substr

_MONTH_ONLY, _WHOLE_DAY = len("2020-11"), len(date.min.isoformat())


def with_owed_months(rows: QuerySet[Any], *, claim: str = "claim__") -> QuerySet[Any]:
    """The rows, each with `owed_months`, None where the beginning is not known; `claim` leads from the row to its claim.

    Days are kept as text, `2020-11` or `2020-11-05`, so they are taken apart.
    """
    since, until, received = f"{claim}owed_from", f"{claim}owed_until", f"{claim}received_on"
    rows = rows.alias(since_length=Length(since), until_length=Length(until))
    rows = rows.alias(
        since_month=_when(Q(since_length__gte=_MONTH_ONLY), _number(since, 1, 4) * 12 + _number(since, 6, 2), None),
        since_day=_when(Q(since_length=_WHOLE_DAY), _number(since, 9, 2), 1),
        year=_when(Q(until_length__gte=_MONTH_ONLY), _number(until, 1, 4), ExtractYear(received)),
        month=_when(Q(until_length__gte=_MONTH_ONLY), _number(until, 6, 2), ExtractMonth(received)),
        # A month alone is owed to its last day.
        day=Case(
            When(until_length=_WHOLE_DAY, then=_number(until, 9, 2)),
            When(until_length=_MONTH_ONLY, then=Value(31)),
            default=ExtractDay(received),
            output_field=IntegerField(),
        ),
    )
    rows = rows.alias(year_in_four=Mod(F("year"), Value(4))).alias(leap=_LEAP).alias(last_day=_LAST_DAY)
    # Wages are owed up to the day before the end: before the day of receipt, or through the last day that was named.
    rows = rows.alias(rolls_over=_when(Q(until_length__gt=0, day__gte=F("last_day")), 1, 0))
    rows = rows.alias(
        end_month=F("year") * 12 + F("month") + F("rolls_over"),
        end_day=Case(
            When(rolls_over=1, then=Value(1)), When(until_length__gt=0, then=F("day") + 1), default=F("day"),
            output_field=IntegerField(),
        ),
    )  # fmt: skip
    # The last day of a shorter month completes one.
    is_short = Q(end_day__lt=F("since_day")) & Q(end_day__lt=F("last_day"))
    rows = rows.alias(short=_when(is_short, 1, 0))
    return rows.annotate(owed_months=F("end_month") - F("since_month") - F("short"))


def _when(condition: Q, then: Any, otherwise: Any) -> Case:
    return Case(When(condition, then=then), default=otherwise, output_field=IntegerField())


def _number(field: str, place: int, length: int) -> Cast:
    return Cast(Substr(field, place, length), IntegerField())


# Of the years the ledger takes, every fourth one; 2000 is one of them, 2100 is not.
_LEAP = Case(When(Q(year_in_four=0) & ~Q(year=2100), then=Value(1)), default=Value(0), output_field=IntegerField())
_LAST_DAY = Case(
    When(month=2, then=Value(28) + F("leap")),
    When(month__in=(4, 6, 9, 11), then=Value(30)),
    default=Value(31),
    output_field=IntegerField(),
)
