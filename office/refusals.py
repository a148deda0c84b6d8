"""What an action says when it will not act."""

from collections.abc import Iterable


class Refused(Exception):
    """An action was not carried out and nothing was changed; `missing` names every reason in Chinese."""

    def __init__(self, missing: str | Iterable[str]) -> None:
        self.missing: list[str] = [missing] if isinstance(missing, str) else list(missing)
        super().__init__("；".join(self.missing))


class Conflict(Refused):
    """Somebody else was first: the object has changed since the form was shown (HTTP 409)."""


def refuse_if(problems: Iterable[str]) -> None:
    """Refuses with every sentence found; nothing found, nothing happens.

    Raises:
        Refused: there is at least one.
    """
    found = list(problems)
    if found:
        raise Refused(found)
