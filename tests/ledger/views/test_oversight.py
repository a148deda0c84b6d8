"""What keeps a case moving, through its pages: asked, decided, answered, promised; seen in the head and in the tabs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.actions.instalments import plan_instalments
from ledger.actions.requests import ask_extension
from ledger.actions.supervision import note_consultation, supervise
from ledger.actions.work import add_evidence, add_follow_up, verify_amounts
from ledger.instalments import Promise
from ledger.models import Case, Evidence, Instalment, Payment, PaymentLine, ProgressNote, Request, Supervision
from ledger.workflow import Outcome, Status
from office.models import Unit
from reception.actions.claims import add_visit
from tests import factories

FAR = "2099-01-01"
NAMES = ("岩小甲", "岩小乙")
WORKER = ("岩小乙", "12500.00")


@pytest.fixture
def case(head) -> Case:
    return of(head)


def of(head, **values) -> Case:
    """办理中, with an agreement of 12 500 yuan."""
    roll = (factories.worker_data(*WORKER),)
    claim = {"petitioner": factories.PersonData(name="岩小甲"), "workers": roll} | values
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head, **claim), head, ready=False)
    amount = Decimal(12500)
    verify_amounts(case_claim=case.case_claims.get(), by=head, verified_amount_yuan=amount, agreed_amount_yuan=amount)
    case.refresh_from_db()
    return case


def address(case: Case, part: str = "") -> str:
    return f"/ledger/cases/{case.pk}/{part}"


def page(client, user, case: Case, part: str = "") -> str:
    client.force_login(user)
    response = client.get(address(case, part))
    assert response.status_code == 200
    return response.content.decode()


def send(client, user, case: Case, act: str, **values):
    client.force_login(user)
    opened = client.get(address(case, f"{act}/"))
    assert opened.status_code == 200, opened.content.decode()
    form = opened.context["form"]
    hidden = {"version": form["version"].value(), "submission": str(form["submission"].value())}
    return client.post(address(case, f"{act}/"), hidden | values, follow=True)


def labels(client, user, case: Case) -> list[str]:
    client.force_login(user)
    groups = client.get(address(case)).context["groups"]
    return [label for _group, acts in groups for _name, label in acts]


def test_extension_is_asked_for_seen_and_granted(client, head, liaison, case):
    assert "申请延期" in labels(client, liaison, case)
    asked = send(client, liaison, case, "ask_extension", until=FAR, reason="等待审计")
    assert asked.redirect_chain == [(address(case, "oversight/"), 302)]
    assert "申请延期至 2099年1月1日，等待主任决定" in page(client, liaison, case)
    assert "已延期" not in page(client, liaison, case)
    assert "申请延期" not in labels(client, liaison, case)
    assert {"批准延期", "不批准延期"} < set(labels(client, head, case))
    assert "延长期限" not in labels(client, head, case)
    assert {"批准延期", "不批准延期"} & set(labels(client, liaison, case)) == set()

    form = client.get(address(case, "ask_extension/"))
    assert (form.status_code, "不能办理“申请延期”" in form.content.decode()) == (422, True)

    client.force_login(head)
    form = client.get(address(case, "grant_extension/")).context["form"]
    assert (str(form["until"].value()), "等待审计" in form.intro) == (FAR, True)
    send(client, head, case, "grant_extension", until="2099-02-01", note="同意")
    shown = page(client, head, case, "oversight/")
    assert "同意，延至 2099-02-01" in shown
    assert "等待主任决定" not in shown
    assert "2099年2月1日" in page(client, head, case)
    assert "已延期 1 次，原为2021年5月14日" in page(client, head, case)
    assert {"批准延期", "不批准延期"} & set(labels(client, head, case)) == set()


def test_refused_extension_is_told_with_its_reason(client, head, liaison, case):
    due_on = case.due_on
    send(client, liaison, case, "ask_extension", until=FAR, reason="等待审计")
    send(client, head, case, "refuse_extension", note="先付一半")
    assert "不同意</span> 先付一半" in page(client, liaison, case, "oversight/")
    case.refresh_from_db()
    assert case.due_on == due_on


def test_decision_of_a_stale_page_is_a_conflict(client, head, liaison, case):
    ask_extension(case=case, by=liaison, until=date(2099, 1, 1), reason="等待审计")
    client.force_login(head)
    form = client.get(address(case, "grant_extension/")).context["form"]
    hidden = {"version": form["version"].value(), "submission": str(form["submission"].value())}
    send(client, head, case, "refuse_extension", note="不同意")
    late = client.post(address(case, "grant_extension/"), hidden | {"until": FAR, "note": "同意"})
    assert (late.status_code, "不批准延期" in late.context["refused"][0]) == (409, True)
    unasked = client.post(
        address(case, "grant_extension/"), hidden | {"version": form.case.version + 1, "until": FAR, "note": "同意"}
    )
    assert unasked.status_code == 422
    assert Request.objects.get().granted is False


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"until": "", "reason": "等待审计"}, "请填写。"),
        ({"until": "明天", "reason": "等待审计"}, "不是有效的日期"),
        ({"until": FAR, "reason": ""}, "请填写。"),
        ({"until": FAR, "reason": "长" * 301}, "最多 300 个字"),
        ({"until": "2021-04-23", "reason": "等待审计"}, "须晚于现在的办理期限 2021-05-14"),
    ],
)
def test_wrong_input_is_told_and_kept(client, liaison, case, values, sentence):
    answer = send(client, liaison, case, "ask_extension", **values)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Request.objects.exists()


def test_reminder_is_one_click(client, clerk, case):
    client.force_login(clerk)
    form = client.get(address(case, "remind/")).context["form"]
    values = {name: form[name].value() for name in ("unit", "text")}
    answer = send(client, clerk, case, "remind", **values)
    assert answer.redirect_chain == [(address(case, "oversight/"), 302)]
    row = Supervision.objects.get()
    assert (row.unit.short_name, row.text, row.reply_due_on) == ("住建", "请抓紧办理，并及时登记进展。", None)


def test_supervision_is_answered_by_the_unit_and_told_late_until_then(client, head, liaison, case):
    yesterday = timezone.localdate() - timedelta(1)
    supervise(
        case=case, by=head, kind="listed", unit=factories.unit("住建"), text="限期付清", reply_due_on=yesterday,
        on=yesterday,
    )  # fmt: skip
    assert f"{yesterday.year}年{yesterday.month}月{yesterday.day}日前回复，已逾期 1 天" in page(client, liaison, case)
    assert '<span class="tag overdue">逾期 1 天</span>' in page(client, liaison, case, "oversight/")
    assert "回复督办" in labels(client, liaison, case)
    send(
        client,
        liaison,
        case,
        "reply_supervision",
        supervision=Supervision.objects.get().pk,
        reply="已付一半",
        on=str(timezone.localdate()),
    )
    shown = page(client, head, case, "oversight/")
    assert ("已付一半" in shown, "已逾期" in shown) == (True, False)
    assert "回复督办" not in labels(client, liaison, case)


def test_regulator_opens_the_case_answers_and_notes_but_does_no_more(client, head, foreign_liaison, case):
    client.force_login(foreign_liaison)
    assert client.get(address(case)).status_code == 404
    water = Unit.objects.get(short_name="水务")
    send(client, head, case, "supervise", kind="regulator", unit=water.pk, text="核查转包", reply_due_on=FAR)
    assert labels(client, foreign_liaison, case) == ["回复督办", "登记进展", "登记会商"]
    for act in ("ask_extension", "record_payment", "plan_instalments", "request_completion"):
        assert client.get(address(case, f"{act}/")).status_code == 403
    claim = case.case_claims.get().claim
    assert client.get(f"/reception/claims/{claim.pk}/").status_code == 200
    send(
        client,
        foreign_liaison,
        case,
        "reply_supervision",
        supervision=Supervision.objects.get().pk,
        reply="确有转包",
        on=str(timezone.localdate()),
    )
    assert labels(client, foreign_liaison, case) == ["登记进展", "登记会商"]


def test_reply_to_another_unit_s_supervision_cannot_be_chosen(client, head, liaison, case):
    for name in ("水务", "住建"):
        supervise(
            case=case, by=head, kind="regulator", unit=factories.unit(name), text="核查", reply_due_on=date(2099, 1, 1)
        )
    theirs = Supervision.objects.get(unit__short_name="水务")
    answer = send(client, liaison, case, "reply_supervision", supervision=theirs.pk, reply="代答", on="2021-05-10")
    assert answer.status_code == 422
    assert not Supervision.objects.exclude(reply="").exists()


def test_consultation_stands_among_the_progress_with_its_units(client, liaison, case):
    units = [factories.unit("住建").pk, factories.unit("公安").pk]
    send(client, liaison, case, "note_consultation", on="2021-05-10", text="先付后议", units=units)
    shown = page(client, liaison, case, "progress/")
    assert '<span class="tag">会商</span> 住建、公安：先付后议' in shown
    again = send(client, liaison, case, "note_consultation", on="2021-05-10", text="先付后议", units=units)
    assert (again.status_code, ProgressNote.objects.count()) == (200, 1)
    alone = send(client, liaison, case, "note_consultation", on="2021-05-11", text="独坐", units=units[:1])
    assert (alone.status_code, "会商须有两个以上单位参加" in alone.content.decode()) == (422, True)


def plan(rows: dict[int, tuple[str, str]], **values) -> dict[str, str]:
    typed = {f"row{n}_due_on": day for n, (day, _amount) in rows.items()}
    return typed | {f"row{n}_amount_yuan": amount for n, (_day, amount) in rows.items()} | values


def test_plan_is_typed_as_a_table_and_seen_with_its_states(client, liaison, case):
    claim = case.case_claims.get().pk
    rows = {1: ("2021-06-01", "5,000"), 3: (FAR, "0.75万")}
    answer = send(client, liaison, case, "plan_instalments", **plan(rows, claim=str(claim), reason=""))
    assert answer.redirect_chain == [(address(case, "payments/"), 302)]
    shown = answer.content.decode()
    assert ('<span class="tag overdue">逾期未付</span>' in shown, '<span class="tag ">未到期</span>' in shown) == (
        True,
        True,
    )
    assert "分期：2021年6月1日逾期未付，差 5,000.00 元" in page(client, liaison, case)
    assert Instalment.objects.count() == 2
    assert {"登记分期计划", "撤销分期计划"} < set(labels(client, liaison, case))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({}, "请至少填写一行。"),
        ({1: ("2021-06-01", "")}, "这一行没有填完。"),
        ({1: ("", "5000")}, "这一行没有填完。"),
        ({1: ("2021-06-01", "很多")}, "第 1 行应付金额（元）"),
        ({1: ("2021-06-01", "5000")}, "各期合计 5,000.00 元，与约定金额 12,500.00 元不一致。"),
    ],
)
def test_wrong_plan_is_told_and_kept(client, liaison, case, rows, sentence):
    claim = str(case.case_claims.get().pk)
    answer = send(client, liaison, case, "plan_instalments", **plan(rows, claim=claim, reason="延后"))
    shown = answer.content.decode()
    assert (answer.status_code, sentence in shown, "延后" in shown) == (422, True, True)
    assert not Instalment.objects.exists()


def test_plan_is_offered_only_with_an_agreement(client, liaison, case):
    assert "登记分期计划" in labels(client, liaison, case)
    case.case_claims.update(agreed_amount_yuan=None)
    assert "登记分期计划" not in labels(client, liaison, case)
    add_evidence(case=case, by=liaison, kind="agreement", text="分两期")
    assert "登记分期计划" in labels(client, liaison, case)


def test_several_attempts_to_reach_somebody_are_entered_at_once(client, liaison, case):
    typed = {"claim": ""}
    for n, day in ((1, "2021-05-06"), (2, "2021-05-13"), (4, "2021-05-22")):
        typed |= {f"row{n}_on": day, f"row{n}_text": f"电话无人接听{n}"}
    answer = send(client, liaison, case, "add_contacts", **typed)
    assert answer.redirect_chain == [(address(case, "papers/"), 302)]
    found = list(Evidence.objects.filter(kind="contact").values_list("on", "text"))
    assert found == [
        (date(2021, 5, 6), "电话无人接听1"), (date(2021, 5, 13), "电话无人接听2"), (date(2021, 5, 22), "电话无人接听4"),
    ]  # fmt: skip
    late = send(
        client,
        liaison,
        case,
        "add_contacts",
        claim="",
        row1_on=FAR,
        row1_text="预约",
        row2_on="2021-05-06",
        row2_text="电话",
    )
    assert (late.status_code, Evidence.objects.filter(kind="contact").count()) == (422, 3)


def test_unhappy_answer_is_decided_by_the_head(client, head, clerk, case):
    finished = factories.brought_to(Status.STRUCK_OFF, factories.made_ready(case, head), head)
    bad = factories.code("satisfaction", "bad").pk
    answer = send(client, clerk, finished, "follow_up", on="2021-05-10", satisfaction=bad, none_reason="", text="少付")
    assert "已向主任申请重新办理" in answer.content.decode()
    assert labels(client, clerk, finished) == ["回访", "登记事件"]
    assert labels(client, head, finished)[:2] == ["重新办理", "不同意重新办理"]
    assert "申请重新办理，等待主任决定" in page(client, head, finished)
    client.force_login(head)
    form = client.get(address(finished, "reopen/")).context["form"]
    assert form["reason"].value() == "回访不满意；少付"
    send(client, head, finished, "refuse_reopening", note="凭证齐全")
    assert "重新办理，等待" not in page(client, head, finished)
    assert "不同意重新办理" not in labels(client, head, finished)


def test_payment_by_plan_is_registered_on_a_finished_case_and_on_no_other(client, head, liaison, case):
    claim = case.case_claims.get()
    plan_instalments(case_claim=claim, by=head, promises=[Promise(date(2099, 1, 1), Decimal(12500))])
    case.refresh_from_db()
    factories.made_ready(case, head)
    factories.brought_to(Status.STRUCK_OFF, case, head)
    assert "登记支付" not in labels(client, liaison, case)
    type(claim).objects.update(outcome=Outcome.WITHDRAWN)
    assert "登记支付" in labels(client, liaison, case)


def test_visits_are_counted_in_the_head_once_there_is_more_than_one(client, head, case):
    assert "来访 " not in page(client, head, case)
    claim = case.case_claims.get().claim
    for day in (date(2021, 5, 10), date(2021, 5, 24)):
        add_visit(claim=claim, by=head, visited_on=day, note="又来")
    for part in ("", "oversight/", "print/"):
        assert "来访 3 次" in page(client, head, case, part)


@pytest.mark.parametrize(
    "part", ["", "payments/", "progress/", "oversight/", "print/", "reply_supervision/", "request_completion/"]
)
def test_names_stay_hidden_from_who_may_not_read_them(client, head, liaison, part):
    case = of(head, is_secret=True)
    told(case, head)
    shown = page(client, liaison, case, part)
    assert [name for name in NAMES if name in shown] == []
    if part in ("progress/", "oversight/", "print/"):
        assert any(name in page(client, head, case, part) for name in NAMES)


def test_what_is_missing_names_nobody_who_is_hidden(client, head, liaison):
    case = of(head, is_secret=True)
    factories.made_ready(case, head)
    PaymentLine.objects.all().delete()
    Payment.objects.all().delete()
    named = [any(name in page(client, user, case, "request_completion/") for name in NAMES) for user in (head, liaison)]
    assert named == [True, False]


def told(case: Case, head) -> None:
    """Every text of this page's kind names the petitioner or the worker."""
    supervise(
        case=case,
        by=head,
        kind="supervise",
        unit=factories.unit("住建"),
        text="岩小甲一案",
        reply_due_on=date(2099, 1, 1),
    )
    ask_extension(case=case, by=head, until=date(2099, 1, 1), reason="岩小乙未到场")
    plan_instalments(case_claim=case.case_claims.get(), by=head, promises=[Promise(date(2021, 6, 1), Decimal(12500))])
    note_consultation(case=case, by=head, text="岩小乙的工资", units=[factories.unit("住建"), factories.unit("公安")])
    add_follow_up(case=case, by=head, satisfaction=factories.code("satisfaction", "bad"), text="岩小甲不满意")


@pytest.mark.parametrize("part", ["", "payments/", "progress/", "oversight/", "print/"])
def test_queries_are_the_same_for_many_of_each(
    client, head, liaison, foreign_liaison, case, part, django_assert_max_num_queries
):
    large = of(head)
    for each, times in ((case, 1), (large, 30)):
        each.assisting_units.add(foreign_liaison.unit)
        told(each, head)
        for model in (Supervision, Request, ProgressNote):
            row = model.objects.filter(case=each).first()
            for _ in range(times - 1):
                row.pk, row._state.adding = None, True
                if model is Request:
                    row.granted, row.decided_on, row.decided_at, row.decided_by = False, row.on, row.at, head
                row.save()
                if model is ProgressNote:
                    row.units.set([factories.unit("住建"), factories.unit("公安")])
        first = Instalment.objects.get(case=each)
        Instalment.objects.bulk_create(
            Instalment(
                case=each, claim=first.claim, due_on=first.due_on + timedelta(n), amount_yuan=1, at=first.at, by=head
            )
            for n in range(1, times)
        )  # fmt: skip
    for user in (head, liaison, foreign_liaison):
        client.force_login(user)
        client.get(address(case, part))
        counted = []
        for each in (case, large):
            with django_assert_max_num_queries(35 if part == "print/" else 25) as asked:
                client.get(address(each, part))
            counted.append(len(asked.captured_queries))
        assert counted[0] == counted[1]
