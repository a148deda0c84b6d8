"""Procedures through the pages: chosen, opened, noted, closed; seen in their tab, on paper and on the slip."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.procedures import close_procedure, note_procedure
from ledger.actions.regroup import gather, split_off
from ledger.models import Case, Procedure, ProcedureKind
from office.models import Event, Parameter
from reception.actions.claims import PersonData
from reception.models import Campaign
from tests import factories
from tests.factories import SIGNED_ON

CHECK = "2099-01-05"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def case(head) -> Case:
    return of(head)


def of(head, **values) -> Case:
    told = {"petitioner": PersonData(name="岩小甲")} | values
    return sign_for(case=factories.assigned(factories.case(head, **told), head), by=head, on=SIGNED_ON)


def address(case: Case, part: str = "procedures/") -> str:
    return f"/ledger/cases/{case.pk}/{part}"


def kind(code: str) -> ProcedureKind:
    return ProcedureKind.objects.get(code=code)


def shown(client, user, case: Case, part: str = "procedures/") -> str:
    client.force_login(user)
    response = client.get(address(case, part))
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def send(client, user, case: Case, act: str, query: str = "", **values):
    client.force_login(user)
    opened = client.get(address(case, f"{act}/{query}"))
    assert opened.status_code == 200, opened.content.decode()
    fields = opened.context["form"]
    kept = {
        name: value
        for name in fields.fields
        if (value := fields[name].value()) not in (None, "") and name not in ("file", "ticked")
    }
    return client.post(address(case, f"{act}/"), kept | values, follow=True)


def test_kind_is_chosen_first_and_its_fields_follow(client, liaison, case):
    page = shown(client, liaison, case, "open_procedure/")
    assert page.count('href="?kind=') == 9
    assert 'name="sent_to"' not in page
    form = client.get(address(case, f"open_procedure/?kind={kind('police').pk}")).context["form"]
    assert {"ticked", "sent_to"} < set(form.fields)
    assert {"instrument", "amount_yuan", "drive", "violation", "due_on"} & set(form.fields) == set()
    form = client.get(address(case, f"open_procedure/?kind={kind('enforcement').pk}")).context["form"]
    assert {"instrument", "amount_yuan", "drive"} < set(form.fields)
    form = client.get(address(case, f"open_procedure/?kind={kind('violation').pk}")).context["form"]
    assert [label for _key, label in form.fields["violation"].choices][1:] == [
        "违法发包", "转包", "违法分包", "挂靠", "拖欠工程款",
    ]  # fmt: skip
    ProcedureKind.objects.update(is_active=False)
    assert "没有在用的程序种类" in shown(client, liaison, case, "open_procedure/")


def test_arbitration_from_application_to_award(client, liaison, case):
    answer = send(client, liaison, case, "open_procedure", f"?kind={kind('arbitration').pk}", text="工资数额有争议",
                  opened_on="2021-04-26", next_check_on=CHECK)  # fmt: skip
    assert answer.redirect_chain == [(address(case), 302)]
    page = answer.content.decode()
    assert "仲裁绿色通道　区劳动人事争议仲裁院" in page
    assert "下次核查 1月5日" in page
    assert "等待答复" in page
    assert "办理期限自 2021-04-26 起中止。" in page
    row = Procedure.objects.get()
    send(client, liaison, case, "note_procedure", step="accepted", on="2021-04-29", next_check_on=CHECK,
         reference="仲案〔2021〕示例 1 号")  # fmt: skip
    send(
        client,
        liaison,
        case,
        "note_procedure",
        f"?procedure={row.pk}",
        step="heard",
        on="2021-05-20",
        next_check_on=CHECK,
    )
    page = send(client, liaison, case, "close_procedure", on="2021-06-10", result="裁决支付 12,500 元").content.decode()
    for words in ("申请→立案 3 天，立案→审理 21 天，审理→裁决 21 天，申请→裁决 45 天", "仲案〔2021〕示例 1 号", "裁决支付 12,500 元",
                  "已办结", "程序 <span class=\"count\">1 项</span>"):  # fmt: skip
        assert words in page
    assert "登记程序进展" not in page
    paper = shown(client, liaison, case, "print/")
    assert "申请→裁决 45 天" in paper


def test_police_is_refused_until_every_line_is_ticked(client, head, case):
    chosen = kind("police")
    query = f"?kind={chosen.pk}"
    response = send(client, head, case, "open_procedure", query, text="经责令仍不支付", ticked=chosen.items[:2])
    assert response.status_code == 422
    assert response.context["refused"] == [f"事前核对未勾选：{item}。" for item in chosen.items[2:]]
    assert "checked" in response.content.decode()
    response = send(client, head, case, "open_procedure", query, text="经责令仍不支付", ticked=chosen.items)
    assert response.status_code == 200
    assert "✓ 文书指定的支付期限已过，仍未支付" in response.content.decode()


def test_enforcement_with_a_drive_and_a_paper(client, head, case):
    drive = Campaign.objects.create(area=case.area, name="夏季集中执行")
    Campaign.objects.create(area=factories.area("530921"), name="邻县集中执行")
    query = f"?kind={kind('enforcement').pk}"
    assert "邻县集中执行" not in shown(client, head, case, f"open_procedure/{query}")
    wrong = send(client, head, case, "open_procedure", query, text="裁决未履行", amount_yuan="一万")
    assert set(wrong.context["form"].errors) == {"instrument", "amount_yuan"}
    told = {"instrument": "award", "amount_yuan": "1.2万", "drive": drive.pk, "text": "裁决未履行",
            "file": SimpleUploadedFile("裁决书.pdf", PDF)}  # fmt: skip
    page = send(client, head, case, "open_procedure", query, **told).content.decode()
    for words in ("裁决", "12,000.00 元", "夏季集中执行", "裁决书.pdf"):
        assert words in page
    stored = Procedure.objects.get().file
    assert client.get(f"/ledger/files/{stored.token}/").status_code == 200
    client.force_login(factories.user("liaison", unit="水务"))
    assert client.get(f"/ledger/files/{stored.token}/").status_code == 404


def test_which_procedure_is_chosen_where_there_are_two(client, head, case):
    first, second = factories.procedure(case, head), factories.procedure(case, head, "legal_aid")
    page = shown(client, head, case, "close_procedure/")
    assert (page.count('href="?procedure='), 'name="result"' in page) == (2, False)
    send(client, head, case, "close_procedure", f"?procedure={second.pk}", result="已援助")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.closed_on, second.result) == (None, "已援助")
    page = shown(client, head, case, "close_procedure/")
    assert 'name="result"' in page


def test_a_procedure_of_another_case_cannot_be_reached_through_this_one(client, head, case):
    other = of(head)
    foreign = factories.procedure(other, head)
    factories.procedure(case, head)
    response = send(client, head, case, "close_procedure", procedure=foreign.pk, result="无")
    assert response.status_code == 422
    assert not Procedure.objects.exclude(closed_on=None).exists()


def test_second_click_does_nothing_and_a_stale_page_is_a_conflict(client, head, case):
    client.force_login(head)
    form = client.get(address(case, f"open_procedure/?kind={kind('legal_aid').pk}")).context["form"]
    told = {"version": form["version"].value(), "submission": str(form["submission"].value()), "sent_to": "区法律援助中心",
            "kind": kind("legal_aid").pk, "opened_on": "2021-04-26", "text": "申请援助", "next_check_on": CHECK}  # fmt: skip
    assert [client.post(address(case, "open_procedure/"), told).status_code for _ in range(2)] == [302, 302]
    assert Procedure.objects.count() == 1
    stale = client.post(address(case, "open_procedure/"), told | {"text": "另一件"})
    assert stale.status_code == 409
    close = told | {"procedure": Procedure.objects.get().pk, "on": "2021-05-06", "result": "已援助"}
    close["version"] = str(Case.objects.get(pk=case.pk).version)
    assert [client.post(address(case, "close_procedure/"), close).status_code for _ in range(2)] == [302, 302]


def test_exemption_is_the_head_s_and_seen(client, head, liaison, case):
    factories.procedure(case, head, "violation")
    assert "认定程序不影响工资支付" not in shown(client, liaison, case)
    client.force_login(liaison)
    assert client.get(address(case, "exempt_procedure/")).status_code == 403
    assert "尚未办结（请登记程序办结" in shown(client, head, case)
    page = send(client, head, case, "exempt_procedure", reason="违法行为另案查处").content.decode()
    assert "不影响工资支付</span>" in page
    assert "尚未办结（请登记程序办结" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 200), ("clerk", 200), ("liaison", 200), ("foreign_liaison", 404), ("leader", 403), ("city", 403)],
)
def test_slip_is_printed_by_those_who_hand_it_over(client, request, head, case, who, status):
    row = factories.procedure(case, head, "guidance", text="工程量有重大争议")
    Parameter.objects.update_or_create(key="office_phone", defaults={"value": "0883-0000000"})
    client.force_login(request.getfixturevalue(who))
    response = client.get(address(case, f"procedures/{row.pk}/slip/"))
    assert response.status_code == status
    if status == 200:
        page = response.content.decode()
        for words in (
            "引导仲裁告知单",
            "岩小甲",
            "区劳动人事争议仲裁院",
            "工程量有重大争议",
            "本人身份证原件和复印件",
            "0883-0000000",
        ):
            assert words in page
    event = Event.objects.filter(act="print_slip").first()
    assert (event is not None) == (status == 200)
    if event:
        assert event.data == {"number": case.number, "kind": "引导仲裁"}


def test_slip_keeps_a_secret_name_from_the_unit_and_is_only_of_kinds_that_have_one(client, head, liaison):
    case = of(head, is_secret=True)
    row = factories.procedure(case, head, "guidance", text="岩小甲自己没有证据")
    other = factories.procedure(case, head, "legal_aid")
    for user, seen in ((head, True), (liaison, False)):
        page = shown(client, user, case, f"procedures/{row.pk}/slip/")
        assert ("岩小甲" in page) == seen
        assert ("岩小甲" in shown(client, user, case)) == seen
    assert "打印引导告知单" in shown(client, head, case)
    for pk in (other.pk, 999_999):
        assert client.get(address(case, f"procedures/{pk}/slip/")).status_code == 404


def leaves(page: str) -> list[str]:
    return page.split('<article class="paper slip">')[1:]


def test_each_petitioner_gets_a_slip_that_names_nobody_else(client, head, case):
    other = factories.claim(head, petitioner=PersonData(name="刀小乙"))
    gone = factories.claim(head, petitioner=PersonData(name="玉小丙"))
    gather(claims=[other, gone], into=case, by=head)
    split_off(claim=gone, by=head)
    mine = case.case_claims.order_by("id")[0].claim
    row = factories.procedure(case, head, "guidance", text="岩小甲、刀小乙、玉小丙三人的工程量有争议")
    first, second = leaves(shown(client, head, case, f"procedures/{row.pk}/slip/"))
    assert [mine.number in first, other.number in first, mine.number in second, other.number in second] == [
        True, False, False, True,
    ]  # fmt: skip
    assert ["岩小甲：" in first, "刀小乙" in first, "玉小丙" in first] == [True, False, False]
    assert ["刀小乙：" in second, "岩小甲" in second, "玉小丙" in second] == [True, False, False]
    only = factories.procedure(case, head, "guidance", claim=other, text="刀小乙的工程量有争议")
    (leaf,) = leaves(shown(client, head, case, f"procedures/{only.pk}/slip/"))
    assert ["刀小乙：" in leaf, "岩小甲" in leaf] == [True, False]


def test_a_wrong_sum_is_put_right_on_its_page(client, head, liaison, case):
    row = factories.procedure(case, head, "enforcement", amount_yuan=Decimal(125_000))
    close_procedure(procedure=row, by=head, result="执行到位", on=date(2021, 5, 6))
    assert "更正结果" not in shown(client, liaison, case)
    client.force_login(liaison)
    assert client.get(address(case, "correct_procedure/")).status_code == 403
    link = f"correct_procedure/?procedure={row.pk}"
    assert link in shown(client, head, case)
    page = shown(client, head, case, link)
    assert "现在登记的标的：125,000.00 元。" in page
    told = {"amount_yuan": "12500", "reason": "照文书核对", "on": "2021-05-10"}
    seen = send(client, head, case, "correct_procedure", f"?procedure={row.pk}", **told).content.decode()
    for words in ("程序已更正", "12,500.00", "标的 125,000.00 元更正为标的 12,500.00 元。照文书核对"):
        assert words in seen
    send(client, head, case, "correct_procedure", f"?procedure={row.pk}", **told)
    assert row.steps.filter(label="更正").count() == 1
    refused = send(client, head, case, "correct_procedure", f"?procedure={row.pk}", **told | {"reason": "再次"})
    assert (refused.status_code, "没有改动" in refused.content.decode()) == (422, True)


def test_the_hint_at_a_crime_stays_on_the_page_until_the_head_decides(client, head, liaison):
    case = of(head, owed_from="2020-10", owed_until="2021-02")
    row = factories.procedure(case, head, "payment_order", due_on=date(2021, 5, 10))
    close_procedure(procedure=row, by=head, result="逾期未支付", on=date(2021, 5, 17))
    hint, link = "可能涉嫌拒不支付劳动报酬", "/decide_police/"
    assert [hint in shown(client, user, case, "leader/") for user in (head, liaison)] == [True, True]
    assert [link in shown(client, user, case, "leader/") for user in (head, liaison)] == [True, False]
    told = {"transfers": "no", "reason": "单位已停产", "on": "2021-05-17"}
    page = send(client, head, case, "decide_police", **told).content.decode()
    assert [hint in page, link in page] == [False, False]
    assert "不移送公安：单位已停产" in shown(client, head, case, "history/")
    client.force_login(head)
    assert client.get(address(case, "decide_police/")).status_code == 422


def test_answers_are_told_in_the_kind_s_words(client, head, case):
    row = factories.procedure(case, head, "other_area")
    note_procedure(procedure=row, by=head, step="refused", text="不属我县", on=date(2021, 4, 28))
    page = shown(client, head, case)
    assert "不予接收" in page
    assert "提请→" not in page
    assert "移送→不予接收 2 天" in page


def test_check_that_was_let_pass_is_red_and_says_how_long(client, head, case):
    today = timezone.localdate()
    factories.procedure(case, head, "legal_aid", next_check_on=today - timedelta(days=3))
    page = shown(client, head, case)
    assert f"{(today - timedelta(days=3)).day}日，已过 3 天" in page
    assert 'tag overdue">下次核查' in page


def test_tab_asks_the_same_queries_for_one_and_for_many(client, head, case, django_assert_max_num_queries):
    client.force_login(head)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            row = factories.procedure(case, head, "enforcement", amount_yuan=Decimal(5))
            note_procedure(procedure=row, by=head, step="look", text="还没有财产线索")
        with django_assert_max_num_queries(40) as queries:
            client.get(address(case))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    close_procedure(procedure=row, by=head, result="终结本次执行")


def test_empty_tab_says_what_would_fill_it(client, liaison, case):
    assert "还没有程序。申请仲裁" in shown(client, liaison, case)
