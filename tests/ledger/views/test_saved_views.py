"""常用查询 on the ledger's page: kept without typed words, one's own alone, escaped."""

import re

import pytest
from django.test import Client

from ledger.actions.saved_views import save_view
from ledger.models import SavedView
from tests import factories

LIST, SAVE = "/admin/ledger/case/", "/ledger/views/save/"


def delete_path(view: SavedView) -> str:
    return f"/ledger/views/{view.pk}/delete/"


@pytest.fixture
def case(head):
    return factories.case(head, petitioner=factories.PersonData(name="张小三"))


def test_view_is_kept_without_the_typed_words(client, head, case):
    client.force_login(head)
    address = client.post(LIST, {"status": "open", "order": "due", "q": "张小三"})["Location"]
    page = client.get(address).content.decode()
    assert "“查找”栏里输入的文字可能是姓名，不会保存" in page
    assert "条件：状态：未办结；排序：期限近的在前。" in page
    query = re.search(r'name="query" value="([^"]*)"', page)[1].replace("&amp;", "&")
    assert query == address.removeprefix(LIST)

    response = client.post(SAVE, {"name": "急件", "query": query}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "常用查询“急件”已保存。“查找”栏输入的文字没有保存。" in response.content.decode()
    assert list(SavedView.objects.values_list("user", "name", "query")) == [(head.pk, "急件", "?status=open&order=due")]
    assert f'href="{LIST}?status=open&amp;order=due">急件</a>' in response.content.decode()


def test_list_shows_ones_own_views_and_marks_the_one_in_use(client, head, clerk, case):
    save_view(name="我的未办结", query="?status=open", by=head)
    save_view(name="别人的", query="?status=open", by=clerk)
    client.force_login(head)
    page = client.get(f"{LIST}?status=open").content.decode()
    assert f'href="{LIST}?status=open" aria-current="true">我的未办结</a>' in page
    assert "别人的" not in page
    assert "aria-current" not in client.get(LIST).content.decode().split("常用查询")[1]


def test_nothing_to_keep_offers_nothing(client, head, case):
    client.force_login(head)
    assert "常用查询" not in client.get(LIST).content.decode()
    words_alone = client.post(LIST, {"q": "张小三"})["Location"]
    assert "常用查询" not in client.get(words_alone).content.decode()


@pytest.mark.parametrize(
    "query", ["", "?", "?status=nothing", "?q=张小三", "?number__startswith=A", "?text=x", "//x.cn/"]
)
def test_query_that_is_none_is_refused_in_words(client, head, case, query):
    client.force_login(head)
    response = client.post(SAVE, {"name": "急件", "query": query})
    assert response.status_code == 422
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("name", ["", "  ", "长" * 21])
def test_name_that_is_none_is_refused_in_words(client, head, case, name):
    client.force_login(head)
    response = client.post(SAVE, {"name": name, "query": "?status=open"})
    assert (response.status_code, "常用查询" in response.content.decode()) == (422, True)


def test_name_is_escaped(client, head, case):
    client.force_login(head)
    client.post(SAVE, {"name": "<script>x", "query": "?status=open"})
    page = client.get(LIST).content.decode()
    assert ("&lt;script&gt;x</a>" in page, "<script>x" in page) == (True, False)


def test_view_that_has_gone_stale_says_so_and_can_be_removed(client, head, case):
    view = save_view(name="旧的", query="?unit=999999", by=head)
    client.force_login(head)
    response = client.get(LIST + view.query)
    assert (response.status_code, "责任单位：" in response.content.decode()) == (400, True)
    assert delete_path(view) in response.content.decode()
    assert client.post(delete_path(view))["Location"] == LIST
    assert SavedView.objects.count() == 0


def test_view_of_another_account_is_as_absent(client, head, clerk):
    view = save_view(name="急件", query="?status=open", by=head)
    client.force_login(clerk)
    assert client.post(delete_path(view)).status_code == 404
    assert client.post("/ledger/views/999999/delete/").status_code == 404
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor"])
def test_other_roles_are_refused(client, role, head, request):
    view = save_view(name="急件", query="?status=open", by=head)
    client.force_login(request.getfixturevalue(role))
    assert client.post(SAVE, {"name": "x", "query": "?status=open"}).status_code == 403
    assert client.post(delete_path(view)).status_code == 403


def test_views_change_by_post_with_a_token_alone(client, head):
    view = save_view(name="急件", query="?status=open", by=head)
    client.force_login(head)
    assert [client.get(path).status_code for path in (SAVE, delete_path(view))] == [405, 405]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(head)
    assert strict.post(delete_path(view)).status_code == 403


def test_who_may_keep_none_is_offered_none(client, head, city):
    offered = {}
    for user in (head, city):
        SavedView.objects.create(user=user, name="急件", query="?status=open")
        client.force_login(user)
        page = client.get(LIST, {"status": "open"}).content.decode()
        offered[user.username] = (SAVE in page, "急件" in page)
    assert offered == {"head": (True, True), "city": (False, False)}
