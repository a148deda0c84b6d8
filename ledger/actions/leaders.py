"""重大案件的认定, 包案 without a gap, and what the leader did: 下访. His 批示 and 结论 are evidence (`ledger.actions.work`).

依据：实施方案六（三）“重大案件由领导包案”“不结案不销号”：包案领导只能由接任的领导替换，到销号为止。
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.messages import notify
from ledger.actions.requests import word_faults
from ledger.day_bounds import coming_faults
from ledger.major import suggestion
from ledger.models import Case, Leader, MajorMark, Ownership, ProgressNote
from ledger.selectors.major import is_led_by, major_facts, major_numbers
from ledger.workflow import OPEN, Status
from office import trail
from office.models import StoredFile, User
from office.refusals import Refused, refuse_if
from office.roles import ACTS

LONGEST_REASON = 300
Level = MajorMark.Level
# From naming to striking off there is no gap: a completed case may still need a successor.
LED = (*OPEN, Status.COMPLETED)


@transaction.atomic
def mark_major(
    *, case: Case, by: User, level: str, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> MajorMark:  # fmt: skip
    """认定 as 重大, 特别重大 or not; what the rules suggested at that instant is kept beside the reason.

    Raises:
        Refused: no reason, no level or the one that stands, a finished case, a day to come; 不作为重大案件 while led.
    """
    relock(case, expected_version)
    require_on(case, by, "mark_major")
    now = now or timezone.now()
    day = event_day(on, now)
    standing, owner = case.major_marks.first(), _owner(case)
    problems = [*_state_faults(case, "mark_major"), *_day_faults(case, day, now)]
    if level not in Level.values:
        problems.append("请选择认定的级别。")
    elif standing and standing.level == level:
        problems.append(f"案件 {case.number} 已于 {standing.on} 认定为“{standing.get_level_display()}”。")
    if standing and day < standing.on:
        problems.append(f"认定日期 {day} 早于上一次认定的日期 {standing.on}。")
    if level == Level.NONE and owner:
        problems.append(
            f"案件 {case.number} 由{owner.leader}包案，到销号为止不能改为不作为重大案件；换人请用“确定包案领导”。"
        )
    refuse_if([*problems, *word_faults(reason, "认定的理由", LONGEST_REASON)])
    suggested = suggestion(major_facts([case], today=day)[case.pk], major_numbers())
    mark = MajorMark.objects.create(
        case=case, level=level, suggested=list(suggested.reasons), reason=reason.strip(), on=day, at=now, by=by
    )
    case.is_major = level != Level.NONE
    bump(case, "is_major")
    trail.record("mark_major", by=by, obj=case, now=now, number=case.number, level=mark.get_level_display(), on=day)
    return mark


@transaction.atomic
def name_leader(
    *, case: Case, by: User, leader: Leader | None, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Ownership:  # fmt: skip
    """确定包案领导; of a case that is led already, the successor, who begins on the day the predecessor ends.

    The leader is told, where he has an account.

    Raises:
        Refused: not major, finished, no reason, a leader out of office, of another area or the same one, a day to come
            or before the predecessor began.
    """
    relock(case, expected_version)
    require_on(case, by, "name_leader")
    now = now or timezone.now()
    day, before = event_day(on, now), _owner(case)
    problems = [*_state_faults(case, "name_leader", LED), *_day_faults(case, day, now)]
    problems += [] if case.is_major else [f"案件 {case.number} 没有认定为重大案件，请先办理“认定重大案件”。"]
    problems += _leader_faults(case, leader, before)
    if before and day < before.starts_on:
        problems.append(f"接任日期 {day} 早于{before.leader.name}开始包案的日期 {before.starts_on}。")
    problems += word_faults(reason, "理由", LONGEST_REASON)
    if problems or leader is None:
        raise Refused(problems)
    if before:
        before.ended_on, before.ended_at = day, now
        before.save(update_fields=["ended_on", "ended_at"])
    owned = Ownership.objects.create(
        case=case, leader=leader, starts_on=day, reason=reason.strip(), at=now, by=by
    )  # fmt: skip
    bump(case)
    if leader.user and leader.user != by:
        notify(
            users=[leader.user],
            case=case,
            key=f"name_leader:{owned.pk}",
            text=f"案件 {case.number} 由您包案。",
            now=now,
        )
    trail.record(
        "name_leader", by=by, obj=case, now=now, number=case.number, leader=str(leader),
        predecessor=str(before.leader) if before else "", starts_on=day,
    )  # fmt: skip
    return owned


@transaction.atomic
def record_leader_visit(
    *, case: Case, by: User, text: str, on: date | None = None, file: StoredFile | None = None,
    now: datetime | None = None,
) -> ProgressNote:  # fmt: skip
    """登记领导下访: by the leader's own account, or by clerk and head from paper, which is then scanned.

    Raises:
        Refused: nobody leads the case, no words, no scan of the paper, finished, a day to come or before the first
            leader began.
    """
    relock(case)
    require_on(case, by, "record_leader_visit")
    now = now or timezone.now()
    day = event_day(on, now)
    first = case.ownerships.order_by("starts_on").first()
    problems = [*_state_faults(case, "record_leader_visit"), *_day_faults(case, day, now)]
    if first is None:
        problems.append(f"案件 {case.number} 还没有包案领导，请先办理“确定包案领导”。")
    elif day < first.starts_on:
        problems.append(f"下访日期 {day} 早于开始包案的日期 {first.starts_on}。")
    refuse_if([*problems, *word_faults(text, "下访情况", 2000), *paper_faults(case, by, file)])
    note = ProgressNote.objects.create(
        case=case, kind=ProgressNote.Kind.LEADER_VISIT, on=day, text=text.strip(), file=file, at=now, by=by
    )
    trail.record("record_leader_visit", by=by, obj=case, now=now, number=case.number, on=day)
    return note


def paper_faults(case: Case, by: User, file: StoredFile | None) -> list[str]:
    """What the leader writes with his own account needs no paper; what others copy from paper does."""
    if file is not None or is_led_by(case, by):
        return []
    return ["照纸质材料登记的，请上传扫描件；包案领导本人用自己的账号登记的，可以不附。"]


def _owner(case: Case) -> Ownership | None:
    return case.ownerships.filter(ended_on=None).select_related("leader").first()


def _leader_faults(case: Case, leader: Leader | None, before: Ownership | None) -> list[str]:
    if leader is None:
        return ["请选择包案领导。"]
    faults = [] if leader.is_active else [f"{leader}已不在任，请选择其他领导。"]
    if leader.area_id != case.area_id:
        faults.append(f"{leader}不是本区划的领导。")
    if before and before.leader_id == leader.pk:
        faults.append(f"{leader}已自 {before.starts_on} 起包案，不必再次确定。")
    return faults


def _state_faults(case: Case, act: str, states: Collection[str] = OPEN) -> list[str]:
    if case.status in states:
        return []
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}。"]


def _day_faults(case: Case, day: date, now: datetime) -> list[str]:
    early = [f"日期 {day} 早于立案日期 {case.opened_on}。"] if day < case.opened_on else []
    return coming_faults("日期", day, timezone.localdate(now)) + early
