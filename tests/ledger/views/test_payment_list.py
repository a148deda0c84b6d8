"""登记支付清单 as a page: pasted or uploaded, looked at, recorded, and sent again."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from ledger.actions.work import note_progress
from ledger.forms.payment_list import CHANGED, open_lines, seal_lines
from ledger.models import Case, Payment
from ledger.payment_list_reading import read_text
from ledger.workflow import Status
from office.models import Event
from tests import factories
from tests.scanner import HARMFUL, scanner

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"
LIST = "岩甲\t0011\t60.00\t2021-04-28\tS1\n岩乙\t0022\t40\t2021-04-29\tS2\n岩丁\t0033\t5\t2021-04-28\tS3"


@pytest.fixture
def case(head) -> Case:
    """Two workers, 60 and 40 yuan, known by their accounts."""
    roll = (
        factories.worker_data("岩甲", "60.00", account="622200000011"),
        factories.worker_data("岩乙", "40.00", account="622200000022"),
    )
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


def address(case: Case) -> str:
    return f"/ledger/cases/{case.pk}/record_payment_list/"


def hidden(page: str) -> dict[str, str]:
    found = {}
    for name in ("version", "submission", "sealed"):
        field = re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', page)
        found[name] = (field[1] or "") if field else ""
    return found


def look(client, user, case: Case, text: str = LIST, **values):
    client.force_login(user)
    fresh = client.get(address(case)).content.decode()
    return client.post(address(case), hidden(fresh) | {"text": text, "look": "1"} | values)


def record(client, case: Case, looked, **values):
    usual = {
        "source": factories.code("source", "employer").pk, "proof_kind": "transfer", "text": LIST,
        "proof": SimpleUploadedFile("回单.pdf", PDF, content_type="application/pdf"),
    }  # fmt: skip
    return client.post(address(case), hidden(looked.content.decode()) | usual | values)


def test_looked_at_then_recorded_then_nothing_new(client, liaison, case):
    looked = look(client, liaison, case)
    page = looked.content.decode()
    assert looked.status_code == 200
    assert [
        word
        for word in ("可登记 <strong>2</strong> 行", "有问题 <strong>1</strong> 行", "本案花名册上没有“岩丁”", "100.00")
        if word not in page
    ] == []
    assert (Payment.objects.count(), Event.objects.filter(act="record_payment_list").count()) == (0, 0)

    answer = record(client, case, looked)
    assert answer.url == f"/ledger/cases/{case.pk}/payments/"
    page = client.get(answer.url).content.decode()
    assert "3 行中登记 2 行，原已登记 0 行，有问题未登记 1 行。" in page
    assert list(Payment.objects.order_by("on").values_list("amount_yuan", "proof__name")) == [
        (60, "回单.pdf"),
        (40, "回单.pdf"),
    ]

    again = look(client, liaison, Case.objects.get())
    page = again.content.decode()
    assert ("已登记 <strong>2</strong> 行" in page, "没有可以登记的行" in page, "登记可登记的" in page) == (
        True,
        True,
        False,
    )


def test_page_carries_the_list_sealed_for_one_account_and_one_case(client, liaison, head, case):
    lines = read_text(LIST)
    sealed = seal_lines(lines, case=case, user=liaison)
    assert "岩甲" not in sealed
    assert open_lines(sealed, case=case, user=liaison) == lines
    assert open_lines(sealed, case=case, user=head) is None
    assert open_lines(sealed[:-4] + "AAAA", case=case, user=liaison) is None
    looked = look(client, liaison, case)
    answer = record(client, case, looked, sealed=seal_lines(lines, case=case, user=head))
    assert (answer.status_code, CHANGED in answer.content.decode(), Payment.objects.count()) == (422, True, 0)


def test_list_changed_after_it_was_looked_at_is_looked_at_first(client, liaison, case):
    looked = look(client, liaison, case)
    answer = record(client, case, looked, text=LIST.replace("60.00", "59.00"))
    assert (answer.status_code, CHANGED in answer.content.decode(), Payment.objects.count()) == (422, True, 0)


def test_an_infected_list_is_refused_and_named_on_the_trail(client, liaison, case, settings):
    with scanner() as clamd:
        settings.CLAMAV = clamd.address
        file = SimpleUploadedFile("代发.csv", b"1,2\n" + HARMFUL)
        looked = look(client, liaison, case, text="", workbook=file)
    assert "“代发.csv”查出病毒，没有接收" in looked.content.decode()
    assert Event.objects.get(act="refuse_infected").by == liaison


def test_uploaded_workbook(client, liaison, case):
    book = Workbook()
    for row in (
        ["姓名", "账号后四位", "实发金额（元）", "发放日期", "流水号"],
        ["岩甲", "0011", 60, "2021-04-28", "S1"],
    ):
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    file = SimpleUploadedFile("清单.xlsx", data.getvalue())
    looked = look(client, liaison, case, text="", workbook=file)
    assert "可登记 <strong>1</strong> 行" in looked.content.decode()
    assert record(client, case, looked, text="").status_code == 302
    assert Payment.objects.get().amount_yuan == 60


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": ""}, "请粘贴清单，或选择一个表格文件，两者取一。"),
        ({"workbook": SimpleUploadedFile("a.xlsx", b"\x00 no workbook")}, "文件不是 .xlsx、.xls 或 .csv 表格"),
        ({"text": "姓名\t备注\n岩甲\t无"}, "标题行中没有“实发金额”“发放日期”列"),
    ],
)
def test_what_is_no_list_is_refused_in_words(client, liaison, case, values, said):
    looked = look(client, liaison, case, **values)
    assert (looked.status_code, said in looked.content.decode()) == (422, True)


def test_missing_source_keeps_the_list_on_the_page(client, liaison, case):
    looked = look(client, liaison, case)
    answer = record(client, case, looked, source="")
    assert (answer.status_code, "可登记 <strong>2</strong> 行" in answer.content.decode()) == (422, True)
    assert record(client, case, answer).status_code == 302


def test_double_click_records_once_and_a_stale_page_says_who_was_faster(client, liaison, head, case):
    looked = look(client, liaison, case)
    assert [record(client, case, looked).status_code for _ in range(2)] == [302, 302]
    assert Payment.objects.count() == 2
    looked = look(client, liaison, Case.objects.get(), text="岩甲 0011 1 2021-04-30")
    case.refresh_from_db()
    Payment.objects.update(voided_at="2021-05-01T00:00Z", voided_by=head)
    Case.objects.update(version=case.version + 1)
    note_progress(case=Case.objects.get(), by=head, text="到场核实")
    answer = record(client, case, look(client, liaison, case, text=LIST), version=case.version)
    assert (answer.status_code, "别人刚改过这个案件" in answer.content.decode()) == (409, True)


def test_case_of_another_state_is_not_even_looked_at(client, head):
    new = factories.case(head)
    client.force_login(head)
    answer = client.post(address(new), {"text": LIST, "look": "1"})
    assert (answer.status_code, "现为“已登记”，不能办理“登记支付清单”" in answer.content.decode()) == (422, True)


def test_queries_do_not_grow_with_list_and_roll(client, head, django_assert_max_num_queries):
    counts = []
    for size in (1, 60):
        roll = tuple(factories.worker_data(f"岩工{n}", "10.00", account=f"62220000{n:04d}") for n in range(size))
        case = factories.case(head, workers_count=size, amount_yuan=Decimal(10 * size), workers=roll)
        factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
        text = "\n".join(f"岩工{n}\t{n:04d}\t10\t2021-04-28\tS{n}" for n in range(size))
        client.force_login(head)
        values = hidden(client.get(address(case)).content.decode()) | {"text": text, "look": "1"}
        with django_assert_max_num_queries(25) as found:
            answer = client.post(address(case), values)
        assert f"可登记 <strong>{size}</strong> 行" in answer.content.decode()
        counts.append(len(found.captured_queries))
    assert counts[0] == counts[1]


def test_a_sheet_of_notes_before_the_list_does_not_hide_it(client, liaison, case):
    book = Workbook()
    book.active.append(["代发说明：本表由银行出具"])
    sheet = book.create_sheet("明细")
    for row in (["姓名", "账号后四位", "实发金额（元）", "发放日期"], ["岩甲", "0011", 60, "2021-04-28"]):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    looked = look(client, liaison, case, "", workbook=SimpleUploadedFile("代发.xlsx", stream.getvalue()))
    assert (looked.status_code, "共 1 行" in looked.content.decode()) == (200, True)


def test_a_list_as_csv_of_the_bank(client, liaison, case):
    data = "姓名,账号后四位,实发金额（元）,发放日期\n岩甲,0011,60.00,2021-04-28\n".encode("gb18030")
    looked = look(client, liaison, case, "", workbook=SimpleUploadedFile("代发.csv", data))
    assert (looked.status_code, "共 1 行" in looked.content.decode()) == (200, True)


def test_no_sheet_with_a_list_is_told_of_the_first(client, liaison, case):
    book = Workbook()
    book.active.append(["姓名", "备注"])
    stream = BytesIO()
    book.save(stream)
    looked = look(client, liaison, case, "", workbook=SimpleUploadedFile("空.xlsx", stream.getvalue()))
    assert (looked.status_code, "标题行中没有“实发金额”“发放日期”列" in looked.content.decode()) == (422, True)
