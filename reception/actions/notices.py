"""Publishing a notice, and where it was posted. What was published is never edited: a change is a further notice.

依据：实施方案五（接访时间、地点提前在办公场所和门户网站公开，方便群众知晓）。
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.crypto import Tampered
from office.document_numbers import tidy_number
from office.files import open_bytes, store
from office.models import Code, StoredFile, User
from office.refusals import Conflict, Refused, refuse_if
from office.roles import require
from reception.models import Notice, NoticePosting, ReceptionSession
from reception.notice_text import Told, personal_numbers
from reception.selectors.notices import CANCELLATION, CHANGE, FIRST, Standing, office_numbers, plan_of, standing_of

LONGEST_BODY = 4000


@dataclass(frozen=True)
class NoticeData:
    """What is to be published: the text, since when it is public, and for a change or a cancellation why."""

    body: str
    published_on: date
    reason: str = ""
    document_number: str = ""


@transaction.atomic
def publish_notice(
    *, session: ReceptionSession, by: User, data: NoticeData, stamp: str, now: datetime | None = None
) -> Notice:
    """发布公告: the kind that is due. `stamp` is that of the `Standing` the text was written for.

    A change notice of a postponed session is at the same time the first notice of the session it was moved to.
    The same text sent twice is published once. Later than `notice_lead_days` is no refusal: `Standing.is_late` tells.

    Raises:
        Refused: nothing may be published now, or text, days or reason are not sound; every fault is named.
        Conflict: the plan was changed or another notice published since.
    """
    require(by, "publish_notice")
    if session.area_id not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    data = _tidy(data)
    standing = standing_of(_locked(session))
    if _is_sent_twice(standing, data, by):
        return standing.notice  # type: ignore[return-value]
    if stamp != standing.stamp:
        raise Conflict("这场的安排或公告刚有变动，请重新打开，核对正文后再发布。")
    refuse_if(_faults(standing, data, today=timezone.localdate(now)))
    notice = _publish(standing, data, by=by, now=now)
    target = standing.target
    if notice.kind == CHANGE and target != standing.session and not target.notices.exists():
        _publish(standing_of(target), data, by=by, now=now)
    trail.record(
        "publish_notice", by=by, obj=standing.session, now=now, kind=str(Notice.Kind(notice.kind).label),
        version=notice.version, held_on=notice.held_on, published_on=notice.published_on,
        document_number=notice.document_number,
    )  # fmt: skip
    return notice


@transaction.atomic
def record_posting(
    *, notice: Notice, by: User, place: Code, posted_on: date, note: str = "",
    proof: tuple[str, bytes] | None = None, now: datetime | None = None,
) -> NoticePosting:  # fmt: skip
    """登记公开渠道: where the notice was posted and since when; `proof` is name and bytes of a picture or PDF.

    Raises:
        Refused: registered already, no place of the list, a day to come or before the notice, a file that is not taken.
    """
    require(by, "record_posting")
    if notice.session.area_id not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    refuse_if(_posting_faults(notice, place, posted_on, today=timezone.localdate(now)))
    row = NoticePosting.objects.create(
        notice=notice, place=place, posted_on=posted_on, note=note.strip(), at=now, by=by,
        proof=store(name=proof[0], data=proof[1], by=by, now=now) if proof else None,
    )  # fmt: skip
    facts = {"sha256": row.proof.sha256} if row.proof else {}
    trail.record("record_posting", by=by, obj=notice.session, now=now, place=place.label, posted_on=posted_on, **facts)
    return row


@transaction.atomic
def open_proof(*, posting: NoticePosting, by: User, now: datetime | None = None) -> tuple[StoredFile, bytes]:
    """The proof of a posting and its bytes, for whoever sees the session; one event `download_file`.

    Raises:
        Refused: there is none, or the bytes on the disk are gone or were changed.
    """
    stored = posting.proof
    if stored is None:
        raise Refused("这条公开渠道没有上传证明图片。")
    try:
        data = open_bytes(stored)
    except Tampered as error:
        raise Refused(f"文件“{stored.name}”已损坏或丢失，无法打开：请联系系统管理员从备份恢复。") from error
    trail.record("download_file", by=by, obj=stored, now=now, sha256=stored.sha256)
    return stored, data


def _locked(session: ReceptionSession) -> ReceptionSession:
    """The session, and those it was postponed to, locked in the order of their age."""
    locked = {session.pk: ReceptionSession.objects.select_for_update().get(pk=session.pk)}
    last = locked[session.pk]
    while last.postponed_to_id and last.postponed_to_id not in locked:
        last = locked[last.postponed_to_id] = ReceptionSession.objects.select_for_update().get(pk=last.postponed_to_id)
    return locked[session.pk]


def _tidy(data: NoticeData) -> NoticeData:
    lines = (line.strip() for line in data.body.strip().splitlines())
    return NoticeData("\n".join(lines), data.published_on, data.reason.strip(), tidy_number(data.document_number))


def _is_sent_twice(standing: Standing, data: NoticeData, by: User) -> bool:
    notice = standing.notice
    if notice is None or notice.published_by_id != by.pk:
        return False
    return (notice.body, notice.published_on, notice.reason) == (data.body, data.published_on, data.reason)


def _publish(standing: Standing, data: NoticeData, *, by: User, now: datetime) -> Notice:
    kind, told = standing.next_kind, plan_of(standing.target)
    if kind is None or told is None:
        raise Refused("现在没有可以发布的公告。")
    is_first = kind == FIRST
    return Notice.objects.create(
        session=standing.session, version=len(standing.notices) + 1, kind=kind,
        held_on=told.on, starts_at=told.starts_at, ends_at=told.ends_at, venue=told.venue,
        body=data.body, reason="" if is_first else data.reason, document_number=data.document_number,
        published_on=data.published_on, published_at=now, published_by=by,
    )  # fmt: skip


def _faults(standing: Standing, data: NoticeData, *, today: date) -> list[str]:
    kind, told = standing.next_kind, plan_of(standing.target)
    if kind is None or told is None:
        return [_why_none(standing)]
    faults = [*_text_faults(kind, data, told), *_day_faults(standing, data, told, today=today)]
    if kind != FIRST and not data.reason:
        faults.append(f"请填写{'取消' if kind == CANCELLATION else '变更'}的原因，公告上会写明。")
    newest = standing.notice
    if kind == CHANGE and not standing.due and newest is not None and newest.body == data.body:
        faults.append("时间、地点和正文都没有变，不用再发布。")
    return faults


def _why_none(standing: Standing) -> str:
    session = standing.session
    if session.day is None:
        return "日期待定的场次不能发布公告，请先在“修改安排”中填写日期。"
    if standing.notice is None:
        return f"这一场是“{session.get_status_display()}”，没有发布过公告，不用再发布。"
    return f"这一场是“{session.get_status_display()}”，公告已经是最新的，不用再发布。"


def _text_faults(kind: Notice.Kind, data: NoticeData, told: Told) -> list[str]:
    faults = []
    if not data.body:
        faults.append("请填写公告正文。")
    elif len(data.body) > LONGEST_BODY:
        faults.append(f"公告正文最多 {LONGEST_BODY} 个字，请精简。")
    elif kind != CANCELLATION:
        plain = "".join(data.body.split())
        day = f"{told.on.month}月{told.on.day}日"
        faults += [f"公告正文没有写明日期“{day}”，请核对。"] if day not in plain else []
        faults += [f"公告正文没有写明地点“{told.venue}”，请核对。"] if "".join(told.venue.split()) not in plain else []
    allowed = office_numbers()
    for number in personal_numbers(
        f"{data.body}\n{data.reason}", allowed=(allowed["contact_phone"], allowed["office_phone"])
    ):
        faults.append(
            f"公告上的“{number}”像是个人的手机号、证件号或账号，不能公开：请删去；"
            "是治欠办自己的电话的，先在参数“联络人电话”或“治欠办电话”中登记。"
        )
    return faults


def _day_faults(standing: Standing, data: NoticeData, told: Told, *, today: date) -> list[str]:
    faults, before = [], standing.notice
    if data.published_on > today:
        faults.append("公开日期不能晚于今天：公开以后再登记。")
    if standing.next_kind != CANCELLATION and data.published_on > told.on:
        faults.append(f"公开日期不能晚于接访当天（{told.on.isoformat()}）。")
    if before is not None and data.published_on < before.published_on:
        faults.append(f"公开日期不能早于上一份公告（{before.published_on.isoformat()}）。")
    return faults


def _posting_faults(notice: Notice, place: Code, posted_on: date, *, today: date) -> list[str]:
    faults = []
    if place.kind != Code.Kind.NOTICE_PLACE:
        faults.append("请选择公开渠道。")
    elif notice.postings.filter(place=place).exists():
        faults.append(f"这份公告的“{place.label}”已经登记过。")
    if posted_on > today:
        faults.append("公开日期不能晚于今天：张贴、上网以后再登记。")
    if posted_on < notice.published_on:
        faults.append(f"公开日期不能早于公告的公开日期（{notice.published_on.isoformat()}）。")
    return faults
