"""常用查询: whose they are, what is refused, and two browsers at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from ledger.actions.saved_views import LONGEST_NAME, MOST_VIEWS, delete_view, save_view
from ledger.models import SavedView
from office.models import Event, User
from office.refusals import Refused
from tests import factories
from tests.ledger.actions.test_races import at_once

OPEN = "?status=open"


def names(user: User) -> list[tuple[str, str]]:
    return list(SavedView.objects.filter(user=user).values_list("name", "query"))


def _events() -> QuerySet[Event]:
    return Event.objects.filter(act__endswith="_view")


@pytest.mark.parametrize("role", ["clerk", "liaison", "head", "leader"])
def test_who_has_a_ledger_keeps_views(role, request):
    user = request.getfixturevalue(role)
    view = save_view(name=" 未 办结\u3000", query=OPEN, by=user)
    assert names(user) == [("未 办结", OPEN)]
    delete_view(view=view, by=user)
    assert names(user) == []
    assert list(_events().order_by("number").values_list("act", "by", "object_type", "data")) == [
        ("save_view", user.pk, "ledger.savedview", {}),
        ("delete_view", user.pk, "ledger.savedview", {}),
    ]


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor"])
def test_others_keep_none(role, head, request):
    view = save_view(name="未办结", query=OPEN, by=head)
    user = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        save_view(name="未办结", query=OPEN, by=user)
    with pytest.raises(PermissionDenied):
        delete_view(view=view, by=user)
    assert SavedView.objects.count() == 1


def test_same_name_replaces_and_accounts_do_not_meet(head, clerk):
    save_view(name="本周", query=OPEN, by=head)
    save_view(name="本周", query="?due=today", by=head)
    save_view(name="本周", query="?major=on", by=clerk)
    assert (names(head), names(clerk)) == ([("本周", "?due=today")], [("本周", "?major=on")])


def test_view_of_another_account_is_not_deleted(head, clerk):
    view = save_view(name="本周", query=OPEN, by=head)
    with pytest.raises(Refused):
        delete_view(view=view, by=clerk)
    assert names(head) == [("本周", OPEN)]


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", OPEN, "没有名称"),
        (" \u3000\t", OPEN, "没有名称"),
        ("长" * (LONGEST_NAME + 1), OPEN, "现有 21 个字"),
        ("未\x00办结", OPEN, "看不见的字符"),
        ("未\u202e办结", OPEN, "看不见的字符"),
        ("找 13800000001", OPEN, "身份证号或手机号"),
        ("全部", "", "没有可保存的条件"),
        ("全部", "?" + "x" * 300, "条件过多"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(head, name, query, said):
    with pytest.raises(Refused) as refusal:
        save_view(name=name, query=query, by=head)
    assert [said in reason for reason in refusal.value.missing] == [True]
    assert (SavedView.objects.count(), _events().count()) == (0, 0)


def test_every_fault_is_named_at_once(head):
    with pytest.raises(Refused) as refusal:
        save_view(name="", query="", by=head)
    assert len(refusal.value.missing) == 2


def test_one_more_than_the_most_is_refused_but_the_last_may_change(head):
    for number in range(MOST_VIEWS):
        save_view(name=f"第{number}个", query=OPEN, by=head)
    with pytest.raises(Refused):
        save_view(name="再一个", query=OPEN, by=head)
    save_view(name="第3个", query="?major=on", by=head)
    assert (len(names(head)), dict(names(head))["第3个"]) == (MOST_VIEWS, "?major=on")


@pytest.mark.django_db(transaction=True)
def test_same_name_at_once_is_one_view():
    factories.reference()
    head = factories.user("head")
    came = at_once(*(lambda query=query: save_view(name="本周", query=query, by=head) for query in (OPEN, "?major=on")))
    assert came == ["done", "done"]
    assert SavedView.objects.filter(user=head, name="本周").count() == 1
    assert Event.objects.filter(act="save_view").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_make_one_too_many():
    factories.reference()
    head = factories.user("head")
    for number in range(MOST_VIEWS - 1):
        save_view(name=f"第{number}个", query=OPEN, by=head)
    came = at_once(*(lambda name=name: save_view(name=name, query=OPEN, by=head) for name in ("甲", "乙")))
    assert came == ["Refused", "done"]
    assert SavedView.objects.count() == MOST_VIEWS
