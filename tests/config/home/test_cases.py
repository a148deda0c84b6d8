from datetime import date, timedelta

import pytest

from config.home.cases import MOST, led_cases, my_cases
from ledger.actions.assignment import ask_return, sign_for
from ledger.actions.work import add_evidence
from ledger.models import Case
from ledger.workflow import Status
from office.models import User
from reception.models import Company
from tests import factories

TODAY = date(2021, 5, 6)


def _lines(user: User) -> list[tuple[str, str, str]]:
    return [(line.row.case.number, line.due.text, line.todo) for line in my_cases(user, today=TODAY)]


def _signed(case: Case, head: User, *, due_on: date) -> Case:
    return sign_for(case=factories.assigned(case, head, due_on=due_on), by=head, on=factories.SIGNED_ON)


def test_cases_of_the_head_by_kind_with_what_is_to_be_done(clerk, head) -> None:
    cases = [factories.case(clerk, workers=[factories.worker_data(owed_yuan="12500.00")]) for _ in range(6)]
    factories.brought_to(Status.COMPLETED, cases[0], head)
    _signed(cases[1], head, due_on=TODAY - timedelta(days=2))
    ask_return(case=factories.assigned(cases[2], head), by=head, reason="不属职责", on=factories.SIGNED_ON)
    factories.brought_to(Status.UNDER_REVIEW, cases[4], head)
    _signed(cases[5], head, due_on=TODAY)  # in time: nobody's turn but the unit's

    assert _lines(head) == [
        (cases[4].number, "还有 8 天", "请审核办结"),
        (cases[3].number, f"已等 {(TODAY - cases[3].opened_on).days} 天", "请交办"),
        (cases[2].number, "还有 8 天", "请决定是否退回"),
        (cases[1].number, "超期 2 天", "请催责任单位"),
        (cases[0].number, "不再计期", "请销号"),
    ]


def test_cases_of_the_head_one_kind_does_not_crowd_out_the_others(clerk, head) -> None:
    new = [factories.case(clerk) for _ in range(MOST + 2)]
    late = _signed(factories.case(clerk), head, due_on=TODAY - timedelta(days=1))

    assert [number for number, _, _ in _lines(head)] == [*(case.number for case in new[: MOST - 1]), late.number]


def test_cases_of_the_clerk_are_those_to_remind_of(clerk, head) -> None:
    cases = [factories.case(clerk) for _ in range(4)]
    factories.assigned(cases[0], head)
    _signed(cases[1], head, due_on=TODAY - timedelta(days=1))
    _signed(cases[2], head, due_on=TODAY)

    assert _lines(clerk) == [
        (cases[1].number, "超期 1 天", "请催责任单位"),
        (cases[0].number, "还有 8 天", "请催签收"),
    ]


def test_cases_of_a_liaison_by_deadline_and_the_own_ones_marked(clerk, head, liaison, foreign_liaison) -> None:
    cases = [factories.case(clerk) for _ in range(5)]
    _signed(cases[0], head, due_on=TODAY + timedelta(days=9))
    factories.assigned(cases[1], head, due_on=TODAY, officer=liaison)
    ask_return(case=factories.assigned(cases[2], head), by=head, reason="不属职责", on=factories.SIGNED_ON)
    factories.assigned(cases[3], head, unit="水务", due_on=TODAY)

    assert _lines(liaison) == [
        (cases[1].number, "今日到期", "请签收"),
        (cases[2].number, "还有 8 天", "已申请退回，等主任决定"),
        (cases[0].number, "还有 9 天", "请办理，办完后申请办结"),
    ]
    assert [line.is_own for line in my_cases(liaison, today=TODAY)] == [True, False, False]
    assert [number for number, _, _ in _lines(foreign_liaison)] == [cases[3].number]


def test_cases_without_a_deadline_come_last(clerk, head, liaison) -> None:
    imported, dated = factories.case(clerk), factories.case(clerk)
    factories.assigned(dated, head)
    Case.objects.filter(pk=imported.pk).update(
        origin="history", status="in_progress", responsible_unit=liaison.unit, officer_name="李经办"
    )

    assert [(number, due) for number, due, _ in _lines(liaison)] == [
        (dated.number, "还有 8 天"),
        (imported.number, "未定期限"),
    ]


def test_cases_hide_names_from_the_unit_complained_of_and_under_secrecy(clerk, head, liaison) -> None:
    Company.objects.create(area=clerk.area, name="云南住建劳务有限公司", unit=liaison.unit)
    for told in ({"employer_name": "云南住建劳务有限公司"}, {"is_secret": True}, {}):
        factories.assigned(factories.case(clerk, **told), head)

    assert [line.row.petitioner for line in my_cases(liaison, today=TODAY)] == ["（保密）", "（保密）", "岩*"]
    assert {line.row.petitioner for line in my_cases(clerk, today=TODAY)} == {"岩甲"}


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor", "leader"])
def test_cases_of_accounts_without_cases_are_none(clerk, head, role: str) -> None:
    factories.case(clerk)

    assert my_cases(factories.user(role), today=TODAY) == []


def test_cases_of_another_district_are_none(clerk) -> None:
    factories.case(clerk)

    assert my_cases(factories.user("head", area=factories.area("530921")), today=TODAY) == []


def test_a_leader_finds_the_cases_led_now_the_most_urgent_first(head) -> None:
    leader = factories.leader(user=factories.user("leader", "liaison", unit="水务"))
    late, soon, written, ended = (factories.case(head) for _ in range(4))
    for case in (late, soon, written, ended):
        factories.led(case, head, leader)
    factories.assigned(soon, head, due_on=date(2021, 5, 20))
    factories.assigned(late, head, due_on=date(2021, 4, 22))
    factories.assigned(written, head, due_on=date(2021, 5, 25))
    add_evidence(case=written, by=leader.user, kind="leader", text="限期付清", on=date(2021, 4, 22))
    Case.objects.filter(pk=ended.pk).update(status="absorbed")
    found = [(line.row.case, line.todo) for line in led_cases(leader.user, today=date(2021, 4, 26))]
    assert found == [(late, "请批示"), (soon, "请批示"), (written, "已批示，请督促办理")]
    assert led_cases(head, today=date(2021, 4, 26)) == []


def test_cases_led_are_those_of_who_is_a_leader_still(head, leader) -> None:
    case = _signed(factories.case(head), head, due_on=TODAY)
    factories.led(case, head, factories.leader(user=leader))
    assert [line.row.case for line in led_cases(leader, today=TODAY)] == [case]

    leader.roles.all().delete()
    assert led_cases(User.objects.get(pk=leader.pk), today=TODAY) == []


def test_cases_of_a_unit_are_the_work_of_its_liaison_alone(head, liaison) -> None:
    case = _signed(factories.case(head), head, due_on=TODAY)
    assert [number for number, _, _ in _lines(liaison)] == [case.number]
    assert [_lines(factories.user(role, unit="住建")) for role in ("leader", "city", "auditor")] == [[], [], []]
