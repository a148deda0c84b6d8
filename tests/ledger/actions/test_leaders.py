"""重大案件的认定, 包案 without a gap, 下访, 批示 with the leader's own account."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.completion import strike_off
from ledger.actions.leaders import mark_major, name_leader, record_leader_visit
from ledger.actions.regroup import gather
from ledger.actions.work import add_evidence
from ledger.gates import missing_for_completion
from ledger.models import Case, Message, Ownership, ProgressNote
from ledger.selectors.facts import case_facts
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from reception.models import Claim
from tests import factories
from tests.factories import ENDED_ON, PAID_ON

DAY = date(2021, 4, 23)
NEEDS = "重大案件缺少包案领导的批示或结论（照纸质件登记的，须附扫描件）。"


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


@pytest.fixture
def leader(reference):
    return factories.leader(user=factories.user("leader"), name="杨副区长")


@pytest.fixture
def other(reference):
    return factories.leader(name="李局长", unit=factories.unit("住建"))


def test_mark_major_keeps_what_was_suggested(head) -> None:
    case = factories.case(head, workers_count=12)
    mark = mark_major(case=case, by=head, level="major", reason="人数多", on=DAY)
    case.refresh_from_db()
    assert (case.is_major, mark.level, mark.on) == (True, "major", DAY)
    assert mark.suggested == ["涉及 12 人，达到 10 人。"]
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["level"]) == ("mark_major", "重大")


def test_mark_major_may_be_against_the_rules_and_taken_back(head, case) -> None:
    mark_major(case=case, by=head, level="very_major", reason="社会影响大", on=DAY)
    mark_major(case=case, by=head, level="none", reason="已查清", on=DAY)
    assert (case.is_major, [mark.level for mark in case.major_marks.all()]) == (False, ["none", "very_major"])


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"reason": " "}, "请填写认定的理由。"),
        ({"level": "huge"}, "请选择认定的级别。"),
        ({"on": date(2999, 1, 1)}, "日期 2999-01-01 晚于今天。"),
        ({"on": date(2021, 4, 19)}, "日期 2021-04-19 早于立案日期 2021-04-20。"),
    ],
)
def test_mark_major_refuses(head, case, told, sentence) -> None:
    with pytest.raises(Refused) as refused:
        mark_major(**({"case": case, "by": head, "level": "major", "reason": "人数多", "on": DAY} | told))
    assert refused.value.missing == [sentence]
    assert not Case.objects.get(pk=case.pk).is_major


def test_mark_major_twice_at_once(head, case) -> None:
    version = case.version
    mark_major(case=case, by=head, level="major", reason="人数多", on=DAY, expected_version=version)
    with pytest.raises(Conflict):
        mark_major(case=case, by=head, level="none", reason="不多", on=DAY, expected_version=version)
    with pytest.raises(Refused, match="已于 2021-04-23 认定为“重大”"):
        mark_major(case=case, by=head, level="major", reason="人数多", on=DAY)


@pytest.mark.parametrize(
    ("act", "status"),
    [(mark_major, Status.COMPLETED), (mark_major, Status.STRUCK_OFF), (name_leader, Status.STRUCK_OFF)],
)
def test_finished_cases_are_not_decided_on(head, leader, act, status) -> None:
    case = factories.brought_to(status, factories.case(head), head)
    told = {"leader": leader} if act is name_leader else {"level": "major"}
    with pytest.raises(Refused, match=f"现在是“{status.label}”"):
        act(case=case, by=head, reason="人数多", on=ENDED_ON, **told)


def test_completed_case_gets_a_successor_until_it_is_struck_off(head, leader) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    Case.objects.filter(pk=case.pk).update(is_major=True)
    assert name_leader(case=case, by=head, leader=leader, reason="接任", on=ENDED_ON).leader == leader


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "auditor"])
def test_only_the_head_decides_and_names(case, leader, role) -> None:
    by = factories.user(role, unit="住建" if role == "liaison" else None)
    with pytest.raises(PermissionDenied):
        mark_major(case=case, by=by, level="major", reason="人数多")
    with pytest.raises(PermissionDenied):
        name_leader(case=case, by=by, leader=leader, reason="分管")


def test_succession_leaves_no_gap(head, case, leader, other) -> None:
    factories.led(case, head, leader, on=DAY)
    name_leader(case=case, by=head, leader=other, reason="分工调整", on=DAY + timedelta(3))
    course = list(case.ownerships.order_by("starts_on").values_list("leader__name", "starts_on", "ended_on"))
    assert course == [("杨副区长", DAY, DAY + timedelta(3)), ("李局长", DAY + timedelta(3), None)]
    assert Event.objects.order_by("-number").first().data["predecessor"] == "杨副区长（副区长）"


def test_the_leader_is_told_where_he_has_an_account(head, case, leader) -> None:
    factories.led(case, head, leader, on=DAY)
    assert list(Message.objects.filter(user=leader.user).values_list("text", flat=True)) == [
        f"案件 {case.number} 由您包案。"
    ]


def test_name_leader_refuses_everything_at_once(head, case, leader) -> None:
    gone = factories.leader(area=factories.area("530921"), is_active=False, name="外县领导")
    with pytest.raises(Refused) as refused:
        name_leader(case=case, by=head, leader=gone, reason="", on=DAY)
    assert refused.value.missing == [
        f"案件 {case.number} 没有认定为重大案件，请先办理“认定重大案件”。",
        "外县领导（副区长）已不在任，请选择其他领导。",
        "外县领导（副区长）不是本区划的领导。",
        "请填写理由。",
    ]


def test_successor_is_another_and_does_not_begin_before(head, case, leader, other) -> None:
    factories.led(case, head, leader, on=DAY)
    for told, sentence in (
        ({"leader": leader, "on": DAY}, "已自 2021-04-23 起包案，不必再次确定"),
        ({"leader": other, "on": DAY - timedelta(1)}, "接任日期 2021-04-22 早于杨副区长开始包案的日期 2021-04-23"),
        ({"leader": None, "on": DAY}, "请选择包案领导"),
    ):
        with pytest.raises(Refused, match=sentence):
            name_leader(case=case, by=head, reason="分管", **told)
    assert Ownership.objects.filter(ended_on=None).count() == 1


def test_a_led_case_stays_major(head, case, leader) -> None:
    factories.led(case, head, leader, on=DAY)
    with pytest.raises(Refused, match="由杨副区长（副区长）包案，到销号为止不能改为不作为重大案件"):
        mark_major(case=case, by=head, level="none", reason="已查清", on=DAY)
    mark_major(case=case, by=head, level="very_major", reason="人数增加", on=DAY)


def test_striking_off_leaves_the_leader(head, leader) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    factories.led(case, head, leader, on=PAID_ON)
    add_evidence(case=case, by=leader.user, kind="leader", text="限期付清", on=PAID_ON)
    factories.brought_to(Status.STRUCK_OFF, case, head)
    assert list(case.ownerships.values_list("ended_on", flat=True)) == [None]
    assert list(Case.objects.visible_to(leader.user)) == [case]


def test_a_led_case_is_not_gathered_away(head, case, leader) -> None:
    factories.led(case, head, leader, on=DAY)
    into = factories.case(head)
    claim = Claim.objects.get(caseclaim__case=case)
    with pytest.raises(Refused, match="包案，不能并入其他案件"):
        gather(claims=[claim], into=into, by=head)
    gather(claims=[Claim.objects.get(caseclaim__case=into)], into=case, by=head)


def test_visit_by_the_leader_needs_no_paper_and_by_the_office_does(head, clerk, case, leader) -> None:
    factories.led(case, head, leader, on=DAY)
    record_leader_visit(case=case, by=leader.user, text="到工地", on=DAY)
    for by in (clerk, head):
        with pytest.raises(Refused, match="照纸质材料登记的，请上传扫描件"):
            record_leader_visit(case=case, by=by, text="到工地", on=DAY)
        record_leader_visit(case=case, by=by, text="到工地", on=DAY, file=factories.stored_file(by))
    assert {note.kind for note in case.progress_notes.all()} == {ProgressNote.Kind.LEADER_VISIT}


def test_visit_refuses(head, case, leader) -> None:
    file = factories.stored_file(head)
    with pytest.raises(Refused, match="还没有包案领导"):
        record_leader_visit(case=case, by=head, text="到工地", on=DAY, file=file)
    factories.led(case, head, leader, on=DAY)
    for told, sentence in (
        ({"text": " ", "on": DAY}, "请填写下访情况"),
        ({"text": "到工地", "on": DAY - timedelta(1)}, "早于开始包案的日期"),
    ):
        with pytest.raises(Refused, match=sentence):
            record_leader_visit(case=case, by=head, file=file, **told)


def test_only_the_leader_of_now_writes(head, case, leader, other) -> None:
    stranger = factories.user("leader")
    factories.led(case, head, leader, on=DAY)
    with pytest.raises(PermissionDenied):
        record_leader_visit(case=case, by=stranger, text="到工地", on=DAY)
    name_leader(case=case, by=head, leader=other, reason="分工调整", on=DAY)
    for act, told in ((record_leader_visit, {}), (add_evidence, {"kind": "leader"})):
        with pytest.raises(PermissionDenied):
            act(case=case, by=leader.user, text="限期付清", on=DAY, **told)


def test_gate_takes_the_leader_s_own_words_and_those_of_his_predecessor(head, clerk, leader, other) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    factories.led(case, head, leader, on=PAID_ON)
    assert missing_for_completion(case_facts(Case.objects.get(pk=case.pk))) == [NEEDS]
    with pytest.raises(Refused, match="请上传扫描件"):
        add_evidence(case=case, by=clerk, kind="leader", text="限期付清", on=PAID_ON)
    add_evidence(case=case, by=leader.user, kind="leader", text="限期付清", on=PAID_ON)
    name_leader(case=case, by=head, leader=other, reason="分工调整", on=PAID_ON)
    assert missing_for_completion(case_facts(Case.objects.get(pk=case.pk))) == []
    strike_off(case=factories.brought_to(Status.COMPLETED, case, head), by=head, on=ENDED_ON)
