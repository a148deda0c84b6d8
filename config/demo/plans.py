"""The plan of the demo: who leads and who comes to a session, and what is ready for it."""

from collections.abc import Collection
from datetime import datetime

from config.demo.desk import Desk
from office.models import Parameter
from reception.actions.checklist import tick_item
from reception.actions.roster import Lead, Sent, confirm_delegate, set_roster
from reception.models import ReceptionSession
from reception.selectors.checklist import checklist_of
from reception.selectors.planning import duty_turns, roster

POSTS = {"人社": "副局长", "住建": "副局长", "交通": "科长", "水务": "科长"}
# One unit has not answered, and one has not been asked yet.
SILENT, UNNAMED = "检察院", "工会"
CONTACT = {"contact_officer": "示例联络人", "contact_phone": "0883-0000000"}
UNDONE = ("units", "order", "isolation")


def name_contact() -> None:
    """A made-up contact officer, where the office has named none."""
    for key, value in CONTACT.items():
        Parameter.objects.filter(key=key, value="").update(value=value)


def man(desk: Desk, session: ReceptionSession, *, now: datetime) -> None:
    """A roster with every unit confirmed, as it was before a session that has been held."""
    day = session.day
    unit = duty_turns(session.area, [day])[day] if day else None
    lead = Lead(duty_unit=unit, duty_leader=f"示例{unit}局长" if unit else "")
    sent = [
        Sent(
            unit=line.unit,
            person=f"示例{line.unit}干部",
            post=POSTS.get(line.unit.short_name, "干部"),
            is_confirmed=True,
        )
        for line in roster(session)
    ]
    set_roster(session=session, by=desk.clerk, lead=lead, sent=sent, now=now)


def man_halfway(desk: Desk, session: ReceptionSession, *, now: datetime) -> None:
    """A roster still being filled: liaisons have confirmed their own, one unit is silent, one has named nobody."""
    man(desk, session, now=now)
    waiting = [
        Sent(unit=line.unit, person="" if line.unit.short_name == UNNAMED else f"示例{line.unit}干部")
        for line in roster(session)
        if line.unit.short_name in (SILENT, UNNAMED, *desk.liaisons)
    ]
    session.refresh_from_db()
    lead = Lead(duty_unit=session.duty_unit, duty_leader=session.duty_leader, chair=session.chair)
    set_roster(session=session, by=desk.clerk, lead=lead, sent=waiting, now=now)
    for name, liaison in desk.liaisons.items():
        confirm_delegate(
            session=session,
            unit=desk.units[name],
            by=liaison,
            person=f"示例{name}干部",
            post=POSTS.get(name, ""),
            now=now,
        )


def make_ready(desk: Desk, session: ReceptionSession, *, now: datetime, undone: Collection[str] = ()) -> None:
    """The checklist ticked, but for the entries of these keys."""
    codes = {code.pk: code for code in desk.codes.values()}
    for code in (codes[line.code_id] for line in checklist_of(session)):
        if code.key not in undone:
            tick_item(session=session, code=code, by=desk.clerk, now=now)
