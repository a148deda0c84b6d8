"""One desk in a process of its own: calls one number after another, with the lock or naively.

Called as `python -m tests.faults.desk_process VARIANT DESK`: says "ready", waits for a line, calls until nobody waits
and prints the numbers it called.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from office.models import User  # noqa: E402
from office.refusals import Refused  # noqa: E402
from reception.actions.queue import call_next  # noqa: E402
from reception.models import ReceptionSession  # noqa: E402


def call_naively(session: ReceptionSession, by: User, desk: str) -> int:
    """The mistake the lock exists for: look who is next, then write."""
    ticket = session.tickets.filter(state="waiting").order_by("number").first()
    if ticket is None:
        raise Refused("没有等候的号。")
    with transaction.atomic():
        ticket.state, ticket.called_at, ticket.called_by, ticket.desk = "called", timezone.now(), by, desk
        ticket.save()
    return ticket.number


def main(variant: str, desk: str) -> None:
    session, by = ReceptionSession.objects.get(), User.objects.get(username="clerk")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    called = []
    while True:
        try:
            if variant == "naive":
                called.append(call_naively(session, by, desk))
            else:
                called.append(call_next(session=session, by=by, desk=desk).number)
        except Refused:
            break
    sys.stdout.write(json.dumps(called) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
