"""The payments tab with what is owed and advanced, and the forms of advances and recoveries."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.actions.funds import enter_fund, open_fund
from ledger.models import Advance, Case, FundAccount, Payment, Recovery
from ledger.selectors.advances import debtors_on
from ledger.selectors.funds import balance_of
from ledger.workflow import Status
from reception.models import Worker
from tests import factories

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"
ON = str(factories.PAID_ON)


@pytest.fixture
def case(head) -> Case:
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


@pytest.fixture
def account(head) -> FundAccount:
    made = open_fund(area=head.area, by=head, source="emergency", name="区级周转金", opened_on=date(2021, 1, 4))
    enter_fund(account=made, by=head, kind="paid_in", amount_yuan=Decimal(500), text="期初", on=date(2021, 1, 4))
    return made


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def send(client, user, case: Case, act: str, **values):
    client.force_login(user)
    case.refresh_from_db()
    return client.post(
        f"/ledger/cases/{case.pk}/{act}/", {"version": case.version, "submission": str(uuid4()), **values}
    )


def approved(case: Case, **values) -> dict:
    usual = {
        "on": ON, "source": "emergency", "approver": "王县长", "approved_on": ON, "document_number": "临翔治欠办(2021)3号",
        "file": pdf("批复.pdf"), "debtor": debtors_on(case)[0].pk, "recover_by": "2021-08-01", "proof_kind": "none",
    }  # fmt: skip
    return usual | values


def tab(client, user, case: Case) -> str:
    client.force_login(user)
    return client.get(f"/ledger/cases/{case.pk}/payments/").content.decode()


def test_owed_verified_paid_and_outstanding_per_worker_and_claim(client, head, liaison, case):
    worker = Worker.objects.get(name="岩甲")
    text = tab(client, liaison, case)
    assert [
        word for word in ("未付 100.00 元", "欠 60.00", "欠 40.00", "还欠 2 人", "未核实") if word not in text
    ] == []
    send(client, liaison, case, "record_payment", on=ON, source=factories.code("source", "employer").pk,
         proof_kind="none", **{f"worker_{worker.pk}": "60"})  # fmt: skip
    text = tab(client, liaison, case)
    assert [word for word in ("未付 40.00 元", "付清", "欠 40.00", "还欠 1 人") if word not in text] == []
    assert "欠 60.00" not in text


def test_way_of_an_advance_through_the_pages(client, head, liaison, case, account):
    worker = Worker.objects.get(name="岩甲")
    answer = send(
        client, liaison, case, "record_advance", **approved(case, account=account.pk), **{f"worker_{worker.pk}": "60"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    answer = send(client, liaison, case, "record_allowance", **approved(case, workers_count=2, amount_yuan="300"))
    assert answer.status_code == 302, answer.context["form"].errors
    wages = Advance.objects.get(kind="wages")
    assert (wages.document_number, wages.payment.amount_yuan, balance_of(account)) == ("临翔治欠办〔2021〕3号", 60, 440)
    answer = send(
        client, liaison, case, "record_recovery", advance=wages.pk, on=ON, amount_yuan="25", file=pdf("回单.pdf")
    )
    assert answer.url == f"/ledger/cases/{case.pk}/payments/"
    text = tab(client, liaison, case)
    shown = (
        "待追偿 335.00 元",
        "垫付欠薪 1 人",
        "基本生活费 2 人",
        "临翔治欠办〔2021〕3号",
        "2021-08-01 前，已过期",
        "区级周转金",
    )
    assert [word for word in shown if word not in text] == []
    for file in (wages.file, Recovery.objects.get().file):
        assert client.get(f"/ledger/files/{file.token}/").status_code == 200

    back = Recovery.objects.get()
    assert send(client, head, case, "void_recovery", recovery=back.pk, reason="误登").status_code == 302
    assert send(client, head, case, "void_advance", advance=wages.pk, reason="误登").status_code == 302
    text = tab(client, head, case)
    assert (balance_of(account), text.count("已冲销</span>"), "待追偿 300.00 元" in text) == (500, 3, True)
    paper = client.get(f"/ledger/cases/{case.pk}/print/").content.decode()
    assert ("垫付和追偿" in paper, "逐人明细" in paper) == (True, False)


def test_what_is_missing_is_named_and_what_was_typed_is_kept(client, liaison, case, account):
    values = approved(case, account=account.pk, workers_count=2, amount_yuan="500.01")
    answer = send(client, liaison, case, "record_allowance", **values)
    text = answer.content.decode()
    assert (answer.status_code, "资金账户余额不足，请与治欠办核对。" in text, "王县长" in text) == (422, True, True)
    assert "500.00" not in text
    del values["file"]
    values["document_number"] = "2021年12号"
    answer = send(client, liaison, case, "record_allowance", **values)
    assert {*answer.context["form"].errors} == {"file", "document_number"}
    assert Advance.objects.count() == 0


def test_double_click_advances_and_recovers_once(client, liaison, case, account):
    values = approved(case, account=account.pk, workers_count=2, amount_yuan="300")
    version, submission = case.version, str(uuid4())
    for _ in range(2):
        values["file"] = pdf("批复.pdf")
        assert (
            send(
                client, liaison, case, "record_allowance", **values, version=version, submission=submission
            ).status_code
            == 302
        )
    made = Advance.objects.get()
    case.refresh_from_db()
    back = {"advance": made.pk, "on": ON, "amount_yuan": "100", "version": case.version, "submission": str(uuid4())}
    for _ in range(2):
        assert send(client, liaison, case, "record_recovery", **back).status_code == 302
    assert (Recovery.objects.count(), balance_of(account)) == (1, 300)


def test_payment_of_an_advance_is_not_struck_out_by_itself(client, head, case):
    worker = Worker.objects.get(name="岩甲")
    send(client, head, case, "record_advance", **approved(case), **{f"worker_{worker.pk}": "60"})
    answer = send(client, head, case, "void_payment", payment=Payment.objects.get().pk, reason="误登")
    assert (answer.status_code, "请由主任用“冲销垫付”办理" in answer.content.decode()) == (422, True)


def test_queries_of_the_tab_do_not_grow(client, head, liaison, case, django_assert_max_num_queries):
    roll = tuple(factories.worker_data(f"岩工{n}", "10.00") for n in range(500))
    large = factories.case(head, workers_count=500, amount_yuan=Decimal(5000), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, large, head, ready=False)
    for each, many in ((case, 1), (large, 3)):
        for _ in range(many):
            send(client, liaison, each, "record_allowance", **approved(each, workers_count=2, amount_yuan="300"))
    for each in (large, case):
        for advance in Advance.objects.filter(case=each):
            for _ in range(1 if each == case else 2):
                send(client, liaison, each, "record_recovery", advance=advance.pk, on=ON, amount_yuan="1")
    counts = []
    for each in (case, large):
        tab(client, head, each)
        with django_assert_max_num_queries(25) as found:
            text = client.get(f"/ledger/cases/{each.pk}/payments/").content.decode()
        counts.append(len(found.captured_queries))
    assert (counts[0], text.count("欠 10.00"), "还欠 500 人" in text) == (counts[1], 500, True)
