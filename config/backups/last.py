"""When the last backup was made: the home page and `/healthz` tell who looks after the machine."""

from datetime import datetime

from django.utils import timezone

from office import dataset
from office.models import DataSet, Event

STALE_DAYS = 7


def last_backup_at() -> datetime | None:
    """The instant of the last backup that was read back; None if there was none. On the index of a row's events."""
    events = Event.objects.filter(object_type=DataSet._meta.label_lower, act="backup")
    return events.order_by("-number").values_list("at", flat=True).first()


def days_without(*, now: datetime) -> int | None:
    """How many days ago the last backup was; None if there was none."""
    last = last_backup_at()
    return None if last is None else (timezone.localdate(now) - timezone.localdate(last)).days


def stale_warning(*, now: datetime) -> str:
    """A sentence for people where real data were not backed up for too long; empty otherwise."""
    if dataset.current() != dataset.REAL:
        return ""
    days = days_without(now=now)
    if days is not None and days < STALE_DAYS:
        return ""
    told = "还没有做过备份" if days is None else f"已有 {days} 天没有备份"
    return f"{told}，请运行 backup，或者检查定时任务"
