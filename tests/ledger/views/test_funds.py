"""Pages of accounts and guarantees: who opens them, what they show, what is kept when something is refused."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ledger.actions.funds import enter_fund, open_fund
from ledger.actions.guarantees import Letter, register_guarantee
from ledger.models import FundAccount, FundEntry, Guarantee
from reception.models import Company, Project
from tests import factories

ON = date(2021, 5, 10)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def account(head) -> FundAccount:
    account = open_fund(area=head.area, by=head, source="deposit", name="南屏保证金", opened_on=ON)
    enter_fund(account=account, by=head, kind="paid_in", amount_yuan=Decimal("1234.50"), text="交存", on=ON)
    return account


def guarantee(by, number: str = "BH-1", *, days: int = 400) -> Guarantee:
    today = timezone.localdate()
    project = Project.objects.get_or_create(area=by.area, name="南屏小区三期")[0]
    told = Letter(
        project=project, company=factories.company(), bank="示例银行", number=number, amount_yuan=Decimal(5000),
        issued_on=today - timedelta(days=300), expires_on=today + timedelta(days=days),
    )  # fmt: skip
    return register_guarantee(area=by.area, by=by, letter=told)


def page(client, user, path: str, status: int = 200) -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def send(client, user, path: str, **values):
    client.force_login(user)
    return client.post(path, {"submission": str(uuid4()), **values})


def test_accounts_and_guarantees_with_their_light_in_words(client, head, clerk, account):
    for number, days in (("BH-1", 400), ("BH-2", 10), ("BH-3", -5)):
        guarantee(head, number, days=days)
    text = page(client, clerk, "/ledger/funds/")
    assert [word for word in ("1,234.50", "正常", "临期，还有 10 天", "超期 5 天") if word not in text] == []
    assert ("建立资金账户</a>" in text, "登记保函</a>" in text) == (False, True)
    assert "建立资金账户</a>" in page(client, head, "/ledger/funds/")


def test_head_closes_an_empty_account_and_it_stays_to_be_read(client, head, clerk, account):
    address = f"/ledger/funds/{account.pk}/"
    assert "停用账户</a>" not in page(client, clerk, address)
    page(client, clerk, f"{address}close/", 403)
    assert "停用账户</a>" in page(client, head, address)
    refused = send(client, head, f"{address}close/", on="2021-06-01", reason="专班撤销")
    assert (refused.status_code, "余额为零才能停用" in refused.content.decode()) == (422, True)
    enter_fund(account=account, by=head, kind="returned", amount_yuan=Decimal("1234.50"), text="退还", on=ON)
    for _ in range(2):
        assert send(client, head, f"{address}close/", on="2021-06-01", reason="专班撤销").status_code == 302
    text = page(client, head, address)
    assert [words in text for words in ("2021-06-01 停用", "停用原因：专班撤销")] == [True, True]
    assert [link in text for link in ("/enter/", "/close/", "/reverse/")] == [False] * 3
    stranger = factories.user("head", area=factories.area("530921"))
    page(client, stranger, f"{address}close/", 404)


def test_empty_pages_say_what_would_fill_them(client, head):
    text = page(client, head, "/ledger/funds/")
    assert ("还没有资金账户" in text, "还没有保函" in text) == (True, True)


def test_entry_and_counter_entry_through_the_pages(client, head, account):
    path = f"/ledger/funds/{account.pk}/enter/"
    answer = send(client, head, path, kind="returned", amount_yuan="1,000", on=str(ON), text="完工退还")
    assert answer.url == f"/ledger/funds/{account.pk}/"
    text = page(client, head, answer.url)
    assert [word for word in ("完工退还", "1,000.00", "234.50", "已登记。") if word not in text] == []
    entry = FundEntry.objects.get(kind="returned")
    answer = send(client, head, f"/ledger/funds/entries/{entry.pk}/reverse/", on=str(ON), reason="金额误登")
    assert answer.status_code == 302
    text = page(client, head, f"/ledger/funds/{account.pk}/")
    assert [
        word
        for word in ("已冲正", "冲正 2021-05-10 退还：", "金额误登", "余额 <strong>1,234.50</strong>")
        if word not in text
    ] == []


def test_what_is_refused_keeps_what_was_typed(client, head, account):
    path = f"/ledger/funds/{account.pk}/enter/"
    answer = send(client, head, path, kind="returned", amount_yuan="2000", on=str(ON), text="完工退还")
    text = answer.content.decode()
    assert (answer.status_code, "余额 1,234.50 元，不足 2,000.00 元" in text, "完工退还" in text) == (422, True, True)
    answer = send(client, head, path, kind="returned", amount_yuan="", on="", text="")
    assert (answer.status_code, "没有办成，请先改正以下各项" in answer.content.decode()) == (422, True)


def test_the_same_page_sent_twice_enters_once(client, head, account):
    values = {"kind": "paid_in", "amount_yuan": "5", "on": str(ON), "text": "交存", "submission": str(uuid4())}
    for _ in range(2):
        assert send(client, head, f"/ledger/funds/{account.pk}/enter/", **values).status_code == 302
    assert FundEntry.objects.count() == 2


def test_account_opened_and_guarantee_registered_and_ended_through_the_pages(client, head, clerk):
    answer = send(client, head, "/ledger/funds/open/", name="应急周转金", source="emergency", opened_on=str(ON))
    assert (answer.status_code, FundAccount.objects.get().name) == (302, "应急周转金")
    answer = send(
        client, clerk, "/ledger/funds/guarantees/add/", project="新城 一期", company="云南丁建设有限公司", bank="示例银行",
        number="BH-7", amount_yuan="80万", issued_on=str(ON), expires_on="2031-05-09",
        file=SimpleUploadedFile("保函.pdf", PDF, content_type="application/pdf"),
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = Guarantee.objects.get()
    assert (row.amount_yuan, row.file.name, Company.objects.get(name="云南丁建设有限公司")) == (
        800000,
        "保函.pdf",
        row.company,
    )
    assert client.get(f"/ledger/files/{row.file.token}/").status_code == 200
    answer = send(client, head, f"/ledger/funds/guarantees/{row.pk}/end/", on=str(ON), note="续保换新")
    assert (answer.status_code, Guarantee.objects.get().ended_on) == (302, ON)
    assert "已解除" in page(client, head, "/ledger/funds/")


def test_refused_guarantee_leaves_no_project_and_no_file_behind(client, clerk):
    guarantee(clerk, "BH-7")
    answer = send(
        client, clerk, "/ledger/funds/guarantees/add/", project="另一项目", company="另一公司", bank="示例银行", number="BH-7",
        amount_yuan="80万", issued_on=str(ON), expires_on="2031-05-09",
        file=SimpleUploadedFile("保函.pdf", PDF, content_type="application/pdf"),
    )  # fmt: skip
    assert (answer.status_code, "已经登记过" in answer.content.decode()) == (422, True)
    assert not Project.objects.filter(name="另一项目").exists()


def test_foreign_and_absent_are_alike(client, head, account):
    kept = guarantee(head)
    entry = account.entries.get()
    stranger = factories.user("head", area=factories.area("530921"))
    paths = [
        f"/ledger/funds/{account.pk}/", f"/ledger/funds/{account.pk}/print/", f"/ledger/funds/{account.pk}/enter/",
        f"/ledger/funds/entries/{entry.pk}/reverse/", f"/ledger/funds/guarantees/{kept.pk}/end/",
    ]  # fmt: skip
    for path in paths:
        page(client, stranger, path, 404)
        page(
            client,
            head,
            path.replace(f"/{account.pk}/", "/999999/"),
            200 if str(account.pk) not in path.split("/") else 404,
        )
    text = page(client, stranger, "/ledger/funds/")
    assert ("南屏保证金" in text, "BH-1" in text) == (False, False)


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_get_in(client, account, role, request):
    user = request.getfixturevalue(role)
    for path in ("", "open/", f"{account.pk}/", f"{account.pk}/print/", f"{account.pk}/enter/", "guarantees/add/"):
        page(client, user, f"/ledger/funds/{path}", 403)


def test_clerk_looks_and_registers_guarantees_alone(client, clerk, account):
    page(client, clerk, f"/ledger/funds/{account.pk}/")
    assert "登记收支" not in page(client, clerk, f"/ledger/funds/{account.pk}/")
    for path in ("open/", f"{account.pk}/enter/", f"entries/{account.entries.get().pk}/reverse/"):
        assert send(client, clerk, f"/ledger/funds/{path}").status_code == 403


def test_long_account_is_paged_and_printed_whole_in_few_queries(client, head, account, django_assert_max_num_queries):
    for n in range(60):
        enter_fund(account=account, by=head, kind="paid_in", amount_yuan=Decimal("0.10"), text=f"第{n}笔", on=ON)
    first, second = (page(client, head, f"/ledger/funds/{account.pk}/?page={number}") for number in (1, 2))
    assert ("1,240.50" in first, "第59笔" in first, "第9笔" in first) == (True, True, False)
    assert ("第9笔" in second, "共 2 页，61 笔" in second) == (True, True)
    with django_assert_max_num_queries(10):
        text = client.get(f"/ledger/funds/{account.pk}/print/").content.decode()
    assert ("第59笔" in text, "第0笔" in text, "data-print" in text) == (True, True, True)


def test_head_s_first_page_counts_what_expires(client, head, clerk):
    guarantee(head, "BH-1", days=400)
    assert '<span class="figure zero">保函到期 <strong>0</strong></span>' in page(client, head, "/")
    guarantee(head, "BH-2", days=30)
    guarantee(head, "BH-3", days=-3)
    guarantee(head, "BH-4", days=31)
    text = page(client, head, "/")
    assert ('href="/ledger/funds/" class="soon"' in text, "保函到期 <strong>2</strong>" in text) == (True, True)
    assert "保函到期" not in page(client, clerk, "/")
