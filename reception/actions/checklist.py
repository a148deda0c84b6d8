"""Ticking off what has to be ready before a session, each with who and when."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Code, User
from office.refusals import Refused, refuse_if
from reception.actions.session_guard import OPEN, PLANNED, lock_session
from reception.models import ChecklistItem, ReceptionSession
from reception.selectors.checklist import wanted_codes


@transaction.atomic
def tick_item(
    *,
    session: ReceptionSession,
    code: Code,
    by: User,
    is_done: bool = True,
    note: str = "",
    now: datetime | None = None,
) -> ChecklistItem:
    """Ticks one thing off, or takes the tick back. A tick that stands keeps who set it and when.

    Raises:
        Refused: the session is over or cancelled, or the code is none of its checklist.
    """
    session = lock_session(session, by, "tick_checklist")
    now = now or timezone.now()
    refuse_if(
        [] if session.status in (PLANNED, OPEN) else [f"这一场现在是“{session.get_status_display()}”，准备事项不再改。"]
    )
    if session.status == PLANNED:
        write_checklist(session)
    item = session.checklist.filter(code=code).first()
    if item is None:
        raise Refused("这一项不在本场的准备事项中，请刷新页面。")
    if bool(item.done_at) == is_done:
        return item
    item.done_at, item.done_by, item.note = (now, by, note.strip()) if is_done else (None, None, "")
    item.save(update_fields=["done_at", "done_by", "note"])
    trail.record("tick_checklist", by=by, obj=session, now=now, what=item.label, is_done=is_done)
    return item


def write_checklist(session: ReceptionSession) -> None:
    """Writes down what is asked for now and was not yet; the caller holds the session's row and its transaction.

    What is no longer asked for and was never ticked goes: it is not missing.
    """
    wanted = wanted_codes()
    session.checklist.filter(done_at=None).exclude(code__in=wanted).delete()
    known = set(session.checklist.values_list("code", flat=True))
    ChecklistItem.objects.bulk_create(
        [ChecklistItem(session=session, code=code, label=code.label) for code in wanted if code.pk not in known]
    )
