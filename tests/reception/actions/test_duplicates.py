"""Who is shown by ID number or phone that somebody came before stands in the trail, once for each form and result."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from reception.actions.claims import PersonData
from reception.actions.duplicates import note_shown_duplicates
from reception.duplicates import Typed, claims_of_the_person
from tests import factories
from tests.identity_numbers import make_id

MOBILE = "13800000001"


def show(user, submission=None, **typed) -> None:
    shown = claims_of_the_person(Typed(**typed), user=user)
    assert shown
    note_shown_duplicates(shown=shown, submission=submission, by=user)


def events() -> list[Event]:
    return list(Event.objects.filter(act="show_duplicate").order_by("number"))


@pytest.fixture
def claim(head):
    return factories.claim(head, petitioner=PersonData(name="张三", id_number=make_id(), phone=MOBILE))


@pytest.mark.parametrize(
    ("typed", "kind"), [({"id_number": make_id()}, "身份证号"), ({"name": "张三", "phone": MOBILE}, "手机")]
)
def test_event_says_how_many_and_names_nobody(clerk, claim, typed, kind):
    form = uuid4()
    show(clerk, form, **typed)
    (event,) = events()
    assert event.data == {"kind": kind, "found": 1, "submission": str(form)}
    assert (event.by, event.object_type, event.object_id) == (clerk, "reception.claim", str(claim.pk))


def test_names_need_no_event(clerk, claim):
    show(clerk, uuid4(), name="张三", project="南屏小区三期")
    assert events() == []


def test_one_form_and_one_result_are_one_event(clerk, claim):
    form = uuid4()
    for _ in range(3):
        show(clerk, form, phone=MOBILE)
    assert len(events()) == 1


def test_what_is_new_is_written(clerk, head, claim):
    form = uuid4()
    show(clerk, form, phone=MOBILE)
    show(clerk, uuid4(), phone=MOBILE)  # another form
    show(head, form, phone=MOBILE)  # another account
    show(clerk, form, id_number=make_id(), phone=MOBILE)  # another number
    newest = factories.claim(head, petitioner=PersonData(name="李四", phone=MOBILE))
    show(clerk, form, phone=MOBILE)  # one more result
    assert [(event.data["kind"], event.data["found"]) for event in events()] == [
        ("手机", 1), ("手机", 1), ("手机", 1), ("身份证号", 1), ("手机", 2),
    ]  # fmt: skip
    assert events()[-1].object_id == str(newest.pk)


def test_both_numbers_are_two_events(clerk, head, claim):
    factories.claim(head, petitioner=PersonData(name="李四", phone=MOBILE))
    show(clerk, uuid4(), id_number=make_id(), phone=MOBILE)
    assert [event.data["kind"] for event in events()] == ["身份证号", "手机"]


def test_without_the_mark_of_a_form_each_time_is_written(clerk, claim):
    show(clerk, phone=MOBILE)
    show(clerk, phone=MOBILE)
    assert len(events()) == 2


def test_only_the_counter(claim, liaison):
    with pytest.raises(PermissionDenied):
        note_shown_duplicates(shown=[], submission=None, by=liaison)
