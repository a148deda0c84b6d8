"""The tabs of a case and its print: who opens them, what each holds, what it costs, what the trail keeps."""

import re
from datetime import date
from decimal import Decimal

import pytest

from ledger.actions.assignment import sign_for
from ledger.actions.payments import Line, record_payment
from ledger.actions.regroup import gather
from ledger.actions.requests import ask_extension
from ledger.actions.supervision import note_consultation, remind, reply_supervision, supervise
from ledger.actions.work import add_evidence, add_follow_up, confirm_facts, note_progress
from ledger.forms.acts import ACT_FORMS
from ledger.models import Case
from ledger.views.acts import SEEN_ON
from ledger.views.case import TABS
from ledger.workflow import Status
from office.models import Event, User
from reception.models import Company
from tests import factories

ADDRESSES = (
    "", "payments/", "papers/", "progress/", "oversight/", "procedures/", "leader/", "escalation/", "stability/",
    "clocks/", "history/",
)  # fmt: skip
EVERYWHERE = (*ADDRESSES, "print/")
DAY = date(2021, 4, 23)


def address(case: Case, tab: str) -> str:
    return f"/ledger/cases/{case.pk}/{tab}"


def page(client, user: User, case: Case, tab: str = "") -> str:
    client.force_login(user)
    response = client.get(address(case, tab))
    assert response.status_code == 200
    return response.content.decode()


def payment(case: Case, by: User, **values):
    claim = case.case_claims.get().claim
    lines = [Line(claim=claim, worker=worker, amount_yuan=Decimal("1.00")) for worker in claim.workers.all()]
    return record_payment(
        case=case, by=by, source=factories.code("source", "employer"), lines=lines, on=DAY, **values
    )  # fmt: skip


@pytest.fixture
def case(head):
    roll = (factories.worker_data("岩甲", "12500.00"),)
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head, workers=roll), head, ready=False)


@pytest.mark.parametrize("tab", EVERYWHERE)
def test_tab_is_seen_by_the_office_and_the_units_of_the_case_alone(client, request, case, tab):
    assisting = factories.user("liaison", username="assisting", unit="人社")
    case.assisting_units.add(assisting.unit)
    names = ["head", "clerk", "liaison", "foreign_liaison", "leader", "city", "sysadmin", "secadmin", "auditor"]
    statuses = {}
    for user in [*(request.getfixturevalue(name) for name in names), assisting]:
        client.force_login(user)
        statuses[user.username] = client.get(address(case, tab)).status_code
    leader = 403 if tab == "print/" else 404
    assert statuses == {
        "head": 200, "clerk": 200, "liaison": 200, "assisting": 200, "foreign_liaison": 404, "leader": leader,
        "city": 403 if tab == "print/" else 404, "sysadmin": 403, "secadmin": 403, "auditor": 403,
    }  # fmt: skip


@pytest.mark.parametrize("tab", EVERYWHERE)
def test_tab_is_only_read(client, head, case, tab):
    client.force_login(head)
    assert client.post(address(case, tab)).status_code == 405


def test_no_tab_is_called_like_an_act():
    assert {name.strip("/") for name in EVERYWHERE} & set(ACT_FORMS) == set()


@pytest.mark.parametrize(("tab", "label"), list(zip(ADDRESSES, [tab.label for tab in TABS], strict=True)))
def test_current_tab_is_marked_and_head_missing_and_acts_stand_above(client, head, case, tab, label):
    shown = page(client, head, case, tab)
    nav = shown[shown.index('<nav class="tabs"') :].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page">([^\s<]+)', nav) == [(address(case, tab), label)]
    assert re.findall(r'href="([^"]+)"', nav) == [address(case, each) for each in ADDRESSES]
    places = [shown.index(text) for text in (case.number + "　", "现在缺什么才能办结", "可做的事", '<nav class="tabs"')]
    assert places == sorted(places)


def test_counts_are_those_of_the_rows(client, head, case):
    payment(case, head)
    payment(case, head)
    add_evidence(case=case, by=head, kind="contact", text="电话")
    note_progress(case=case, by=head, text="约谈")
    add_follow_up(case=case, by=head, none_reason="不愿意")
    ask_extension(case=case, by=head, until=date(2099, 1, 1), reason="等待审计")
    remind(case=case, by=head, unit=case.responsible_unit, text="请抓紧")
    counts = re.findall(r'class="count">([^<]+)<', page(client, head, case))
    assert counts == ["1 人", "2 笔", "1 份", "2 条", "2 件", "2 项", "3 条"]  # empty tabs bear none
    # Under the payments: what is owed on the claim, and to its worker.
    for tab, rows in zip(ADDRESSES[1:], (2 + 2, 1, 2, 2, 0, 0, 0, 0, 5, 3), strict=True):
        tables = page(client, head, case, tab).split("<tbody>")[1:]
        assert sum(table.split("</tbody>")[0].count("<tr") for table in tables) == rows


def test_first_tab_shows_the_last_five_steps_and_leads_to_all(client, head, case):
    factories.brought_to(Status.STRUCK_OFF, factories.made_ready(case, head), head)
    shown = page(client, head, case)
    assert len(client.get(address(case, "")).context["steps"]) == 5
    assert f'href="{address(case, "history/")}">全部办理记录（{case.transitions.count()} 条）' in shown


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("payments/", "在“登记支付”中按人登记"),
        ("papers/", "都在“登记证明材料”中登记"),
        ("progress/", "在“登记进展”中写一句"),
        ("progress/", "在“回访”中登记满意度"),
        ("oversight/", "在“回复督办”中答复"),
        ("oversight/", "在“申请延期”中写明理由"),
        ("stability/", "由责任单位或主任在“评定风险等级”中选"),
        ("stability/", "在“登记稳控措施”中写明做什么"),
        ("leader/", "认定为重大的案件才由领导包案"),
        ("leader/", "写在纸上的，由登记员或主任照纸登记并上传扫描件"),
    ],
)
def test_empty_tab_says_what_would_fill_it(client, head, case, tab, text):
    assert text in page(client, head, case, tab)


@pytest.mark.parametrize("tab", EVERYWHERE)
def test_queries_are_few_and_the_same_for_a_hundred(client, head, liaison, case, tab, django_assert_max_num_queries):
    assisting = factories.user("liaison", username="assisting", unit="人社")
    roll = tuple(factories.worker_data(f"工人{n}", "100.00") for n in range(100))
    large = factories.case(head, workers_count=100, amount_yuan=Decimal("10000.00"), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, factories.assigned(large, head), head, ready=False)
    for each, times in ((case, 1), (large, 100)):
        _filled(each, head, times)
        each.assisting_units.add(assisting.unit)
    # The print reads what four tabs show and whom the city may call, and writes to the trail.
    most = 37 if tab == "print/" else 25
    for user in (head, liaison, assisting):
        client.force_login(user)
        client.get(address(case, tab))
        counted = []
        for each in (case, large):
            with django_assert_max_num_queries(most) as asked:
                client.get(address(each, tab))
            counted.append(len(asked.captured_queries))
        assert counted[0] == counted[1]


def _filled(case: Case, by: User, times: int) -> None:
    """So many rows in every tab, written at once; what an action would write besides is not looked at here."""
    first, file = payment(case, by), factories.stored_file(by)
    paper = add_evidence(case=case, by=by, kind="contact", text="电话", file=file, claim=case.case_claims.get().claim)
    note = note_progress(case=case, by=by, text="约谈", file=file)
    call = add_follow_up(case=case, by=by, satisfaction=factories.code("satisfaction", "good"))
    step = case.transitions.first()
    lines = list(first.lines.all())
    asked = supervise(
        case=case, by=by, kind="regulator", unit=factories.unit("水务"), text="核查", reply_due_on=date(2099, 1, 1)
    )
    ask_extension(case=case, by=by, until=date(2099, 1, 1), reason="等待审计")
    for row in (first, paper, note, call, step, asked):
        copies = []
        for _ in range(times - 1):
            copy = type(row).objects.get(pk=row.pk)
            copy.pk, copy.submission = None, None
            copies.append(copy)
        made = type(row).objects.bulk_create(copies)
        if row is first:
            type(lines[0]).objects.bulk_create(
                type(lines[0])(payment=copy, claim=lines[0].claim, worker=lines[0].worker, amount_yuan=Decimal("0.01"))
                for copy in made
            )  # fmt: skip


@pytest.mark.parametrize("kind", ["secret", "employer", "contractor"])
@pytest.mark.parametrize("tab", EVERYWHERE)
def test_hidden_names_occur_in_no_tab(client, head, liaison, kind, tab):
    case = _told_of(head, kind)
    names = {"employer": "甲公司", "contractor": "乙公司", "secret": ""}
    Company.objects.filter(name=names[kind]).update(unit=liaison.unit)
    shown = page(client, liaison, case, tab)
    assert ("岩小甲" in shown, "岩小乙" in shown) == (False, False)
    assert "（保密）" in shown
    open_to_head = page(client, head, case, tab)
    assert "岩小甲" in open_to_head or "岩小乙" in open_to_head


def _told_of(head: User, kind: str) -> Case:
    """A case whose every text names its petitioner or its worker."""
    case = factories.case(
        head, petitioner=factories.PersonData(name="岩小甲"), workers=(factories.worker_data("岩小乙", "100.00"),),
        amount_yuan=Decimal("100.00"), is_secret=kind == "secret", employer_name="甲公司",
        general_contractor_name="乙公司", demand="岩小甲要求付钱",
    )  # fmt: skip
    factories.assigned(case, head, note="岩小甲一案")
    sign_for(case=case, by=head, on=factories.SIGNED_ON, note="岩小甲知道")
    note_progress(case=case, by=head, text="已联系岩小甲、岩小乙", file=factories.stored_file(head, "岩小甲.pdf"))
    scan = factories.stored_file(head, "岩小乙收条.pdf")
    add_evidence(case=case, by=head, kind="agreement", text="岩小乙签字", reference="岩小甲", file=scan)
    confirm_facts(case=case, by=head, facts_clear_text="欠岩小甲工资", matter_settled_text="岩小乙认可")
    add_follow_up(case=case, by=head, none_reason="岩小甲不愿意", text="岩小乙接的电话")
    payment(case, head, note="付给岩小甲")
    asked = supervise(
        case=case,
        by=head,
        kind="listed",
        unit=case.responsible_unit,
        text="岩小甲一案从速",
        reply_due_on=date(2099, 1, 1),
    )
    reply_supervision(supervision=asked, by=head, reply="已约岩小乙", on=asked.on)
    ask_extension(case=case, by=head, until=date(2099, 1, 1), reason="岩小甲未到场")
    case.refresh_from_db()
    units = [factories.unit("人社"), factories.unit("住建")]
    note_consultation(case=case, by=head, text="岩小乙的工资", units=units)
    return case


def test_confirmations_keep_the_hidden_names_when_the_liaison_changes_one_of_them(client, head, liaison):
    case = _told_of(head, "secret")
    client.force_login(liaison)
    shown = client.get(f"{address(case, '')}confirm_facts/")
    assert ("岩小甲" in shown.content.decode(), "岩小乙" in shown.content.decode()) == (False, False)
    form = shown.context["form"]
    client.post(f"{address(case, '')}confirm_facts/", form.initial | {"matter_settled_text": "都认可"})
    case.refresh_from_db()
    assert (case.facts_clear_text, case.matter_settled_text) == ("欠岩小甲工资", "都认可")
    assert "已联系（保密）、（保密）" in page(client, liaison, case, "progress/")
    assert "已联系岩小甲、岩小乙" in page(client, head, case, "progress/")


@pytest.mark.parametrize("tab", EVERYWHERE)
def test_names_stay_hidden_when_the_claim_has_left_the_case(client, head, liaison, tab):
    left = factories.assigned(
        factories.case(head, petitioner=factories.PersonData(name="岩小甲"), is_secret=True), head, note="岩小甲一案"
    )
    gather(claims=[left.case_claims.get().claim], into=factories.assigned(factories.case(head), head), by=head)
    left.refresh_from_db()
    assert left.status == Status.ABSORBED
    assert "岩小甲" not in page(client, liaison, left, tab)
    assert "岩小甲一案" in page(client, head, left, "history/")


@pytest.mark.parametrize("tab", ["payments/", "papers/", "progress/", "print/"])
def test_event_day_and_entry_day_are_both_shown_where_they_differ(client, head, case, tab):
    payment(case, head)
    add_evidence(case=case, by=head, kind="contact", text="电话", on=DAY)
    note_progress(case=case, by=head, text="约谈", on=DAY)
    shown = page(client, head, case, tab)
    assert "2021-04-23" in shown
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d 录入", shown.split("<tbody>", 1)[1])


def test_same_day_is_not_told_twice(client, head, case):
    note_progress(case=case, by=head, text="约谈")
    assert "录入" not in page(client, head, case, "progress/")


def test_part_paid_is_told_in_figures_and_percent(client, head):
    roll = (factories.worker_data("岩甲", "100.00"), factories.worker_data("岩乙", "250.50"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal("350.50"), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, factories.assigned(case, head), head, ready=False)
    paid = factories.pay(case, head)
    paid.lines.filter(worker__name="岩乙").update(amount_yuan=Decimal("200.00"))
    shown = page(client, head, case)
    assert '已付 <strong class="num">300.00</strong> / 350.50 元' in shown
    assert '<progress max="100" value="85"' in shown


def test_amount_unknown_has_no_bar(client, head):
    case = factories.assigned(factories.case(head, amount_yuan=None), head)
    assert ("<progress" in page(client, head, case), "/ 不详" in page(client, head, case)) == (False, True)


@pytest.mark.parametrize("tab", EVERYWHERE)
def test_deadline_is_explained(client, head, case, tab):
    assert "自2021年4月21日起算" in page(client, head, case, tab)


def test_finished_case_has_no_deadline_to_explain(client, head, case):
    factories.brought_to(Status.COMPLETED, factories.made_ready(case, head), head)
    assert "怎么算的" not in page(client, head, case)


def test_long_list_of_what_is_missing_is_folded(client, head):
    roll = tuple(factories.worker_data(f"工人{n}", "100.00") for n in range(9))
    case = factories.case(head, workers_count=9, amount_yuan=Decimal("900.00"), workers=roll)
    factories.assigned(case, head)
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    case.case_claims.update(verified_amount_yuan=Decimal("900.00"))
    shown = page(client, head, case, "history/")
    assert re.search(r"工人工人0没有支付记录。\s*<details>\s*<summary>等 9 处</summary>", shown)


def test_every_act_leads_to_a_tab_that_exists():
    assert set(SEEN_ON) <= set(ACT_FORMS)
    assert set(SEEN_ON.values()) <= {tab.url for tab in TABS}


def test_result_of_an_act_is_seen_at_once(client, head, case):
    client.force_login(head)
    form = client.get(f"{address(case, '')}note_progress/").context["form"]
    typed = form.initial | {"on": "2021-04-23", "text": "已约谈总包"}
    response = client.post(f"{address(case, '')}note_progress/", typed, follow=True)
    assert response.redirect_chain == [(address(case, "progress/"), 302)]
    assert "已约谈总包" in response.content.decode()


def test_print_holds_everything_with_every_roll_open(client, head, case):
    payment(case, head, note="现金")
    add_evidence(case=case, by=head, kind="contact", text="电话联系")
    note_progress(case=case, by=head, text="约谈总包")
    add_follow_up(case=case, by=head, none_reason="不愿意")
    shown = page(client, head, case, "print/")
    titles = [
        "现在缺什么才能办结",
        "花名册（1 人）",
        "支付</h2>",
        "证明材料</h2>",
        "进展</h2>",
        "回访</h2>",
        "办理记录</h2>",
    ]
    assert [title for title in titles if title not in shown] == []
    assert [text for text in ("现金", "电话联系", "约谈总包", "不愿意", "签收") if text not in shown] == []
    assert "<details" not in shown.replace('<details class="roll" open>', "")
    assert "/ledger/files/" not in shown


def test_each_print_is_on_the_trail_and_no_other_tab_is(client, head, liaison, case):
    for tab in EVERYWHERE:
        page(client, liaison, case, tab)
    event = Event.objects.get(act="print_case")
    assert (event.by, event.object_type, event.object_id, event.data) == (
        liaison, "ledger.case", str(case.pk), {"number": case.number},
    )  # fmt: skip
    assert Event.objects.order_by("-number").first() == event


def test_print_is_no_change_of_the_case(client, head, liaison, case):
    """Who is told that somebody was faster is told of what was done, not of a print."""
    client.force_login(liaison)
    form = client.get(f"{address(case, '')}confirm_facts/").context["form"]
    confirm_facts(case=case, by=head, facts_clear_text="查清")
    page(client, head, case, "print/")
    client.force_login(liaison)
    answer = client.post(f"{address(case, '')}confirm_facts/", form.initial | {"facts_clear_text": "欠薪属实"})
    assert (answer.status_code, "打印" in str(answer.context["refused"])) == (409, False)
    assert "确认案情清楚" in str(answer.context["refused"])


def test_link_to_the_print_stands_where_it_may_be_opened(client, head, clerk, liaison, case):
    for user in (head, clerk, liaison):
        assert f'href="{address(case, "print/")}"' in page(client, user, case)
