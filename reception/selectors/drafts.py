"""What the counter's page shows of the drafts an account has left."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from office.models import User
from reception.identity import mask_name
from reception.models import Claim, Draft

SHOWN = 5
NAMELESS = "未填姓名"


@dataclass(frozen=True)
class KeptDraft:
    """One line of the list: whose it seems to be, masked, and since when it lies there."""

    submission: UUID
    name: str
    saved_at: datetime


def kept_drafts(user: User) -> list[KeptDraft]:
    """The account's own drafts that have not become a claim, newest first; one query."""
    stored = Exists(Claim.objects.filter(submission=OuterRef("submission")))
    rows = Draft.objects.visible_to(user).exclude(stored)[:SHOWN]
    return [KeptDraft(row.submission, _shown_name(json.loads(row.payload)), row.saved_at) for row in rows]


def typed_fields(draft: Draft) -> QueryDict:
    """The draft as the browser would send it."""
    fields = QueryDict(mutable=True)
    for name, values in json.loads(draft.payload).items():
        fields.setlist(name, values)
    fields["submission"] = str(draft.submission)
    return fields


def _shown_name(fields: Mapping[str, list[str]]) -> str:
    name = "".join(fields.get("name", [])).strip()
    return mask_name(name) if name else NAMELESS
