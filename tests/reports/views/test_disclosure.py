"""The page of the public list: which cases it offers, who confirms, corrections, the workbook, the trail."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ledger.actions.procedures import close_procedure, note_procedure
from ledger.actions.statutory import close_statutory, start_statutory
from office import append_only
from office.models import Event
from office.trail_words import facts_text
from reports.actions.disclosure import confirm_public_list
from reports.disclosure import Quarter
from reports.models import KEPT, PublicList
from reports.selectors import decided_cases
from tests import factories
from tests.reports import rows
from tests.reports.views.test_monthly import signed_in, text

pytestmark = pytest.mark.django_db
SPRING = Quarter(2021, 2)
ASKED = {"quarter": "2021-Q2", "area": "530902"}
PAGE, CONFIRM = reverse("reports:public_list"), reverse("reports:public_list_confirm")


def in_hand(head):
    return factories.assigned(factories.case(head, workers_count=3), head)


@pytest.fixture
def ordered(head):
    """A case with an order to pay, served in the quarter."""
    case = in_hand(head)
    factories.procedure(case, head, "payment_order", reference="临翔人社监令〔2021〕3号")
    return case


def told(case, **values: str) -> dict[str, str]:
    """The form as the page shows it, with what is typed otherwise."""
    entry = next(found.entry for found in decided_cases(case.area, SPRING) if found.case.pk == case.pk)
    kept = {name: getattr(entry, name) for name in ("debtor", "credit_code", "address", "person", "facts", "decision")}
    fields = {"taken": "on", **kept, **values}
    return {f"case{case.pk}-{name}": value for name, value in fields.items() if value}


def confirmed(case, head, **values) -> PublicList:
    entries = [found.entry for found in decided_cases(case.area, SPRING)]
    return confirm_public_list(**({"area": case.area, "quarter": SPRING, "entries": entries, "by": head} | values))


def test_only_decided_cases_of_the_quarter_are_offered(head, ordered) -> None:
    undecided = in_hand(head)
    factories.procedure(undecided, head, "legal_aid")
    later = in_hand(head)
    factories.procedure(later, head, "payment_order", opened_on=date(2021, 7, 1), due_on=date(2021, 7, 10))
    police = in_hand(head)
    opened = factories.procedure(police, head, "police")
    waiting = factories.procedure(in_hand(head), head, "police")
    note_procedure(procedure=opened, by=head, step="accepted", on=date(2021, 5, 6))
    found = decided_cases(ordered.area, SPRING)
    assert [row.case for row in found] == [ordered, police]
    assert waiting.case not in [row.case for row in found]
    assert found[0].entry.facts == "2020年11月以来拖欠 3 名农民工工资 12,500.00 元。"
    assert found[0].entry.decision == "2021年4月26日责令支付（临翔人社监令〔2021〕3号）。"
    assert found[1].entry.decision == "涉嫌拒不支付劳动报酬，移送公安机关，2021年5月6日立案。"


def test_a_closed_inquiry_and_a_decision_count_a_deadline_that_merely_ended_does_not(head) -> None:
    inquiry, decision, ended = in_hand(head), in_hand(head), in_hand(head)
    opened = factories.procedure(inquiry, head, "violation", reference="临翔住建罚〔2021〕1号")
    close_procedure(procedure=opened, by=head, result="罚款", on=date(2021, 5, 20))
    for case, reason in ((decision, "临翔人社监处〔2021〕2号"), (ended, "办结")):
        clock = start_statutory(case=case, by=head, code="decision", started_on=date(2021, 5, 6), reason="调查终结")
        close_statutory(case=case, by=head, clock=clock, reason=reason, on=date(2021, 5, 12))
    found = decided_cases(inquiry.area, SPRING)
    assert [row.entry.decision for row in found] == [
        "2021年5月20日违法发包等查处（临翔住建罚〔2021〕1号）。",
        "2021年5月12日作出处理决定（临翔人社监处〔2021〕2号）。",
    ]


@pytest.mark.parametrize(
    ("role", "page", "confirms"),
    [("clerk", 200, 403), ("liaison", 403, 403), ("leader", 403, 403), ("city", 403, 403), ("auditor", 403, 403)],
)  # fmt: skip
def test_who_reads_and_who_confirms(ordered, client: Client, request, role: str, page: int, confirms: int) -> None:
    client.force_login(request.getfixturevalue(role))
    assert client.get(PAGE, ASKED).status_code == page
    assert client.post(CONFIRM, ASKED | told(ordered)).status_code == confirms
    assert PublicList.objects.count() == 0


def test_the_head_confirms_and_takes_it_out(ordered, head) -> None:
    client = signed_in(head)
    assert "还没有确认，不能打印和下载" in text(client.get(PAGE, ASKED))
    answer = client.post(
        CONFIRM, ASKED | told(ordered, credit_code="91530902MA6K3YFA5X") | {"expected_version": 1}, follow=True
    )
    row = PublicList.objects.get()
    assert (answer.redirect_chain[0][1], "已确认，版本 1，共 1 件" in text(answer)) == (302, True)
    assert "第 1 行：地址、法定代表人或者负责人姓名" in text(answer)
    book = load_workbook(BytesIO(client.post(reverse("reports:public_list_xlsx", args=[row.pk])).content))
    cells = [str(cell.value) for line in book.active for cell in line]
    assert "云南甲乙劳务有限公司" in cells
    assert not any("岩甲" in cell or ordered.number in cell for cell in cells)
    event = Event.objects.get(act="export")
    assert {"内容：社会公布清单", "季度：2021-Q2", "版本：1"} <= set(facts_text(event.data).split("；"))
    assert Event.objects.filter(act="confirm_public_list").count() == 1


def test_a_name_comes_back_with_what_was_typed(ordered, head) -> None:
    answer = signed_in(head).post(CONFIRM, ASKED | told(ordered, facts="拖欠岩甲的工资，共三人。"))
    page = answer.content.decode()
    assert (answer.status_code, "第 1 行含有反映人或者农民工的姓名" in page) == (422, True)
    assert ("拖欠岩甲的工资，共三人。" in page, PublicList.objects.count()) == (True, 0)


def test_a_correction_needs_its_reason_and_two_clicks_confirm_once(ordered, head) -> None:
    client, sent = signed_in(head), ASKED | told(ordered) | {"expected_version": 1}
    assert [client.post(CONFIRM, sent).status_code for _ in range(2)] == [302, 409]
    again = ASKED | {"expected_version": 2}
    assert client.post(CONFIRM, again).status_code == 422
    assert client.post(CONFIRM, again | {"reason": "已付清，撤下"}).status_code == 302
    assert [(row.version, len(row.rows)) for row in PublicList.objects.order_by("version")] == [(1, 1), (2, 0)]
    page = text(client.get(PAGE, ASKED))
    assert ("版本 2 更正原因：已付清，撤下" in page, "本季度确认没有应当公布的案件" in page) == (True, True)


def test_a_running_quarter_and_a_foreign_case_are_refused(ordered, head) -> None:
    now = datetime(2021, 6, 30, 18, tzinfo=rows.OFFICE_TIME)
    with pytest.raises(Exception, match="2021年第二季度还没有结束"):
        confirmed(ordered, head, now=now)
    entry = decided_cases(ordered.area, SPRING)[0].entry
    with pytest.raises(Exception, match="在这个季度没有处理决定"):
        confirmed(ordered, head, quarter=Quarter(2021, 1), entries=[entry])
    foreign = factories.user("head", area=factories.area("530921"))
    with pytest.raises(Exception, match="不在您的工作范围内"):
        confirmed(ordered, foreign)


def test_a_foreign_and_an_absent_list_are_answered_alike(ordered, head) -> None:
    row = confirmed(ordered, head)
    client = signed_in(factories.user("head", area=factories.area("530921")))
    for pk in (row.pk, row.pk + 1):
        assert client.post(reverse("reports:public_list_xlsx", args=[pk])).status_code == 404
    assert client.get(PAGE, ASKED).status_code == 404
    assert signed_in(head).get(PAGE, {"quarter": "2021-Q9"}).status_code == 404


def test_the_database_keeps_what_was_confirmed(ordered, head) -> None:
    row = confirmed(ordered, head)
    append_only.install(KEPT)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicList.objects.filter(pk=row.pk).update(rows=[])
    finally:
        append_only.lift(KEPT)
    assert len(PublicList.objects.get().rows) == 1


@pytest.mark.parametrize("cases", [1, 3])
def test_page_asks_the_same_number_of_queries(head, django_assert_num_queries, cases: int) -> None:
    for _ in range(cases):
        factories.procedure(in_hand(head), head, "payment_order")
    client = signed_in(head)
    client.get(PAGE, ASKED)
    with django_assert_num_queries(13):
        client.get(PAGE, ASKED)
