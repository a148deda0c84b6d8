from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from office.models import Event, TrailHead
from office.trail import Anchor, Entry, check_chain, last_anchor, record, record_many
from tests import factories
from tests.office.tampering import KINDS, missed

EVENTS = 30


@pytest.fixture
def chain(nothing_loaded) -> list[Event]:
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
def test_record_outside_a_transaction_is_refused(nothing_loaded) -> None:
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


def test_record_many_reads_back_as_it_was_digested(nothing_loaded) -> None:
    facts = {"on": timezone.localdate(), "names": ["岩甲", "a"], "none": None}
    with transaction.atomic():
        record_many([Entry("import_ledger", data=facts), Entry("import_ledger")], by=None)

    assert check_chain() == (2, None)


def test_check_chain_finds_every_tampering(chain: list[Event]) -> None:
    assert missed(chain, times=10 * len(KINDS), seed=1, stranger=factories.user("clerk")) == []


def test_check_chain_names_the_first_bad_row(chain: list[Event]) -> None:
    Event.objects.filter(number__in=[7, 12]).update(act="forged")

    assert check_chain() == (6, "第 7 条审计记录的内容被改动。")


def test_check_chain_cut_end_shows(chain: list[Event]) -> None:
    Event.objects.filter(number__gt=EVENTS - 2).delete()

    assert check_chain() == (EVENTS - 2, f"审计链尾不符：应到第 {EVENTS} 条，实有 {EVENTS - 2} 条。")


def test_check_chain_lost_end_marker_shows(chain: list[Event]) -> None:
    TrailHead.objects.all().delete()

    assert check_chain()[1] is not None


def test_check_chain_of_a_replaced_end_shows_by_the_anchor(chain: list[Event]) -> None:
    old = TrailHead.objects.get()
    with transaction.atomic():
        record("correct_claim", by=None)
    noted = last_anchor()
    Event.objects.filter(number__gt=EVENTS).delete()
    old.save()

    assert check_chain() == (EVENTS, None)
    assert check_chain(noted) == (EVENTS, "审计记录与以前记下的锚点不符：记录被截断或改写。")


def test_check_chain_sound_by_an_earlier_anchor(chain: list[Event]) -> None:
    assert check_chain(Anchor(7, chain[6].digest)) == (EVENTS, None)
    assert check_chain(Anchor(7, chain[7].digest))[1] is not None


def test_record_does_not_heal_a_broken_seal(chain: list[Event]) -> None:
    TrailHead.objects.update(seal="0" * 64)
    with transaction.atomic():
        record("correct_claim", by=None)

    assert check_chain() == (
        EVENTS + 1,
        "审计链尾的签章不符：有人绕过程序改写过审计记录，或密钥不是写入时的那一把。",
    )


def test_seal_asks_for_the_key(chain: list[Event], settings: Any) -> None:
    settings.INDEX_KEY = b"other" + b"0" * 27

    assert check_chain()[1] is not None


def test_check_chain_of_no_events_is_sound(nothing_loaded) -> None:
    assert check_chain() == (0, None)
