"""The list beside the form: by POST, within the areas, on record where a number found somebody."""

import json
import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from office.models import Event
from reception.actions.claims import PersonData
from tests import factories
from tests.identity_numbers import make_id

PEOPLE, PROJECTS = reverse("reception:known_people"), reverse("reception:known_projects")
MOBILE = "13800000001"


def ask(client, user, url, text, **more):
    client.force_login(user)
    page = client.post(url, {"text": text, **more}).content.decode()
    return page, [json.loads(unescape(found)) for found in re.findall(r'data-fill="([^"]*)"', page)]


@pytest.fixture
def claim(clerk):
    return factories.claim(clerk, petitioner=PersonData(name="张三", id_number=make_id(), phone=MOBILE))


def test_person_stands_there_masked(client, clerk, claim):
    page, (fill,) = ask(client, clerk, PEOPLE, "zhangsan")
    assert [text in page for text in ("张三", "2021-04-20", "南屏小区三期")] == [True] * 3
    assert [text in page for text in (make_id(), MOBILE)] == [False, False]
    assert fill["known_person"] == f"p{claim.petitioner_id}"
    assert Event.objects.filter(act="show_duplicate").count() == 0


def test_person_found_by_number_is_on_record_once_a_form(client, clerk, claim):
    mark = str(uuid4())
    for _ in range(2):
        assert len(ask(client, clerk, PEOPLE, make_id(), submission=mark)[1]) == 1
    event = Event.objects.get(act="show_duplicate")
    assert event.data == {"kind": "身份证号", "found": 1, "submission": mark}


def test_unknown_number_goes_into_its_own_field(client, clerk, claim):
    other = make_id(sequence=7)
    assert ask(client, clerk, PEOPLE, other)[1] == [{"id_number": other, "name": ""}]
    assert ask(client, clerk, PEOPLE, "139 0000 0009")[1] == [{"phone": "13900000009", "name": ""}]
    assert Event.objects.filter(act="show_duplicate").count() == 0


def test_project_brings_its_debtors(client, clerk, claim):
    factories.claim(clerk, employer_name="别的劳务公司")
    page, (fill,) = ask(client, clerk, PROJECTS, "南屏")
    (employers,) = re.findall(r'data-employers="([^"]*)"', page)
    assert (fill["project_name"], json.loads(unescape(employers))) == (
        "南屏小区三期", ["别的劳务公司", "云南甲乙劳务有限公司"],
    )  # fmt: skip


@pytest.mark.parametrize("url", [PEOPLE, PROJECTS])
def test_nothing_is_an_empty_answer(client, clerk, claim, url):
    for text in ("", "张", "没有这个"):
        assert ask(client, clerk, url, text)[0].strip() == ""


@pytest.mark.parametrize("url", [PEOPLE, PROJECTS])
def test_only_the_counter_by_post_and_within_its_areas(client, clerk, claim, url):
    client.force_login(factories.user("liaison", unit="住建"))
    assert client.post(url, {"text": "张三"}).status_code == 403
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert [ask(client, stranger, url, text)[1] for text in ("张三", "南屏")] == [[], []]
    assert client.get(url).status_code == 405


def test_names_are_escaped(client, clerk):
    factories.claim(clerk, petitioner=PersonData(name='张三"><b>'), project_name="南屏<b>")
    for url, text in ((PEOPLE, "张三"), (PROJECTS, "南屏")):
        assert "<b>" not in ask(client, clerk, url, text)[0]
