from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.actions.messages import notify
from ledger.models import Case, Message
from ledger.views import messages as views
from office.models import User
from tests import factories

NOW = datetime(2021, 4, 21, 9, 30, tzinfo=factories.SHANGHAI)
INBOX = "/ledger/messages/"


@pytest.fixture
def case(head) -> Case:
    return factories.assigned(factories.case(head), head)


def _tell(user: User, case: Case | None, *keys: str) -> list[Message]:
    for key in keys:
        notify(users=[user], case=case, key=key, text=f"消息 {key}。", now=NOW)
    return list(Message.objects.filter(user=user, key__in=keys).order_by("pk"))


def _page(client: Client, user: User, address: str = INBOX) -> str:
    client.force_login(user)
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_an_empty_inbox_says_what_will_come(client, clerk):
    assert "还没有消息" in _page(client, clerk)


def test_the_newest_is_first_and_the_unread_say_so(client, clerk, case):
    _tell(clerk, case, "a", "b")
    Message.objects.filter(key="a").update(read_at=NOW)
    text = _page(client, clerk)
    assert text.index("消息 b。") < text.index("消息 a。")
    assert text.count("未读</span></td>") == 1
    assert 'aria-label="消息，1 条未读"' in text


def test_opening_leads_to_the_case_and_is_reading(client, clerk, case):
    message = _tell(clerk, case, "a")[0]
    client.force_login(clerk)
    answer = client.get(reverse("ledger:message", args=[message.pk]))
    assert answer["Location"] == reverse("ledger:case", args=[case.pk])
    assert Message.objects.get(pk=message.pk).read_at is not None


def test_the_inbox_of_another_account_is_as_absent(client, clerk, head, case):
    message = _tell(head, case, "a")[0]
    assert "消息 a。" not in _page(client, clerk)
    assert client.get(reverse("ledger:message", args=[message.pk])).status_code == 404
    client.post(reverse("ledger:messages_read"))
    assert Message.objects.get(pk=message.pk).read_at is None


def test_a_case_out_of_sight_is_named_and_leads_nowhere(client, foreign_liaison, case):
    message = _tell(foreign_liaison, case, "a")[0]
    address = reverse("ledger:message", args=[message.pk])
    assert address not in _page(client, foreign_liaison)
    assert client.get(address)["Location"] == INBOX
    assert "已不在您的工作范围" in _page(client, foreign_liaison)


def test_a_message_on_the_monthly_table_leads_there(client, clerk):
    message = _tell(clerk, None, "monthly_table:2021-04")[0]
    client.force_login(clerk)
    assert client.get(reverse("ledger:message", args=[message.pk]))["Location"] == reverse("reports:monthly_table")


def test_all_are_read_at_once_by_post_alone(client, clerk, case):
    _tell(clerk, case, "a", "b")
    client.force_login(clerk)
    assert client.get(reverse("ledger:messages_read")).status_code == 405
    client.post(reverse("ledger:messages_read"))
    assert Message.objects.filter(user=clerk, read_at=None).count() == 0


def test_pages_follow_each_other(client, clerk, case, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    _tell(clerk, case, *"abcde")
    client.force_login(clerk)

    def shown(query: str) -> tuple[list[str], int | None, int | None]:
        page = client.get(INBOX + query).context["page"]
        return [line.message.key for line in page.lines], page.newer, page.older

    first, _, older = shown("")
    second, newer, oldest = shown(f"?older={older}")
    last, _, end = shown(f"?older={oldest}")
    assert (first, second, last, end) == (["e", "d"], ["c", "b"], ["a"], None)
    back, start, _ = shown(f"?newer={newer}")
    assert (back, start) == (first, None)


@pytest.mark.parametrize("query", ["?older=x", "?newer=-1", "?older=²", f"?older={'9' * 30}"])
def test_pages_refuse_what_is_no_key(client, clerk, query):
    client.force_login(clerk)
    assert client.get(INBOX + query).status_code == 404


def test_queries_are_constant(client, clerk, head):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(INBOX).status_code == 200
        return len(captured)

    client.force_login(clerk)
    _tell(clerk, factories.case(head), "a")
    few = queries()
    for number in range(9):
        _tell(clerk, factories.case(head), f"b{number}")
    assert queries() == few


def test_the_frame_counts_to_ninety_nine(client, clerk, case):
    _tell(clerk, case, *(f"k{number}" for number in range(101)))
    text = _page(client, clerk, "/")
    assert ">99+</span>" in text
    assert "未读消息 <strong>99+</strong>" in text


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor"])
def test_accounts_without_cases_have_no_inbox(client, request, role):
    user = request.getfixturevalue(role)
    assert INBOX not in _page(client, user, "/")
    assert client.get(INBOX).status_code == 403
