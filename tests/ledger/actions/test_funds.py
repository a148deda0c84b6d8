"""Fund accounts: entries alone, counter-entries once, never below zero, exact to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.funds import _balance_faults, close_fund, enter_fund, open_fund, reverse_entry
from ledger.models import FundAccount, FundEntry, FundSource
from ledger.selectors.funds import account_rows, balance_of, balances_since, entries_of, with_balances
from office.models import Event
from office.refusals import Refused
from reception.models import Project
from tests import factories

ON = date(2021, 5, 10)


@pytest.fixture
def account(head) -> FundAccount:
    return opened(head)


def opened(by, name: str = "应急周转金", **values) -> FundAccount:
    usual = {"area": by.area, "source": FundSource.EMERGENCY, "opened_on": ON}
    return open_fund(by=by, name=name, **(usual | values))


def entered(account: FundAccount, by, amount: str, kind: str = "paid_in", **values) -> FundEntry:
    given = {"on": ON} | values
    return enter_fund(account=account, by=by, kind=kind, amount_yuan=Decimal(amount), text="财政拨入", **given)


def test_balance_is_the_sum_of_the_entries_to_the_cent(account, head):
    for _ in range(30):
        entered(account, head, "0.10")
    entered(account, head, "999999999999.99")
    entered(account, head, "0.07", "returned")
    assert balance_of(account) == Decimal("1000000000002.92")
    assert [row.balance_yuan for row in account_rows(head)] == [Decimal("1000000000002.92")]


def test_what_goes_out_is_there(account, head):
    entered(account, head, "100")
    with pytest.raises(Refused) as refused:
        entered(account, head, "100.01", "returned")
    assert refused.value.missing == ["资金账户“应急周转金”余额 100.00 元，不足 100.01 元。"]
    entered(account, head, "100", "returned")
    assert (balance_of(account), FundEntry.objects.count()) == (0, 2)


def day(number: int) -> date:
    return date(2021, 5, number)


def test_no_past_day_is_brought_below_zero(account, head):
    entered(account, head, "100", on=day(10))
    entered(account, head, "80", "returned", on=day(12))
    entered(account, head, "500", on=day(20))
    with pytest.raises(Refused) as refused:
        entered(account, head, "50", "returned", on=day(11))
    assert refused.value.missing == [
        "资金账户“应急周转金”2021-05-12 当日余额 20.00 元，从 2021-05-11 起减少 50.00 元，那天会是负 30.00 元："
        "请核对日期和金额。"
    ]
    # As much as was left on every later day, and whatever came in afterwards from its day on.
    entered(account, head, "20", "returned", on=day(11))
    with pytest.raises(Refused, match="2021-05-12 当日余额 0.00 元"):
        entered(account, head, "0.01", "returned", on=day(10))
    entered(account, head, "500", "returned", on=day(20))
    assert balances_since(account, day(10)) == [(day(10), 100), (day(11), 80), (day(12), 0), (day(20), 0)]


def test_entries_of_one_day_are_looked_at_together(account, head):
    entered(account, head, "70", on=day(12))
    with pytest.raises(Refused, match="2021-05-11 当日余额 0.00 元"):
        entered(account, head, "70", "returned", on=day(11))
    entered(account, head, "70", "returned", on=day(12))
    assert balances_since(account, day(12)) == [(day(12), 0)]


def test_counter_entry_brings_no_past_day_below_zero(account, head):
    first = entered(account, head, "100", on=day(10))
    entered(account, head, "60", "returned", on=day(12))
    entered(account, head, "60", on=day(20))
    with pytest.raises(Refused, match="2021-05-12 当日余额 40.00 元"):
        reverse_entry(entry=first, by=head, reason="误登", on=day(12))
    reverse_entry(entry=first, by=head, reason="误登", on=day(20))
    assert balance_of(account) == 0


def test_who_may_not_see_the_accounts_is_told_no_sum(account, head, liaison):
    entered(account, head, "100", on=day(10))
    for on, amount in ((day(10), Decimal(-101)), (day(9), Decimal(-1))):
        assert _balance_faults(account, amount, on=on, by=liaison) == ["资金账户余额不足，请与治欠办核对。"]


def test_account_is_closed_once_it_is_empty_and_takes_no_entry_any_more(account, head, clerk):
    first = entered(account, head, "100", on=day(10))
    told = {"account": account, "by": head, "reason": " 专班撤销 ", "on": day(20)}
    with pytest.raises(PermissionDenied):
        close_fund(**(told | {"by": clerk}))
    with pytest.raises(Refused) as refused:
        close_fund(**(told | {"reason": " ", "on": day(9)}))
    assert refused.value.missing == [
        "请写明停用原因，最多 200 个字。", "资金账户“应急周转金”余额 100.00 元，余额为零才能停用：请先登记退还。",
        "停用日期 2021-05-09 早于账户建立或最后一笔记录的日期 2021-05-10。",
    ]  # fmt: skip
    entered(account, head, "100", "returned", on=day(12))
    for _ in range(2):
        closed = close_fund(**told)
        assert (closed.is_active, closed.closed_on, closed.closed_by, closed.close_reason) == (
            False, day(20), head, "专班撤销",
        )  # fmt: skip
    event = Event.objects.filter(act="close_fund").get()
    assert event.data == {"name": "应急周转金", "on": "2021-05-20", "area": str(head.area)}
    said = ["资金账户“应急周转金”已于 2021-05-20 停用，不再登记；新的收支请登记到在用的账户。"]
    for act in (
        lambda: entered(account, head, "1"),
        lambda: entered(account, head, "1", "returned"),
        lambda: reverse_entry(entry=first, by=head, reason="误登"),
        lambda: close_fund(**(told | {"reason": "再次"})),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.missing[:1] == said
    assert FundEntry.objects.count() == 2


def test_counter_entry_takes_back_once_and_leaves_the_entry_as_it_is(account, head):
    first = entered(account, head, "100")
    counter = reverse_entry(entry=first, by=head, reason="金额误登")
    assert (counter.amount_yuan, counter.kind, counter.reverses) == (-100, "counter", first)
    assert (balance_of(account), FundEntry.objects.get(pk=first.pk).amount_yuan) == (0, 100)
    for entry, said in ((first, "这笔记录已经冲正过。"), (counter, "冲正记录本身不能再冲正；需要的话重新登记一笔。")):
        with pytest.raises(Refused) as refused:
            reverse_entry(entry=entry, by=head, reason="再来")
        assert refused.value.missing == [said]


def test_money_that_is_spent_is_not_taken_back(account, head):
    first = entered(account, head, "100")
    entered(account, head, "30", "returned")
    with pytest.raises(Refused) as refused:
        reverse_entry(entry=first, by=head, reason="误登")
    assert refused.value.missing == ["资金账户“应急周转金”余额 70.00 元，不足 100.00 元。"]


def test_the_same_page_sent_twice_is_one_entry(account, head):
    submission = uuid4()
    first, second = (entered(account, head, "5", submission=submission) for _ in range(2))
    assert (first, FundEntry.objects.count(), Event.objects.filter(act="enter_fund").count()) == (second, 1, 1)
    with pytest.raises(Refused):
        entered(opened(head, "另一账户"), head, "5", submission=submission)
    submission = uuid4()
    one, two = (reverse_entry(entry=first, by=head, reason="误登", submission=submission) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1000000000000"])
def test_an_amount_that_is_none_is_refused(account, head, amount):
    for kind in ("paid_in", "returned"):
        with pytest.raises(Refused) as refused:
            entered(account, head, amount, kind)
        assert refused.value.missing == ["金额须大于零，最多两位小数。"]


def test_everything_wrong_is_named_at_once(account, head):
    tomorrow = timezone.localdate() + timedelta(days=1)
    FundAccount.objects.update(is_active=False)
    with pytest.raises(Refused) as refused:
        enter_fund(account=account, by=head, kind="paid_in", amount_yuan=Decimal(0), text=" ", on=tomorrow)
    assert refused.value.missing == [
        "资金账户“应急周转金”已停用，不再登记；新的收支请登记到在用的账户。", f"日期 {tomorrow} 晚于今天。", "金额须大于零，最多两位小数。",
        "请写明摘要，最多 200 个字。",
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        entered(account, head, "1", "advanced")
    assert refused.value.missing == ["请选择存入或退还；垫付和追回在案件的“支付”页登记。"]


def test_an_account_has_a_name_of_its_own(account, head):
    foreign = Project.objects.create(area=factories.area("530921"), name="外区项目")
    with pytest.raises(Refused) as refused:
        opened(head, "应急 周转金 ".replace(" ", ""), source="", project=foreign)
    assert refused.value.missing == [
        "已有资金账户“应急周转金”，请换一个名称。", "请选择资金渠道。", f"工程项目“外区项目”不属于{head.area}。",
    ]  # fmt: skip


def test_accounts_are_the_head_s_of_their_area(account, head, clerk, liaison):
    stranger, entry = factories.user("head", area=factories.area("530921")), entered(account, head, "1")
    for by in (clerk, liaison, stranger):
        with pytest.raises(PermissionDenied):
            entered(account, by, "1")
        with pytest.raises(PermissionDenied):
            reverse_entry(entry=entry, by=by, reason="误登")
    for by in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            opened(by, "新账户")
    with pytest.raises(PermissionDenied):
        opened(stranger, "新账户", area=head.area)
    assert [len(account_rows(user)) for user in (head, clerk, liaison, stranger)] == [1, 1, 0, 0]


def test_each_line_says_what_the_account_held_after_it(account, head):
    entries = [
        entered(account, head, amount, kind)
        for amount, kind in (("10", "paid_in"), ("4", "returned"), ("1", "paid_in"))
    ]
    reverse_entry(entry=entries[2], by=head, reason="误登")
    rows = with_balances(account, entries_of(account))
    assert [(row.row.amount_yuan, row.balance_yuan, row.is_open) for row in rows] == [
        (-1, 6, False), (1, 7, False), (-4, 6, True), (10, 10, True),
    ]  # fmt: skip
    assert [row.balance_yuan for row in with_balances(account, entries_of(account)[2:])] == [6, 10]


def test_days_of_another_century_are_refused(account, head):
    with pytest.raises(Refused) as refused:
        opened(head, "保证金", opened_on=date(1999, 12, 31))
    assert refused.value.missing == ["日期 1999-12-31 早于 2000 年，请核对。"]
    assert opened(head, "保证金", opened_on=date(2000, 1, 1)).opened_on == date(2000, 1, 1)
    with pytest.raises(Refused) as refused:
        enter_fund(account=account, by=head, kind="paid_in", amount_yuan=Decimal(1), text="期初", on=date(1921, 5, 10))
    assert refused.value.missing == [
        "日期 1921-05-10 早于账户建立日期 2021-05-10。", "日期 1921-05-10 早于 2000 年，请核对。",
    ]  # fmt: skip
