"""Guarantees that expire, as a figure that leads to their list."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ledger.numbers import Numbers
from ledger.selectors.funds import expiring_guarantees
from office.models import User
from office.roles import Role, holds


@dataclass(frozen=True)
class GuaranteeFigure:
    """保函到期: how many in force are near their expiry or past it."""

    value: int
    days: int

    label = "保函到期"

    @property
    def hint(self) -> str:
        return f"{self.days} 天内到期或已超期、还没有解除的工资保证金保函"

    @property
    def url(self) -> str:
        return reverse("ledger:funds") if self.value else ""

    @property
    def css(self) -> str:
        return "soon" if self.value else "zero"


def guarantee_figure(user: User, *, today: date, numbers: Numbers) -> GuaranteeFigure | None:
    """For the head, who is reminded of them; one query."""
    if not holds(user, {Role.HEAD}):
        return None
    days = numbers.guarantee_remind_days
    return GuaranteeFigure(expiring_guarantees(user, today=today, remind_days=days).count(), days)
