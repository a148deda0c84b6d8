"""提级办理: asked for, sent to the city with its dossier, replied to, concluded. The case stays ours and its clocks run on.

依据：实施方案六（四）：本级难以解决的重大案件报请上级协调处理，案件仍在本级台账，不因报送而办结。
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.messages import tell
from ledger.actions.requests import word_faults
from ledger.day_bounds import coming_faults
from ledger.dossier import as_sent, missing_items
from ledger.models import Case, Escalation
from ledger.selectors.dossier import dossier_of
from ledger.workflow import OPEN
from office import trail
from office.document_numbers import LONGEST, number_faults, tidy_number, year_of
from office.models import StoredFile, User
from office.refusals import refuse_if

LONGEST_TEXT = 500
LONGEST_REMARK = 100
USUAL_RECEIVER = "市治欠办"


@transaction.atomic
def request_escalation(
    *, case: Case, by: User, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Escalation:  # fmt: skip
    """提请提级办理, before anything is sent.

    Raises:
        Refused: no reason, a finished case, an escalation without conclusion, a day to come or before the case.
    """
    relock(case, expected_version)
    require_on(case, by, "request_escalation")
    now = now or timezone.now()
    day = event_day(on, now)
    problems = [*_open_faults(case, "提请提级办理"), *word_faults(reason, "提请理由", LONGEST_TEXT)]
    problems += _day_faults("提请日期", day, now, after={"立案日期": case.opened_on})
    before = Escalation.objects.filter(case=case, concluded_on=None).first()
    if before:
        problems.append(f"本案已于 {before.requested_on} 提请提级办理，尚无结论，不能再次提请。")
    refuse_if(problems)
    row = Escalation.objects.create(case=case, requested_on=day, reason=reason.strip(), at=now, by=by)
    bump(case)
    trail.record("request_escalation", by=by, obj=case, now=now, number=case.number, on=day)
    return row


@transaction.atomic
def send_escalation(
    *, escalation: Escalation, by: User, document_number: str, sent_to: str = USUAL_RECEIVER,
    ticked: Collection[str] = (), remarks: Mapping[str, str] | None = None, on: date | None = None,
    file: StoredFile | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> Escalation:  # fmt: skip
    """报送市级 with the dossier. `ticked` are keys of items that only a person can see to, `remarks` say by key why one is left out.

    Raises:
        Refused: sent before, a finished case, an unsound 文号, a day before the request or to come, and each item of
            the dossier that is missing without a remark.
    """
    case, now = _locked(escalation, by, "send_escalation", expected_version, now)
    day, remarks = event_day(on, now), remarks or {}
    number, items = tidy_number(document_number), dossier_of(case)
    problems = [*_open_faults(case, "报送提级办理"), *_state_faults(escalation, sent=False)]
    problems += [*number_faults(number), *word_faults(sent_to, "报送单位", 80)]
    if (year_of(number) or day.year) > day.year:
        problems.append(f"文号“{number}”的年份晚于报送日期 {day}。")
    problems += _day_faults("报送日期", day, now, after={"提请日期": escalation.requested_on})
    long = [item.label for item in items if len(remarks.get(item.key, "").strip()) > LONGEST_REMARK]
    problems += [f"“{label}”未附的原因最多 {LONGEST_REMARK} 个字，请精简。" for label in long]
    refuse_if([*problems, *missing_items(items, ticked=ticked, remarks=remarks)])
    escalation.checklist = as_sent(items, ticked=ticked, remarks=remarks)
    escalation.document_number, escalation.sent_to, escalation.file = number, sent_to.strip(), file
    escalation.sent_on, escalation.sent_at, escalation.sent_by = day, now, by
    escalation.save()
    _told("send_escalation", escalation, case, by=by, now=now, on=day, document_number=number)
    return escalation


@transaction.atomic
def record_escalation_reply(
    *, escalation: Escalation, by: User, reply: str, reply_number: str = "", on: date | None = None,
    file: StoredFile | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> Escalation:  # fmt: skip
    """登记市级批复, also on a case that was finished meanwhile. A number of theirs is kept as they wrote it.

    Raises:
        Refused: not sent, replied to or concluded before, no words, a day before the sending or to come.
    """
    case, now = _locked(escalation, by, "record_escalation_reply", expected_version, now)
    day, number = event_day(on, now), tidy_number(reply_number)
    problems = _state_faults(escalation, sent=True)
    if escalation.replied_on:
        problems.append(f"已于 {escalation.replied_on} 登记批复。")
    problems += word_faults(reply, "批复内容", LONGEST_TEXT)
    problems += [f"批复文号最多 {LONGEST} 个字，请核对。"] if len(number) > LONGEST else []
    refuse_if([*problems, *_day_faults("批复日期", day, now, after={"报送日期": escalation.sent_on})])
    escalation.reply, escalation.reply_number, escalation.reply_file = reply.strip(), number, file
    escalation.replied_on, escalation.replied_at, escalation.replied_by = day, now, by
    escalation.save()
    _told("record_escalation_reply", escalation, case, by=by, now=now, on=day, document_number=number)
    return escalation


@transaction.atomic
def conclude_escalation(
    *, escalation: Escalation, by: User, conclusion: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Escalation:  # fmt: skip
    """提级办理结论: what came of it, also where no reply came or nothing was sent after all.

    Raises:
        Refused: concluded before, no words, a day before the last step or to come.
    """
    case, now = _locked(escalation, by, "conclude_escalation", expected_version, now)
    day = event_day(on, now)
    problems = [] if escalation.concluded_on is None else [f"已于 {escalation.concluded_on} 登记结论。"]
    problems += word_faults(conclusion, "结论", LONGEST_TEXT)
    steps = {
        "提请日期": escalation.requested_on, "报送日期": escalation.sent_on, "批复日期": escalation.replied_on
    }  # fmt: skip
    refuse_if([*problems, *_day_faults("结论日期", day, now, after=steps)])
    escalation.conclusion, escalation.concluded_on = conclusion.strip(), day
    escalation.concluded_at, escalation.concluded_by = now, by
    escalation.save()
    bump(case)
    trail.record("conclude_escalation", by=by, obj=case, now=now, number=case.number, on=day)
    return escalation


def _locked(
    escalation: Escalation, by: User, act: str, expected_version: int | None, now: datetime | None
) -> tuple[Case, datetime]:
    case = relock(escalation.case, expected_version)
    require_on(case, by, act)
    escalation.refresh_from_db()
    return case, now or timezone.now()


def _told(act: str, row: Escalation, case: Case, *, by: User, now: datetime, on: date, document_number: str) -> None:
    bump(case)
    if case.responsible_unit:
        tell(event=act, case=case, key=row.pk, by=by, now=now, unit=case.responsible_unit)
    trail.record(act, by=by, obj=case, now=now, number=case.number, on=on, document_number=document_number)


def _state_faults(row: Escalation, *, sent: bool) -> list[str]:
    if row.concluded_on:
        return [f"这次提级办理已于 {row.concluded_on} 有结论。"]
    if sent:
        return [] if row.sent_on else ["这次提级办理还没有报送，请先报送。"]
    return [f"已于 {row.sent_on} 以 {row.document_number} 报送。"] if row.sent_on else []


def _open_faults(case: Case, label: str) -> list[str]:
    if case.status in OPEN:
        return []
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{label}。"]


def _day_faults(label: str, on: date, now: datetime, *, after: Mapping[str, date | None]) -> list[str]:
    faults = [f"{label} {on} 早于{other} {day}。" for other, day in after.items() if day and on < day]
    return faults + coming_faults(label, on, timezone.localdate(now))
