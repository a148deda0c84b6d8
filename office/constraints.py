"""Conditions that several tables share, kept by the database."""

from collections.abc import Sequence

from django.db.models import CheckConstraint, Q


def signed(name: str, *fields: str, texts: Sequence[str] = ()) -> CheckConstraint:
    """What was done is signed: day, instant, person and words are there all together or not at all.

    Args:
        name: of the constraint, unique in the database.
        fields: null as long as nothing was done.
        texts: empty as long as nothing was done.
    """
    nothing = Q(**dict.fromkeys(fields), **dict.fromkeys(texts, ""))
    everything = Q(**{f"{field}__isnull": False for field in fields})
    for text in texts:
        everything &= ~Q(**{text: ""})
    return CheckConstraint(condition=nothing | everything, name=name)
