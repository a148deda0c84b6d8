"""The list in the admin, and the holes an admin list usually has."""

import base64
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from ledger.actions.regroup import gather
from ledger.actions.saved_views import save_view
from ledger.admin import cases as admin_cases
from ledger.forms import query_words
from ledger.models import Case
from ledger.selectors import case_list
from ledger.selectors.case_list import MOST_COUNTED
from office.models import Code, User
from reception.models import Claim
from tests import factories

LIST = "/admin/ledger/case/"


@pytest.fixture
def case(head):
    return factories.assigned(factories.case(head, petitioner=factories.PersonData(name="张小三")), head)


@pytest.fixture
def foreign(head):
    return factories.assigned(factories.case(head, project_name="水库"), head, unit="水务")


def _shown(client, user: User, query: str = "") -> list[str]:
    client.force_login(user)
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [row["number"] for row in response.context["rows"]]


def test_office_sees_all_and_a_liaison_only_the_own_unit(client, head, clerk, liaison, foreign_liaison, case, foreign):
    assert _shown(client, head) == _shown(client, clerk) == [foreign.number, case.number]
    assert _shown(client, liaison) == [case.number]
    assert _shown(client, foreign_liaison) == [foreign.number]


def test_leader_and_city_see_an_empty_list(client, leader, city, case):
    assert _shown(client, leader) == _shown(client, city) == []


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_other_roles_are_refused(client, role, case, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(LIST).status_code == 403


def test_anonymous_is_sent_to_sign_in(client, db):
    response = client.get(LIST)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_queries_are_constant_and_few(client, head, case):
    water = factories.code("sector", "water")
    save_view(name="未办结", query="?status=open", by=head)
    client.force_login(head)
    typed = client.post(LIST, {"q": "南屏"})["Location"]
    addresses = [LIST, typed, f"{LIST}?sector={water.pk}", f"{LIST}?status=open&major=on&received_from=2021-01-01"]
    Claim.objects.update(sector=water)
    Case.objects.update(is_major=True)
    one = [_queries(client, address) for address in addresses]
    for _ in range(99):
        factories.case(head, sector=water)
    Case.objects.update(is_major=True)
    many = [_queries(client, address) for address in addresses]
    assert [len(queries) for queries in many] == [len(queries) for queries in one]
    assert max(len(queries) for queries in many) <= 12
    # Unread messages are counted by every page, to a hundred.
    counts = [sql for queries in many for sql in queries if "COUNT(" in sql.upper() and "ledger_message" not in sql]
    assert [f"LIMIT {MOST_COUNTED + 1}" in sql for sql in counts] == [True]


def _queries(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert len(client.get(address).context["rows"]) > 0
    return [query["sql"] for query in captured.captured_queries]


def test_pages_follow_each_other(client, head, monkeypatch):
    monkeypatch.setattr(admin_cases, "PAGE_SIZE", 2)
    numbers = [factories.case(head).number for _ in range(5)][::-1]
    client.force_login(head)
    first = client.get(LIST + "?status=open")
    assert [row["number"] for row in first.context["rows"]] == numbers[:2]
    assert first.context["previous"] == ""
    second = client.get(LIST + first.context["next"])
    assert [row["number"] for row in second.context["rows"]] == numbers[2:4]
    assert second.context["query"]["status"].value() == "open"
    back = client.get(LIST + second.context["previous"])
    assert [row["number"] for row in back.context["rows"]] == numbers[:2]


@pytest.mark.parametrize(
    "query",
    [
        "?claim__petitioner__id_number__startswith=5309",
        "?case_claims__claim__petitioner__phone_index=x",
        "?officer_name__startswith=李",
        "?number__startswith=A",
        "?responsible_unit__id__exact=1",
        "?id__in=1,2",
        "?e=1",
        "?_popup=1",
        "?_to_field=number",
        "?_facets=1",
        "?all=",
        "?p=2",
        "?o=1",
        "?due=all",
        "?unit=999999",
        "?unit=x",
        "?sector=999999",
        "?sector=water",
        "?status=nothing",
        "?received_from=31.4.2021",
        "?received_from=2021-05-01&received_to=2021-04-01",
        "?order=number",
        "?after=x",
        "?order=due&after=5",
        "?after=3&before=4",
        "?status=open&status=void",
        "?q=张小三",
        "?text=x",
        "?text=s1:AAAA",
        "?csrfmiddlewaretoken=x",
    ],
)
def test_unknown_conditions_are_refused_in_words_and_the_rest_is_kept(client, head, case, query):
    client.force_login(head)
    response = client.get(f"{LIST}{query}&low_income=on")
    assert response.status_code == 400
    assert response.context["rows"] == []
    assert "没有查询" in response.content.decode()
    assert 'name="low_income" id="id_low_income" checked' in response.content.decode()


def test_filter_offers_only_units_of_visible_cases(client, head, liaison, case, foreign):
    client.force_login(liaison)
    choices = client.get(LIST).context["query"].fields["unit"].choices
    assert [label for _, label in choices] == ["全部单位", "未交办", "住建"]
    assert client.get(f"{LIST}?unit={foreign.responsible_unit_id}").status_code == 400


def test_filters_of_the_bar_find_the_case(client, head, case, foreign):
    water = factories.code("sector", "water")
    Claim.objects.filter(caseclaim__case=case).update(sector=water)
    Case.objects.filter(pk=case.pk).update(is_major=True, due_on=timezone.localdate())
    for query in (f"?sector={water.pk}", "?major=on", "?due=today"):
        assert _shown(client, head, query) == [case.number]
    words = "条件：行业：水利；期限：今日到期；重大"
    assert words in client.get(f"/ledger/print/?sector={water.pk}&major=on&due=today").content.decode()


def test_sector_out_of_use_is_offered_no_more(client, head, case):
    water = factories.code("sector", "water")
    client.force_login(head)
    assert client.get(f"{LIST}?sector={water.pk}").status_code == 200
    Code.objects.filter(pk=water.pk).update(is_active=False)
    assert client.get(f"{LIST}?sector={water.pk}").status_code == 400


def test_row_links_to_the_case_and_masks_the_name(client, liaison, case):
    client.force_login(liaison)
    page = client.get(LIST).content.decode()
    assert f'href="/ledger/cases/{case.pk}/"' in page
    assert "张*三" in page
    assert "张小三" not in page


def test_empty_list_says_what_would_fill_it(client, head):
    client.force_login(head)
    assert "窗口每登记一件诉求" in client.get(LIST).content.decode()
    assert "没有符合这些条件的案件" in client.get(LIST + "?status=void").content.decode()


@pytest.mark.parametrize(
    ("role", "said"),
    [("clerk", "窗口每登记一件诉求"), ("liaison", "还没有交办给住建的案件"), ("leader", "还没有由您包案的案件")],
)
def test_empty_list_says_what_would_fill_it_for_this_role(client, role, said, request):
    client.force_login(request.getfixturevalue(role))
    assert said in client.get(LIST).content.decode()


def test_total_is_counted_to_its_limit(client, head, case, foreign, monkeypatch):
    monkeypatch.setattr(admin_cases, "PAGE_SIZE", 1)
    client.force_login(head)
    assert "本页 1 件，共 2 件" in client.get(LIST).content.decode()
    for module in (case_list, query_words):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    assert "本页 1 件，超过 1 件" in client.get(LIST).content.decode()


def test_what_takes_long_to_count_is_counted_when_asked(client, head, case, foreign, monkeypatch):
    monkeypatch.setattr(admin_cases, "PAGE_SIZE", 1)
    client.force_login(head)
    first = client.get(f"{LIST}?received_from=2021-01-01")
    assert "共几件" in first.content.decode()
    counted = client.get(LIST + first.context["count"])
    assert "本页 1 件，共 2 件" in counted.content.decode()
    second = client.get(LIST + counted.context["next"])
    assert "本页 1 件，共 2 件" in client.get(LIST + second.context["count"]).content.decode()
    whole = client.get(f"{LIST}?received_from=2021-01-01&unit={case.responsible_unit_id}")
    assert "本页 1 件，共 1 件" in whole.content.decode()


def test_keys_are_announced_to_those_they_serve(client, clerk, liaison, leader, case):
    client.force_login(clerk)
    page = client.get(LIST).content.decode()
    assert 'data-new="/reception/claims/new/"' in page
    assert [key in page for key in ("<kbd>↑</kbd>", "<kbd>Enter</kbd>", "<kbd>n</kbd>", "<kbd>/</kbd>")] == [True] * 4
    client.force_login(liaison)
    page = client.get(LIST).content.decode()
    assert ("data-new" in page, "<kbd>n</kbd>" in page, "<kbd>↑</kbd>" in page) == (False, False, True)
    client.force_login(leader)
    assert "<kbd>" not in client.get(LIST).content.decode()


def test_row_says_major_and_holds_whole_texts_in_tooltips(client, head, case):
    Case.objects.filter(pk=case.pk).update(is_major=True, officer_name="李经办")
    client.force_login(head)
    page = client.get(LIST).content.decode()
    assert '已交办 <span class="tag major">重大</span>' in page
    assert [f'title="{text}"' in page for text in ("张小三", "南屏小区三期", "住建", "李经办")] == [True] * 4


def test_case_that_lost_its_claims_has_neither_people_nor_amount(client, head, case, foreign):
    gather(claims=[foreign.case_claims.get().claim], into=case, by=head)
    client.force_login(head)
    page = client.get(LIST + "?status=absorbed").content.decode()
    assert page.count('<td class="num">—</td>') == 2
    assert "不详" not in page


def test_change_page_sends_to_the_case(client, head, liaison, case, foreign):
    client.force_login(liaison)
    assert client.get(f"{LIST}{case.pk}/change/")["Location"] == f"/ledger/cases/{case.pk}/"
    assert client.get(f"{LIST}{foreign.pk}/change/").status_code == 404
    assert client.get(f"{LIST}{foreign.pk + 1000}/change/").status_code == 404


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/", "{pk}/history/", "{pk}/"])
def test_other_admin_pages_are_absent(client, head, case, address):
    client.force_login(head)
    assert client.get(LIST + address.format(pk=case.pk)).status_code == 404
    assert client.post(LIST + address.format(pk=case.pk)).status_code == 404


@pytest.mark.parametrize("address", ["add", "delete", "history"])
def test_other_admin_pages_have_no_name(address):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:ledger_case_{address}", args=[1] if address != "add" else [])


def test_nothing_is_written_through_the_list(client, head, case):
    client.force_login(head)
    data = {"action": "delete_selected", "_selected_action": [case.pk], "index": 0, "post": "yes"}
    assert client.post(LIST, data).status_code == 400
    assert [client.put(LIST).status_code, client.delete(LIST).status_code] == [405, 405]
    assert Case.objects.filter(pk=case.pk).exists()


def test_autocomplete_finds_no_case(client, head, case):
    client.force_login(head)
    query = {"app_label": "ledger", "model_name": "caseclaim", "field_name": "case", "term": "A"}
    assert client.get("/admin/autocomplete/", query).status_code in (403, 404)


def _typed(client, **values: str) -> str:
    """The address that the query bar leads to."""
    response = client.post(LIST, values)
    assert response.status_code == 302
    return response["Location"]


def test_typed_words_stand_in_no_address(client, head, case, foreign, monkeypatch):
    monkeypatch.setattr(admin_cases, "PAGE_SIZE", 1)
    again = factories.case(head, petitioner=factories.PersonData(name="张小三"))
    client.force_login(head)
    address = _typed(client, q=" 张小三 ", status="open")
    first = client.get(address)
    assert [row["number"] for row in first.context["rows"]] == [again.number]
    second = client.get(LIST + first.context["next"])
    assert [row["number"] for row in second.context["rows"]] == [case.number]
    assert 'name="q" value="张小三"' in second.content.decode()
    links = re.findall(r'(?:href|action)="([^"]*)"', first.content.decode() + second.content.decode())
    links.append(address)
    assert len([link for link in links if "text=g1%3A" in link or "text=g1:" in link]) >= 5
    for spelled in ("张小三", quote("张小三"), "zhangxiaosan", base64.b64encode("张小三".encode()).decode()):
        assert [link for link in links if spelled.lower() in link.lower()] == []


def test_address_of_one_account_says_nothing_to_another(client, head, clerk, case):
    client.force_login(head)
    address = _typed(client, q="张小三")
    client.force_login(clerk)
    response = client.get(address)
    assert response.status_code == 400
    assert "已不能还原" in response.content.decode()
    assert "张小三" not in response.content.decode()


@pytest.mark.parametrize("change", ["cut", "flipped", "plain"])
def test_changed_token_is_refused_in_words(client, head, case, change):
    client.force_login(head)
    address = _typed(client, q="张小三")
    token = address.partition("text=")[2]
    changed = {"cut": token[:-6], "flipped": token[:20] + ("A" if token[20] != "A" else "B") + token[21:], "plain": "x"}
    response = client.get(f"{LIST}?text={changed[change]}")
    assert (response.status_code, response.context["rows"]) == (400, [])
    assert "已不能还原" in response.content.decode()


def test_words_in_an_address_are_refused_and_not_repeated(client, head, case):
    client.force_login(head)
    response = client.get(LIST, {"q": "张小三"})
    assert response.status_code == 400
    assert "姓名等文字不能写在网址里" in response.content.decode()
    assert "张小三" not in response.content.decode()


@pytest.mark.parametrize("number", ["53090219010101001X", "138 0000 0001", "张小三 13800000001"])
def test_personal_number_in_the_query_bar_goes_to_no_address(client, head, case, number):
    client.force_login(head)
    response = client.post(LIST, {"q": number, "status": "open"})
    assert response.status_code == 400
    page = response.content.decode()
    assert "请用页面上方的“全局查找”" in page
    assert number not in page
    assert '<option value="open" selected>' in page


def test_query_bar_leads_to_the_shortest_address(client, head, case):
    client.force_login(head)
    assert _typed(client, q="", status="", unit="", due="", order="", received_from="", received_to="") == LIST
    assert _typed(client, low_income="on", order="due", status="open") == f"{LIST}?status=open&low_income=on&order=due"
    assert _typed(client, received_from="2021-4-1") == f"{LIST}?received_from=2021-04-01"


@pytest.mark.parametrize("values", [{"q": "三"}, {"q": "三" * 61}, {"status": "x"}, {"text": "x"}, {"after": "1"}])
def test_what_the_query_bar_cannot_hold_is_refused_in_words(client, head, case, values):
    client.force_login(head)
    response = client.post(LIST, values)
    assert response.status_code == 400
    assert "没有查询：条件有误" in response.content.decode()


def test_query_bar_asks_for_its_token(head, case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(head)
    assert client.post(LIST, {"q": "张小三"}).status_code == 403


def test_typing_is_for_those_who_may_look(client, auditor, liaison, foreign, case):
    client.force_login(auditor)
    assert client.post(LIST, {"q": "张小三"}).status_code == 403
    client.force_login(liaison)
    page = client.get(_typed(client, q="张小三"))
    assert [row["number"] for row in page.context["rows"]] == [case.number]


def test_cases_to_review_lead_the_head_to_the_page_for_several(client, head, clerk, case):
    Case.objects.filter(pk=case.pk).update(
        origin="history", status="under_review", responsible_unit=factories.unit(), officer_name="李承办"
    )
    review = reverse("ledger:review")
    for user, address, leads in (
        (head, "?status=under_review", True), (head, "", False), (clerk, "?status=under_review", False),
    ):  # fmt: skip
        client.force_login(user)
        assert (review in client.get(LIST + address).content.decode()) == leads
