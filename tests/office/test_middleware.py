import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from office.middleware import PrivatePages
from office.refusals import Conflict, Refused
from tests import factories


@pytest.fixture
def refuse(rf: RequestFactory, clerk):
    """The page a refused action ends in, asked for from the page given."""

    def answer(exception: Exception, *, came_from: str = ""):
        request = rf.post("/anywhere/", headers={"referer": came_from} if came_from else {})
        request.user = clerk
        return PrivatePages(lambda _: None).process_exception(request, exception)

    return answer


def test_refusal_names_every_missing_thing(refuse) -> None:
    response = refuse(Refused(["缺少支付凭证。", "缺少回访。"]))

    assert response.status_code == 422
    assert "<li>缺少支付凭证。</li><li>缺少回访。</li>" in response.content.decode()


def test_conflict_is_told_apart(refuse) -> None:
    response = refuse(Conflict("主任王岗位刚刚修改了这个案件。"))

    assert response.status_code == 409
    assert "刚被别人改过" in response.content.decode()


def test_refusal_escapes_what_was_typed(refuse) -> None:
    assert "&lt;b&gt;" in refuse(Refused("<b>")).content.decode()


def test_other_exceptions_are_not_swallowed(refuse) -> None:
    assert refuse(ValueError("x")) is None


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/reception/", "http://testserver/reception/"),
        ("http://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_refusal_leads_back_to_our_pages_only(refuse, came_from: str, back: str) -> None:
    assert f'<a class="button" href="{back}">' in refuse(Refused("x"), came_from=came_from).content.decode()


def test_pages_of_a_signed_in_person_are_not_stored(client: Client, clerk) -> None:
    client.force_login(clerk)

    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_one_time_password_opens_nothing_but_its_change(client: Client, reference) -> None:
    client.force_login(factories.user("head", "secadmin", must_change_password=True))

    for address in ("/", "/admin/", "/admin/office/user/", "/accounts/login/"):
        assert client.get(address).headers["Location"] == reverse("password_change"), address
    assert client.post("/admin/office/user/add/", {}).headers["Location"] == reverse("password_change")
    page = client.get(reverse("password_change"))
    assert page.status_code == 200
    assert 'class="menu"' not in page.content.decode()
