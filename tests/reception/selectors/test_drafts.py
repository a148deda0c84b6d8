"""Drafts as the counter's page lists them."""

from uuid import uuid4

from reception.actions.drafts import save_draft
from reception.models import Draft
from reception.selectors.drafts import kept_drafts, typed_fields
from tests import factories


def keep(user, **fields):
    submission = uuid4()
    save_draft(submission=submission, area=user.area, by=user, fields=fields, revision=1)
    return submission


def test_names_are_masked_and_the_newest_stands_first(clerk):
    first, second = keep(clerk, name=["张三丰"]), keep(clerk, demand=["工资"])
    assert [(row.submission, row.name) for row in kept_drafts(clerk)] == [(second, "未填姓名"), (first, "张*丰")]


def test_only_the_own_ones_and_none_that_became_a_claim(clerk, head):
    keep(head, name=["李四"])
    claim = factories.claim(clerk)
    Draft.objects.create(
        submission=claim.submission, area=clerk.area, payload="{}", saved_at=claim.registered_at, saved_by=clerk
    )
    assert kept_drafts(clerk) == []


def test_fields_come_back_as_typed(clerk):
    submission = keep(clerk, name=["张三"], ticks=["1", "2"])
    fields = typed_fields(Draft.objects.get())
    assert (fields["name"], fields.getlist("ticks"), fields["submission"]) == ("张三", ["1", "2"], str(submission))
