"""The keys by which imported rows are known again, moved on when the index key changes.

Such a key is a hash of what the row said. Where the claim still says the same it is computed anew; where the claim was
corrected since, it cannot be, and is taken away while keys change: under a key that was given up it would protect nobody.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db import transaction

from ledger.row_keys import CONTEXT, described_row, numbered_row
from office.amounts import UNKNOWN
from office.crypto import blind_indexes
from reception.identity import normalise_id, normalise_phone
from reception.models import Claim

AT_ONCE = 200


def renew_row_keys(*, forget: bool, progress: Callable[[int], object] = lambda _done: None) -> tuple[int, int]:
    """Moves the keys of all claims; with `forget` those that cannot be are emptied. Safe to break off and repeat.

    Returns:
        How many were moved, and how many were emptied.
    """
    moved = emptied = last = 0
    while rows := _next(last):
        last = rows[-1].pk
        moves, lost = {}, []
        for claim in rows:
            key = _key_of(claim)
            if key is None:
                lost.append(claim.pk)
            elif key != claim.row_key:
                moves[claim.pk, claim.row_key] = key
        moved += _write(moves)
        if forget and lost:
            emptied += Claim.objects.filter(pk__in=lost).update(row_key="")
        progress(len(rows))
    return moved, emptied


def _next(after: int) -> list[Claim]:
    kept = Claim.objects.filter(pk__gt=after).exclude(row_key="").order_by("pk")
    return list(kept.select_related("petitioner", "project", "employer", "channel")[:AT_ONCE])


@transaction.atomic
def _write(moves: dict[tuple[int, str], str]) -> int:
    return sum(Claim.objects.filter(pk=pk, row_key=old).update(row_key=new) for (pk, old), new in moves.items())


def _key_of(claim: Claim) -> str | None:
    """Today's key of the row the claim came from; None if no row that reads like the claim has the stored one."""
    for text in _texts(claim):
        indexes = blind_indexes(text, context=CONTEXT)
        if claim.row_key in indexes:
            return indexes[0]
    return None


def _texts(claim: Claim) -> Iterator[str]:
    """What the row may have said."""
    yield numbered_row(claim.number)
    if claim.original_number:
        yield numbered_row(claim.original_number)
    person = normalise_id(claim.petitioner.id_number) or normalise_phone(claim.petitioner.phone)
    names = [party.name if party else "" for party in (claim.project, claim.employer)]
    for amount in _amounts(claim.amount_yuan):
        yield described_row(
            received_on=claim.received_on,
            channel=claim.channel.key,
            name=claim.petitioner.name,
            person=person,
            what=[*names, amount],
        )


def _amounts(amount: Decimal | None) -> list[str | None]:
    """An amount as a cell may have written it: 30000, 30000.0 or 30000.00."""
    if amount is None:
        return [UNKNOWN, None]
    return list(dict.fromkeys([f"{amount:.2f}", f"{amount:.1f}", f"{amount:.0f}", f"{amount.normalize():f}"]))
