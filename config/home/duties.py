"""What accounts without cases of their own find on the first page: a sentence, their pages, and what needs their eye."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.urls import reverse

from config.backups.last import days_without, stale_warning
from config.home.escalated import EscalatedCase, escalated_cases
from office.account_life import UNUSED_DAYS
from office.models import CalendarYear, Event, TrailHead, User
from office.reviews import accounts_to_review
from office.roles import Role, holds
from reports.period import OFFICE_TIME

# The State Council tells the holidays of a year in November of the year before.
ANNOUNCED_FROM = 11
NAMED = 10
MOST_EVENTS = 5000

_YEARS, _ACCOUNTS, _TRAIL = (
    "admin:office_calendaryear_changelist",
    "admin:office_user_changelist",
    "admin:office_event_changelist",
)


@dataclass(frozen=True)
class Number:
    """A figure with the list behind it; `url` is empty where there is none."""

    label: str
    text: str
    url: str = ""
    css: str = ""


@dataclass(frozen=True)
class Place:
    """A page one may open, and what it is for."""

    label: str
    url: str
    text: str


@dataclass(frozen=True)
class Duty:
    """What one role does here."""

    title: str
    text: str
    places: list[Place] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    people: list[Place] = field(default_factory=list)
    escalated: list[EscalatedCase] = field(default_factory=list)


def duties(user: User, *, today: date) -> list[Duty]:
    """One for each role of the account that has no cases to work on."""
    made = {
        Role.CITY: _city,
        Role.SYSADMIN: _sysadmin,
        Role.SECADMIN: _secadmin,
        Role.AUDITOR: _auditor,
    }
    return [make(user, today) for role, make in made.items() if holds(user, {role})]


def _city(user: User, today: date) -> Duty:
    cases = escalated_cases(user, today=today)
    text = "各县（区）报送提级办理的案件会列在这里。目前没有提级办理的案件。"
    if cases:
        text = "各县（区）报送提级办理的案件，等待批复的在前。案件仍由县（区）办理；这里只供查看，不含个人身份信息。"
    places = [
        _place("全市情况表", "reports:city", "各县（区）本月报了没有，一县一行汇总，核对上传的文件，封存全市的表。"),
        _place("封存的情况表", "reports:tables", "各县（区）哪些月份已封存、已报送，过了3日没有报的显示红色。"),
    ]
    return Duty("市级", text, places, escalated=cases)


def _sysadmin(_user: User, today: date) -> Duty:
    places = [
        _place(
            "成员单位", "admin:office_unit_changelist", "交办时能选哪些单位，哪些单位参加联合接访；停用的不再出现。"
        ),
        _place("代码", "admin:office_code_changelist", "行业领域、欠薪原因、渠道等下拉选项的名称和顺序。"),
        _place("参数", "admin:office_parameter_changelist", "常用办理期限的天数、办公电话等本办自己的数值。"),
        _place("期限规则", "admin:ledger_clockrule_changelist", "办理期限和各项法定期限的长度、起算和依据。"),
        _place("节假日和调休", "admin:office_specialday_changelist", "计算工作日期限用；按国务院办公厅通知录入。"),
        _place("已公布节假日的年份", _YEARS, "一年的节假日录完后在这里登记，期限就不再显示“暂定”。"),
        _place("行政区划", "admin:office_area_changelist", "区划的名称和填报单位，情况表上用。"),
    ]
    text = "您维护基础资料，看不到案件和个人信息。资料只增改、不删除，每次修改都记入审计记录。"
    return Duty("系统管理员", text, places, [_backup(today), *_known_years(today)])


def _backup(today: date) -> Number:
    now = datetime.combine(today, time(), OFFICE_TIME)
    days, is_late = days_without(now=now), bool(stale_warning(now=now))
    if days is None:
        return Number("上次备份", "还没有", css="overdue" if is_late else "zero")
    return Number("上次备份", f"{days}天前" if days > 0 else "今天", css="soon" if is_late else "done")


def _known_years(today: date) -> list[Number]:
    """This year, and the next from the month on in which it is announced."""
    asked = [today.year] + ([today.year + 1] if today.month >= ANNOUNCED_FROM else [])
    known = set(CalendarYear.objects.filter(year__in=asked).values_list("year", flat=True))
    url = reverse(_YEARS)
    return [
        Number(f"{year}年节假日", "已录入", url, "done")
        if year in known
        else Number(f"{year}年节假日", "未录入", url, "overdue" if year == today.year else "soon")
        for year in asked
    ]


def _secadmin(_user: User, today: date) -> Duty:
    rows = accounts_to_review(today=today)
    active, disabled = len(rows), User.objects.filter(is_active=False).count()
    waiting = sorted(
        (row.account for row in rows if row.account.must_change_password), key=lambda account: account.username
    )
    url, reviews = reverse(_ACCOUNTS), reverse("account_reviews")
    due, ended, unused = (sum(getattr(row, name) for row in rows) for name in ("is_due", "has_ended", "is_unused"))
    numbers = [
        Number("在用账号", f"{active}", f"{url}?is_active__exact=1"),
        Number(
            "停用账号",
            f"{disabled}",
            f"{url}?is_active__exact=0" if disabled else "",
            "" if disabled else "zero",
        ),
        Number("一次性密码未改", f"{len(waiting)}", css="soon" if waiting else "zero"),
        Number("待复核账号", f"{due}", reviews, "soon" if due else "zero"),
        Number("已到期", f"{ended}", f"{url}?life=ended" if ended else "", "soon" if ended else "zero"),
        Number(
            f"{UNUSED_DAYS}天未用", f"{unused}", f"{url}?life=unused" if unused else "", "soon" if unused else "zero"
        ),
    ]
    people = [
        Place(f"{account}（{account.username}）", reverse("admin:office_user_change", args=[account.pk]), "")
        for account in waiting[:NAMED]
    ]
    places = [
        _place("账号", _ACCOUNTS, "建立账号，分配岗位和单位，重置密码，停用离岗人员。"),
        _place("账号复核", "account_reviews", "每半年逐个看一遍：人在不在岗，岗位对不对，保留还是停用。"),
    ]
    text = "您管理账号和岗位，看不到案件和个人信息。密码由系统生成，只显示一次，本人首次登录时自己修改。"
    return Duty("安全管理员", text, places, numbers, people)


def _auditor(_user: User, today: date) -> Duty:
    last, count = _trail(today)
    url = reverse(_TRAIL)
    numbers = [
        Number(
            "今天的审计记录",
            f"{count:,}{' 以上' if count == MOST_EVENTS else ''}",
            f"{url}?days=1" if count else "",
            "" if count else "zero",
        ),
        Number("审计记录总数", f"{last:,}", url),
    ]
    text = "谁在什么时候做了什么，每一步都有一条记录，前后相连，没有修改和删除的办法。您看不到案件内容和个人信息。"
    places = [_place("审计", _TRAIL, "按时间和操作查看；登录、导出、查看完整证件号码都在其中。")]
    return Duty("审计管理员", text, places, numbers)


def _trail(today: date) -> tuple[int, int]:
    """How many events there are, and of the latest of them how many are of today: no index holds their instants."""
    midnight = datetime.combine(today, time(), OFFICE_TIME)
    last = TrailHead.objects.values_list("number", flat=True).first() or 0
    return last, Event.objects.filter(number__gt=last - MOST_EVENTS, at__gte=midnight).count()


def _place(label: str, name: str, text: str) -> Place:
    return Place(label, reverse(name), text)
