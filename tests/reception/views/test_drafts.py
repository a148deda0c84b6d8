"""Keeping what is typed, over the pages of the counter."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import User
from reception.models import Draft
from tests import factories

SAVE, CREATE = reverse("reception:draft_save"), reverse("reception:claim_create")


def keep(client, user, submission, revision=1, **fields):
    client.force_login(user)
    data = {"submission": str(submission), "revision": revision, "name": "张三丰", **fields}
    return client.post(SAVE, data)


def test_answer_says_when(client, clerk):
    answer = keep(client, clerk, uuid4(), demand="", csrfmiddlewaretoken="x")
    draft = Draft.objects.get()
    assert answer.json() == {"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"}
    assert draft.payload == '{"name": ["张三丰"]}'


@pytest.mark.parametrize("wrong", [{"submission": "x"}, {"revision": ""}, {"revision": "-1"}, {"revision": "9" * 12}])
def test_page_without_its_mark_is_refused(client, clerk, wrong):
    client.force_login(clerk)
    assert client.post(SAVE, {"submission": str(uuid4()), "revision": "1"} | wrong).status_code == 422
    assert Draft.objects.count() == 0


def test_older_save_is_a_conflict_and_a_foreign_one_absent(client, clerk, head):
    mark = uuid4()
    keep(client, clerk, mark, revision=2)
    assert keep(client, clerk, mark, revision=1).status_code == 409
    assert keep(client, head, mark, revision=3).status_code == 404
    for address in (f"{CREATE}?draft={mark}", f"{CREATE}?draft={uuid4()}", f"{CREATE}?draft=x"):
        assert client.get(address).status_code == 404
    assert client.post(reverse("reception:draft_discard", args=[mark])).status_code == 404


def test_signed_out_it_leads_to_signing_in(client, clerk):
    answer = client.post(SAVE, {"submission": str(uuid4()), "revision": 1})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("login"))


def test_list_offers_to_go_on_and_to_discard(client, clerk):
    mark = uuid4()
    keep(client, clerk, mark)
    page = client.get(CREATE).content.decode()
    assert [text in page for text in ("有 1 份未保存的草稿", "张*丰", f"?draft={mark}", "丢弃")] == [True] * 4
    assert "张三丰" not in page
    client.post(reverse("reception:draft_discard", args=[mark]))
    assert "未保存的草稿" not in client.get(CREATE).content.decode()


def test_draft_is_shown_as_typed_without_a_word_of_blame(client, clerk):
    session = factories.session(clerk)
    mark = uuid4()
    fields = {
        "session": session.pk, "amount_yuan": "不是数", "is_secret": "on", "workers_count": "2",
        "known_person": "p1", "id_number": "530***********0011",
        "roll-TOTAL_FORMS": 5, "roll-INITIAL_FORMS": 0, "roll-4-name": "岩乙", "roll-4-owed_yuan": "x",
    }  # fmt: skip
    keep(client, clerk, mark, revision=4, **fields)
    response = client.get(f"{CREATE}?draft={mark}")
    page, form = response.content.decode(), response.context["form"]
    assert (response.status_code, form.errors) == (200, {})
    for text in ("张三丰", "不是数", "岩乙", f'value="{mark}"', 'data-revision="4"', "530***********0011"):
        assert text in page
    assert ("errorlist" in page, form["is_secret"].value(), form["known_person"].value()) == (False, True, "p1")
    assert f'<option value="{session.pk}" selected>' in page


def test_draft_without_a_roll_is_shown_too(client, clerk):
    mark = uuid4()
    keep(client, clerk, mark)
    assert client.get(f"{CREATE}?draft={mark}").status_code == 200


def test_saving_a_draft_counts_as_activity(client, clerk, monkeypatch):
    mark, now = uuid4(), timezone.now()
    keep(client, clerk, mark)
    for turn in range(2, 8):
        monkeypatch.setattr(timezone, "now", lambda turn=turn: now + timedelta(minutes=10 * turn - 10))
        assert client.post(SAVE, {"submission": str(mark), "revision": turn}).status_code == 200


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "auditor"])
def test_only_the_counter(client, reference, role):
    assert keep(client, factories.user(role), uuid4()).status_code == 403


def test_an_account_without_an_area_registers_nothing(client, clerk):
    User.objects.filter(pk=clerk.pk).update(area=None)
    clerk = User.objects.get(pk=clerk.pk)
    for answer in (keep(client, clerk, uuid4()), client.get(CREATE)):
        assert (answer.status_code, "没有设定行政区划" in answer.content.decode()) == (403, True)
    assert Draft.objects.count() == 0
