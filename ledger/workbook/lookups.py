"""Everything a workbook's cells are matched with, loaded at once, so that no row asks the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from office.models import Area, Code, Unit, User
from office.text import fold
from reception.models import Campaign, ReceptionSession


@dataclass(frozen=True)
class Lookups:
    """Units by short and full name, codes by kind and label, accounts by name, sessions of the area."""

    area: Area
    units: dict[str, Unit]
    codes: dict[str, dict[str, Code]]
    people: dict[str, list[User]]
    campaigns: dict[str, Campaign]
    sessions: list[ReceptionSession]
    meanings: dict[tuple[Any, str], Any] = field(default_factory=dict)

    def account_of(self, name: str, unit: Unit | None) -> User | None:
        """The one account that bears the name, in the unit if the unit is known; None for none or several."""
        fits = [user for user in self.people.get(fold(name), []) if unit is None or user.unit_id == unit.pk]
        return fits[0] if len(fits) == 1 else None

    def code(self, kind: str, key: str) -> Code:
        return next(code for code in self.codes[kind].values() if code.key == key)


def load_lookups(area: Area) -> Lookups:
    """Six queries, however long the workbook."""
    codes: dict[str, dict[str, Code]] = defaultdict(dict)
    for code in Code.objects.all():
        codes[code.kind][fold(code.label)] = code
    return Lookups(
        area=area,
        units=_units_by_name(Unit.objects.filter(area=area)),
        codes=codes,
        people=_people_by_name(User.objects.filter(area=area, is_active=True)),
        campaigns={fold(campaign.name): campaign for campaign in Campaign.objects.filter(area=area)},
        sessions=list(
            ReceptionSession.objects.filter(area=area)
            .select_related("campaign")
            .prefetch_related("attendances")
            .order_by("id")
        ),
    )


def _units_by_name(units: Iterable[Unit]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in units:
        found[fold(unit.name)] = unit
        found[fold(unit.short_name)] = unit
    return found


def _people_by_name(users: Iterable[User]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = defaultdict(list)
    for user in users:
        if user.display_name:
            found[fold(user.display_name)].append(user)
    return found
