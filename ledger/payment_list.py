"""支付凭证清单 matched to the roll, line by line: what may be recorded, what is recorded already, what is wrong and why.

Pure: takes facts, not rows. Names are compared in one spelling, numbers by their last four characters alone.
依据：工资支付须到本人；支付凭证清单（姓名、身份证号或账号后四位、实发金额、发放日期、流水号）。
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from ledger.day_bounds import EARLIEST
from office.text import normalise

ENDING = 4
_ONE_SERIAL = "同一人同日同额的一笔已登记，有一方没有流水号，按同一笔认定；确是另一笔的，另用“登记支付”登记。"


class Verdict(Enum):
    """The word each line gets on the page."""

    MATCHED = "可登记"
    RECORDED = "已登记"
    PROBLEM = "有问题"


@dataclass(frozen=True, kw_only=True)
class ListLine:
    """One line as it was read. `number` is its place in the list; `faults` say what could not be read."""

    number: int
    name: str
    endings: tuple[str, ...] = ()
    amount_yuan: Decimal | None = None
    on: date | None = None
    serial: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Payee:
    """One worker of the roll: last four of ID number and account, what is outstanding (None: not known)."""

    key: int
    name: str
    endings: frozenset[str] = frozenset()
    outstanding_yuan: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A line of a payment that counts."""

    key: int | None
    on: date
    amount_yuan: Decimal
    serial: str = ""


@dataclass(frozen=True)
class Judged:
    """A line with its verdict; `remark` names the fault and its remedy, or what to look at once more."""

    line: ListLine
    verdict: Verdict
    payee: Payee | None = None
    remark: str = ""

    @property
    def transfer(self) -> tuple[int, date, Decimal] | None:
        """Worker, day and sum to be recorded; None unless the line may be."""
        return _transfer(self.line, self.payee) if self.verdict is Verdict.MATCHED else None


@dataclass
class _Seen:
    """What the lines before have taken."""

    serials: dict[str, int] = field(default_factory=dict)
    transfers: dict[tuple[int, date, Decimal], list[ListLine]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


def match(
    lines: Iterable[ListLine], payees: Sequence[Payee], recorded: Iterable[Recorded], *, today: date
) -> list[Judged]:
    """Every line with its verdict, in their order. A problem in one line leaves the others as they are."""
    roll: dict[str, list[Payee]] = defaultdict(list)
    for payee in payees:
        roll[normalise(payee.name)].append(payee)
    known, seen = list(recorded), _Seen()
    return [_judge(line, roll, known, seen=seen, today=today) for line in lines]


def last_four(number: str) -> str:
    """``…1234`` of an ID number or account; empty for what is shorter."""
    text = normalise(number)
    return text[-ENDING:] if len(text) >= ENDING else ""


def _judge(line: ListLine, roll: dict[str, list[Payee]], known: list[Recorded], *, seen: _Seen, today: date) -> Judged:
    faults = [*line.faults, *_day_faults(line.on, today)]
    payee, remark = _payee(line, roll)
    if payee is None:
        faults.append(remark)
    if twin := _twin(line, payee, seen):
        faults.append(
            f"与第 {twin} 行重复（同一人同日同额，或流水号相同）：请删去一行；确是两笔的，两行都填上各自的流水号，"
            "或者另用“登记支付”登记。"
        )
    _note(line, payee, seen)
    if faults or payee is None or line.amount_yuan is None or line.on is None:
        return Judged(line, Verdict.PROBLEM, payee, "".join(faults))
    told = _already(line, payee, known)
    if told:
        return Judged(line, told[0], payee, told[1])
    return _weighed(line, payee, remark, seen)


def _weighed(line: ListLine, payee: Payee, remark: str, seen: _Seen) -> Judged:
    """The sum against what is outstanding, less what earlier lines of the list pay."""
    amount = line.amount_yuan or Decimal(0)
    if payee.outstanding_yuan is None:
        seen.taken[payee.key] += amount
        return Judged(line, Verdict.MATCHED, payee, f"{remark}花名册没有欠发金额，无法核对。")
    left = payee.outstanding_yuan - seen.taken[payee.key]
    if amount > left:
        return Judged(
            line, Verdict.PROBLEM, payee,
            f"金额 {amount:,.2f} 元超过未付 {max(left, Decimal(0)):,.2f} 元：请核对金额；确有补付、利息的，另用“登记支付”登记。",
        )  # fmt: skip
    seen.taken[payee.key] += amount
    rest = f"付后还欠 {left - amount:,.2f} 元。" if amount < left else ""
    return Judged(line, Verdict.MATCHED, payee, f"{remark}{rest}")


def _payee(line: ListLine, roll: dict[str, list[Payee]]) -> tuple[Payee | None, str]:
    """Who is meant, with what to look at; or None and why nobody is."""
    if not line.name:
        return None, "没有姓名：请补上。"
    named = roll.get(normalise(line.name), [])
    if not named:
        return None, f"本案花名册上没有“{line.name}”：请核对姓名；确是本案工人的，先由窗口在“更正登记”中补进花名册。"
    if not line.endings:
        if len(named) == 1:
            return named[0], "没有后四位，仅按姓名匹配（花名册上只有一个同名的人），请核对。"
        return None, f"花名册上有 {len(named)} 个“{line.name}”：请补上身份证号或账号后四位。"
    given = {normalise(ending) for ending in line.endings}
    fitting = [payee for payee in named if payee.endings & given]
    if len(fitting) == 1:
        return fitting[0], ""
    if fitting:
        return _one_of(fitting, line)
    if len(named) == 1 and not named[0].endings:
        return named[0], "花名册上没有证件号和账号，仅按姓名匹配，请核对。"
    return None, f"“{line.name}”的后四位 {'、'.join(line.endings)} 与花名册不符：请核对证件号或账号，或花名册上的登记。"


def _one_of(fitting: list[Payee], line: ListLine) -> tuple[Payee | None, str]:
    """The same person on the rolls of two claims: the sum decides, if it fits one alone."""
    exact = [payee for payee in fitting if payee.outstanding_yuan == line.amount_yuan]
    if len(exact) == 1:
        return exact[0], "花名册上有几行姓名和后四位都相同，按未付金额对应。"
    return None, f"花名册上有 {len(fitting)} 行“{line.name}”的后四位相同：无法分辨，请用“登记支付”按人登记。"


def _twin(line: ListLine, payee: Payee | None, seen: _Seen) -> int | None:
    """The number of the earlier line that this one repeats."""
    if line.serial and line.serial in seen.serials:
        return seen.serials[line.serial]
    transfer = _transfer(line, payee)
    earlier = seen.transfers.get(transfer, []) if transfer else []
    return next((other.number for other in earlier if _is_one(line.serial, other.serial)), None)


def _note(line: ListLine, payee: Payee | None, seen: _Seen) -> None:
    if line.serial:
        seen.serials.setdefault(line.serial, line.number)
    if transfer := _transfer(line, payee):
        seen.transfers[transfer].append(line)


def _transfer(line: ListLine, payee: Payee | None) -> tuple[int, date, Decimal] | None:
    return (payee.key, line.on, line.amount_yuan) if payee and line.on and line.amount_yuan else None


def _already(line: ListLine, payee: Payee, known: list[Recorded]) -> tuple[Verdict, str] | None:
    """What the ledger says of this line: the very transfer, or its serial number on another one."""
    alike = [row for row in known if (row.key, row.on, row.amount_yuan) == (payee.key, line.on, line.amount_yuan)]
    if any(row.serial == line.serial for row in alike):
        return Verdict.RECORDED, ""
    if any(_is_one(line.serial, row.serial) for row in alike):
        return Verdict.RECORDED, _ONE_SERIAL
    if line.serial and any(row.serial == line.serial for row in known):
        return Verdict.PROBLEM, f"流水号 {line.serial} 已登记过，但人、日期或金额不同：请核对这一行和已登记的支付。"
    return None


def _is_one(serial: str, other: str) -> bool:
    """One payment for all that the bank says: two numbers that differ are two payments, one that is missing tells nothing."""
    return not serial or not other or serial == other


def _day_faults(on: date | None, today: date) -> list[str]:
    if on is None:
        return []  # what was read in its place is among the faults of the line
    if on > today:
        return [f"发放日期 {on} 晚于今天：请核对。"]
    return [f"发放日期 {on} 早于 2000 年：请核对。"] if on < EARLIEST else []
