"""What people outside may know of the sessions to come: only what a notice in force tells."""

from datetime import date

from django.db.models import Exists, OuterRef

from reception.models import Notice, ReceptionSession

Status = ReceptionSession.Status


def next_published(area_id: int, *, today: date) -> Notice | None:
    """The notice in force of the nearest session from today on; None if none is published or all are cancelled."""
    later = Notice.objects.filter(session=OuterRef("session"), version__gt=OuterRef("version"))
    rows = Notice.objects.filter(
        ~Exists(later), session__area=area_id, session__status__in=(Status.PLANNED, Status.OPEN),
        held_on__gte=today, published_on__lte=today,
    )  # fmt: skip
    return rows.exclude(kind=Notice.Kind.CANCELLATION).order_by("held_on", "starts_at", "pk").first()
