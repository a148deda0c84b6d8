"""A warning is written with the claim that brings it about, told to the head once, and read with an opinion."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.early_warning import read_warning
from ledger.actions.regroup import merge_duplicate, void_claim
from ledger.models import EarlyWarning, Message
from office.models import Event, Parameter
from office.refusals import Refused
from reception.actions.claims import PersonData
from reception.models import Claim
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
    with pytest.raises(Refused, match="请填写处置意见"):
        read_warning(warning=warning, by=head, handling=" ")
    seen = read_warning(warning=warning, by=head, handling="请住建当日到场。")
    assert (seen.seen_by, seen.handling) == (head, "请住建当日到场。")
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["rows"], "到场" in str(event.data)) == ("read_warning", 1, False)
    with pytest.raises(Refused, match="已由"):
        read_warning(warning=warning, by=head, handling="再次")
