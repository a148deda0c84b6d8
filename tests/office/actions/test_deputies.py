"""Who may stand in for the head, from when to when, and what it opens."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from office.actions.accounts import change_account
from office.actions.deputies import appoint_deputy, end_deputyship, may_be_deputies
from office.models import Deputy, Event, Unit, User
from office.refusals import Refused
from office.roles import ACTS, CASE_ROLES, Role, may
from office.trail import record
from tests import factories

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def appointed(head, deputy, *, first=0, last=10, by=None) -> Deputy:
    """A deputyship from `first` to `last`, counted in days from today; past ones are written as they were then."""
    starts_on, ends_on = today() + first * DAY, today() + last * DAY
    then = timezone.now() + min(first, 0) * DAY
    return appoint_deputy(
        head=head, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason="外出学习", by=by or head, now=then
    )


def fresh(user: User) -> User:
    """The account as the next click reads it."""
    return User.objects.get(pk=user.pk)


def refused(head, deputy, **when) -> list[str]:
    with pytest.raises(Refused) as caught:
        appointed(head, deputy, **when)
    return caught.value.missing


@pytest.mark.parametrize(
    ("first", "last", "acts"),
    [(1, 5, False), (0, 5, True), (0, 0, True), (-5, 0, True), (-5, -1, False)],
    ids=["not yet", "first day", "one day", "last day", "over"],
)
def test_deputy_holds_the_office_from_the_first_day_to_the_last(head, clerk, first: int, last: int, acts: bool) -> None:
    appointed(head, clerk, first=first, last=last)
    assert (Role.HEAD in fresh(clerk).role_set) == acts
    assert fresh(clerk).own_roles == {Role.CLERK}


@pytest.mark.parametrize("act", sorted(act for act, (_, roles) in ACTS.items() if Role.HEAD in roles))
def test_every_act_of_the_head_is_open_to_the_deputy_while_it_runs(head, leader, act: str) -> None:
    own = Role.LEADER in ACTS[act][1]
    assert may(fresh(leader), act) == own
    given = appointed(head, leader)
    assert may(fresh(leader), act)
    end_deputyship(deputyship=given, on=today() - DAY, by=head)
    assert may(fresh(leader), act) == own


def test_deputyship_costs_no_query(head, clerk, django_assert_num_queries) -> None:
    appointed(head, clerk)
    with django_assert_num_queries(2):
        account = fresh(clerk)
    with django_assert_num_queries(0):
        assert account.role_set == {Role.CLERK, Role.HEAD}


def test_account_read_another_way_is_a_deputy_too(head, clerk) -> None:
    given = appointed(head, clerk)
    assert Deputy.objects.select_related("deputy").get(pk=given.pk).deputy.role_set == {Role.CLERK, Role.HEAD}


def test_role_names_say_who_deputises_until_when(head, clerk) -> None:
    given = appointed(head, clerk)
    until = given.ends_on
    assert fresh(clerk).role_names == f"登记员、主任（代理至{until.month}月{until.day}日）"
    assert fresh(head).role_names == "主任"


def test_who_may_be_deputy(head, clerk, liaison, leader, city, secadmin, reference) -> None:
    of_lead = factories.user("liaison", unit="人社")
    factories.user("clerk", "auditor")
    factories.user("clerk", is_active=False)
    factories.user("clerk", area=factories.area("530900"))
    factories.user("clerk", "head")
    assert set(may_be_deputies([head])) == {clerk, leader, of_lead}


@pytest.mark.parametrize("roles", [("sysadmin",), ("clerk", "secadmin"), ("clerk", "auditor"), ("city",), ("head",)])
def test_account_that_does_other_work_is_refused(head, roles) -> None:
    other = factories.user(*roles)
    assert refused(head, other) == [
        f"{other}不能代理：须是本区划在用的登记员、包案领导或牵头单位联络员，且不兼主任、系统、安全、审计岗位。"
    ]


def not_changed(account: User, by: User, **values) -> list[str]:
    with pytest.raises(Refused) as caught:
        factories.changed_account(account, by, **values)
    before, after = (account.own_roles, account.unit, account.area), fresh(account)
    assert (after.own_roles, after.unit, after.area) == before
    return caught.value.missing


@pytest.fixture
def of_lead(reference) -> User:
    return factories.user("liaison", unit="人社")


MOVES = {
    "another unit": lambda: {"unit": factories.unit("交通")},
    "no unit, another role": lambda: {"unit": None, "roles": ["city"]},
    "the keys as well": lambda: {"roles": ["liaison", "auditor"]},
    "head": lambda: {"roles": ["liaison", "head"]},
    "another area": lambda: {
        "area": factories.area("530900"), "unit": factories.unit("人社", of=factories.area("530900"))
    },
    "another unit and disabled": lambda: {"unit": factories.unit("交通"), "is_active": False},
}  # fmt: skip


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_deputy_is_not_moved_to_where_none_is_appointed(head, of_lead, secadmin, move) -> None:
    given = appointed(head, of_lead)
    assert not_changed(of_lead, secadmin, **move()) == [
        f"{of_lead}正在代理主任（至 {given.ends_on}），请先在“代理”中结束代理，再调整岗位、单位或行政区划。"
    ]
    end_deputyship(deputyship=given, on=today() - DAY, by=secadmin)
    factories.changed_account(of_lead, secadmin, **move())
    assert fresh(of_lead).role_set == fresh(of_lead).own_roles


def test_every_deputyship_to_come_is_named(head, clerk, secadmin) -> None:
    appointed(head, clerk, first=-3, last=-1)
    now, later = appointed(head, clerk, first=0, last=1), appointed(head, clerk, first=3, last=5)
    assert not_changed(clerk, secadmin, roles=["clerk", "auditor"]) == [
        f"{clerk}正在代理主任（至 {now.ends_on}），请先在“代理”中结束代理，再调整岗位、单位或行政区划。",
        f"{clerk}已安排代理主任（{later.starts_on} 至 {later.ends_on}），请先在“代理”中结束代理，再调整岗位、单位或行政区划。",
    ]


def test_change_that_keeps_a_deputy_one_who_may_passes(head, of_lead, secadmin) -> None:
    appointed(head, of_lead)
    factories.changed_account(of_lead, secadmin, roles=["liaison", "clerk"])
    factories.changed_account(fresh(of_lead), secadmin, roles=["clerk"], unit=None)
    assert fresh(of_lead).role_set == {Role.CLERK, Role.HEAD}


def test_deputy_of_a_unit_that_leads_no_more_is_no_head_and_can_be_disabled(head, of_lead, secadmin) -> None:
    appointed(head, of_lead)
    assert Role.HEAD in fresh(of_lead).role_set
    Unit.objects.filter(pk=of_lead.unit_id).update(is_lead=False)
    account = fresh(of_lead)
    assert account.role_set == {Role.LIAISON}
    factories.changed_account(account, secadmin, display_name="王新", is_active=False)
    assert not fresh(account).is_active


def test_account_moved_past_the_action_is_no_head(head, of_lead) -> None:
    given = appointed(head, of_lead)
    User.objects.filter(pk=of_lead.pk).update(unit=factories.unit("交通"))
    assert fresh(of_lead).role_set == {Role.LIAISON}
    assert Deputy.objects.select_related("deputy").get(pk=given.pk).deputy.role_set == {Role.LIAISON}


def test_deputyship_of_a_liaison_costs_no_query(head, of_lead, django_assert_num_queries) -> None:
    appointed(head, of_lead)
    with django_assert_num_queries(2):
        account = fresh(of_lead)
    with django_assert_num_queries(0):
        assert account.role_set == {Role.LIAISON, Role.HEAD}


def test_own_deputyship_is_no_role_of_the_account(head, clerk, secadmin) -> None:
    """Changing the account's name while it is a deputy does not make it a head for good."""
    appointed(head, clerk)
    roles = fresh(clerk).own_roles
    change_account(account=clerk, by=secadmin, roles=roles, display_name="王新", is_active=True, area=clerk.area)
    assert set(fresh(clerk).roles.values_list("role", flat=True)) == {"clerk"}


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"first": 0, "last": -1}, "结束日期 {ends} 早于开始日期 {today}。"),
        ({"first": 0, "last": 367}, "一次代理最长一年：请提前结束日期，到期后再安排。"),
    ],
)
def test_dates_that_do_not_fit_are_refused(head, clerk, when, sentence: str) -> None:
    ends = today() + when["last"] * DAY
    assert refused(head, clerk, **when) == [sentence.format(today=today(), ends=ends)]


def test_everything_wrong_is_named_at_once(head) -> None:
    with pytest.raises(Refused) as caught:
        appoint_deputy(head=head, deputy=head, starts_on=today() - DAY, ends_on=today() - 2 * DAY, reason=" ", by=head)
    assert caught.value.missing == [
        "代理人不能是主任本人。",
        f"代理不能从过去的日期开始：请从今天（{today()}）起安排。",
        f"结束日期 {today() - 2 * DAY} 早于开始日期 {today() - DAY}。",
        "请写明代理的事由。",
    ]
    assert Deputy.objects.count() == 0


def test_overlap_of_one_person_is_refused_and_the_next_day_is_not(head, clerk, leader) -> None:
    appointed(head, clerk, first=0, last=5)
    assert refused(head, clerk, first=5, last=6) == [
        f"{clerk}在 {today()} 至 {today() + 5 * DAY} 已安排代理，日期重叠：请改日期或先结束那一项。"
    ]
    appointed(head, clerk, first=6, last=7)
    appointed(head, leader, first=0, last=5)
    assert Deputy.objects.count() == 3


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "sysadmin", "auditor"])
def test_others_appoint_nobody(head, clerk, role: str) -> None:
    other = factories.user(role, unit="人社" if role == "liaison" else None)
    with pytest.raises(PermissionDenied, match="您的岗位不能进行"):
        appointed(head, clerk, by=other)


def test_head_appoints_for_nobody_else(head, clerk) -> None:
    second = factories.user("head")
    with pytest.raises(PermissionDenied):
        appointed(head, clerk, by=second)
    given = appointed(head, clerk)
    with pytest.raises(PermissionDenied):
        end_deputyship(deputyship=given, on=today(), by=second)


def test_deputy_appoints_no_deputy_and_ends_none(head, clerk, leader) -> None:
    given = appointed(head, clerk)
    deputy = fresh(clerk)
    assert may(deputy, "appoint_deputy")
    for master in (head, deputy):
        with pytest.raises(PermissionDenied):
            appointed(master, leader, by=deputy)
    with pytest.raises(PermissionDenied):
        end_deputyship(deputyship=given, on=today(), by=deputy)


def test_security_officer_appoints_and_ends_for_a_head(head, clerk, secadmin) -> None:
    given = appointed(head, clerk, by=secadmin)
    assert end_deputyship(deputyship=given, on=today(), by=secadmin).ends_on == today()


def test_deputy_goes_on_without_the_head(head, clerk) -> None:
    appointed(head, clerk)
    User.objects.filter(pk=head.pk).update(is_active=False)
    head.roles.all().delete()
    assert Role.HEAD in fresh(clerk).role_set


def test_deputy_who_moves_to_another_area_is_no_head_there(head, clerk) -> None:
    appointed(head, clerk)
    User.objects.filter(pk=clerk.pk).update(area=factories.area("530900"))
    assert fresh(clerk).role_set == {Role.CLERK}


def test_deputy_who_lost_every_case_role_or_was_given_the_keys_is_no_head(head, clerk) -> None:
    appointed(head, clerk)
    clerk.roles.create(role="auditor")
    assert not fresh(clerk).role_set & CASE_ROLES - {Role.CLERK}
    clerk.roles.all().delete()
    assert fresh(clerk).role_set == frozenset()


def test_disabled_deputy_may_do_nothing(head, clerk) -> None:
    appointed(head, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not may(fresh(clerk), "complete")


def test_end_refuses_days_that_end_nothing(head, clerk) -> None:
    given = appointed(head, clerk, first=-5, last=5)
    for day, sentence in (
        (today() - 2 * DAY, f"最后一天不能早于昨天（{today() - DAY}）：填昨天即刻终止。"),
        (today() + 5 * DAY, f"最后一天须早于原定的 {today() + 5 * DAY}；要延长的，请在到期后另行安排。"),
    ):
        with pytest.raises(Refused) as caught:
            end_deputyship(deputyship=given, on=day, by=head)
        assert caught.value.missing == [sentence]
    end_deputyship(deputyship=given, on=today() - DAY, by=head)
    with pytest.raises(Refused) as caught:
        end_deputyship(deputyship=given, on=today() - DAY, by=head)
    assert caught.value.missing == [f"这项代理已于 {today() - DAY} 结束。"]


def test_end_before_the_first_day_withdraws_it_and_the_trail_keeps_it(head, clerk) -> None:
    given = appointed(head, clerk, first=3, last=5)
    assert end_deputyship(deputyship=given, on=today(), by=head) is None
    assert list(Deputy.objects.all()) == []
    last = Event.objects.order_by("number").last()
    assert (last.act, last.data["withdrawn"]) == ("end_deputyship", True)
    with pytest.raises(Refused) as caught:
        end_deputyship(deputyship=given, on=today(), by=head)
    assert caught.value.missing == ["这项代理已被撤销，请返回列表查看。"]


def test_trail_holds_keys_and_days_alone(head, clerk) -> None:
    given = appointed(head, clerk)
    event = Event.objects.get(act="appoint_deputy")
    assert (event.by, event.object_id) == (head, str(given.pk))
    assert event.data == {
        "head": head.pk, "deputy": clerk.pk, "starts_on": str(given.starts_on), "ends_on": str(given.ends_on),
    }  # fmt: skip


def test_trail_says_what_was_done_in_the_heads_place(head, clerk) -> None:
    appointed(head, clerk)
    assert record("complete", by=fresh(clerk)).data == {"as_deputy": True}
    assert record("register_claim", by=fresh(clerk)).data == {}
    assert record("complete", by=head).data == {}
