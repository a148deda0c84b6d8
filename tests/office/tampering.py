"""What somebody who can write to the database might do to the trail, and whether it shows. Shared by test and benchmark."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction

from office import trail
from office.models import Event, TrailHead, User

Act = Callable[["Tampering"], None]
_DIGITS = "0123456789abcdef"
_ASIDE = 10**9  # a number no event of the chain has


class Tampering:
    """One event of the chain is its victim; `others` are all events, in order."""

    def __init__(self, others: Sequence[Event], dice: random.Random, stranger: User) -> None:
        self.others, self.dice, self.stranger = others, dice, stranger
        self.victim = dice.choice(others)
        self.victim.refresh_from_db()
        self.row = Event.objects.filter(pk=self.victim.pk)


def _act(it: Tampering) -> None:
    it.row.update(act=it.victim.act + "x")


def _data(it: Tampering) -> None:
    it.row.update(data={**it.victim.data, "step": it.dice.randint(1000, 2000)})


def _by(it: Tampering) -> None:
    it.row.update(by=it.stranger)


def _nobody(it: Tampering) -> None:
    it.row.update(by=None)


def _at(it: Tampering) -> None:
    it.row.update(at=it.victim.at + timedelta(microseconds=it.dice.choice([-1, 1]) * it.dice.randint(1, 10**9)))


def _object(it: Tampering) -> None:
    it.row.update(object_type="office.unit", object_id=it.victim.object_id + "9")


def _digest(it: Tampering) -> None:
    place = it.dice.randrange(64)
    was = it.victim.digest
    other = _DIGITS[(_DIGITS.index(was[place]) + it.dice.randint(1, 15)) % 16]
    it.row.update(digest=was[:place] + other + was[place + 1 :])


def _previous(it: Tampering) -> None:
    it.row.update(previous_digest="".join(it.dice.choices(_DIGITS, k=64)))


def _repaired(it: Tampering) -> None:
    it.victim.act = "forged"
    it.row.update(act="forged", digest=trail.digest_of(it.victim))


def _taken_out(it: Tampering) -> None:
    it.row.delete()


def _taken_out_and_closed(it: Tampering) -> None:
    """The rows behind move up, each linked and digested anew; the end is adapted."""
    _relink([event for event in it.others if event.pk != it.victim.pk], it.victim)


def _swapped(it: Tampering) -> None:
    other = it.dice.choice([event for event in it.others if event.pk != it.victim.pk])
    _renumber(it.victim, _ASIDE)
    _renumber(other, it.victim.number)
    Event.objects.filter(pk=it.victim.pk).update(number=other.number)


def _put_in(it: Tampering) -> None:
    """A made-up event behind the victim; all others move down by one, as they are."""
    _move_down(it)
    _made_up(it).save()


def _put_in_at_the_end(it: Tampering) -> None:
    last = it.others[-1]
    made_up = Event(number=last.number + 1, at=last.at, by=it.stranger, act="sign_in", previous_digest=last.digest)
    made_up.digest = trail.digest_of(made_up)
    made_up.save()


def _end_cut(it: Tampering) -> None:
    Event.objects.filter(number__gte=it.victim.number).delete()


def _end_cut_and_adapted(it: Tampering) -> None:
    _end_cut(it)
    last = Event.objects.order_by("number").last()
    TrailHead.objects.update(number=last.number if last else 1, digest=last.digest if last else "0" * 64)


def _beginning_cut(it: Tampering) -> None:
    Event.objects.filter(number__lte=it.victim.number).delete()


def _beginning_cut_and_adapted(it: Tampering) -> None:
    _beginning_cut(it)
    TrailHead.objects.update(kept_after=it.victim.number, kept_digest=it.victim.digest)


def _all_made_anew(it: Tampering) -> None:
    """One value changed, every digest after it computed again, and the end with them: only the seal can tell."""
    it.victim.act = "forged"
    it.row.update(act="forged")
    _relink([it.victim if event.pk == it.victim.pk else event for event in it.others], None)


KINDS: tuple[Act, ...] = (
    _act, _data, _by, _nobody, _at, _object, _digest, _previous, _repaired, _taken_out, _taken_out_and_closed, _swapped,
    _put_in, _put_in_at_the_end, _end_cut, _end_cut_and_adapted, _beginning_cut, _beginning_cut_and_adapted, _all_made_anew,
)  # fmt: skip


def missed(events: Sequence[Event], *, times: int, seed: int, stranger: User) -> list[str]:
    """Tampers so often, each time with the whole chain put back before; names what `check_chain` did not find."""
    dice, unseen = random.Random(seed), []
    for time in range(times):
        kind = KINDS[time % len(KINDS)]
        with transaction.atomic():
            it = Tampering(events, dice, stranger)
            kind(it)
            if trail.check_chain()[1] is None:
                unseen.append(f"{kind.__name__} of event {it.victim.number}")
            transaction.set_rollback(True)
    return unseen


def _renumber(event: Event, number: int) -> None:
    Event.objects.filter(pk=event.pk).update(number=number)


def _move_down(it: Tampering) -> None:
    for event in reversed(it.others[it.others.index(it.victim) + 1 :]):
        _renumber(event, event.number + 1)
    TrailHead.objects.update(number=it.others[-1].number + 1)


def _made_up(it: Tampering) -> Event:
    before = it.victim
    event = Event(number=before.number + 1, at=before.at, by=it.stranger, act="sign_in", previous_digest=before.digest)
    event.digest = trail.digest_of(event)
    return event


def _relink(events: Sequence[Event], gone: Event | None) -> None:
    if gone:
        Event.objects.filter(pk=gone.pk).delete()
    head = TrailHead.objects.get()
    number, digest = head.kept_after, head.kept_digest
    for event in Event.objects.filter(pk__in=[event.pk for event in events]).order_by("number"):
        event.number, event.previous_digest = number + 1, digest
        event.digest = trail.digest_of(event)
        Event.objects.filter(pk=event.pk).update(
            number=event.number, previous_digest=event.previous_digest, digest=event.digest
        )
        number, digest = event.number, event.digest
    TrailHead.objects.update(number=number, digest=digest)
