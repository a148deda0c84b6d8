"""提级办理: asked for, sent, replied to, concluded; the case stays ours, open, its clocks run on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.actions.escalation import (
    conclude_escalation,
    record_escalation_reply,
    request_escalation,
    send_escalation,
)
from ledger.actions.supervision import note_consultation
from ledger.actions.work import add_evidence, confirm_facts, note_progress, verify_amounts
from ledger.gates import missing_for_completion
from ledger.models import Case, CaseClaim, Clock, Escalation, Message
from ledger.selectors.escalation import days_sent, escalation_rows
from ledger.selectors.facts import case_facts
from ledger.workflow import Status
from office.models import Code, Event
from office.refusals import Conflict, Refused
from tests import factories

ASKED_ON, SENT_ON, REPLIED_ON = date(2021, 4, 26), date(2021, 4, 28), date(2021, 5, 10)
NUMBER = "临翔治欠办〔2021〕5号"
REMARKS = dict.fromkeys(factories.DOSSIER, "随纸质件报送")


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def ask(case: Case, by, **values) -> Escalation:
    return request_escalation(case=case, by=by, **({"reason": "跨县项目", "on": ASKED_ON} | values))


def send(row: Escalation, by, **values) -> Escalation:
    given = {"document_number": NUMBER, "remarks": REMARKS, "on": SENT_ON} | values
    return send_escalation(escalation=row, by=by, **given)


def refused(act, **values) -> list[str]:
    with pytest.raises(Refused) as told:
        act(**values)
    return told.value.missing


def test_escalation_goes_its_way_and_the_case_stays_ours(case, head, liaison) -> None:
    before = (case.status, case.due_on, list(Clock.objects.filter(case=case).values()))
    row = send(ask(case, head), head, document_number="临翔治欠办（2021）5号", sent_to="临沧市治欠办")
    assert (row.document_number, row.sent_to, row.sent_on, row.sent_by) == (NUMBER, "临沧市治欠办", SENT_ON, head)
    record_escalation_reply(
        escalation=row, by=head, reply="由市住建局牵头", reply_number="临治欠办函[2021]8号", on=REPLIED_ON
    )
    conclude_escalation(escalation=row, by=head, conclusion="已协调付清", on=REPLIED_ON)
    row, case = Escalation.objects.get(), Case.objects.get()
    assert (row.reply_number, row.conclusion, row.concluded_by) == ("临治欠办函〔2021〕8号", "已协调付清", head)
    assert (case.status, case.due_on, list(Clock.objects.filter(case=case).values())) == before
    acts = [event.act for event in Event.objects.order_by("number")][-4:]
    assert acts == ["request_escalation", "send_escalation", "record_escalation_reply", "conclude_escalation"]
    assert "跨县项目" not in str([event.data for event in Event.objects.all()])
    told = list(
        Message.objects.filter(user=liaison, text__contains="提级办理").order_by("pk").values_list("text", flat=True)
    )
    assert told == [
        f"案件 {case.number} 已报请市级提级办理，请住建继续办理，期限不变。",
        f"案件 {case.number} 的提级办理已有市级批复，请住建查看并落实。",
    ]


def test_only_the_head_escalates(case, head, clerk, liaison, leader, city) -> None:
    row = ask(case, head)
    acts = [
        lambda by: ask(case, by),
        lambda by: send(row, by),
        lambda by: record_escalation_reply(escalation=row, by=by, reply="知道了"),
        lambda by: conclude_escalation(escalation=row, by=by, conclusion="完"),
    ]
    for act in acts:
        for user in (clerk, liaison, leader, city, factories.user("head", area=factories.area("530922"))):
            with pytest.raises(PermissionDenied):
                act(user)


def test_one_escalation_at_a_time(case, head) -> None:
    row = ask(case, head)
    assert refused(ask, case=case, by=head) == [f"本案已于 {ASKED_ON} 提请提级办理，尚无结论，不能再次提请。"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(case=case, requested_on=ASKED_ON, reason="又来", at=timezone.now(), by=head)
    conclude_escalation(escalation=row, by=head, conclusion="撤回提请", on=ASKED_ON)
    assert ask(case, head, on=SENT_ON).pk != row.pk


def test_everything_wrong_with_a_request_is_named(case, head) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(ask, case=case, by=head, reason=" ", on=tomorrow) == [
        "请填写提请理由。",
        f"提请日期 {tomorrow} 晚于今天。",
    ]
    early = case.opened_on - timedelta(days=1)
    assert refused(ask, case=case, by=head, on=early) == [f"提请日期 {early} 早于立案日期 {case.opened_on}。"]
    assert Escalation.objects.count() == 0


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ASSIGNED, Status.UNDER_REVIEW])
def test_open_cases_may_go_up(head, status) -> None:
    assert ask(factories.brought_to(status, factories.case(head), head), head).pk


def test_finished_case_is_not_sent_up_but_its_escalation_is_brought_to_an_end(head) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    assert refused(ask, case=case, by=head) == [f"案件 {case.number} 现在是“已办结”，不能提请提级办理。"]
    row = Escalation.objects.create(case=case, requested_on=ASKED_ON, reason="补录", at=timezone.now(), by=head)
    assert f"案件 {case.number} 现在是“已办结”，不能报送提级办理。" in refused(send, row=row, by=head)
    assert conclude_escalation(escalation=row, by=head, conclusion="不再报送", on=SENT_ON).concluded_on == SENT_ON


def test_sending_names_every_missing_paper_and_where_to_mend_it(case, head) -> None:
    row = ask(case, head)
    missing = refused(send, row=row, by=head, remarks={}, document_number="")
    assert missing == [
        "请填写文号，写成 临翔治欠办〔2021〕2号 的样子。",
        "案卷缺“核实金额”：在“核实金额”中逐件登记，或者写明未附的原因。",
        "案卷缺“案情说明”：在“确认案情清楚和事情解决”中写明案情，或者写明未附的原因。",
        "案卷缺“已采取措施”：在“登记进展”中写明做过什么，或者写明未附的原因。",
        "案卷缺“协调会商记录”：在“登记会商”中登记，或者写明未附的原因。",
        "案卷缺“相关文书”：在“登记证明材料”中登记并上传扫描件，或者写明未附的原因。",
        "案卷缺“拟请市级协调的事项”：在本页勾选，或者写明未附的原因。",
    ]
    assert Escalation.objects.get().sent_on is None
    assert refused(send, row=row, by=head, remarks=REMARKS | {"papers": "长" * 101}) == [
        "“相关文书”未附的原因最多 100 个字，请精简。"
    ]


def test_papers_the_ledger_holds_are_found(head) -> None:
    case = factories.case(head, workers=(factories.worker_data("岩甲", "12500.00"),))
    case = factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    verify_amounts(case_claim=CaseClaim.objects.get(), by=head, verified_amount_yuan=Decimal(12500))
    confirm_facts(case=case, by=head, facts_clear_text="总包欠付")
    note_progress(case=case, by=head, text="约谈总包", on=ASKED_ON)
    units = [factories.unit("住建"), factories.unit("人社")]
    note_consultation(case=case, by=head, text="会商", units=units, on=ASKED_ON)
    add_evidence(case=case, by=head, kind="finding", text="核实", on=ASKED_ON, file=factories.stored_file(head))
    row = send(ask(case, head), head, remarks={}, ticked=["proposal"])
    assert (set(row.checklist.values()), len(row.checklist)) == ({True}, 9)


def test_office_edits_the_list(case, head) -> None:
    Code.objects.filter(kind="dossier").exclude(key="steps").update(is_active=False)
    Code.objects.create(kind="dossier", key="map", label="工地平面图")
    row = ask(case, head)
    assert [line.split("：")[0] for line in refused(send, row=row, by=head, remarks={})] == [
        "案卷缺“工地平面图”", "案卷缺“已采取措施”"
    ]  # fmt: skip
    sent = send(row, head, ticked=["map"], remarks={"steps": "尚未开展"})
    assert sent.checklist == {"工地平面图": True, "已采取措施": "尚未开展"}


def test_days_follow_each_other(case, head) -> None:
    row, tomorrow = ask(case, head), timezone.localdate() + timedelta(days=1)
    early = ASKED_ON - timedelta(days=1)
    assert refused(send, row=row, by=head, on=early) == [f"报送日期 {early} 早于提请日期 {ASKED_ON}。"]
    assert refused(send, row=row, by=head, on=tomorrow) == [f"报送日期 {tomorrow} 晚于今天。"]
    assert refused(send, row=row, by=head, document_number="临翔治欠办〔2022〕1号") == [
        f"文号“临翔治欠办〔2022〕1号”的年份晚于报送日期 {SENT_ON}。"
    ]
    reply = {"act": record_escalation_reply, "escalation": row, "by": head, "reply": "同意"}
    assert refused(**reply, on=REPLIED_ON) == ["这次提级办理还没有报送，请先报送。"]
    send(row, head)
    assert refused(**reply, on=ASKED_ON) == [f"批复日期 {ASKED_ON} 早于报送日期 {SENT_ON}。"]
    record_escalation_reply(escalation=row, by=head, reply="同意", on=REPLIED_ON)
    assert refused(conclude_escalation, escalation=row, by=head, conclusion="完", on=SENT_ON) == [
        f"结论日期 {SENT_ON} 早于批复日期 {REPLIED_ON}。"
    ]


def test_each_step_is_taken_once(case, head) -> None:
    row = send(ask(case, head), head)
    assert refused(send, row=row, by=head) == [f"已于 {SENT_ON} 以 {NUMBER} 报送。"]
    record_escalation_reply(escalation=row, by=head, reply="同意", on=REPLIED_ON)
    again = {"act": record_escalation_reply, "escalation": row, "by": head, "reply": "同意", "on": REPLIED_ON}
    assert refused(**again) == [f"已于 {REPLIED_ON} 登记批复。"]
    conclude_escalation(escalation=row, by=head, conclusion="完", on=REPLIED_ON)
    assert refused(conclude_escalation, escalation=row, by=head, conclusion="完", on=REPLIED_ON) == [
        f"已于 {REPLIED_ON} 登记结论。"
    ]
    assert refused(**again)[0] == f"这次提级办理已于 {REPLIED_ON} 有结论。"


def test_stale_form_is_told_who_was_faster(case, head) -> None:
    row, seen = ask(case, head), Case.objects.get().version
    send(row, head, expected_version=seen)
    with pytest.raises(Conflict, match=f"已由{head}于 .* 办理“报送提级办理”"):
        conclude_escalation(escalation=row, by=head, conclusion="完", expected_version=seen)


def test_escalation_without_conclusion_holds_up_completion(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    others = missing_for_completion(case_facts(case))
    row = factories.escalated(case, head)
    said = [f"{factories.REQUESTED_ON} 提请的提级办理尚无结论（由主任在“提级办理结论”中登记）。"]
    assert missing_for_completion(case_facts(Case.objects.get())) == others + said
    conclude_escalation(escalation=row, by=head, conclusion="本级已解决", on=SENT_ON)
    assert missing_for_completion(case_facts(Case.objects.get())) == others


def test_days_run_until_the_reply(case, head) -> None:
    row, day = ask(case, head), date(2021, 5, 8)
    assert (days_sent([case.pk], today=day), escalation_rows(case, today=day)[0].state) == ({}, "已提请，待报送")
    send(row, head)
    fresh = Case.objects.get()
    assert (days_sent([case.pk], today=day), escalation_rows(fresh, today=day)[0].days) == ({case.pk: 10}, 10)
    record_escalation_reply(escalation=row, by=head, reply="同意", on=REPLIED_ON)
    assert (days_sent([case.pk], today=day), escalation_rows(Case.objects.get(), today=day)[0].state) == (
        {}, "已批复，待结论"
    )  # fmt: skip
