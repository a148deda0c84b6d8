import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Event, TrailHead
from office.trail import Entry, check_chain, record, record_many
from tests import factories

EVENTS = 30
TAMPERINGS = 200


@pytest.fixture
def chain(db) -> list[Event]:
    """A chain of events of two people on two areas."""
    people = [factories.user("clerk"), factories.user("head")]
    area = factories.area()
    with transaction.atomic():
        for number in range(EVENTS):
            record("correct_claim", by=people[number % 2], obj=area if number % 3 else None, step=number)
    return list(Event.objects.order_by("number"))


def _and_fail(act: Callable[[], object]) -> None:
    """Does the act in a transaction that does not commit."""
    with transaction.atomic():
        act()
        raise ZeroDivisionError


def test_record_chains_each_event_to_the_one_before(chain: list[Event]) -> None:
    assert [event.number for event in chain] == list(range(1, EVENTS + 1))
    assert [event.previous_digest for event in chain] == ["", *(event.digest for event in chain[:-1])]
    assert check_chain() == (EVENTS, None)


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("sign_in", by=None)

    assert Event.objects.count() == 0


def test_record_rolled_back_act_leaves_no_event(chain: list[Event]) -> None:
    with pytest.raises(ZeroDivisionError):
        _and_fail(lambda: record("correct_claim", by=None))

    with transaction.atomic():
        added = record("correct_claim", by=None)
    assert added.number == EVENTS + 1
    assert check_chain() == (EVENTS + 1, None)


def test_record_many_reads_back_as_it_was_digested(db) -> None:
    facts = {"on": timezone.localdate(), "names": ["岩甲", "a"], "none": None}
    with transaction.atomic():
        record_many([Entry("import_ledger", data=facts), Entry("import_ledger")], by=None)

    assert check_chain() == (2, None)


def _change(event: Event, kind: str, dice: random.Random) -> None:
    """One change straight in the database, past every door."""
    row = Event.objects.filter(pk=event.pk)
    digit = "0123456789abcdef"
    match kind:
        case "act":
            row.update(act=event.act + "x")
        case "data":
            row.update(data={**event.data, "step": event.data["step"] + 1000})
        case "by":
            row.update(by=factories.user("clerk"))
        case "at":
            row.update(at=event.at + timedelta(microseconds=dice.randint(1, 10**6)))
        case "object":
            row.update(object_type="office.area", object_id=event.object_id + "9")
        case "digest":
            row.update(digest=event.digest[:-1] + digit[(digit.index(event.digest[-1]) + 1) % 16])
        case "previous":
            row.update(previous_digest="f" * 64)
        case "repaired":
            event.act = "forged"
            row.update(act="forged", digest=trail.digest_of(event))
        case "delete":
            row.delete()


@pytest.mark.parametrize("seed", range(4))
def test_check_chain_finds_every_tampering(chain: list[Event], seed: int) -> None:
    dice = random.Random(seed)
    kinds = ["act", "data", "by", "at", "object", "digest", "previous", "repaired", "delete"]
    missed = []
    for _ in range(TAMPERINGS // 4):
        event, kind = dice.choice(chain), dice.choice(kinds)
        with transaction.atomic():
            _change(event, kind, dice)
            sound, fault = check_chain()
            # A repaired digest shows at the next event, or at the chain's end.
            if fault is None or sound not in (event.number - 1, event.number):
                missed.append((event.number, kind, sound, fault))
            transaction.set_rollback(True)
        event.refresh_from_db()
    assert missed == []


def test_check_chain_names_the_first_bad_row(chain: list[Event]) -> None:
    Event.objects.filter(number__in=[7, 12]).update(act="forged")

    assert check_chain() == (6, "第 7 条审计记录的内容被改动。")


def test_check_chain_cut_end_shows(chain: list[Event]) -> None:
    Event.objects.filter(number__gt=EVENTS - 2).delete()

    assert check_chain() == (EVENTS - 2, f"审计链尾不符：应到第 {EVENTS} 条，实有 {EVENTS - 2} 条。")


def test_check_chain_lost_end_marker_shows(chain: list[Event]) -> None:
    TrailHead.objects.all().delete()

    assert check_chain()[1] is not None


def test_check_chain_of_no_events_is_sound(db) -> None:
    assert check_chain() == (0, None)
