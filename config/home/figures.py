"""What waits to be done, as figures that are lists. Each account sees its own duties alone, and only rows it may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from ledger.forms.lists import LOW_INCOME
from ledger.models import Case, Request, Supervision
from ledger.numbers import Numbers
from ledger.selectors.advances import advances_to_recover
from ledger.selectors.case_conditions import DUE_TODAY, INCOMPLETE, OPEN_CASES, OVERDUE, RETURN_ASKED, SOON, condition
from ledger.selectors.named_lists import NamedList
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import Role, holds


@dataclass(frozen=True)
class Figure:
    """One number and the query of the ledger that lists exactly what it counts; `url` is empty where that is nothing.

    `key` is set where counting looks into the claims or records of every case in hand: such a number is asked for by
    this key once the page stands (`count_of`), and its list can be opened meanwhile.
    """

    label: str
    query: str
    tone: str = ""
    hint: str = ""
    value: int = 0
    key: str = ""

    @property
    def url(self) -> str:
        return f"{reverse('admin:ledger_case_changelist')}?{self.query}" if self.value or self.key else ""

    def of_unit(self, pk: int) -> "Figure":
        """The same of one responsible unit alone."""
        return replace(self, query=f"unit={pk}&{self.query}")

    @property
    def css(self) -> str:
        return self.tone if self.value else "zero"


_UNASSIGNED = Figure("未交办", f"status={Status.REGISTERED}")
_UNSIGNED = Figure("未签收", f"status={Status.ASSIGNED}")
_RETURNS = Figure("申请退回", f"status={RETURN_ASKED}")
_IN_PROGRESS = Figure("办理中", f"status={Status.IN_PROGRESS}")
_REVIEW = Figure("待审核", f"status={Status.UNDER_REVIEW}")
_COMPLETED = Figure("待销号", f"status={Status.COMPLETED}")
_DEADLINES = (
    Figure("今日到期", f"due={DUE_TODAY}", "soon"),
    Figure("临期", f"due={SOON}", "soon", "即将到期的，今日到期的也在内"),
    Figure("超期", f"due={OVERDUE}", "overdue"),
)
_INCOMPLETE = Figure("缺期限或责任人", f"due={INCOMPLETE}")

_EXTENSIONS = Figure("延期申请", f"list={NamedList.EXTENSION}", "soon")
_REOPENINGS = Figure("重新办理申请", f"list={NamedList.REOPENING}", "soon")
_UNANSWERED = Figure("督办未回复", f"list={NamedList.SUPERVISION}", "soon")
_TO_ANSWER = Figure("督办待回复", f"list={NamedList.SUPERVISION}", "overdue")
_STALLED = Figure("久拖不决", f"list={NamedList.STALLED}", "overdue", key="stalled")
_MEASURES = Figure("稳控待核查", f"list={NamedList.MEASURE}", "overdue", "稳控措施到了核查日还没有登记核查情况")
_INSTALMENTS = Figure("分期到期", f"list={NamedList.INSTALMENT}", "soon")
_PROCEDURES = Figure(
    "程序待核查", f"list={NamedList.PROCEDURE}", "overdue", "到了核查日还没有答复的仲裁、公安、法院等程序"
)
_WON_UNPAID = Figure(
    "赢了官司没拿到钱", f"list={NamedList.WON_UNPAID}", "overdue", "有判决、裁决或执行决定，工资还没有付清"
)
_REPEATED = Figure("重复信访", f"list={NamedList.REPEAT}", "soon")
_ESCALATED = Figure(
    "提级办理中", f"list={NamedList.ESCALATED}", "soon", "还没有提级办理结论的；清单中有报送后等待批复的天数"
)
_NO_LEADER = Figure("重大无包案领导", f"list={NamedList.NO_LEADER}", "overdue", "认定为重大、还没有包案领导的案件")
_SUGGESTED = Figure(
    "疑似重大", f"list={NamedList.SUGGESTED}", "soon", "达到重大案件的数字、还没有认定的案件", key="suggested"
)
_TO_RECOVER = Figure("待追偿", f"list={NamedList.ADVANCE}", "soon", "垫付还没有全部追回，结案的也在内")
_LOW_INCOME = Figure(
    "低收入（防欠薪返贫）", LOW_INCOME, "soon", "低收入农村劳动力未办结的案件，期限近的在前", key="low-income"
)

# The office reminds units of what they have not signed for; assigning, reviewing and striking off are the head's alone.
_OF_HEAD = (_UNASSIGNED, _UNSIGNED, _RETURNS, _REVIEW, _COMPLETED, *_DEADLINES, _INCOMPLETE)
_OF_CLERK = (_UNSIGNED, *_DEADLINES)
_LED = Figure("由我包案", f"status={OPEN_CASES}", "", "由您包案、还没有办结的案件")
_OF_LEADER = (_LED, *_DEADLINES)
_OF_LIAISON = (_UNSIGNED, _IN_PROGRESS, *_DEADLINES)
_LISTS_OF_HEAD = (
    _EXTENSIONS,
    _REOPENINGS,
    _UNANSWERED,
    _PROCEDURES,
    _WON_UNPAID,
    _ESCALATED,
    _STALLED,
    _MEASURES,
    _NO_LEADER,
    _SUGGESTED,
    _TO_RECOVER,
    _LOW_INCOME,
)
_LISTS_OF_CLERK = (_REPEATED, _LOW_INCOME)
_LISTS_OF_LIAISON = (_PROCEDURES, _INSTALMENTS, _MEASURES, _LOW_INCOME)


@dataclass(frozen=True)
class Work:
    """`figures` by state and deadline, `lists` the 清单 the account answers for beside them."""

    figures: list[Figure] = field(default_factory=list)
    lists: list[Figure] = field(default_factory=list)


def work_of(user: User, *, today: date, numbers: Numbers) -> Work:
    """The figures of this account's work, in one query; none for accounts without cases."""
    desk = _desk_of(user)
    if desk is None:
        return Work()
    counts = _Counting(user, today, numbers, desk)
    return Work(counts.of(desk.figures), counts.of(desk.lists))


def count_of(key: str, user: User, *, today: date, numbers: Numbers) -> int | None:
    """The number of one figure that `work_of` leaves to be asked for; None if this account has none of that key."""
    desk = _desk_of(user)
    asked = [replace(figure, key="") for figure in desk.lists if figure.key == key] if desk else []
    if desk is None or not asked:
        return None
    return _Counting(user, today, numbers, replace(desk, figures=(), lists=asked)).of(asked)[0].value


@dataclass(frozen=True)
class _Desk:
    """What an account counts: its figures and lists, `among` which cases, and the cases `and_those` that a list adds."""

    figures: Sequence[Figure]
    lists: Sequence[Figure]
    among: QuerySet[Case]
    and_those: Sequence[QuerySet[Any]] = ()


def _desk_of(user: User) -> _Desk | None:
    # What is struck off is most of an old ledger: an index leaves it out.
    in_hand = Case.objects.filter(status__in=(*OPEN, Status.COMPLETED)).order_by()
    if holds(user, {Role.HEAD}):
        # A finished case may wait for a decision too.
        waiting = Request.objects.filter(granted=None).order_by().values("case")
        # What was advanced is recovered after striking off too.
        owing = advances_to_recover().values("case")
        return _Desk(_OF_HEAD, _LISTS_OF_HEAD, in_hand.filter(area__in=user.area_ids), (waiting, owing))
    if holds(user, {Role.CLERK}):
        return _Desk(_OF_CLERK, _LISTS_OF_CLERK, in_hand.filter(area__in=user.area_ids))
    if holds(user, {Role.LIAISON}) and user.unit_id:
        # Cases that the unit only assists are another unit's duty; but on those too it may have to reply.
        own, lists = ([figure.of_unit(user.unit_id) for figure in row] for row in (_OF_LIAISON, _LISTS_OF_LIAISON))
        asked = Supervision.objects.filter(unit=user.unit_id, replied_on=None).order_by().values("case")
        return _Desk(own, [_TO_ANSWER, *lists], in_hand.filter(responsible_unit=user.unit_id), (asked,))
    if holds(user, {Role.LEADER}):
        # Of an account that is a leader's and nothing else, all it sees is what it leads.
        led = Case.objects.filter(ownerships__leader__user=user.pk, ownerships__ended_on=None)
        return _Desk(_OF_LEADER, (), in_hand.filter(pk__in=led.values("pk")))
    return None


class _Counting:
    """Counts figures by the very conditions that their lists ask for."""

    def __init__(self, user: User, today: date, numbers: Numbers, desk: _Desk) -> None:  # fmt: skip
        self._asked = {"today": today, "numbers": numbers, "reader": user}
        named = {f"n{place}": figure for place, figure in enumerate([*desk.figures, *desk.lists]) if not figure.key}
        pks = desk.among.values("pk")
        # A union and not one condition with "or", for which the whole archive would be read.
        pks = pks.union(*desk.and_those, all=True) if desk.and_those else pks
        counts = (
            Case.objects.visible_to(user)
            .filter(pk__in=pks)
            .order_by()
            .aggregate(**{name: Count("pk", filter=self._condition(figure)) for name, figure in named.items()})
        )
        self._found = {figure.query: counts[name] for name, figure in named.items()}

    def of(self, figures: Sequence[Figure]) -> list[Figure]:
        """The same with their numbers; what is asked for later has none yet."""
        return [replace(figure, value=self._found.get(figure.query, 0)) for figure in figures]

    def _condition(self, figure: Figure) -> Q:
        return condition(**self._asked, **QueryDict(figure.query).dict())
