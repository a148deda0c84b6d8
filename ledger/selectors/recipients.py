"""Whose inbox a message goes to: accounts in use by unit and area, as they act today (a deputy acts as head)."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from office.models import User
from office.roles import Role


class Recipients:
    """Accounts by what they answer for; the accounts are read once, in two queries, when first asked for."""

    def __init__(self, *, area_id: int | None = None) -> None:
        self._area_id = area_id

    def liaisons(self, unit_id: int | None) -> list[User]:
        """Of one unit."""
        return self._by_unit.get(unit_id, []) if unit_id else []

    def heads(self, area_id: int) -> list[User]:
        """Of this very area, not of the areas above it."""
        return self._by_role[Role.HEAD, area_id]

    def clerks(self, area_id: int) -> list[User]:
        return self._by_role[Role.CLERK, area_id]

    def holding(self, *roles: Role) -> list[User]:
        """Everybody in one of the roles, in whatever area."""
        return [user for user in self._accounts if user.role_set & set(roles)]

    @cached_property
    def _accounts(self) -> list[User]:
        accounts = User.objects.filter(is_active=True).order_by("pk")
        return list(accounts.filter(area=self._area_id) if self._area_id else accounts)

    @cached_property
    def _by_unit(self) -> dict[int, list[User]]:
        return _grouped((user.unit_id, user) for user in self._accounts if Role.LIAISON in user.role_set)

    @cached_property
    def _by_role(self) -> dict[tuple[Role, int], list[User]]:
        return _grouped(((role, user.area_id), user) for user in self._accounts for role in user.role_set)


def _grouped(pairs: Iterable[tuple]) -> dict:
    found = defaultdict(list)
    for key, user in pairs:
        found[key].append(user)
    return found
