"""支付清单, imported onto a case: the same rule as 登记支付清单, all lines or none."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from ledger.models import Case, Payment, PaymentLine
from ledger.workbook.payments import PAYMENTS, target_of
from ledger.workflow import Status
from office.imports.parts import preview_of
from office.models import Event, Job, User
from tests import factories
from tests.identity_numbers import make_id
from tests.imports import checked, counts, errors, warnings, written

HEADINGS = ["序号", "姓名", "身份证号后四位", "银行账号", "实发金额", "发放日期", "流水号", "备注"]
ID_NUMBER = make_id()
DAY = date(2021, 4, 28)
FIRST: list[Any] = [1, "岩甲", ID_NUMBER[-4:], None, 1000, "2021-04-28", "LS1", None]
SECOND: list[Any] = [2, "岩乙", None, "6222000000000002", "600.00", 20210429, "LS2", "部分"]
TOTAL: list[Any] = ["合计", None, None, None, 1600, None, None, None]


@pytest.fixture
def case(head: User) -> Case:
    roll = (
        factories.worker_data("岩甲", "1000.00", id_number=ID_NUMBER),
        factories.worker_data("岩乙", "1000.00", account="6222000000000002"),
    )
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(2000), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


def paid() -> list[tuple[date, str, Decimal]]:
    lines = PaymentLine.objects.order_by("id").values_list("payment__on", "payment__source__label", "amount_yuan")
    return list(lines)


def test_lines_that_fit_become_payments(head: User, case: Case) -> None:
    job = checked(PAYMENTS, head, ["代发清单"], HEADINGS, FIRST, SECOND, TOTAL, object_id=case.pk)
    assert (counts(job), errors(job)) == ((2, 0, 0), [])
    assert [text.split("：", 1)[1] for text in warnings(job)] == [
        "没有用到的列：备注。", "付后还欠 400.00 元。",
    ]  # fmt: skip
    assert Payment.objects.count() == 0
    assert written(job, head).state == Job.State.DONE
    assert paid() == [
        (DAY, "用人单位", Decimal("1000.00")), (date(2021, 4, 29), "用人单位", Decimal("600.00")),
    ]  # fmt: skip
    assert {payment.proof_kind for payment in Payment.objects.all()} == {"none"}
    assert Event.objects.filter(act="record_payment_list").count() == 1


def test_the_same_list_again_is_known(head: User, case: Case) -> None:
    written(checked(PAYMENTS, head, HEADINGS, FIRST, SECOND, object_id=case.pk), head)
    again = checked(PAYMENTS, head, HEADINGS, FIRST, SECOND, object_id=case.pk)
    assert (counts(again), errors(again), len(paid())) == ((0, 2, 0), [], 2)


def test_one_line_that_does_not_fit_keeps_all_out(head: User, case: Case) -> None:
    wrong = [3, "岩丙丁", "1234", None, 100, "2021-04-28", "LS3", None]
    job = checked(PAYMENTS, head, HEADINGS, FIRST, [*SECOND[:4], 1600, *SECOND[5:]], wrong, object_id=case.pk)
    assert counts(job) == (1, 0, 2)
    assert errors(job) == [
        "表 第 3 行 姓名：金额 1,600.00 元超过未付 1,000.00 元：请核对金额；确有补付、利息的，另用“登记支付”登记。",
        "表 第 4 行 姓名：本案花名册上没有“岩*丁”：请核对姓名；确是本案工人的，先由窗口在“更正登记”中补进花名册。",
    ]
    assert Payment.objects.count() == 0


def test_cells_that_cannot_be_read_are_named(head: User, case: Case) -> None:
    job = checked(PAYMENTS, head, HEADINGS, [*FIRST[:4], "1e5", "28日", None, None], object_id=case.pk)
    (told,) = errors(job)
    assert [part in told for part in ("“1e5”不是可识别的金额", "“28日”不是日期")] == [True, True]


def test_each_source_is_a_payment_of_its_own(head: User, case: Case) -> None:
    rows = [[*FIRST[:7], "总包先行清偿"], [*SECOND[:5], "2021-04-28", "LS2", None]]
    written(checked(PAYMENTS, head, [*HEADINGS[:7], "资金渠道"], *rows, object_id=case.pk), head)
    assert sorted(paid()) == sorted([(DAY, "总包先行清偿", Decimal("1000.00")), (DAY, "用人单位", Decimal("600.00"))])
    assert Payment.objects.count() == 2


def test_a_payment_recorded_meanwhile_is_seen(head: User, case: Case) -> None:
    job = checked(PAYMENTS, head, HEADINGS, FIRST, object_id=case.pk)
    written(checked(PAYMENTS, head, HEADINGS, FIRST, object_id=case.pk), head)
    assert written(job, head).state == Job.State.CHECKED
    assert (counts(job), len(paid())) == ((0, 1, 0), 1)


def test_only_who_records_payments_on_this_case(head: User, clerk: User, foreign_liaison: User, case: Case) -> None:
    assert target_of(head, case.pk).title == f"案件 {case.number}"
    with pytest.raises(PermissionDenied):
        target_of(clerk, case.pk)
    with pytest.raises(Http404):
        target_of(foreign_liaison, case.pk)


def test_a_list_of_a_foreign_case_is_not_looked_up(foreign_liaison: User, case: Case) -> None:
    job = checked(PAYMENTS, foreign_liaison, HEADINGS, FIRST, object_id=case.pk)
    assert (job.state, preview_of(job)) == (Job.State.FAILED, None)


def test_not_before_the_work_has_begun(head: User) -> None:
    with pytest.raises(PermissionDenied, match="须在“办理中”时登记支付"):
        target_of(head, factories.case(head).pk)


def test_pages_lead_there_and_back(client: Client, head: User, case: Case) -> None:
    client.force_login(head)
    form = client.get(f"/ledger/cases/{case.pk}/record_payment_list/").content.decode()
    assert f"/imports/new/payments/?for={case.pk}" in form
    page = client.get(f"/imports/new/payments/?for={case.pk}")
    assert (page.status_code, case.number in page.content.decode()) == (200, True)
    assert client.get("/imports/new/payments/?for=999999").status_code == 404
