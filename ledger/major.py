"""重大案件: what the office's numbers suggest, and the hint at 拒不支付劳动报酬. Pure: facts in, sentences out.

依据：实施方案六（三）（拖欠时间长、数额大、人数多、案情复杂的重大案件）；刑法第二百七十六条之一，法释〔2013〕3号第三条、第四条。
No national number exists: each one is the office's own and is printed with what it suggests. A person decides.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NONE, MAJOR, VERY_MAJOR = "none", "major", "very_major"
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class MajorNumbers:
    """Each named as its parameter, with the usual value; amounts in yuan."""

    major_workers: int = 10
    major_amount_yuan: int = 100_000
    # Full months of wages that are owed; how long ago that was decides nothing.
    major_months: int = 6
    # Further visits of one claim; the registration is none.
    major_visits: int = 3
    very_major_workers: int = 50
    very_major_amount_yuan: int = 1_000_000
    # 法释〔2013〕3号第三条, the lowest bounds; the province fixes its own.
    crime_one_months: int = 3
    crime_one_yuan: int = 5_000
    crime_many_workers: int = 10
    crime_many_yuan: int = 30_000
    # Working days a case on the fast track usually gets.
    fast_track_workdays: int = 5


@dataclass(frozen=True, kw_only=True)
class OwedFacts:
    """What one worker is owed and for how many months; None where that is not known."""

    amount_yuan: Decimal | None
    months: int | None


@dataclass(frozen=True, kw_only=True)
class MajorFacts:
    """A case on one day. `amount_yuan` None: no amount is known; `months`: of wages owed to the claim that waits for most
    of them, since `owed_since`; 0: less than one, or not known.

    `expired_orders`: the dates of orders to pay that have passed while the money is not paid and the head has not
    decided what to make of it.
    """

    workers_count: int = 0
    amount_yuan: Decimal | None = None
    owed_since: str = ""
    months: int = 0
    again: int = 0
    is_group: bool = False
    incidents: tuple[str, ...] = ()
    workers: tuple[OwedFacts, ...] = ()
    expired_orders: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What the rules say: the level, and one sentence for each number it rests on; `level` NONE has no sentence."""

    level: str = NONE
    reasons: tuple[str, ...] = ()


def suggestion(facts: MajorFacts, numbers: MajorNumbers) -> Suggestion:
    """重大 or 特别重大 as the rules suggest it; the sentences of both levels stand, the weightier first.

    依据：实施方案六（三）。
    """
    very = tuple(_very_major(facts, numbers))
    reasons = (*very, *_major(facts, numbers))
    level = VERY_MAJOR if very else MAJOR if reasons else NONE
    return Suggestion(level=level, reasons=reasons)


def facts_in_words(facts: MajorFacts) -> str:
    """The case's own numbers in one line, for where no rule is met."""
    amount = "金额不详" if facts.amount_yuan is None else f"{facts.amount_yuan:,.2f} 元"
    return f"{facts.workers_count} 人，{amount}，拖欠 {facts.months} 个月的工资，再次来访 {facts.again} 次"


def crime_hint(facts: MajorFacts, numbers: MajorNumbers) -> str:
    """Why 拒不支付劳动报酬 is to be looked into; empty unless an order to pay has passed its date *and* a bound is met.

    依据：刑法第二百七十六条之一；法释〔2013〕3号第三条（数额较大）、第四条（责令支付）。
    """
    bound = _of_many(facts, numbers) or _of_one(facts, numbers)
    if not facts.expired_orders or not bound:
        return ""
    order = min(facts.expired_orders)
    return f"责令支付的期限 {order} 已过，{bound}，可能涉嫌拒不支付劳动报酬，请核对后决定是否移送公安。"


def months_between(since: str, day: date) -> int:
    """Full months from `2020-11` (its first day) or `2020-11-05` to the day; 0 if unknown or to come.

    The last day of a shorter month completes one.
    """
    try:
        start = date.fromisoformat(since if len(since) > len("2020-11") else f"{since}-01")
    except ValueError:
        return 0
    whole = (day.year - start.year) * 12 + day.month - start.month
    last = monthrange(day.year, day.month)[1]
    return max(whole - (day.day < min(start.day, last)), 0)


def period_months(since: str, until: str, received_on: date) -> int | None:
    """How many full months of wages are owed, both ends included; without an end, up to the day the claim was received.

    None without a start. `2020-11` to `2021-01` are three; so are 2020-11-05 to 2021-02-04. An old case is not long owed
    for being old: what waits too long stands on the list 久拖不决. Put to the database in `ledger.selectors.owed_months`.
    """
    if not since:
        return None
    if not until:
        return months_between(since, received_on)
    try:
        end = date.fromisoformat(until) if len(until) > len("2020-11") else _month_end(until)
    except ValueError:
        return None
    return months_between(since, date.fromordinal(end.toordinal() + 1))


def _month_end(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])


def _very_major(facts: MajorFacts, numbers: MajorNumbers) -> Iterable[str]:
    if facts.workers_count >= numbers.very_major_workers:
        yield f"涉及 {facts.workers_count} 人，达到特别重大的 {numbers.very_major_workers} 人。"
    if (facts.amount_yuan or ZERO) >= numbers.very_major_amount_yuan:
        yield f"金额 {facts.amount_yuan:,.2f} 元，达到特别重大的 {numbers.very_major_amount_yuan:,} 元。"
    if facts.incidents:
        yield f"已发生{'、'.join(dict.fromkeys(facts.incidents))} {len(facts.incidents)} 起。"


def _major(facts: MajorFacts, numbers: MajorNumbers) -> Iterable[str]:
    if numbers.major_workers <= facts.workers_count < numbers.very_major_workers:
        yield f"涉及 {facts.workers_count} 人，达到 {numbers.major_workers} 人。"
    if numbers.major_amount_yuan <= (facts.amount_yuan or ZERO) < numbers.very_major_amount_yuan:
        yield f"金额 {facts.amount_yuan:,.2f} 元，达到 {numbers.major_amount_yuan:,} 元。"
    if facts.months >= numbers.major_months:
        yield f"自 {facts.owed_since} 起拖欠 {facts.months} 个月的工资，达到 {numbers.major_months} 个月。"
    if facts.again >= numbers.major_visits:
        yield f"同一诉求再次来访 {facts.again} 次，达到 {numbers.major_visits} 次。"
    if facts.is_group:
        yield "属于集体访。"


def _of_many(facts: MajorFacts, numbers: MajorNumbers) -> str:
    people, amount = facts.workers_count, facts.amount_yuan or ZERO
    if people < numbers.crime_many_workers or amount < numbers.crime_many_yuan:
        return ""
    bounds = f"达到 {numbers.crime_many_workers} 人、{numbers.crime_many_yuan:,} 元"
    return f"拖欠 {people} 人共 {amount:,.2f} 元，{bounds}"


def _of_one(facts: MajorFacts, numbers: MajorNumbers) -> str:
    """The worker who is owed most among those owed for long enough; named by what is owed, not by name."""
    long_owed = [row for row in facts.workers if (row.months or 0) >= numbers.crime_one_months]
    most = max(long_owed, key=lambda row: row.amount_yuan or ZERO, default=None)
    if most is None or (most.amount_yuan or ZERO) < numbers.crime_one_yuan:
        return ""
    bounds = f"达到 {numbers.crime_one_months} 个月、{numbers.crime_one_yuan:,} 元"
    return f"其中一人被拖欠 {most.months} 个月共 {most.amount_yuan:,.2f} 元，{bounds}"
