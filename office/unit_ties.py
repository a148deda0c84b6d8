"""What ties an account to its unit: asked before the unit is changed. The rooms that rest on it are named by the
composition root.
"""

from collections.abc import Callable

from office.models import Unit, User

# Each is asked with `account` and `unit` (the new one, None for none), and says in words what stands against it.
UNIT_TIES: list[Callable[..., list[str]]] = []


def unit_faults(account: User, *, unit: Unit | None) -> list[str]:
    """What stands against this unit for the account, in words; nothing if it has that unit already."""
    if unit == account.unit:
        return []
    return [fault for ask in UNIT_TIES for fault in ask(account=account, unit=unit)]
