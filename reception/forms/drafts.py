"""A draft as a form: everything stands where it was typed, and nothing is said about what is missing."""

from typing import Any

from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from office.models import Area
from reception.forms.intake import ClaimForm
from reception.forms.roll import RollRows
from reception.selectors import held_sessions


def draft_form(fields: QueryDict, *, area: Area) -> ClaimForm:
    """The form of a draft; a session that is no longer among the latest is offered all the same."""
    asked = fields.get("session", "")
    session = held_sessions(area).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    return _unjudged(ClaimForm(fields, area=area, initial={"session": session}))


def draft_roll(fields: QueryDict, *, prefix: str) -> Any:
    """The wage roll of a draft, as many rows as were typed, and the part about the group."""
    if f"{prefix}-TOTAL_FORMS" not in fields:
        return RollRows(prefix=prefix)
    roll = RollRows(fields, prefix=prefix)
    for part in (*roll.forms, roll.group):
        _unjudged(part)
    roll._errors = [row.errors for row in roll.forms]
    roll._non_form_errors = ErrorList()
    return roll


def _unjudged(form: Any) -> Any:
    """Bound, and as good as looked through: no fault is found and none is shown."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    return form
