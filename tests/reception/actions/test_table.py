"""At the table: a leader takes a visit, the rules suggest which, a unit gives its opinion while the session is open."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Refused
from reception.actions.claims import add_visit, mark_void
from reception.actions.sessions import close_session
from reception.actions.table import NOT_OPEN, give_opinion, handle_directly, waive_handling
from reception.models import Attendance, Claim, Company, DirectHandling, HandlingWaiver, ReceptionSession, TableOpinion
from reception.selectors.day import day_of, for_the_leader, opinions_of
from tests import factories

TOLD = {"why": "group", "leader": "杨领导", "post": "副区长", "text": "三日内约谈总包单位。"}


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社", "住建"))


@pytest.fixture
def claim(clerk, session) -> Claim:
    return factories.claim(clerk, session, sector=factories.code("sector", "building"), is_group=True, workers_count=8)


def missing(act, **values) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(**values)
    return refused.value.missing


@pytest.mark.parametrize("role", ["clerk", "head"])
def test_the_office_records_what_a_leader_took(claim, session, role):
    by = factories.user(role)
    row = handle_directly(claim=claim, session=session, by=by, **TOLD)

    assert (row.claim, row.session, row.leader, row.by) == (claim, session, "杨领导", by)
    event = Event.objects.get(act="handle_directly")
    assert event.data == {"number": claim.number, "session": session.pk, "what": "群访"}


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_record_it(claim, session, role):
    user = factories.user(role, unit="住建")
    for act, values in ((handle_directly, TOLD), (waive_handling, {})):
        with pytest.raises(PermissionDenied):
            act(claim=claim, session=session, by=user, **values)
    assert DirectHandling.objects.count() == HandlingWaiver.objects.count() == 0


def test_a_foreign_office_does_not_record_it(claim, session):
    stranger = factories.user("head", area=factories.area("530999"))
    with pytest.raises(PermissionDenied):
        handle_directly(claim=claim, session=session, by=stranger, **TOLD)


def test_everything_missing_is_named_at_once(claim, session, clerk):
    told = {"why": "important", "leader": " ", "text": ""}
    assert missing(handle_directly, claim=claim, session=session, by=clerk, **told) == [
        "请选择事由：重大、敏感或群访。",
        "请填写直接处理的领导姓名。",
        "请填写领导的处理意见。",
    ]
    assert not Event.objects.filter(act="handle_directly").exists()


def test_only_what_was_brought_at_the_session_is_taken_there(claim, clerk, head):
    other = factories.session(clerk, on=date(2021, 4, 26))
    sentence = f"{claim.number}不是在2021年4月26日这场接访反映的。"
    assert missing(handle_directly, claim=claim, session=other, by=clerk, **TOLD) == [sentence]
    assert missing(waive_handling, claim=claim, session=other, by=clerk) == [sentence]

    add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 26), session=other)

    assert handle_directly(claim=claim, session=other, by=clerk, **TOLD).session == other


def test_a_claim_that_does_not_count_is_not_taken(claim, session, clerk, head):
    mark_void(claim=claim, by=head, reason="误录")
    assert missing(handle_directly, claim=claim, session=session, by=clerk, **TOLD) == [
        f"{claim.number}已作废或已判重，不再登记。"
    ]


def test_a_double_click_is_one_handling(claim, session, clerk):
    first = handle_directly(claim=claim, session=session, by=clerk, **TOLD)
    assert handle_directly(claim=claim, session=session, by=clerk, **TOLD) == first
    handle_directly(claim=claim, session=session, by=clerk, **(TOLD | {"text": "已约谈，本周付清。"}))
    assert (DirectHandling.objects.count(), Event.objects.filter(act="handle_directly").count()) == (2, 2)


def test_it_may_be_written_down_after_the_session(claim, session, clerk):
    close_session(session=session, by=clerk)
    handle_directly(claim=claim, session=session, by=clerk, **TOLD)
    assert DirectHandling.objects.count() == 1


def suggested(session, clerk) -> list[tuple[str, list[str]]]:
    return [
        (entry.claim.number, [ground.sentence for ground in entry.for_leader])
        for entry in for_the_leader(day_of(session, clerk).served)
    ]


def test_the_rules_put_groups_major_and_secret_visits_before_the_leader(clerk, session):
    plain = {"workers_count": 9, "amount_yuan": "99999.99"}
    rows = [plain, {"is_group": True}, {"workers_count": 10}, {"amount_yuan": "100000.00"}, {"is_secret": True}]
    rows.append({"amount_yuan": None})
    claims = [factories.claim(clerk, session, **row) for row in rows]

    assert suggested(session, clerk) == [
        (claims[1].number, ["集体访"]),
        (claims[2].number, ["涉及 10 人"]),
        (claims[3].number, ["金额 100,000.00 元"]),
        (claims[4].number, ["要求保密"]),
    ]


def test_a_suggestion_goes_when_the_leader_took_it_or_somebody_waved_it_off(clerk, session, claim):
    secret = factories.claim(clerk, session, is_secret=True)
    assert [number for number, _ in suggested(session, clerk)] == [claim.number, secret.number]

    handle_directly(claim=claim, session=session, by=clerk, **TOLD)
    waive_handling(claim=secret, session=session, by=clerk)
    waive_handling(claim=secret, session=session, by=clerk)

    assert suggested(session, clerk) == []
    assert Event.objects.filter(act="waive_handling").count() == 1


def test_a_group_that_comes_again_is_suggested_again_and_once(clerk, claim, session):
    handle_directly(claim=claim, session=session, by=clerk, **TOLD)
    later = factories.session(clerk, on=date(2021, 4, 26))
    for _ in range(2):
        add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 26), session=later)

    assert [number for number, _ in suggested(later, clerk)] == [claim.number]


def test_a_liaison_at_the_table_gives_the_units_opinion(claim, liaison):
    row = give_opinion(claim=claim, by=liaison, text=" 明日约谈总包单位。 ")

    assert (row.unit, row.text, row.session) == (liaison.unit, "明日约谈总包单位。", claim.session)
    assert Event.objects.get(act="give_opinion").data == {"number": claim.number, "unit": "住建"}


def test_a_double_click_is_one_opinion_and_a_second_thought_another(claim, liaison):
    for text in ("约谈", "约谈", "已约谈"):
        give_opinion(claim=claim, by=liaison, text=text)
    assert [row.text for row in opinions_of(claim)] == ["约谈", "已约谈"]
    assert Event.objects.filter(act="give_opinion").count() == 2


@pytest.mark.parametrize(("text", "said"), [(" ", "请填写处理意见。"), ("字" * 501, "处理意见最多 500 个字，请精简。")])
def test_an_opinion_has_text(claim, liaison, text, said):
    assert missing(give_opinion, claim=claim, by=liaison, text=text) == [said]


@pytest.mark.parametrize("role", ["clerk", "head", "leader", "city", "auditor"])
def test_only_liaisons_give_opinions(claim, role):
    with pytest.raises(PermissionDenied):
        give_opinion(claim=claim, by=factories.user(role, unit="住建"), text="约谈")


def test_a_unit_of_another_industry_gives_none(claim, foreign_liaison):
    with pytest.raises(PermissionDenied):
        give_opinion(claim=claim, by=foreign_liaison, text="约谈")
    assert not TableOpinion.objects.exists()


def test_after_the_session_there_are_no_more_opinions(claim, session, clerk, head, liaison):
    factories.assigned(claim.caseclaim.case, head)
    close_session(session=session, by=clerk)
    assert missing(give_opinion, claim=claim, by=liaison, text="约谈") == [NOT_OPEN]


def test_a_unit_that_did_not_come_gives_none_on_its_own_case(claim, head, liaison):
    factories.assigned(claim.caseclaim.case, head)
    Attendance.objects.filter(unit=liaison.unit).delete()
    assert missing(give_opinion, claim=claim, by=liaison, text="约谈") == [
        "住建还没有在本场签到：请登记员签到后再填写处理意见。"
    ]


def test_a_unit_complained_of_gives_none(claim, liaison):
    Company.objects.filter(pk=claim.employer_id).update(unit=liaison.unit)
    assert missing(give_opinion, claim=claim, by=liaison, text="约谈") == [
        "回避：住建是欠薪方的所属单位，不出具处理意见。"
    ]
