"""The office notes what the columns of a file from outside are called."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from office import trail
from office.actions.jobs import require_import
from office.imports.kinds import Kind
from office.imports.mapping import named_headings
from office.models import Area, HeadingNames, User


@transaction.atomic
def name_headings(
    *, kind: Kind, area: Area, by: User, names: Mapping[str, Sequence[str]], now: datetime | None = None
) -> None:
    """Remembers the headings of every column, for the area; an empty list forgets. Nothing changed, no event.

    Raises:
        PermissionDenied: the account may not import this kind of table into this area.
    """
    require_import(kind, area=area, by=by)
    Area.objects.select_for_update().get(pk=area.pk)
    before = named_headings(kind, area=area)
    changed = {field: list(own) for field, own in names.items() if list(own) != before.get(field, [])}
    for field, own in changed.items():
        HeadingNames.objects.update_or_create(area=area, kind=kind.slug, field=field, defaults={"names": own})
    if changed:
        trail.record("name_headings", by=by, obj=area, now=now, kind=kind.slug, fields=sorted(changed))
