"""The search box of the frame, what it suggests, and the hint beside the intake form."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledger.selectors.search import AT_MOST
from office.models import Event
from reception.actions.claims import PersonData
from reception.models import Company
from tests import factories
from tests.identity_numbers import make_id

MOBILE = "13800000001"
SEARCH, SUGGEST, HINT = "ledger:search", "ledger:search_suggest", "ledger:duplicate_hint"
LIST = "admin:ledger_case_changelist"


def post(client, user, address: str, **data):
    client.force_login(user)
    return client.post(reverse(address), data)


def numbers(response) -> list[str]:
    return [hit.case.number[-1] for hit in response.context["found"].hits]


@pytest.fixture
def case(head):
    person = PersonData(name="张三", id_number=make_id(), phone=MOBILE)
    return factories.assigned(factories.case(head, petitioner=person), head)


def test_page_before_anything_is_typed(client, clerk):
    client.force_login(clerk)
    response = client.get(reverse(SEARCH))
    assert (response.status_code, "全局查找" in response.content.decode()) == (200, True)


def test_found_by_name(client, case, head, liaison):
    page = post(client, head, SEARCH, text="张三").content.decode()
    assert (case.number in page, "张三" in page, "反映人" in page) == (True, True, True)
    page = post(client, liaison, SEARCH, text="zhangsan").content.decode()
    assert (case.number in page, "张*" in page, "张三" in page) == (True, True, False)


def test_an_address_asks_nothing(client, case, head):
    client.force_login(head)
    assert case.number not in client.get(reverse(SEARCH), {"text": "张三"}).content.decode()


def test_whole_number_leads_straight_there(client, case, head, foreign_liaison):
    claim = case.case_claims.get().claim
    assert post(client, head, SEARCH, text=case.number).url == reverse("ledger:case", args=[case.pk])
    assert post(client, head, SEARCH, text=claim.number.lower()).url == reverse("reception:claim", args=[claim.pk])
    assert post(client, foreign_liaison, SEARCH, text=case.number).status_code == 200


@pytest.mark.parametrize(
    "text", [make_id(), make_id().lower(), MOBILE, f"+86 {MOBILE}", "138 0000 0001", f"张三 {MOBILE}"]
)
def test_person_by_number_is_on_record_and_not_repeated(client, case, head, text):
    response = post(client, head, SEARCH, text=text)
    event = Event.objects.latest("number")
    assert (numbers(response), event.act, event.data["found"]) == (["1"], "find_person", 1)
    page = response.content.decode()
    assert [shown for shown in (text, MOBILE, make_id()) if shown in page] == []


def test_person_by_number_under_conflict(client, case, liaison):
    assert numbers(post(client, liaison, SEARCH, text=MOBILE)) == ["1"]
    Company.objects.update(unit=factories.unit("住建"))
    assert numbers(post(client, liaison, SEARCH, text=MOBILE)) == []


def test_nothing_found_says_what_to_try(client, case, head):
    response = post(client, head, SEARCH, text="王五")
    assert "没有找到" in response.content.decode()


@pytest.mark.parametrize(("text", "words"), [("张", "两个字"), ("长" * 61, "最多输入 60 个字")])
def test_what_cannot_be_looked_for_is_said(client, case, head, text, words):
    response = post(client, head, SEARCH, text=text)
    assert (response.status_code, words in response.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "text", ["'\"*-%", "NEAR(张三", '张三" OR "', "<script>alert(1)</script>", "\x00\x00", "张三)(*^:"]
)
def test_signs_do_no_harm(client, case, head, text):
    for name in (SEARCH, SUGGEST):
        response = post(client, head, name, text=text)
        assert (response.status_code, "<script>alert" in response.content.decode()) == (200, False)


def test_more_than_fit_is_said(client, head):
    for _ in range(AT_MOST + 1):
        factories.case(head)
    response = post(client, head, SEARCH, text="岩甲")
    assert (len(numbers(response)), "多于 50 个" in response.content.decode()) == (AT_MOST, True)


def test_suggestions(client, case, head, foreign_liaison):
    page = post(client, head, SUGGEST, text="zs").content.decode()
    assert (reverse("ledger:case", args=[case.pk]) in page, "<html" in page) == (True, False)
    assert case.number not in post(client, foreign_liaison, SUGGEST, text="zs").content.decode()
    assert post(client, head, SUGGEST, text="张").content.decode().strip() == ""


def test_suggestions_look_nobody_up_by_number(client, case, head):
    before = Event.objects.count()
    page = post(client, head, SUGGEST, text=MOBILE).content.decode()
    assert ("按 Enter" in page, case.number in page, Event.objects.count() - before) == (True, False, 0)


@pytest.mark.parametrize("name", [SUGGEST, HINT])
def test_fragments_are_not_read_by_address(client, clerk, name):
    client.force_login(clerk)
    assert client.get(reverse(name)).status_code == 405


def test_a_form_without_its_mark_is_refused(case, head):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(head)
    assert [strict.post(reverse(name), {"text": "张三"}).status_code for name in (SEARCH, SUGGEST, HINT)] == [403] * 3


@pytest.mark.parametrize(("role", "shown"), [("clerk", True), ("head", True), ("leader", False), ("auditor", False)])
def test_box_stands_in_the_frame_of_those_who_search(client, reference, role, shown):
    client.force_login(factories.user(role))
    assert ("data-search" in client.get("/").content.decode()) is shown


def asked(client, words: str, **more: str):
    """The list as the query bar leads to it."""
    return client.post(reverse(LIST), {"q": words, **more}, follow=True)


class TestListOfTheLedger:
    def test_finds_by_name(self, client, case, head, foreign_liaison):
        client.force_login(head)
        assert case.number in asked(client, "zhangs").content.decode()
        client.force_login(foreign_liaison)
        assert case.number not in asked(client, "zhangs").content.decode()

    @pytest.mark.parametrize(
        "q", [make_id(), MOBILE, "138-0000-0001", f"张三{MOBILE}", f"张三 {make_id()}", "0883-2123456"]
    )
    def test_somebodys_number_is_refused_and_not_repeated(self, client, case, head, q):
        client.force_login(head)
        response = asked(client, q, status="open")
        page = response.content.decode()
        assert (response.status_code, "全局查找" in page, q in page) == (400, True, False)
        assert Event.objects.filter(act="find_person").count() == 0

    @pytest.mark.parametrize("q", ["530902-2021-12345", "J530902-2021-0001", "2021-0001", "20210412"])
    def test_our_numbers_are_nobodys(self, client, case, head, q):
        client.force_login(head)
        assert asked(client, q).status_code == 200

    def test_one_character_is_refused_in_words(self, client, case, head):
        client.force_login(head)
        response = asked(client, "张")
        assert (response.status_code, "两个字" in response.content.decode()) == (400, True)

    def test_pages_by_key_keep_the_word(self, client, head):
        for _ in range(51):
            factories.case(head)
        client.force_login(head)
        first = asked(client, "岩甲")
        second = client.get(reverse(LIST) + first.context["next"])
        assert (len(first.context["rows"]), len(second.context["rows"]), second.context["next"]) == (50, 1, "")


class TestDuplicateHint:
    def hint(self, client, user, **typed) -> str:
        return post(client, user, HINT, **typed).content.decode()

    def test_same_person(self, client, case, clerk):
        number = case.case_claims.get().claim.number
        for typed, reason in (
            ({"name": "张三"}, "同名"),
            ({"name": "张 三", "project_name": "南屏小区三期"}, "同名、同一项目"),
            ({"phone": f"+86{MOBILE}"}, "手机相同"),
            ({"id_number": make_id().lower()}, "身份证号相同"),
        ):
            page = self.hint(client, clerk, **typed)
            assert (number in page, reason in page) == (True, True)

    def test_open_case_of_the_same_matter(self, client, case, clerk):
        typed = {"project_name": "南屏小区三期", "employer_name": "云南甲乙劳务有限公司"}
        assert case.number in self.hint(client, clerk, name="王五", **typed)
        assert case.number not in self.hint(client, clerk, name="王五", **typed | {"employer_name": "别的公司"})

    @pytest.mark.parametrize("typed", [{}, {"name": "张"}, {"name": "王五"}, {"id_number": "530***********1234"}])
    def test_nothing_to_say(self, client, case, clerk, typed):
        assert self.hint(client, clerk, **typed).strip() == ""

    def test_who_was_shown_by_number_is_on_record_once(self, client, case, clerk):
        form = {"submission": str(uuid4())}
        self.hint(client, clerk, **form, name="张三", project_name="南屏小区三期")
        assert Event.objects.filter(act="show_duplicate").count() == 0
        self.hint(client, clerk, **form, phone=MOBILE)
        self.hint(client, clerk, **form, phone=MOBILE, demand="支付工资")
        event = Event.objects.get(act="show_duplicate")
        assert (event.data, event.by) == ({"kind": "手机", "found": 1, **form}, clerk)

    @pytest.mark.parametrize("mark", ["", "x", "1" * 500])
    def test_a_question_without_the_mark_of_a_form_is_answered(self, client, case, clerk, mark):
        assert "手机相同" in self.hint(client, clerk, phone=MOBILE, submission=mark)
        assert Event.objects.get(act="show_duplicate").data["submission"] == ""

    def test_only_the_counter_and_its_area(self, client, case, liaison):
        assert post(client, liaison, HINT, name="张三").status_code == 403
        stranger = factories.user("clerk", area=factories.area("530999"))
        assert self.hint(client, stranger, name="张三", phone=MOBILE, project_name="南屏小区三期").strip() == ""


def test_another_visit_is_offered_at_the_counter_alone(client, case, head, clerk, liaison):
    visit = reverse("reception:visit_create", args=[case.case_claims.get().claim_id])
    offered = {
        user.username: visit in post(client, user, SEARCH, text="张三").content.decode()
        for user in (head, clerk, liaison)
    }
    assert offered == {"head": True, "clerk": True, "liaison": False}
