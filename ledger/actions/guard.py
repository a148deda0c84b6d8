"""What every action on a case does first: lock the row, see that nobody was faster, that the act is open to this account."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.models import Case, Transition
from ledger.selectors.reach import reaches
from ledger.workflow import MOVES, Status
from office.models import Event, User
from office.refusals import Conflict, Refused
from office.roles import ACTS, Role, require
from office.trail_words import ACT_LABELS

# On the trail, but they change nothing.
PRINTS = ("print_case", "print_slip")


def lock_case(pk: int, expected_version: int | None = None) -> Case:
    """The case's row, locked until the end of the transaction.

    Raises:
        Conflict: the case is no longer the one the form was made from; says who changed it last, when and what.
        Refused: nobody can be found in the case any more.
    """
    case = Case.objects.select_for_update().get(pk=pk)
    refuse_stale(case, expected_version)
    _refuse_deidentified(case)
    return case


def relock(case: Case, expected_version: int | None = None) -> Case:
    """Locks and refreshes the caller's own instance, so that it is never staler than the row."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update())
    refuse_stale(case, expected_version)
    _refuse_deidentified(case)
    return case


def lock_cases(*cases: Case) -> list[Case]:
    """Locks several cases in one order, so that two acts never wait for each other."""
    for case in sorted({case.pk: case for case in cases}.values(), key=lambda case: case.pk):
        relock(case)
    return list(cases)


def refuse_stale(case: Case, expected_version: int | None) -> None:
    if expected_version is not None and case.version != expected_version:
        raise conflict(case)


def deidentified_fault(case: Case) -> str:
    """Why nothing is done with the case any more; empty unless its people were taken out."""
    if case.deidentified_at is None:
        return ""
    return f"案件 {case.number} 已去标识，不能再办理或更正：反映人又来的，请登记新的诉求。"


def _refuse_deidentified(case: Case) -> None:
    if fault := deidentified_fault(case):
        raise Refused(fault)


def conflict(case: Case) -> Conflict:
    """Names who changed the case last, when and what."""
    return Conflict(f"案件 {case.number} {_last_change(case)}，请刷新页面，看过最新情况后再办理。")


def require_on(case: Case, by: User, act: str) -> None:
    """Refuses an account whose roles do not do this, or whose work does not reach this case.

    Raises:
        PermissionDenied: in words that tell nothing of the case.
    """
    require(by, act)
    if not reaches(by, case, act):
        raise PermissionDenied("没有这个案件，或者不属于您的工作范围。")


def lock_for_work(case: Case, *, by: User, act: str, expected_version: int | None = None) -> Case:
    """Locks a case that is being worked on: 办理中 for its unit and the head, 待审核 for the head alone.

    Raises:
        Refused: the case is in another state. PermissionDenied, Conflict: as `require_on` and `lock_case`.
    """
    relock(case, expected_version)
    require_on(case, by, act)
    if case.status == Status.IN_PROGRESS or (case.status == Status.UNDER_REVIEW and Role.HEAD in by.role_set):
        return case
    hint = "待审核的案件由主任补充，或先退回补办" if case.status == Status.UNDER_REVIEW else "须在“办理中”时登记"
    raise Refused(f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}：{hint}。")


def bump(case: Case, *fields: str) -> None:
    """Saves changed fields and the next version: what a form showed before is out of date now."""
    case.version += 1
    case.save(update_fields=["version", *fields])


def event_day(on: date | None, now: datetime) -> date:
    """The day of the event, today if none is given."""
    return on or timezone.localdate(now)


def _last_change(case: Case) -> str:
    events = Event.objects.filter(object_type=Case._meta.label_lower, object_id=str(case.pk)).exclude(act__in=PRINTS)
    event = events.order_by("-number").first()
    step = Transition.objects.filter(case=case).select_related("by").order_by("-at", "-id").first()
    if event and (step is None or event.at >= step.at):
        who, at, what = event.by, event.at, _label(event.act)
    elif step:
        who, at, what = step.by, step.at, _label(step.move)
    else:
        return "已被改动"
    return f"已由{who or '系统'}于 {timezone.localtime(at):%Y-%m-%d %H:%M} 办理“{what}”"


def _label(name: str) -> str:
    if name in MOVES:
        return MOVES[name].label
    return ACT_LABELS.get(name, "改动")
