"""Drafts: one row a page, the newest save wins, nobody else's, gone with the claim and after a week."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from ledger.actions.cases import open_case
from office.crypto import current_head
from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.claims import register_claim
from reception.actions.drafts import LONGEST, discard_draft, remove_old_drafts, save_draft
from reception.models import Claim, Draft
from tests import factories
from tests.identity_numbers import make_id

NOW = datetime(2021, 4, 20, 14, 32, tzinfo=factories.SHANGHAI)


def keep(user, submission, *, revision=1, now=NOW, **fields):
    fields = fields or {"name": ["张三"]}
    return save_draft(submission=submission, area=user.area, by=user, fields=fields, revision=revision, now=now)


def test_saved_again_it_is_the_same_row(clerk):
    mark = uuid4()
    assert keep(clerk, mark) == NOW
    keep(clerk, mark, revision=2, now=NOW + timedelta(minutes=1), name=["张三丰"])
    draft = Draft.objects.get()
    assert (draft.payload, draft.revision, draft.saved_at) == ('{"name": ["张三丰"]}', 2, NOW + timedelta(minutes=1))


def test_older_save_that_arrives_late_changes_nothing(clerk):
    mark = uuid4()
    keep(clerk, mark, revision=3, name=["新"])
    for revision in (2, 3):
        with pytest.raises(Conflict):
            keep(clerk, mark, revision=revision, name=["旧"])
    assert Draft.objects.get().payload == '{"name": ["新"]}'


def test_saving_is_one_write_and_no_event(clerk):
    mark, events = uuid4(), Event.objects.count()
    for revision in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            keep(clerk, mark, revision=revision)
        writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert len(writes) == 1
    discard_draft(submission=mark, by=clerk)
    assert Event.objects.count() == events


def test_what_is_typed_is_not_readable_in_the_database(clerk):
    keep(clerk, uuid4(), id_number=[make_id()], name=["张三丰"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM reception_draft")
        (stored,) = cursor.fetchone()
    assert stored.startswith(current_head())
    assert [text in stored for text in (make_id(), "张三丰")] == [False, False]


def test_somebody_elses_draft_is_not_there(clerk, head):
    mark = uuid4()
    keep(clerk, mark)
    for act in (lambda: keep(head, mark, revision=9), lambda: discard_draft(submission=mark, by=head)):
        with pytest.raises(Http404):
            act()
    assert Draft.objects.get().saved_by == clerk


def test_only_the_counter_and_only_in_its_areas(clerk, liaison):
    with pytest.raises(PermissionDenied):
        keep(liaison, uuid4())
    with pytest.raises(PermissionDenied):
        save_draft(submission=uuid4(), area=factories.area("530999"), by=clerk, fields={}, revision=1)


def test_more_than_a_form_holds_is_refused(clerk):
    with pytest.raises(Refused):
        keep(clerk, uuid4(), note=["甲" * LONGEST])
    assert Draft.objects.count() == 0


def register(clerk, mark):
    return register_claim(
        area=clerk.area, by=clerk, data=factories.claim_data(), on_registered=open_case, submission=mark
    )


def test_it_goes_with_the_claim_and_does_not_come_back(clerk):
    mark, other = uuid4(), uuid4()
    keep(clerk, mark)
    keep(clerk, other)
    register(clerk, mark)
    assert [draft.submission for draft in Draft.objects.all()] == [other]
    with pytest.raises(Conflict):
        keep(clerk, mark, revision=9)


def test_it_stays_if_the_claim_is_not_stored(clerk):
    mark = uuid4()
    keep(clerk, mark)

    def fails(**_registered):
        raise Refused("台账没有立案。")

    with pytest.raises(Refused):
        register_claim(area=clerk.area, by=clerk, data=factories.claim_data(), on_registered=fails, submission=mark)
    assert (Draft.objects.count(), Claim.objects.count()) == (1, 0)


def test_discarded_it_is_gone(clerk):
    mark = uuid4()
    keep(clerk, mark)
    discard_draft(submission=mark, by=clerk)
    assert Draft.objects.count() == 0
    with pytest.raises(Http404):
        discard_draft(submission=mark, by=clerk)


def test_after_a_week_or_with_a_stored_claim_it_is_removed(clerk):
    fresh, old = uuid4(), uuid4()
    keep(clerk, fresh, now=NOW - timedelta(days=7))
    keep(clerk, old, now=NOW - timedelta(days=7, seconds=1))
    claim = register(clerk, uuid4())
    Draft.objects.create(submission=claim.submission, area=clerk.area, payload="{}", saved_at=NOW, saved_by=clerk)
    assert remove_old_drafts(now=NOW) == 2
    assert [draft.submission for draft in Draft.objects.all()] == [fresh]
