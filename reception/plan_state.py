"""What a form of the plan was made from, as a short word the form sends back: whoever saves second is told. Pure."""

import hashlib
from typing import Any


def word_for(*values: Any) -> str:
    """The same word for the same values, and no other."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def plan_word(session: Any) -> str:
    """Day, hour, place and note of a session, and whether it is still planned."""
    when = (session.planned_on, session.starts_at, session.ends_at)
    return word_for(str(session.status), *when, session.venue, session.note)


def lead_word(duty_unit_id: int | None, duty_leader: str, chair: str) -> str:
    """Who leads a session, and whether the chair comes."""
    return word_for(duty_unit_id, duty_leader, chair)


def delegate_word(person: str, post: str, is_confirmed: bool) -> str:
    """Whom a unit sends; nobody yet is `("", "", False)`."""
    return word_for(person, post, bool(is_confirmed))
