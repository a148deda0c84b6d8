"""资金账户: entries alone, taken back by a counter-entry, never changed; no day's balance ever falls below zero.

Lock order: case row, account row, end of the trail. Two writers of one account wait for each other, so that each sees
what the other has entered.
依据：实施方案六（三）工资保证金、应急周转金和其他渠道；工程建设领域农民工工资保证金规定。
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from ledger.actions.guard import event_day
from ledger.day_bounds import coming_faults, early_faults
from ledger.models import Advance, FundAccount, FundEntry, FundSource, Recovery
from ledger.selectors.advances import advances_to_recover
from ledger.selectors.funds import balance_of, balances_since
from office import trail
from office.amounts import CENT, LIMIT, show_yuan
from office.models import Area, User
from office.refusals import Refused, refuse_if
from office.roles import may, require
from reception.models import Project

Kind = FundEntry.Kind
BY_HAND = (Kind.PAID_IN, Kind.RETURNED)
_INTO = (Kind.PAID_IN, Kind.RECOVERED)
LONGEST = 200
LONGEST_NAME = 80


@transaction.atomic
def open_fund(
    *, area: Area, by: User, source: str, name: str, project: Project | None = None, opened_on: date | None = None,
    now: datetime | None = None,
) -> FundAccount:  # fmt: skip
    """建立资金账户 of an area or of one project of it.

    Raises:
        Refused: no name or source, a name that is taken, a project of another area, a day to come.
    """
    require_area(by, "open_fund", area.pk)
    now = now or timezone.now()
    day, name = event_day(opened_on, now), " ".join(name.split())
    # The area's row keeps a second account of the same name waiting until this one is there to be seen.
    Area.objects.select_for_update().get(pk=area.pk)
    problems = day_faults(day, now)
    if not 0 < len(name) <= LONGEST_NAME:
        problems.append(f"请填写账户名称，最多 {LONGEST_NAME} 个字。")
    elif FundAccount.objects.filter(area=area, name=name).exists():
        problems.append(f"已有资金账户“{name}”，请换一个名称。")
    if source not in FundSource.values:
        problems.append("请选择资金渠道。")
    if project and project.area_id != area.pk:
        problems.append(f"工程项目“{project}”不属于{area}。")
    refuse_if(problems)
    account = FundAccount.objects.create(area=area, source=source, name=name, project=project, opened_on=day)
    trail.record(
        "open_fund", by=by, obj=account, now=now, name=name, source=account.get_source_display(), on=day, area=str(area)
    )
    return account


@transaction.atomic
def close_fund(
    *, account: FundAccount, by: User, reason: str, on: date | None = None, now: datetime | None = None
) -> FundAccount:
    """停用资金账户: it stays to be read and takes no entry any more. The same again, as by a double click: as it is.

    Raises:
        Refused: something on it or still to come back to it, no reason, closed before, a day before its last entry.
    """
    require_area(by, "close_fund", account.area_id)
    account = lock_account(account)
    now = now or timezone.now()
    day, reason = event_day(on, now), reason.strip()
    if (account.closed_on, account.closed_by, account.close_reason) == (day, by, reason):
        return account
    refuse_if(_closing_faults(account, day, reason, now))
    account.is_active, account.close_reason = False, reason
    account.closed_on, account.closed_at, account.closed_by = day, now, by
    account.save(update_fields=["is_active", "closed_on", "closed_at", "closed_by", "close_reason"])
    trail.record("close_fund", by=by, obj=account, now=now, name=account.name, on=day, area=str(account.area))
    return account


@transaction.atomic
def enter_fund(
    *, account: FundAccount, by: User, kind: str, amount_yuan: Decimal, text: str, on: date | None = None,
    submission: UUID | None = None, now: datetime | None = None,
) -> FundEntry:  # fmt: skip
    """存入 or 退还 of an amount above zero. The same `submission` again: the first entry.

    Raises:
        Refused: no amount or words, a day before the account or to come, more than the account held on that day or any
            later one, an account that is closed.
    """
    require_area(by, "enter_fund", account.area_id)
    account = lock_account(account)
    if first := _entered(account, submission):
        return first
    if kind not in BY_HAND:
        raise Refused("请选择存入或退还；垫付和追回在案件的“支付”页登记。")
    now = now or timezone.now()
    entry = write_entry(
        account, kind=kind, on=event_day(on, now), amount_yuan=amount_yuan if kind == Kind.PAID_IN else -amount_yuan,
        text=text, by=by, now=now, submission=submission,
    )  # fmt: skip
    _record("enter_fund", entry, by=by, now=now)
    return entry


@transaction.atomic
def reverse_entry(
    *, entry: FundEntry, by: User, reason: str, on: date | None = None, submission: UUID | None = None,
    now: datetime | None = None,
) -> FundEntry:  # fmt: skip
    """冲正 of one entry by its counter-entry, once. What an advance or a recovery entered is taken back there.

    Raises:
        Refused: no reason, reversed before, a counter-entry, one of an advance, or the money is spent already.
    """
    require_area(by, "enter_fund", entry.account.area_id)
    account = lock_account(entry.account)
    if first := _entered(account, submission):
        return first
    if entry.kind in (Kind.ADVANCED, Kind.RECOVERED):
        raise Refused(f"这笔是{entry.get_kind_display()}，请在案件的“支付”页冲销，账户随之冲正。")
    now = now or timezone.now()
    counter = write_counter(account, entry, reason=reason, on=event_day(on, now), by=by, now=now, submission=submission)
    _record("reverse_entry", counter, by=by, now=now, reverses=entry.pk)
    return counter


def lock_account(account: FundAccount) -> FundAccount:
    """The account's row, locked until the end of the transaction."""
    return FundAccount.objects.select_for_update().get(pk=account.pk)


def write_entry(
    account: FundAccount, *, kind: str, on: date, amount_yuan: Decimal, text: str, by: User, now: datetime,
    advance: Advance | None = None, recovery: Recovery | None = None, submission: UUID | None = None,
) -> FundEntry:  # fmt: skip
    """One entry on a locked account; negative is money out. The calling action has asked for the right."""
    size = amount_yuan if kind in _INTO else -amount_yuan
    problems = [*_account_faults(account, on), *day_faults(on, now), *amount_faults(size)]
    if not 0 < len(text.strip()) <= LONGEST:
        problems.append(f"请写明摘要，最多 {LONGEST} 个字。")
    if not problems:
        problems += _balance_faults(account, amount_yuan, on=on, by=by)
    refuse_if(problems)
    return FundEntry.objects.create(
        account=account, kind=kind, on=on, amount_yuan=amount_yuan, text=text.strip(), advance=advance,
        recovery=recovery, submission=submission, at=now, by=by,
    )  # fmt: skip


def write_counter(
    account: FundAccount, entry: FundEntry, *, reason: str, on: date, by: User, now: datetime,
    submission: UUID | None = None,
) -> FundEntry:  # fmt: skip
    """The counter-entry of one entry of a locked account."""
    problems = [*_closed_faults(account), *day_faults(on, now)]
    if not 0 < len(reason.strip()) <= LONGEST:
        problems.append(f"请写明冲正原因，最多 {LONGEST} 个字。")
    if entry.kind == Kind.COUNTER:
        problems.append("冲正记录本身不能再冲正；需要的话重新登记一笔。")
    if FundEntry.objects.filter(reverses=entry).exists():
        problems.append("这笔记录已经冲正过。")
    if on < entry.on:
        problems.append(f"冲正日期 {on} 早于原记录日期 {entry.on}。")
    if not problems:
        problems += _balance_faults(account, -entry.amount_yuan, on=on, by=by)
    refuse_if(problems)
    return FundEntry.objects.create(
        account=account, kind=Kind.COUNTER, on=on, amount_yuan=-entry.amount_yuan, text=reason.strip(),
        advance=entry.advance, reverses=entry, submission=submission, at=now, by=by,
    )  # fmt: skip


def counter_entries(entries: QuerySet[FundEntry], *, reason: str, by: User, now: datetime) -> None:
    """Takes back what an advance or a recovery entered; nothing where there was no account."""
    for entry in entries.select_related("account"):
        account = lock_account(entry.account)
        write_counter(account, entry, reason=reason, on=timezone.localdate(now), by=by, now=now)


def require_area(by: User, act: str, area_id: int) -> None:
    """Refuses an account whose roles do not do this, or whose areas do not hold this."""
    require(by, act)
    if area_id not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")


def amount_faults(amount_yuan: Decimal) -> list[str]:
    """A sum of money is above zero, has whole cents and fits the column."""
    is_money = amount_yuan.is_finite() and 0 < amount_yuan < LIMIT and amount_yuan == amount_yuan.quantize(CENT)
    return [] if is_money else ["金额须大于零，最多两位小数。"]


def day_faults(on: date, now: datetime) -> list[str]:
    """A day to come, or before the ledger's first."""
    return coming_faults("日期", on, timezone.localdate(now)) + early_faults("日期", on)


def reason_faults(reason: str) -> list[str]:
    return [] if 0 < len(reason.strip()) <= LONGEST else [f"请写明冲销原因，最多 {LONGEST} 个字。"]


def _entered(account: FundAccount, submission: UUID | None) -> FundEntry | None:
    """What a double click has entered already."""
    first = FundEntry.objects.filter(submission=submission).first() if submission else None
    if first and first.account_id != account.pk:
        raise Refused("这一页已经用来登记过另一个账户：请返回资金页，重新打开后再填。")
    return first


def _closing_faults(account: FundAccount, day: date, reason: str, now: datetime) -> list[str]:
    problems = [*_closed_faults(account), *day_faults(day, now)]
    if not 0 < len(reason) <= LONGEST:
        problems.append(f"请写明停用原因，最多 {LONGEST} 个字。")
    if held := balance_of(account):
        problems.append(f"资金账户“{account}”余额 {show_yuan(held)} 元，余额为零才能停用：请先登记退还。")
    if waiting := advances_to_recover().filter(account=account).count():
        problems.append(f"还有 {waiting} 笔从这个账户支出的垫付没有追回：追回的钱要记回本账户，追清以后再停用。")
    last_on = account.entries.order_by().aggregate(day=Max("on"))["day"]
    if earliest := max((each for each in (account.opened_on, last_on) if each and day < each), default=None):
        problems.append(f"停用日期 {day} 早于账户建立或最后一笔记录的日期 {earliest}。")
    return problems


def _closed_faults(account: FundAccount) -> list[str]:
    if account.is_active:
        return []
    since = f"已于 {account.closed_on} " if account.closed_on else "已"
    return [f"资金账户“{account}”{since}停用，不再登记；新的收支请登记到在用的账户。"]


def _account_faults(account: FundAccount, on: date) -> list[str]:
    problems = _closed_faults(account)
    if on < account.opened_on:
        problems.append(f"日期 {on} 早于账户建立日期 {account.opened_on}。")
    return problems


def _balance_faults(account: FundAccount, change_yuan: Decimal, *, on: date, by: User) -> list[str]:
    """Money that goes out was there on its day and is not missed on a later one.

    What the account holds is told to those alone who may see the accounts.
    """
    if change_yuan >= 0:
        return []
    days = balances_since(account, on)
    short = [(day, held) for day, held in days if held + change_yuan < 0]
    if not short:
        return []
    if not may(by, "view_funds"):
        return ["资金账户余额不足，请与治欠办核对。"]
    held, size = days[-1][1], show_yuan(-change_yuan)
    if held + change_yuan < 0:
        return [f"资金账户“{account}”余额 {show_yuan(held)} 元，不足 {size} 元。"]
    day, held = short[0]
    return [
        f"资金账户“{account}”{day} 当日余额 {show_yuan(held)} 元，从 {on} 起减少 {size} 元，那天会是"
        f"负 {show_yuan(-held - change_yuan)} 元：请核对日期和金额。"
    ]


def _record(act: str, entry: FundEntry, *, by: User, now: datetime, **facts: object) -> None:
    trail.record(
        act, by=by, obj=entry.account, now=now, name=str(entry.account), entry=entry.pk, kind=entry.get_kind_display(),
        amount_yuan=entry.amount_yuan, on=entry.on, **facts,
    )  # fmt: skip
