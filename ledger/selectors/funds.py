"""Fund accounts with what they hold, and guarantees with their light. Sums are exact on either database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Round
from django.http import Http404

from ledger.guarantees import Standing, standing
from ledger.models import FundAccount, FundEntry, Guarantee
from office.models import User

# SQLite adds up amounts as binary fractions: they are added up as whole cents.
_CENTS = Coalesce(Sum(Cast(Round(F("amount_yuan") * 100), BigIntegerField())), 0)
_OWN_CENTS = Coalesce(Sum(Cast(Round(F("entries__amount_yuan") * 100), BigIntegerField())), 0)


@dataclass(frozen=True)
class AccountRow:
    """An account and what it holds now, in yuan."""

    row: FundAccount
    balance_yuan: Decimal


@dataclass(frozen=True)
class EntryRow:
    """One entry; `balance_yuan`: what the account held once it was entered. `is_open`: it may still be reversed."""

    row: FundEntry
    balance_yuan: Decimal
    is_open: bool


@dataclass(frozen=True)
class GuaranteeRow:
    """A guarantee and how it stands today."""

    row: Guarantee
    standing: Standing


def in_yuan(cents: int) -> Decimal:
    """`12345` → `123.45`."""
    return Decimal(cents).scaleb(-2)


def balance_of(account: FundAccount, *, until: int | None = None) -> Decimal:
    """The sum of the account's entries in yuan, `until` this entry's id included; zero without entries."""
    entries = account.entries.filter(pk__lte=until) if until else account.entries.all()
    return in_yuan(entries.order_by().aggregate(cents=_CENTS)["cents"])


def balances_since(account: FundAccount, day: date) -> list[tuple[date, Decimal]]:
    """What the account held at the end of `day` and of each later day that has an entry, in order; two queries."""
    entries = account.entries.order_by()
    held = in_yuan(entries.filter(on__lte=day).aggregate(cents=_CENTS)["cents"])
    found = [(day, held)]
    for on, cents in (
        entries.filter(on__gt=day).values("on").annotate(cents=_CENTS).order_by("on").values_list("on", "cents")
    ):
        held += in_yuan(cents)
        found.append((on, held))
    return found


def account_rows(user: User) -> list[AccountRow]:
    """The accounts of the user's areas with what each holds, those in use first; one query."""
    found = FundAccount.objects.visible_to(user).select_related("project", "area").annotate(cents=_OWN_CENTS)
    return [AccountRow(row, in_yuan(row.cents)) for row in found.order_by("-is_active", "source", "name", "id")]


def account_for(user: User, pk: int) -> FundAccount:
    """The account, or `Http404` for foreign and absent alike."""
    found = FundAccount.objects.visible_to(user).filter(pk=pk).select_related("project", "area", "closed_by").first()
    if found is None:
        raise Http404("没有这个资金账户，或者不属于您的区划。")
    return found


def entry_for(user: User, pk: int) -> FundEntry:
    """One entry of an account the user sees, or `Http404`."""
    accounts = FundAccount.objects.visible_to(user).values("pk")
    found = FundEntry.objects.filter(pk=pk, account__in=accounts).select_related("account").first()
    if found is None:
        raise Http404("没有这笔记录，或者不属于您的区划。")
    return found


def entries_of(account: FundAccount) -> QuerySet[FundEntry]:
    """As they were entered, the newest first."""
    related = ("by", "advance__case", "recovery__advance__case", "reverses")
    return account.entries.select_related(*related, "reversed_by").order_by("-id")


def with_balances(account: FundAccount, entries: Iterable[FundEntry]) -> list[EntryRow]:
    """The same entries, the newest first and without gaps, each with what the account held after it; one query."""
    entries = list(entries)
    held = balance_of(account, until=entries[0].pk) if entries else Decimal(0)
    rows = []
    for entry in entries:
        rows.append(EntryRow(entry, held, _is_open(entry)))
        held -= entry.amount_yuan
    return rows


def _is_open(entry: FundEntry) -> bool:
    """What belongs to an advance or a recovery is taken back there."""
    return entry.kind in (FundEntry.Kind.PAID_IN, FundEntry.Kind.RETURNED) and not hasattr(entry, "reversed_by")


def guarantee_rows(user: User, *, today: date, remind_days: int) -> list[GuaranteeRow]:
    """Guarantees of the user's areas: those in force by expiry, then those that ended; one query."""
    found = Guarantee.objects.visible_to(user).select_related("project", "company", "file")
    rows = sorted(found, key=lambda row: (row.ended_on is not None, row.expires_on, row.pk))
    return [
        GuaranteeRow(row, standing(row.expires_on, row.ended_on, today=today, remind_days=remind_days)) for row in rows
    ]


def guarantee_for(user: User, pk: int) -> Guarantee:
    """The guarantee, or `Http404` for foreign and absent alike."""
    found = Guarantee.objects.visible_to(user).filter(pk=pk).select_related("project", "company").first()
    if found is None:
        raise Http404("没有这份保函，或者不属于您的区划。")
    return found


def expiring_guarantees(user: User, *, today: date, remind_days: int) -> QuerySet[Guarantee]:
    """In force and within so many days of their expiry, or past it."""
    return Guarantee.objects.visible_to(user).filter(ended_on=None, expires_on__lte=today + timedelta(days=remind_days))
