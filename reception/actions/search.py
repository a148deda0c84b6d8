"""Keeping the search index true: called by every action that writes a name, inside its transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from office.bulk import insert_columns
from reception.models import Claim, ClaimText, Company, Project, Representative, Worker
from reception.search.merging import merged_in_one_go
from reception.search.tokens import matter_tokens, name_tokens

BATCH = 500
_TEXTS = ("project__name", "employer__name", "general_contractor__name", "developer__name")


def index_claims(claim_ids: Sequence[int]) -> None:
    """Writes the text of these claims anew; must run inside the transaction that changed them."""
    for start in range(0, len(claim_ids), BATCH):
        ids = claim_ids[start : start + BATCH]
        ClaimText.objects.filter(pk__in=ids).delete()
        ClaimText.objects.bulk_create(texts_of(ids))


def index_new_claim(claim: Claim, *, people: Iterable[str]) -> None:
    """The text of a claim that was stored just now, from what is in hand: its parties, its roll, its representatives."""
    parties = (claim.project, claim.employer, claim.general_contractor, claim.developer)
    texts = [party.name for party in parties if party]
    _text(claim.pk, [claim.petitioner.name, *people], texts, claim.original_number).save(force_insert=True)


def tokens_of_new(*, name: str, texts: Sequence[str], number: str) -> tuple[str, str]:
    """What the index will hold of a claim that is still to be stored: its people, its matter."""
    return name_tokens([name]), matter_tokens(texts, numbers=[number])


def index_many_new(claim_ids: Sequence[int], tokens: Sequence[tuple[str, str]]) -> None:
    """The texts of claims that were stored just now, made beforehand by `tokens_of_new`."""
    names, matters = [names for names, _matter in tokens], [matter for _names, matter in tokens]
    with merged_in_one_go():
        insert_columns(ClaimText, len(claim_ids), claim_id=list(claim_ids), names=names, matter=matters)


def texts_of(claim_ids: Sequence[int]) -> Iterator[ClaimText]:
    """What the index should hold of these claims, as they are stored now."""
    people: dict[int, list[str]] = defaultdict(list)
    for model in (Worker, Representative):
        rows = model.objects.filter(claim__in=claim_ids).order_by("claim_id", "position")
        for claim_id, name in rows.values_list("claim_id", "name"):
            people[claim_id].append(name)
    claims = Claim.objects.filter(pk__in=claim_ids).order_by("pk")
    for pk, number, petitioner, *texts in claims.values_list("pk", "original_number", "petitioner__name", *_TEXTS):
        yield _text(pk, [petitioner, *people[pk]], filter(None, texts), number)


def _text(claim_id: int, people: Iterable[str], texts: Iterable[str], number: str) -> ClaimText:
    return ClaimText(claim_id=claim_id, names=name_tokens(people), matter=matter_tokens(texts, numbers=[number]))


@transaction.atomic
def index_renamed(party: Project | Company) -> None:
    """The claims that name this project or company, after its name was put right."""
    if isinstance(party, Project):
        named = Q(project=party)
    else:
        named = Q(employer=party) | Q(general_contractor=party) | Q(developer=party)
    index_claims(list(Claim.objects.filter(named).order_by("pk").values_list("pk", flat=True)))


def rebuild_index(*, progress: Callable[[int, int], object]) -> int:
    """Every claim anew, in short transactions so that others go on writing; returns how many.

    The claims of a batch are locked while they are read: what somebody corrects meanwhile is indexed after, not before.
    """
    with transaction.atomic():
        ClaimText.objects.exclude(pk__in=Claim.objects.order_by().values("pk")).delete()
    total, done, last = Claim.objects.count(), 0, 0
    while ids := _next_batch(last):
        with transaction.atomic():
            locked = Claim.objects.select_for_update().filter(pk__in=ids).order_by("pk")
            index_claims(list(locked.values_list("pk", flat=True)))
        last, done = ids[-1], done + len(ids)
        progress(done, max(total, done))
    return done


def _next_batch(after: int) -> list[int]:
    return list(Claim.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
