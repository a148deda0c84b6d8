"""隐患: numbered, looked at again, solved, dismissed or turned into claims."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.leads import LeadData, check_lead, close_lead, link_claims, register_lead
from ledger.actions.regroup import void_claim
from ledger.models import Lead
from ledger.selectors.stability import claims_of_lead, lead_rows, leads_of, leads_to_check
from office.models import Event
from office.refusals import Refused
from reception.models import Company, Project
from tests import factories

FOUND, LATER = date(2021, 4, 19), date(2099, 1, 5)
DATA = LeadData(
    found_on=FOUND, found_by="专户预警", text="两个月没有拨付人工费", next_check_on=LATER, project_name="南屏小区三期",
    workers_count=12, amount_yuan=Decimal("90000"),
)  # fmt: skip


def find(by, **values) -> Lead:
    return register_lead(area=by.area, by=by, data=replace(DATA, **values))


def test_lead_gets_a_number_of_its_own_series_and_its_parties_by_name(clerk, head) -> None:
    factories.claim(clerk)
    first, second = find(clerk), find(head, company_name="示例 劳务", project_name="")
    assert [first.number, second.number] == ["Y530902-2021-0001", "Y530902-2021-0002"]
    assert (first.project, Project.objects.count()) == (Project.objects.get(name="南屏小区三期"), 1)
    assert (second.company, second.project) == (Company.objects.get(name="示例劳务"), None)
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["number"], "人工费" in str(event.data)) == ("register_lead", second.number, False)


def test_everything_missing_is_named_and_no_number_is_lost(clerk) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused) as refused:
        find(clerk, found_by="", text=" ", project_name="", next_check_on=today, found_on=today + timedelta(1))
    assert len(refused.value.missing) == 5
    assert find(clerk).number == "Y530902-2021-0001"


def test_only_clerk_and_head_have_to_do_with_leads(clerk, liaison, leader, city) -> None:
    lead = find(clerk)
    for user in (liaison, leader, city):
        assert list(leads_of(user, today=FOUND)) == []
        for act in (
            lambda user=user: find(user),
            lambda user=user: check_lead(lead=lead, by=user, text="看过", next_check_on=LATER),
            lambda user=user: close_lead(lead=lead, by=user, status="solved", result="已付"),
            lambda user=user: link_claims(lead=lead, by=user, claims=[]),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_lead_of_another_area_is_not_found(head) -> None:
    lead, stranger = find(head), factories.user("head", area=factories.area("530921"))
    with pytest.raises(Lead.DoesNotExist):
        check_lead(lead=lead, by=stranger, text="看过", next_check_on=LATER)
    with pytest.raises(Lead.DoesNotExist):
        close_lead(lead=lead, by=stranger, status="solved", result="已付")


def test_check_moves_the_day_and_is_kept(clerk, head) -> None:
    lead = find(clerk)
    Lead.objects.update(next_check_on=date(2021, 5, 6))
    assert list(leads_to_check(head, date(2021, 5, 6))) == [lead]
    assert lead_rows([Lead.objects.get()], today=date(2021, 5, 8))[0].light.text == "逾期 2 天未核查"
    check_lead(lead=lead, by=clerk, text="承诺月底补足", next_check_on=LATER)
    assert list(leads_to_check(head, date(2021, 5, 6))) == []
    assert [check.text for check in lead.checks.all()] == ["承诺月底补足"]
    with pytest.raises(Refused, match="应当晚于今天"):
        check_lead(lead=lead, by=clerk, text="看过", next_check_on=timezone.localdate())


def test_second_click_writes_nothing(clerk, head) -> None:
    first = find(clerk, text=" 没有拨付 ", company_name="示例劳务")
    told = Event.objects.count()
    assert find(clerk, text="没有拨付", company_name="示例 劳务") == first
    assert (Lead.objects.count(), Event.objects.count()) == (1, told)
    check_lead(lead=first, by=clerk, text="看过", next_check_on=LATER)
    told = Event.objects.count()
    assert check_lead(lead=first, by=clerk, text=" 看过 ", next_check_on=LATER) == first
    assert (first.checks.count(), Event.objects.count()) == (1, told)


def test_what_differs_is_another_lead_and_another_check(clerk, head) -> None:
    first = find(clerk)
    others = [
        find(head),
        find(clerk, project_name="别的工地"),
        find(clerk, workers_count=13),
        find(clerk, unit=factories.unit()),
    ]
    assert len({first, *others}) == 5
    for by, day in ((clerk, LATER), (head, LATER), (clerk, LATER + timedelta(1))):
        check_lead(lead=first, by=by, text="看过", next_check_on=day)
    assert (first.checks.count(), Lead.objects.get(pk=first.pk).next_check_on) == (3, LATER + timedelta(1))
    close_lead(lead=first, by=clerk, status="solved", result="已付", on=date(2021, 5, 6))
    assert find(clerk) not in {first, *others}


@pytest.mark.parametrize(("status", "label"), [("solved", "区内已化解"), ("dismissed", "经查不属实")])
def test_lead_ends_once_with_a_result(clerk, status: str, label: str) -> None:
    lead = find(clerk)
    with pytest.raises(Refused, match="请填写结果"):
        close_lead(lead=lead, by=clerk, status=status, result=" ")
    closed = close_lead(lead=lead, by=clerk, status=status, result="已核实", on=date(2021, 5, 6))
    assert (closed.get_status_display(), closed.result) == (label, "已核实")
    for act in (
        lambda: close_lead(lead=lead, by=clerk, status=status, result="再次"),
        lambda: check_lead(lead=lead, by=clerk, text="看过", next_check_on=LATER),
    ):
        with pytest.raises(Refused, match=f"已于 2021-05-06 结案：{label}"):
            act()


def test_claimed_is_said_by_linking_claims_not_by_closing(clerk) -> None:
    with pytest.raises(Refused, match="已成为诉求的，请关联诉求"):
        close_lead(lead=find(clerk), by=clerk, status="claimed", result="有人来访")


def test_lead_becomes_claims_and_more_may_follow(clerk, head) -> None:
    lead = find(clerk)
    first, second = factories.claim(clerk), factories.claim(clerk)
    factories.claim(clerk, project_name="别的工地", employer_name="别的公司")
    assert list(claims_of_lead(lead, user=clerk)) == [second, first]
    linked = link_claims(lead=lead, by=clerk, claims=[first])
    assert (linked.get_status_display(), linked.result) == ("已成为诉求", "已登记为诉求 1 件。")
    assert list(claims_of_lead(lead, user=clerk)) == [second]
    assert link_claims(lead=lead, by=head, claims=[second]).result == "已登记为诉求 2 件。"


@pytest.mark.parametrize(("status", "label"), [("solved", "区内已化解"), ("dismissed", "经查不属实")])
def test_lead_that_was_closed_becomes_claims_and_keeps_how_it_ended(clerk, status: str, label: str) -> None:
    lead, ended = find(clerk), f"2021-05-06 {label}：企业已补发"
    close_lead(lead=lead, by=clerk, status=status, result="企业已补发", on=date(2021, 5, 6))
    first, second = factories.claim(clerk), factories.claim(clerk)
    with pytest.raises(Refused) as refused:
        link_claims(lead=lead, by=clerk, claims=[first], on=date(2021, 5, 5))
    assert refused.value.missing == ["日期 2021-05-05 早于此前结案的日期 2021-05-06。"]
    for claim, result in ((first, "已登记为诉求 1 件。"), (second, "已登记为诉求 2 件。")):
        linked = link_claims(lead=lead, by=clerk, claims=[claim], on=date(2021, 5, 8))
        assert (linked.status, linked.closed_on, linked.result, linked.ended_before) == (
            "claimed", date(2021, 5, 8), result, ended,
        )  # fmt: skip
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["claims"]) == ("close_lead", [first.number, second.number])


def test_claims_that_do_not_count_are_not_linked(clerk, head) -> None:
    lead, claim = find(clerk), factories.claim(clerk)
    with pytest.raises(Refused, match="请选择由这条隐患而来的诉求"):
        link_claims(lead=lead, by=clerk, claims=[])
    voided = void_claim(claim=claim, by=head, reason="误登")
    with pytest.raises(Refused, match="已作废"):
        link_claims(lead=lead, by=clerk, claims=[voided])


def test_lead_of_another_century_gets_no_number(clerk) -> None:
    with pytest.raises(Refused) as refused:
        find(clerk, found_on=date(1021, 4, 19))
    assert refused.value.missing == ["发现日期 1021-04-19 早于 2000 年，请核对。"]
    assert find(clerk, found_on=date(2000, 1, 1)).number == "Y530902-2000-0001"


def test_check_does_not_lie_before_the_finding_or_the_last_check(clerk) -> None:
    lead = find(clerk)
    told = {"lead": lead, "by": clerk, "text": "看过", "next_check_on": LATER}
    with pytest.raises(Refused) as refused:
        check_lead(on=FOUND - timedelta(1), **told)
    assert refused.value.missing == ["日期 2021-04-18 早于发现日期 2021-04-19。"]
    check_lead(on=FOUND + timedelta(3), **told)
    with pytest.raises(Refused) as refused:
        check_lead(on=FOUND, **told)
    assert refused.value.missing == ["核查日期 2021-04-19 早于上次核查的日期 2021-04-22。"]
    check_lead(on=FOUND + timedelta(3), **(told | {"text": "再看"}))
    assert lead.checks.count() == 2
