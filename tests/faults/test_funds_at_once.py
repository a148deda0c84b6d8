"""Eight desks at once on two fund accounts: nothing is lost, and no account is ever below zero."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.conf import settings

from ledger.actions.funds import enter_fund, open_fund
from ledger.models import Advance, FundAccount, FundEntry, FundSource, Recovery
from ledger.selectors.funds import balance_of
from ledger.workflow import Status
from office.models import Event, User
from office.trail import check_chain
from tests import factories
from tests.faults.fund_process import ON
from tests.faults.test_numbers_at_once import ROOT, database_url

PROCESSES, EACH = 8, 125
TRIES = 5
START = Decimal("5000.00")
WRITING = {"paid_in", "returned", "reverse", "advance", "recover", "void", "twice"}


@pytest.fixture
def accounts(head: User) -> list[FundAccount]:
    """Of two sources, with something on them, beside a case that is worked on."""
    factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    factories.stored_file(head)
    made = [
        open_fund(area=head.area, by=head, source=source, name=source.label, opened_on=ON)
        for source in (FundSource.DEPOSIT, FundSource.EMERGENCY)
    ]
    for account in made:
        enter_fund(account=account, by=head, kind="paid_in", amount_yuan=START, text="期初", on=ON)
    return made


def run_desks(variant: str) -> Counter[str]:
    """What all processes together did."""
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fund_process", variant, str(seed), str(EACH)],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for seed in range(PROCESSES)
    ]  # fmt: skip
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return sum((Counter(json.loads(output)) for output in outputs), Counter())


def lowest(*order: str) -> dict[int, Decimal]:
    """By account, the least it ever held, its entries taken in this order."""
    held: dict[int, Decimal] = defaultdict(Decimal)
    least: dict[int, Decimal] = defaultdict(Decimal)
    for account, amount in FundEntry.objects.order_by(*order).values_list("account_id", "amount_yuan"):
        held[account] += amount
        least[account] = min(least[account], held[account])
    return least


@pytest.mark.django_db(transaction=True)
def test_a_thousand_operations_of_eight_desks_add_up_and_never_fall_below_zero(accounts):
    done = run_desks("properly")
    earlier = done.pop("for an earlier day")
    entered = {act: done[act] for act in WRITING}

    assert sum(done.values()) == PROCESSES * EACH
    assert min(entered.values()) > 0
    assert done["returned refused"] + done["advance refused"] > 0
    assert earlier > 0
    # Every operation that was not refused is there, once.
    assert FundEntry.objects.count() == len(accounts) + sum(entered.values())
    events = Counter(Event.objects.values_list("act", flat=True))
    told = {
        act: events[act] for act in ("enter_fund", "reverse_entry", "record_advance", "record_recovery", "void_advance")
    }
    assert told == {
        "enter_fund": len(accounts) + entered["paid_in"] + entered["returned"] + entered["twice"],
        "reverse_entry": entered["reverse"],
        "record_advance": entered["advance"],
        "record_recovery": entered["recover"],
        "void_advance": entered["void"],
    }  # fmt: skip
    # Neither in the order in which the entries were written, nor at the end of any day.
    assert set(lowest("id").values()) == set(lowest("on", "-amount_yuan").values()) == {Decimal(0)}
    for account in accounts:
        assert balance_of(account) == sum(account.entries.values_list("amount_yuan", flat=True))
    for advance in Advance.objects.prefetch_related("recoveries"):
        assert sum(row.amount_yuan for row in advance.recoveries.all()) <= advance.amount_yuan
    assert Recovery.objects.filter(advance__voided_at__isnull=False).count() == 0
    assert check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_looking_before_writing_without_a_lock_fails_in_the_same_harness(accounts):
    """On a busy machine the desks may happen to take turns: they are given several tries to get in each other's way."""
    for _ in range(TRIES):
        FundEntry.objects.all().delete()
        run_desks("naive")
        if min(lowest("id").values()) < 0:
            return
    pytest.fail("eight desks that look before they write never got in each other's way")
