"""The first page: everything an account finds there, by its roles."""

from datetime import date
from typing import Any

from config.home.cases import led_cases, my_cases
from config.home.claims import MOST, registered_today
from config.home.duties import duties
from config.home.figures import work_of
from config.home.notices import notices_at_hand
from config.home.sessions import sessions_at_hand
from config.home.table import table_figure
from config.home.watch import watched
from ledger.selectors.numbers import office_numbers
from office.models import User
from office.roles import CASE_ROLES, Role, holds, may
from reports.charts import Chart, Series
from reports.figures.statistics import Span, by_month, count_claims
from reports.period import Month
from reports.small_chart import small

DESK_ROLES = CASE_ROLES - {Role.LEADER}


def home_page(user: User, *, today: date) -> dict[str, Any]:
    """What the template prints. Accounts at the desk have work; the others are told what they can do here."""
    context = {"today": today, "duties": duties(user, today=today), "has_desk": holds(user, DESK_ROLES)}
    if context["has_desk"]:
        sessions, numbers = sessions_at_hand(user, today=today), office_numbers()
        # While people stand at the counter, the clerk has no time for units that lag behind.
        is_at_counter = sessions.is_open and not holds(user, {Role.HEAD, Role.LIAISON})
        context |= {
            "work": work_of(user, today=today, numbers=numbers),
            "table": table_figure(user, today=today),
            "watched": watched(user, today=today, numbers=numbers),
            "sessions": sessions,
            "notices": notices_at_hand(user, today=today, shown=sessions.next),
            "cases": [] if is_at_counter else my_cases(user, today=today),
            "is_at_counter": is_at_counter,
            "claims": registered_today(user, today=today),
            "most_claims": MOST,
            "is_head": holds(user, {Role.HEAD}),
            "is_clerk": holds(user, {Role.CLERK}),
            "is_liaison": holds(user, {Role.LIAISON}),
            "may_register": may(user, "register_claim"),
            "may_judge": may(user, "decide_same_matter"),
            "may_see_statistics": may(user, "view_statistics"),
        }
    if holds(user, {Role.LEADER}):
        context["is_leader"], context["led"] = True, led_cases(user, today=today)
        if not context["has_desk"]:
            context["work"] = work_of(user, today=today, numbers=office_numbers())
    return context


def trend_picture(user: User, *, today: date) -> str:
    """Claims received and solved in the last twelve months of the account's areas, as a small picture."""
    span = Span(user.area_ids, Month.of(today))
    months = by_month(span, count_claims(span))
    received, solved = (tuple(line.values[place] for line in months.lines) for place in months.charted)
    categories = tuple(f"{month.month}月" for month in span.months)
    series = (Series("收到", received, "brand"), Series("已解决", solved, "ok"))
    return small(Chart(f"{span.label}收到和已解决的诉求", months.unit, categories, series))
