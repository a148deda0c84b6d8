"""A warning is written with the claim that brings it about, told to the head once, and read with an opinion."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.cases import check_correction
from ledger.actions.early_warning import read_warning, watch_correction
from ledger.actions.project_keys import note_projects
from ledger.actions.regroup import merge_duplicate, void_claim
from ledger.actions.same_project import decide_same_matter
from ledger.models import EarlyWarning, Message
from office.models import Event, Parameter
from office.refusals import Refused
from reception.actions.claims import PersonData, correct_claim, data_of
from reception.models import Claim, Project
from tests import factories

SITE = {"project_name": "白塔安置房"}


def take(by, **values) -> Claim:
    return factories.claim(by, **(SITE | {"petitioner": PersonData(name="岩甲")} | values))


def counts() -> list[tuple[int, int]]:
    return list(EarlyWarning.objects.order_by("id").values_list("claims_count", "people_count"))


def test_third_claim_of_a_project_warns_exactly_once(clerk, head) -> None:
    take(clerk), take(clerk, received_on=date(2021, 4, 21))
    assert counts() == []
    third = take(clerk, received_on=date(2021, 4, 22))
    assert counts() == [(3, 3)]
    for _ in range(6):
        take(clerk, received_on=date(2021, 4, 23), workers_count=20)
    assert counts() == [(3, 3)]
    warning = EarlyWarning.objects.get()
    assert (warning.project, warning.company, third in warning.claims.all()) == (third.project, None, True)
    assert (warning.first_on, warning.last_on) == (date(2021, 4, 20), date(2021, 4, 30))
    assert "10 个工作日内收到诉求满 3 件" in warning.rule


def test_head_is_told_without_the_name_of_the_project(clerk, head, liaison) -> None:
    take(clerk, workers_count=10)
    message = Message.objects.get(key__startswith="early_warning:")
    assert message.user == head
    assert message.text == "预警：同一项目在 10 个工作日内收到诉求 1 件，涉及 10 人，请阅处。"


def test_window_that_has_ended_may_be_followed_by_another(clerk, head) -> None:
    take(clerk, workers_count=10)
    take(clerk, workers_count=9, received_on=date(2021, 4, 30))
    assert counts() == [(1, 10)]
    take(clerk, workers_count=10, received_on=date(2021, 5, 6))
    assert counts() == [(1, 10), (1, 10)]


def test_merged_and_void_claims_do_not_count(clerk, head) -> None:
    first, second, third = (take(clerk) for _ in range(3))
    EarlyWarning.objects.all().delete()
    void_claim(claim=third, by=head, reason="误登")
    merge_duplicate(claim=second, into=first, by=head, reason="同一人")
    take(clerk)
    assert counts() == []
    take(clerk)
    assert counts() == [(3, 3)]


def test_without_a_project_the_debtor_is_the_matter(clerk, head) -> None:
    for _ in range(2):
        claim = take(clerk)
        Claim.objects.filter(pk=claim.pk).update(project=None)
    EarlyWarning.objects.all().delete()
    take(clerk)
    assert counts() == []
    others = [
        take(clerk, project_name="甲工地"),
        take(clerk, project_name="乙工地"),
        take(clerk, project_name="丙工地"),
    ]
    assert counts() == []
    assert {claim.employer for claim in others} == {claim.employer}


def test_numbers_are_the_office_s_own(clerk, head) -> None:
    Parameter.objects.filter(key="warning_claims").update(value="2")
    take(clerk)
    take(clerk)
    assert counts() == [(2, 2)]


def test_other_projects_and_days_far_apart_do_not_add_up(clerk, head) -> None:
    take(clerk), take(clerk, project_name="白塔安置房二期"), take(clerk, received_on=date(2021, 1, 4))
    take(clerk, received_on=date(2021, 6, 1))
    assert counts() == []


def correct(claim: Claim, by, **values) -> Claim:
    data = replace(data_of(Claim.objects.get(pk=claim.pk)), **values)
    return correct_claim(
        claim=Claim.objects.get(pk=claim.pk), by=by, data=data, reason="更正", before_correction=check_correction,
        after_correction=watch_correction,
    )  # fmt: skip


def test_correction_that_raises_the_head_count_warns_exactly_once(clerk, head) -> None:
    first = take(clerk, workers_count=5)
    take(clerk, workers_count=4)
    assert counts() == []
    correct(first, head, workers_count=6)
    assert counts() == [(2, 10)]
    correct(first, head, workers_count=16)
    correct(first, head, workers_count=6)
    correct(first, head, workers_count=16)
    assert counts() == [(2, 10)]
    assert Message.objects.filter(key__startswith="early_warning:").count() == 1
    assert Event.objects.order_by("-number").first().act == "correct_claim"


def test_correction_that_sets_the_project_or_the_day_warns(clerk, head) -> None:
    take(clerk), take(clerk)
    stray, late = take(clerk, project_name="别处"), take(clerk, received_on=date(2021, 3, 1))
    assert counts() == []
    correct(stray, head, demand="补充诉求")
    assert counts() == []
    correct(stray, head, **SITE)
    assert counts() == [(3, 3)]
    EarlyWarning.objects.all().delete()
    correct(late, head, received_on=date(2021, 4, 21))
    assert counts() == [(4, 4)]


def test_correction_that_is_refused_warns_of_nothing(clerk, head) -> None:
    claim = take(clerk, workers_count=5)
    with pytest.raises(Refused):
        correct(claim, head, workers_count=50, received_on=date(2999, 1, 1))
    assert counts() == []


FOUR = ("南屏小区三期", "临翔区南屏小区（三期）建设项目", "南屏小区3期工程项目部", "南屏小区 Ⅲ期")
FIRM = "云南宏建建筑工程有限公司"


def named(by, name: str, firm: str = FIRM, **values) -> Claim:
    return take(by, project_name=name, general_contractor_name=firm, **values)


def test_one_project_under_several_names_adds_up_with_one_contractor(clerk, head) -> None:
    named(clerk, FOUR[0]), named(clerk, FOUR[1], "宏建建筑公司")
    assert counts() == []
    third = named(clerk, FOUR[2])
    assert counts() == [(3, 3)]
    for name in FOUR:
        named(clerk, name, workers_count=10)
    assert counts() == [(3, 3)]
    warning = EarlyWarning.objects.get()
    assert warning.project == third.project
    assert warning.added_up == [
        {"name": FOUR[0], "why": "总包相同，名称只是写法不同"}, {"name": FOUR[1], "why": "总包相同，名称只是写法不同"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "firm"),
    [
        ("南屏小区二期", FIRM),
        ("南屏小区", FIRM),
        (FOUR[1], "云南通达路桥有限公司"),
        (FOUR[1], ""),
        ("南坪小区三期", FIRM),
    ],
)
def test_what_is_only_likely_is_not_added_up(clerk, head, name: str, firm: str) -> None:
    named(clerk, FOUR[0]), named(clerk, name, firm)
    named(clerk, FOUR[0])
    assert counts() == []


def test_projects_that_the_head_has_said_to_be_one_add_up(clerk, head) -> None:
    one, two, other = (named(clerk, name, "") for name in ("白塔小区", "北塔小区", "旧厂改造"))
    decide_same_matter(claims=[one.pk, two.pk], by=head, is_same=True, reason="同一工地", now=at(6))
    decide_same_matter(claims=[two.pk, other.pk], by=head, is_same=True, reason="同一工地", now=at(7))
    named(clerk, "旧厂改造", "")
    assert counts() == [(4, 4)]
    assert EarlyWarning.objects.get().added_up == [
        {"name": "白塔小区", "why": "主任 2021-05-06 判断为同一项目"},
        {"name": "北塔小区", "why": "主任 2021-05-07 判断为同一项目"},
    ]


def test_projects_that_the_head_has_told_apart_do_not_add_up(clerk, head) -> None:
    one, two = named(clerk, FOUR[0]), named(clerk, FOUR[1])
    decide_same_matter(claims=[one.pk, two.pk], by=head, is_same=False, reason="两个标段", now=at(6))
    third = named(clerk, FOUR[0])
    assert counts() == []
    # The later word counts.
    decide_same_matter(claims=[one.pk, two.pk, third.pk], by=head, is_same=True, reason="查明是一个", now=at(7))
    named(clerk, FOUR[1])
    assert counts() == [(4, 4)]


def test_window_that_was_warned_of_counts_under_all_names(clerk, head) -> None:
    named(clerk, FOUR[0], workers_count=10)
    for name in FOUR:
        named(clerk, name, workers_count=10)
    assert counts() == [(1, 10)]


def test_name_that_was_changed_is_read_anew(clerk, head) -> None:
    named(clerk, FOUR[0]), named(clerk, "别处花园")
    Project.objects.filter(name="别处花园").update(name=FOUR[1])
    named(clerk, FOUR[1])
    assert counts() == [(3, 3)]


def test_projects_that_were_imported_are_read_too(clerk, head) -> None:
    named(clerk, FOUR[0])
    two = [named(clerk, "别处花园"), named(clerk, "别处花园")]
    # As an import leaves them: written in bulk, and read at its end.
    imported = Project.objects.create(area=head.area, name=FOUR[1])
    Claim.objects.filter(pk__in=[claim.pk for claim in two]).update(project=imported)
    note_projects(area_id=head.area_id)
    named(clerk, FOUR[0])
    assert counts() == [(4, 4)]


def at(day: int) -> datetime:
    return datetime(2021, 5, day, 10, tzinfo=timezone.get_current_timezone())


def test_claim_that_is_refused_leaves_no_warning(clerk, head) -> None:
    with pytest.raises(Refused):
        take(clerk, workers_count=50, received_on=date(2999, 1, 1))
    assert (counts(), Message.objects.count()) == ([], 0)


def test_head_reads_it_once_with_an_opinion(clerk, head, liaison) -> None:
    take(clerk, workers_count=10)
    warning = EarlyWarning.objects.get()
    for user in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            read_warning(warning=warning, by=user, handling="派人到场")
    with pytest.raises(EarlyWarning.DoesNotExist):
        read_warning(warning=warning, by=factories.user("head", area=factories.area("530999")), handling="派人到场")
    with pytest.raises(Refused, match="请填写处置意见"):
        read_warning(warning=warning, by=head, handling=" ")
    seen = read_warning(warning=warning, by=head, handling="请住建当日到场。")
    assert (seen.seen_by, seen.handling) == (head, "请住建当日到场。")
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["rows"], "到场" in str(event.data)) == ("read_warning", 1, False)
    with pytest.raises(Refused, match="已由"):
        read_warning(warning=warning, by=head, handling="再次")
