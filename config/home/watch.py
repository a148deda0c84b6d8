"""What the office watches beside the cases, as figures that lead to their lists."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from ledger.numbers import Numbers
from ledger.selectors.funds import expiring_guarantees
from ledger.selectors.stability import OPEN_STATE, TO_CHECK, leads_to_check, unread_warnings
from office.models import User
from office.roles import Role, holds


@dataclass(frozen=True)
class Watched:
    """A number and the page that lists it; `address` is a link only where there is something."""

    label: str
    tone: str
    hint: str
    address: str
    value: int = 0

    @property
    def url(self) -> str:
        return self.address if self.value else ""

    @property
    def css(self) -> str:
        return self.tone if self.value else "zero"


def watched(user: User, *, today: date, numbers: Numbers) -> list[Watched]:
    """Warnings to be read, leads to look at again, guarantees near their expiry: the head's, in one query."""
    if not holds(user, {Role.HEAD}):
        return []
    days = numbers.guarantee_remind_days
    soon = f"{days} 天内到期或已超期、还没有解除的工资保证金保函"
    asked: list[tuple[Watched, QuerySet]] = [
        (
            Watched(
                "未阅预警", "overdue", "同一项目短期内诉求或人数较多，登记时自动预警", _list("warning", OPEN_STATE)
            ),
            unread_warnings(user),
        ),
        (
            Watched("隐患待核查", "overdue", "到了下次核查日的隐患", _list("lead", TO_CHECK)),
            leads_to_check(user, today),
        ),
        (
            Watched("保函到期", "soon", soon, reverse("ledger:funds")),
            expiring_guarantees(user, today=today, remind_days=days),
        ),
    ]
    counts = _counts([rows for _figure, rows in asked])
    return [replace(figure, value=counts.get(place, 0)) for place, (figure, _rows) in enumerate(asked)]


def _list(name: str, state: str) -> str:
    return f"{reverse('ledger:stability')}?{urlencode({f'{name}_state': state})}#{name}s-title"


def _counts(lists: list[QuerySet]) -> dict[int, int]:
    """How many rows each list has, by its place; those without any are left out. One query."""
    counted = [
        rows.order_by().annotate(place=Value(place)).values("place").annotate(n=Count("pk")).values_list("place", "n")
        for place, rows in enumerate(lists)
    ]
    return dict(counted[0].union(*counted[1:], all=True))
