"""The same form beside the cases arrives twice at the same instant, again and again: it is written once.

Real threads, pages, transactions and commits, on either database.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from ledger.models import Incident, Lead, StabilityCheck
from office.models import Event, User
from office.trail import check_chain

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
FOUND, LATER = "2021-04-19", "2099-01-05"
LEAD = {"found_on": FOUND, "found_by": "专户预警", "project_name": "南屏小区三期", "next_check_on": LATER}
INCIDENT = {"kind": "group", "on": FOUND, "place": "大门"}


def post(user: User, address: str, values: dict[str, str]) -> Callable[[Barrier], int]:
    """One click of an own browser; the session is there before the start."""
    client = Client()
    client.force_login(user)

    def click(start: Barrier) -> int:
        try:
            start.wait(timeout=30)
            return client.post(address, values).status_code
        finally:
            connection.close()

    return click


def twice(user: User, address: str, values: dict[str, str]) -> list[int]:
    """The answers to two clicks at once."""
    start = Barrier(2)
    clicks = [post(user, address, values) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        return [answer.result(timeout=60) for answer in [threads.submit(click, start) for click in clicks]]


def texts() -> list[str]:
    return [f"第 {number} 次" for number in range(ROUNDS)]


def test_lead_is_registered_and_checked_once(clerk) -> None:
    for text in texts():
        assert twice(clerk, "/ledger/stability/leads/add/", LEAD | {"text": text}) == [302, 302]
    assert sorted(Lead.objects.values_list("text", flat=True)) == sorted(texts())
    address = f"/ledger/stability/leads/{Lead.objects.order_by('pk')[0].pk}/"
    for text in texts():
        values = {"which": "check", "check-on": FOUND, "check-text": text, "check-next_check_on": LATER}
        assert twice(clerk, address, values) == [302, 302]
    assert sorted(StabilityCheck.objects.values_list("text", flat=True)) == sorted(texts())
    acts = [Event.objects.filter(act=act).count() for act in ("register_lead", "check_lead")]
    assert (acts, check_chain()[1]) == ([ROUNDS, ROUNDS], None)


def test_incident_is_registered_once(clerk) -> None:
    for text in texts():
        assert twice(clerk, "/ledger/stability/incidents/add/", INCIDENT | {"text": text}) == [302, 302]
    assert sorted(Incident.objects.values_list("text", flat=True)) == sorted(texts())
    assert (Event.objects.filter(act="register_incident").count(), check_chain()[1]) == (ROUNDS, None)
