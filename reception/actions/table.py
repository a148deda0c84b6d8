"""What happens at the table: a leader takes a visit, a unit gives its opinion, each on one claim brought that day.

依据：实施方案六（一）领导小组组长直接处理重大、敏感来访或群访问题；分工表（成员单位派员参加接访）。
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import refuse_if
from office.roles import require
from reception.actions.session_guard import require_in
from reception.identity_access import debtors_of
from reception.models import Claim, DirectHandling, HandlingWaiver, ReceptionSession, TableOpinion

NOT_OPEN = "本场接访没有在进行：处理意见在接访现场填写，结束后请在案件中登记进展。"


@transaction.atomic
def handle_directly(
    *, claim: Claim, session: ReceptionSession, by: User, why: str, leader: str, text: str, post: str = "",
    now: datetime | None = None,
) -> DirectHandling:  # fmt: skip
    """直接处理, as clerk or head write it down; sent twice it stands once. May be entered after the session.

    Raises:
        Refused: reason, leader or text missing, a claim that does not count, or one that was not brought there.
        PermissionDenied: neither clerk nor head of the area.
    """
    claim = _locked_in_area(claim, by, "handle_directly")
    told = {"why": why, "leader": leader.strip(), "post": post.strip(), "text": text.strip()}
    refuse_if([*_not_brought(claim, session), *_untold(told)])
    same = DirectHandling.objects.filter(claim=claim, session=session, **told).first()
    if same:
        return same
    now = now or timezone.now()
    row = DirectHandling.objects.create(claim=claim, session=session, at=now, by=by, **told)
    trail.record(
        "handle_directly", by=by, obj=claim, now=now, number=claim.number, session=session.pk,
        what=row.get_why_display(),
    )  # fmt: skip
    return row


@transaction.atomic
def waive_handling(*, claim: Claim, session: ReceptionSession, by: User, now: datetime | None = None) -> HandlingWaiver:
    """不用领导直接处理: takes the claim off the list of what the leader should take. Said twice it stands once.

    Raises:
        Refused: a claim that does not count, or one that was not brought at the session.
        PermissionDenied: neither clerk nor head of the area.
    """
    claim = _locked_in_area(claim, by, "handle_directly")
    refuse_if(_not_brought(claim, session))
    now = now or timezone.now()
    row, is_new = HandlingWaiver.objects.get_or_create(claim=claim, session=session, defaults={"at": now, "by": by})
    if is_new:
        trail.record("waive_handling", by=by, obj=claim, now=now, number=claim.number, session=session.pk)
    return row


@transaction.atomic
def give_opinion(*, claim: Claim, by: User, text: str, now: datetime | None = None) -> TableOpinion:
    """处理意见 of the liaison's unit on a claim at the table; never edited, a second thought is a second row.

    Raises:
        Refused: no text, the unit is complained of itself, or the session has ended meanwhile.
        PermissionDenied: no liaison, or a claim that the unit never had before it.
    """
    require(by, "give_opinion")
    claim = Claim.objects.select_for_update(of=("self",)).with_parties().get(pk=claim.pk)
    session, unit, text = claim.session, by.unit, text.strip()
    if session is None or unit is None or not Claim.objects.visible_to(by).filter(pk=claim.pk).exists():
        raise PermissionDenied("没有这件诉求，或者不属于您的工作范围。")
    # Locked after the claim, as closing does not touch claims: an opinion is in before the end or not at all.
    session = ReceptionSession.objects.select_for_update().get(pk=session.pk)
    refuse_if([*_not_at_table(claim, session, by), *_in_conflict(claim, by), *_no_text(text)])
    same = TableOpinion.objects.filter(claim=claim, session=session, unit=unit, text=text, by=by).first()
    if same:
        return same
    now = now or timezone.now()
    row = TableOpinion.objects.create(claim=claim, session=session, unit=unit, text=text, at=now, by=by)
    trail.record("give_opinion", by=by, obj=claim, now=now, number=claim.number, unit=str(unit))
    return row


def _locked_in_area(claim: Claim, by: User, act: str) -> Claim:
    require_in(claim.area, by, act)
    return Claim.objects.select_for_update().get(pk=claim.pk)


def _not_brought(claim: Claim, session: ReceptionSession) -> list[str]:
    """Only what was brought at a session can be taken there: registered or come again."""
    if not claim.is_live:
        return [f"{claim.number}已作废或已判重，不再登记。"]
    brought = ReceptionSession.objects.opened().filter(Q(claims=claim) | Q(visits__claim=claim), pk=session.pk)
    return [] if brought.exists() else [f"{claim.number}不是在{session.day_text}这场接访反映的。"]


def _untold(told: dict[str, str]) -> list[str]:
    problems = [] if told["why"] in DirectHandling.Why.values else ["请选择事由：重大、敏感或群访。"]
    if not told["leader"]:
        problems.append("请填写直接处理的领导姓名。")
    if not told["text"]:
        problems.append("请填写领导的处理意见。")
    return problems


def _not_at_table(claim: Claim, session: ReceptionSession, by: User) -> list[str]:
    if session.status != ReceptionSession.Status.OPEN:
        return [NOT_OPEN]
    if not session.attendances.filter(unit=by.unit_id).exists():
        return [f"{by.unit}还没有在本场签到：请登记员签到后再填写处理意见。"]
    return [] if claim.is_live else [f"{claim.number}已作废或已判重，不再登记。"]


def _in_conflict(claim: Claim, by: User) -> list[str]:
    """依据：分工表“回避”。"""
    owing = [role for company, role in debtors_of(claim) if company.unit_id == by.unit_id]
    return [f"回避：{by.unit}是{owing[0]}的所属单位，不出具处理意见。"] if owing else []


def _no_text(text: str) -> list[str]:
    longest = TableOpinion._meta.get_field("text").max_length or 0
    if len(text) > longest:
        return [f"处理意见最多 {longest} 个字，请精简。"]
    return [] if text else ["请填写处理意见。"]
