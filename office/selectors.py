"""What other rooms ask of the reference data: the working-day calendar, parameters, code lists."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models

from office.models import CalendarYear, Code, Parameter, SpecialDay, WorkerPulse
from office.workdays import Calendar

Kept = TypeVar("Kept")
# What a parameter that is a switch may say: on first.
SWITCH = ("是", "否")
# The background process beats four times a minute.
SILENT = timedelta(minutes=2)


@dataclass(frozen=True)
class Contact:
    """联络人: whom to call about the office's work, as notices, receipts and papers for the city name them."""

    officer: str
    phone: str

    def __str__(self) -> str:
        """`李某 0883-0000000`; whichever is known, empty if neither."""
        return " ".join(part for part in (self.officer, self.phone) if part)


def calendar() -> Calendar:
    """The working-day calendar as the office keeps it; two queries."""
    days = list(SpecialDay.objects.values_list("day", "is_workday", "name"))
    return Calendar(
        special={day: is_workday for day, is_workday, _name in days},
        known_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        names={day: name for day, _is_workday, name in days if name},
    )


def parameter(key: str, default: str) -> str:
    """The office's own value of a parameter, else the default."""
    return Parameter.objects.filter(key=key).values_list("value", flat=True).first() or default


def switched_on(key: str, *, default: str) -> bool:
    """True if the parameter says 是; `default` (是 or 否) where the office has none."""
    return parameter(key, default) == SWITCH[0]


def parameters(**defaults: str) -> dict[str, str]:
    """Several parameters by key in one query, each the office's own value or else its default."""
    kept = dict(Parameter.objects.filter(key__in=defaults).values_list("key", "value"))
    return {key: kept.get(key) or default for key, default in defaults.items()}


def contact() -> Contact:
    """The contact officer as the office keeps it under 参数; one query.

    依据：实施方案六（四）：区劳动保障监察机构主要负责人为集中联合接访活动的联络人。
    """
    kept = parameters(contact_officer="", contact_phone="")
    return Contact(officer=kept["contact_officer"], phone=kept["contact_phone"])


def numbers_of(kind: type[Kept]) -> Kept:
    """A dataclass of numbers, each field named as its parameter and with the usual value as its default; one query.

    A field's default gives the type too: an int stays an int, a Decimal a Decimal.
    """
    usual: dict[str, Any] = {field.name: field.default for field in fields(kind)}  # type: ignore[arg-type]
    kept = parameters(**{key: str(value) for key, value in usual.items()})
    return kind(**{key: type(value)(kept[key]) for key, value in usual.items()})


def kept_value(key: str) -> models.QuerySet[Any]:
    """The office's own value of a parameter, to be asked within another query."""
    return Parameter.objects.filter(key=key).order_by().values("value")[:1]


def codes(*kinds: str) -> models.QuerySet[Code]:
    """The entries of one code list, or of several, that are in use, each list in its order."""
    return Code.objects.filter(kind__in=kinds, is_active=True).order_by("position", "id")


def worker_is_alive(*, now: datetime) -> bool:
    """True if the background process was heard of within two minutes."""
    return WorkerPulse.objects.filter(beat_at__gt=now - SILENT).exists()
