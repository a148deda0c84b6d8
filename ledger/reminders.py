"""What units and office are reminded of, and from which day on. Pure: takes dates, not rows; the clock is an argument.

Each rule gives an event with a key of its own and the days on which telling it makes sense; who was told is known by the
key, so a day that was missed is made up for and nothing is told twice.
依据：实施方案六（三）“随时掌握办理进度”；签收一个工作日、首次联系三个工作日、超期五个工作日通报为本办惯例（参数可改）。
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ledger.guarantees import reminded_from
from ledger.messages import To, chinese_day
from ledger.numbers import Numbers
from office.workdays import Calendar

OPENS, CLOSES = time(8, 30), time(17, 30)
# What lies longer back is no news: a long holiday and a few days without power are made up for, an old ledger is not.
CATCH_UP = timedelta(days=14)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """One event that is told today."""

    key: str
    to: tuple[To, ...]
    text: str


@dataclass(frozen=True)
class Day:
    """A working day with what is needed to reckon from it."""

    today: date
    calendar: Calendar

    def tells(self, first: date, last: date | None = None) -> bool:
        """True if an event of the day `first` is still to be told; after `last` there would be no point in it."""
        return self.today - CATCH_UP <= first <= self.today <= (last or self.today)

    def workdays_before(self, day: date, count: int) -> date:
        """The count-th working day before the day."""
        for _ in range(count):
            day = self.calendar.previous_workday(day)
        return day

    def last_workday(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return day if self.calendar.is_workday(day) else self.calendar.previous_workday(day)

    def after_workdays(self, day: date, count: int) -> date:
        """The day after the count-th working day: what was to be done by then is late."""
        return self.calendar.add_workdays(day, count).on + ONE_DAY


def is_working_time(now: datetime, calendar: Calendar) -> bool:
    """On a working day between half past eight and half past five; `now` in local time."""
    return calendar.is_workday(now.date()) and OPENS <= now.time() < CLOSES


def of_deadline(
    key: object, number: str, due_on: date, *, label: str, day: Day, numbers: Numbers
) -> Iterator[Reminder]:
    """A deadline that runs: soon over, over today, over since yesterday, over for days (to the head, 通报)."""
    ends = chinese_day(due_on)
    last = day.last_workday(due_on)
    if day.tells(day.workdays_before(due_on, numbers.due_soon_days), last - ONE_DAY):
        yield Reminder(f"due_soon:{key}:{due_on}", (To.UNIT,), f"案件 {number} 的{label}将于 {ends} 届满，请抓紧办理。")
    if day.tells(last, due_on):
        yield Reminder(f"due_today:{key}:{due_on}", (To.UNIT,), f"案件 {number} 的{label}于 {ends} 届满，请当日办理。")
    if day.tells(due_on + ONE_DAY):
        yield Reminder(f"overdue:{key}:{due_on}", (To.UNIT,), f"案件 {number} 的{label}已于 {ends} 届满，现已超期。")
    if day.tells(day.calendar.add_workdays(due_on, numbers.notice_days).on):
        text = f"案件 {number} 的{label}于 {ends} 届满，已超期 {numbers.notice_days} 个工作日，请考虑通报或督办。"
        yield Reminder(f"overdue_notice:{key}:{due_on}", (To.HEAD,), text)


def of_signing(key: object, number: str, assigned_on: date, *, day: Day, numbers: Numbers) -> Iterator[Reminder]:
    """A case handed to a unit that has not signed for it."""
    if day.tells(day.after_workdays(assigned_on, numbers.sign_days)):
        text = f"案件 {number} 于 {chinese_day(assigned_on)} 交办，还没有签收。"
        yield Reminder(f"unsigned:{key}:{assigned_on}", (To.UNIT, To.CLERK), text)


def of_contact(key: object, number: str, assigned_on: date, *, day: Day, numbers: Numbers) -> Iterator[Reminder]:
    """A case in work without any progress since its assignment."""
    if day.tells(day.after_workdays(assigned_on, numbers.contact_within_days)):
        text = f"案件 {number} 于 {chinese_day(assigned_on)} 交办，还没有登记进展，请联系反映人并登记。"
        yield Reminder(f"no_contact:{key}:{assigned_on}", (To.UNIT,), text)


def of_next_check(key: object, number: str, check_on: date, *, day: Day) -> Iterator[Reminder]:
    """A deadline that is paused, whose next check has come."""
    if day.tells(check_on):
        text = f"案件 {number} 中止计期，{chinese_day(check_on)} 应核查，请登记核查情况。"
        yield Reminder(f"next_check:{key}:{check_on}", (To.UNIT,), text)


def of_procedure(key: object, number: str, check_on: date, *, kind: str, day: Day) -> Iterator[Reminder]:
    """A procedure before another body, on the day on which its answer is looked for."""
    if day.tells(check_on):
        text = f"案件 {number} 的{kind}，{chinese_day(check_on)} 应核查有没有答复，请登记程序进展。"
        yield Reminder(f"procedure_check:{key}:{check_on}", (To.UNIT,), text)


def of_instalment(key: object, number: str, due_on: date, *, day: Day, numbers: Numbers) -> Iterator[Reminder]:
    """A promise that has not been paid: soon due, or broken."""
    if day.tells(day.workdays_before(due_on, numbers.due_soon_days), due_on):
        text = f"案件 {number} 有一期分期款应于 {chinese_day(due_on)} 支付，请督促。"
        yield Reminder(f"instalment_soon:{key}:{due_on}", (To.UNIT,), text)
    if day.tells(due_on + ONE_DAY):
        text = f"案件 {number} 应于 {chinese_day(due_on)} 支付的分期款没有付清，请核实处理。"
        yield Reminder(f"instalment_broken:{key}:{due_on}", (To.UNIT, To.HEAD), text)


def of_supervision(key: object, number: str, reply_due_on: date, *, day: Day) -> Iterator[Reminder]:
    """A supervision without a reply: due today, or late."""
    if day.tells(day.last_workday(reply_due_on), reply_due_on):
        text = f"案件 {number} 的督办应于 {chinese_day(reply_due_on)} 前回复，请当日回复。"
        yield Reminder(f"reply_due:{key}:{reply_due_on}", (To.UNIT,), text)
    if day.tells(reply_due_on + ONE_DAY):
        text = f"案件 {number} 的督办应于 {chinese_day(reply_due_on)} 前回复，现已逾期。"
        yield Reminder(f"reply_late:{key}:{reply_due_on}", (To.UNIT, To.HEAD), text)


def of_measure(key: object, number: str, check_on: date, *, day: Day) -> Iterator[Reminder]:
    """A stability measure on the day on which somebody looks again; to the head too once nobody has."""
    if day.tells(check_on):
        text = f"案件 {number} 有一项稳控措施 {chinese_day(check_on)} 应核查，请登记核查情况。"
        yield Reminder(f"measure_check:{key}:{check_on}", (To.UNIT,), text)
    if day.tells(check_on + ONE_DAY):
        text = f"案件 {number} 有一项稳控措施 {chinese_day(check_on)} 应核查，还没有登记，请督促。"
        yield Reminder(f"measure_late:{key}:{check_on}", (To.HEAD,), text)


def of_lead(key: object, number: str, check_on: date, *, day: Day) -> Iterator[Reminder]:
    """An open 隐患, likewise: it is the office's own to look at."""
    if day.tells(check_on):
        text = f"隐患 {number} {chinese_day(check_on)} 应核查，请登记核查情况。"
        yield Reminder(f"lead_check:{key}:{check_on}", (To.CLERK,), text)
    if day.tells(check_on + ONE_DAY):
        text = f"隐患 {number} {chinese_day(check_on)} 应核查，还没有登记，请督促。"
        yield Reminder(f"lead_late:{key}:{check_on}", (To.HEAD,), text)


def of_recovery(key: object, number: str, recover_by: date, *, day: Day) -> Iterator[Reminder]:
    """An advance that has not come back in full on the day by which it ought to have."""
    if day.tells(recover_by):
        text = f"案件 {number} 有一笔垫付应于 {chinese_day(recover_by)} 前追回，还没有追清，请督促追偿。"
        yield Reminder(f"recover_by:{key}:{recover_by}", (To.HEAD,), text)


def of_guarantee(key: object, project: str, expires_on: date, *, day: Day, numbers: Numbers) -> Iterator[Reminder]:
    """A guarantee letter in force: once, from a month before its expiry on, however late it was registered."""
    first = reminded_from(expires_on, remind_days=numbers.guarantee_remind_days)
    if day.last_workday(first) <= day.today <= expires_on:
        text = f"{project}的工资保证金保函将于 {chinese_day(expires_on)} 到期，请督促续保或办理解除。"
        yield Reminder(f"guarantee:{key}:{expires_on}", (To.HEAD,), text)
