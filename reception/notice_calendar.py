"""The published sessions as iCalendar (RFC 5545), to be opened once or subscribed to."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from reception.notice_text import Told
from reception.public import PublicNotice

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
NAME = "根治欠薪联合接访"


def calendar_of(rows: Iterable[PublicNotice], *, address_of: Callable[[int], str]) -> bytes:
    """One event a session; `address_of` gives the public page of a session's key.

    A UID stays with its session; SEQUENCE grows with every notice, and at once when a session is called off.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//jiefang//notice//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME)
    calendar.add_component(_zone())
    for row in rows:
        calendar.add_component(_event(row, address_of(row.session.pk)))
    return calendar.to_ical()


def _zone() -> Timezone:
    """One offset: China has had no summer time since 1991, and no session lies before that."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", OFFICE_TIME.key)
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 by RFC 5545 a local time
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(row: PublicNotice, address: str) -> Event:
    event, told = Event(), row.original if row.is_moved else row.told
    is_untold = row.is_off and row.notice.kind != row.notice.Kind.CANCELLATION and not row.is_moved_as_told
    event.add("uid", f"{row.session.area.code}-{row.session.pk}@jiefang")
    event.add("sequence", row.notice.version + is_untold)
    event.add("dtstamp", row.notice.published_at)
    for name, value in _times(told):
        event.add(name, value)
    event.add("summary", _summary(row))
    event.add("location", told.venue)
    event.add("description", f"{_note(row)}{row.notice.body}" if not is_untold else _note(row))
    event.add("url", address)
    event.add("status", "CANCELLED" if row.is_off else "TENTATIVE" if row.is_unsure else "CONFIRMED")
    return event


def _times(told: Told) -> list[tuple[str, object]]:
    """Without an hour the whole day."""
    if told.starts_at is None:
        return [("dtstart", told.on)]
    times = [("dtstart", _at(told, told.starts_at))]
    return [*times, ("dtend", _at(told, told.ends_at))] if told.ends_at else list(times)


def _at(told: Told, hour: time) -> datetime:
    return datetime.combine(told.on, hour, OFFICE_TIME)


def _summary(row: PublicNotice) -> str:
    mark = "（已取消）" if row.is_cancelled else "（已改期）" if row.is_moved else ""
    return f"{row.session.area.short_name}{NAME}{mark}"


def _note(row: PublicNotice) -> str:
    if row.is_cancelled:
        return "本场已取消，请不要前往。\n"
    if row.is_moved_as_told:
        return f"本场已改期，改到{row.told.when}，{row.told.venue}。\n"
    if row.is_moved:
        return "本场已改期，请打电话确认新的时间。\n"
    return "安排有变动，请先打电话确认。\n" if row.is_unsure else ""
