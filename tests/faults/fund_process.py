"""One desk in a process of its own: random entries on the accounts, recorded properly or naively.

The days lie as the dice fall, so that many an entry is dated back before others. Called as `python -m tests.faults.fund_process VARIANT SEED COUNT`: says "ready", waits for a line, does COUNT
operations and prints what came of them: how many were entered, how many refused for want of money, their sum in cents.
"""

import json
import os
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from ledger.actions.advances import Allowance, Approval, record_advance, void_advance  # noqa: E402
from ledger.actions.funds import enter_fund, reverse_entry  # noqa: E402
from ledger.actions.recoveries import record_recovery  # noqa: E402
from ledger.models import Advance, Case, FundAccount, FundEntry  # noqa: E402
from ledger.selectors.advances import advances_to_recover, outstanding_of  # noqa: E402
from ledger.selectors.funds import balance_of  # noqa: E402
from office.models import StoredFile, User  # noqa: E402
from office.refusals import Refused  # noqa: E402

ON, DAYS = date(2021, 5, 10), 10
CHOICES = ["paid_in"] * 3 + ["returned"] * 3 + ["reverse"] * 2 + ["advance"] * 3 + ["recover"] * 2 + ["void", "twice"]


class Desk:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.by = User.objects.get(username="head")
        self.accounts = list(FundAccount.objects.order_by("pk"))
        self.case = Case.objects.get()
        self.debtor = self.case.case_claims.get().claim.employer
        self.paper = StoredFile.objects.order_by("pk").first()

    def amount(self) -> Decimal:
        """Many cents that binary fractions do not hold."""
        return Decimal(self.dice.randint(1, 200_000)).scaleb(-2)

    def day(self, first: date = ON) -> date:
        """One of ten days, not before the first."""
        return max(first, ON + timedelta(days=self.dice.randrange(DAYS)))

    def enter(self, account: FundAccount, kind: str, *, submission: UUID | None = None) -> FundEntry:
        return enter_fund(
            account=account,
            by=self.by,
            kind=kind,
            amount_yuan=self.amount(),
            text="测试",
            on=self.day(),
            submission=submission,
        )

    def do(self, act: str) -> object:
        """One operation; None where there was nothing to do it to."""
        account = self.dice.choice(self.accounts)
        if act in ("paid_in", "returned"):
            return self.enter(account, act)
        if act == "twice":
            submission = UUID(int=self.dice.getrandbits(128))
            first = self.enter(account, "paid_in", submission=submission)
            assert self.enter(account, "paid_in", submission=submission) == first
            return first
        if act == "reverse":
            entry = self.one(account.entries.filter(kind__in=["paid_in", "returned"], reversed_by=None))
            return entry and reverse_entry(entry=entry, by=self.by, reason="误登", on=self.day(entry.on))
        if act == "advance":
            approval = Approval(on=ON, approver="测试批准人", file=self.paper)
            return record_advance(
                case=self.case, by=self.by, what=Allowance(amount_yuan=self.amount(), workers_count=1), on=self.day(),
                source=account.source, account=account, approval=approval, debtor=self.debtor,
            )  # fmt: skip
        if act == "recover":
            advance = self.one(advances_to_recover())
            # Two desks may recover the same advance at once: the second is told that less is outstanding.
            return advance and record_recovery(
                advance=advance, by=self.by, amount_yuan=outstanding_of(advance), on=self.day(advance.on), text="追回"
            )
        advance = self.one(Advance.objects.filter(voided_at=None, recoveries=None))
        return advance and void_advance(advance=advance, by=self.by, reason="误登")

    def one(self, rows):
        return self.dice.choice(list(rows) or [None])


def enter_naively(desk: Desk) -> None:
    """The mistake the lock exists for: look at the balance, then write."""
    account = desk.dice.choice(desk.accounts)
    amount = Decimal(desk.dice.choice((100, -100)))
    held = balance_of(account)
    if held + amount < 0:
        return
    kind = "paid_in" if amount > 0 else "returned"
    with transaction.atomic():
        FundEntry.objects.create(
            account=account, kind=kind, on=ON, amount_yuan=amount, text="测试", at=timezone.now(), by=desk.by
        )


def main(variant: str, seed: int, count: int) -> None:
    desk, done = Desk(seed), Counter()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(count):
        if variant == "naive":
            enter_naively(desk)
            continue
        act = desk.dice.choice(CHOICES)
        try:
            found = desk.do(act)
        except Refused as refusal:
            done[f"{act} refused"] += 1
            done["for an earlier day"] += "当日余额" in refusal.missing[0]
        else:
            done[act if found else f"{act} nothing"] += 1
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
