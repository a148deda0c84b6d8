"""`manage.py check_calendar`: which years the working-day calendar knows, and which dates wait for one it does not."""

from typing import Any

from django.utils import timezone

from ledger.models import Clock
from office.command import Answer, OfficeCommand
from office.models import CalendarYear

# The State Council's office publishes the next year's arrangement in autumn.
NEXT_YEAR_FROM_MONTH = 11


class Command(OfficeCommand):
    help = "检查节假日日历：哪些年份已录入，哪些期限因此是暂定的；本年（十一月起含下一年）未录入的退出码为 1"

    def answer(self, **_: Any) -> Answer:
        today = timezone.localdate()
        known = set(CalendarYear.objects.values_list("year", flat=True))
        needed = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else [])]
        missing = [year for year in needed if year not in known]
        open_clocks = Clock.objects.filter(closed_on=None, is_provisional=True).select_related("case", "rule")
        waiting = [
            {"case": clock.case.number, "deadline": str(clock.rule), "due_on": clock.due_on}
            for clock in open_clocks.order_by("due_on", "pk")
        ]
        data: dict[str, Any] = {"ok": not missing, "years": sorted(known), "missing": missing, "provisional": waiting}
        lines = [f"已录入节假日的年份：{_span(sorted(known))}。"]
        lines += [f"暂定：案件 {row['case']} 的{row['deadline']} {row['due_on']}。" for row in waiting]
        if missing:
            years = "、".join(str(year) for year in missing)
            lines.append(f"{years} 年的节假日安排尚未录入：请按国务院办公厅通知录入节假日和调休，再录入该年份。")
            data |= {"error": lines[-1], "errors": [lines[-1]]}
        return Answer(data, lines, failed=bool(missing))


def _span(years: list[int]) -> str:
    """2004—2026 where none is missing between, else each."""
    if not years:
        return "无"
    whole = years == list(range(years[0], years[-1] + 1)) and len(years) > 1
    return f"{years[0]}—{years[-1]}" if whole else "、".join(str(year) for year in years)
