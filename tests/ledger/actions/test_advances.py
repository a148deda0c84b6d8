"""垫付: what it asks for, that gates count its payment, and that striking it out takes everything back."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.advances import Allowance, Approval, Proof, record_advance, void_advance
from ledger.actions.funds import close_fund, enter_fund, open_fund
from ledger.actions.payments import Line, void_payment
from ledger.actions.recoveries import record_recovery, void_recovery
from ledger.actions.work import add_follow_up, confirm_facts, record_outcome, verify_amounts
from ledger.models import Advance, Case, CaseClaim, FundAccount, FundEntry, Payment
from ledger.selectors.advances import accounts_to_pay_from, advance_rows, advance_sums, debtors_on, projects_on
from ledger.selectors.case_conditions import filtered_cases
from ledger.selectors.facts import case_facts
from ledger.selectors.funds import balance_of
from ledger.selectors.named_lists import NamedList
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Refused
from reception.models import Project, Worker
from tests import factories

ON = factories.PAID_ON


@pytest.fixture
def case(head) -> Case:
    """Two workers, 60 and 40 yuan; the employer is 云南甲乙劳务有限公司."""
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(
        head, workers_count=2, amount_yuan=Decimal(100), workers=roll, general_contractor_name="云南丙建设有限公司"
    )
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


@pytest.fixture
def account(head) -> FundAccount:
    """The emergency fund with 500 yuan."""
    made = open_fund(area=head.area, by=head, source="emergency", name="应急周转金", opened_on=date(2021, 1, 4))
    enter_fund(account=made, by=head, kind="paid_in", amount_yuan=Decimal(500), text="期初", on=date(2021, 1, 4))
    return made


def lines(case: Case, share: str = "1") -> list[Line]:
    workers = Worker.objects.filter(claim__caseclaim__case=case).select_related("claim").order_by("position")
    return [Line(claim=row.claim, worker=row, amount_yuan=row.owed_yuan * Decimal(share)) for row in workers]


def approval(by, **values) -> Approval:
    usual = {
        "on": factories.SIGNED_ON, "approver": "王县长", "document_number": "临翔治欠办[2021] 12 号",
        "file": factories.stored_file(by, "批复.pdf"),
    }  # fmt: skip
    return Approval(**(usual | values))


def advance(case: Case, by, **values) -> Advance:
    usual = {
        "what": lines(case), "source": "emergency", "approval": approval(by), "debtor": debtors_on(case)[0], "on": ON,
    }  # fmt: skip
    return record_advance(case=case, by=by, **(usual | values))


def listed() -> list[Case]:
    return list(filtered_cases(Case.objects.all(), today=ON, list=NamedList.ADVANCE))


def test_advanced_wages_are_a_payment_that_the_gates_count(case, liaison, account):
    proof = Proof(kind="transfer", file=factories.stored_file(liaison))
    made = advance(case, liaison, account=account, proof=proof, recover_by=date(2021, 8, 1))
    assert (made.kind, made.amount_yuan, made.workers_count, made.document_number) == (
        "wages",
        100,
        2,
        "临翔治欠办〔2021〕12号",
    )
    payment = Payment.objects.get()
    assert (made.payment, payment.source.key, payment.amount_yuan, payment.proof_id) == (
        payment,
        "fund",
        100,
        proof.file.pk,
    )
    claim = case_facts(Case.objects.get()).claims[0]
    assert ([row.paid_yuan for row in claim.roll], len(claim.payments)) == ([60, 40], 1)
    assert balance_of(account) == 400
    entry = FundEntry.objects.get(kind="advanced")
    assert (entry.advance, entry.amount_yuan, entry.text) == (made, -100, f"案件 {case.number} 垫付欠薪 2 人")
    assert listed() == [case]
    told = Event.objects.get(act="record_advance").data
    assert (told["amount_yuan"], told["kind"], told["source"]) == ("100.00", "垫付欠薪", "应急周转金")


@pytest.mark.parametrize(("source", "code"), [("deposit", "deposit"), ("emergency", "fund"), ("other", "other")])
def test_source_of_the_payment_follows_the_advance(case, head, source, code):
    assert advance(case, head, source=source).payment.source.key == code


def test_living_allowance_settles_nothing(case, liaison, account):
    made = advance(case, liaison, what=Allowance(amount_yuan=Decimal("300.50"), workers_count=2), account=account)
    assert (made.kind, made.payment, made.amount_yuan) == ("living", None, Decimal("300.50"))
    assert (Payment.objects.count(), balance_of(account)) == (0, Decimal("199.50"))
    assert [row.paid_yuan for row in case_facts(Case.objects.get()).claims[0].roll] == [0, 0]


def test_everything_missing_is_named_at_once(case, head, account):
    tomorrow = timezone.localdate() + timedelta(days=1)
    stranger = factories.company("昆明无关公司")
    with pytest.raises(Refused) as refused:
        advance(
            case, head, approval=approval(head, approver=" ", document_number="临翔治欠办2021-12", file=None, on=None),
            debtor=stranger, on=tomorrow, source="deposit", account=account, recover_by=ON,
            what=Allowance(amount_yuan=Decimal(0), workers_count=0),
        )  # fmt: skip
    missing = refused.value.missing
    assert [sentence[:9] for sentence in missing] == [
        "请填写批准日期。", "请填写批准人，最多", "请上传批准材料。", "批准文号“临翔治欠", "“昆明无关公司”不", f"日期 {tomorrow} 晚于今天。"[:9],
        "资金账户“应急周转", "金额须大于零，最多", "请填写领取基本生活", f"应追回日期 {ON}"[:9],
    ]  # fmt: skip
    assert (Advance.objects.count(), Payment.objects.count(), FundEntry.objects.count()) == (0, 0, 1)


def test_approval_comes_first_and_a_debtor_must_be_named(case, head):
    for values, said in (
        ({"approval": approval(head, on=ON + timedelta(days=1))}, f"批准日期 {ON + timedelta(days=1)} 晚于垫付日期 {ON}：垫付须先批准。"),
        ({"debtor": None}, "请选择追偿对象；没有可选的，请先由窗口在“更正登记”中补录用人单位或总包单位。"),
        ({"what": []}, "请填写每个工人的支付金额。"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            advance(case, head, **values)
        assert refused.value.missing == [said]


def test_more_than_the_account_holds_writes_nothing_at_all(case, head, account):
    what = Allowance(amount_yuan=Decimal("500.01"), workers_count=2)
    version = case.version
    with pytest.raises(Refused) as refused:
        advance(case, head, what=what, account=account)
    assert refused.value.missing == ["资金账户“应急周转金”余额 500.00 元，不足 500.01 元。"]
    assert (
        Advance.objects.count(),
        Case.objects.get().version,
        Event.objects.filter(act="record_advance").count(),
    ) == (0, version, 0)


def test_balance_is_told_to_those_alone_who_may_see_the_accounts(case, head, liaison, account):
    what = Allowance(amount_yuan=Decimal("500.01"), workers_count=2)
    made = advance(case, head, account=account)
    for by, said in (
        (head, "资金账户“应急周转金”余额 400.00 元，不足 500.01 元。"), (liaison, "资金账户余额不足，请与治欠办核对。"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            advance(case, by, what=what, account=account)
        assert refused.value.missing == [said]
    assert list(Advance.objects.all()) == [made]


def deposit(head, project: Project | None, name: str) -> FundAccount:
    """A deposit with 500 yuan, of one project or of all."""
    day = date(2021, 1, 4)
    made = open_fund(area=head.area, by=head, source="deposit", name=name, project=project, opened_on=day)
    enter_fund(account=made, by=head, kind="paid_in", amount_yuan=Decimal(500), text="期初", on=day)
    return made


def test_deposit_of_one_project_pays_for_that_project_alone(case, head, liaison):
    own = Project.objects.get(name="南屏小区三期")
    other = Project.objects.create(area=head.area, name="北屏小区")
    accounts = [deposit(head, own, "本项目"), deposit(head, other, "别的项目"), deposit(head, None, "不限项目")]
    assert [row.name for row in accounts_to_pay_from(case)] == sorted(["本项目", "不限项目"])
    for by in (liaison, head):
        with pytest.raises(Refused) as refused:
            advance(case, by, source="deposit", account=accounts[1])
        assert refused.value.missing == [
            "资金账户“别的项目”只用于工程项目“北屏小区”，本案的有效诉求没有这个项目：请改选本案项目的账户或"
            "不限项目的账户；诉求漏填或填错项目的，请先由窗口在“更正登记”中改正。"
        ]
    for account in (accounts[0], accounts[2]):
        what = Allowance(amount_yuan=Decimal(100), workers_count=2)
        advance(case, liaison, source="deposit", account=account, what=what)
    assert [balance_of(row) for row in accounts] == [400, 500, 400]


def test_project_of_a_claim_that_does_not_count_opens_no_account(case, head):
    link = CaseClaim.objects.select_related("claim").get(case=case)
    account = deposit(head, link.claim.project, "本项目")
    assert (projects_on(case), list(accounts_to_pay_from(case))) == ({link.claim.project_id}, [account])
    other = factories.claim(head)
    type(link.claim).objects.filter(pk=link.claim_id).update(
        merged_into=other, merged_at=timezone.now(), merged_by=head
    )
    assert (projects_on(case), list(accounts_to_pay_from(case))) == (set(), [])


def test_the_same_page_sent_twice_is_one_advance(case, head, account):
    submission = uuid4()
    first, second = (advance(case, head, account=account, submission=submission) for _ in range(2))
    assert (first, Advance.objects.count(), balance_of(account)) == (second, 1, 400)


def test_recovery_goes_back_into_the_account_and_never_beyond_what_is_outstanding(case, head, liaison, account):
    made = advance(case, liaison, account=account)
    submission = uuid4()
    for _ in range(2):
        record_recovery(advance=made, by=liaison, amount_yuan=Decimal("30.10"), on=ON, submission=submission)
    assert balance_of(account) == Decimal("430.10")
    with pytest.raises(Refused) as refused:
        record_recovery(advance=made, by=head, amount_yuan=Decimal("69.91"), on=ON)
    assert refused.value.missing == ["追回金额 69.91 元超过这笔垫付待追偿的 69.90 元，请核对。"]
    with pytest.raises(Refused) as refused:
        record_recovery(advance=made, by=head, amount_yuan=Decimal(1), on=ON - timedelta(days=1))
    assert refused.value.missing == [f"追回日期 {ON - timedelta(days=1)} 早于垫付日期 {ON}。"]
    assert listed() == [case]
    record_recovery(advance=made, by=head, amount_yuan=Decimal("69.90"), on=ON)
    assert (balance_of(account), listed()) == (500, [])
    sums = advance_sums(advance_rows(Case.objects.get(), today=ON))
    assert (sums.advanced_yuan, sums.recovered_yuan, sums.outstanding_yuan) == (100, 100, 0)


def test_recovery_runs_on_after_striking_off(case, head, account):
    made = advance(case, head, account=account, proof=Proof(kind="transfer", file=factories.stored_file(head)))
    finish(case, head)
    assert (Case.objects.get().status, listed()) == (Status.STRUCK_OFF, [case])
    record_recovery(advance=made, by=head, amount_yuan=Decimal(100))
    assert (balance_of(account), listed()) == (500, [])


def test_account_is_not_closed_while_something_is_to_come_back_to_it(case, account, head):
    what = Allowance(amount_yuan=Decimal(100), workers_count=2)
    made = advance(case, head, what=what, account=account)
    enter_fund(account=account, by=head, kind="returned", amount_yuan=balance_of(account), text="退还", on=ON)
    with pytest.raises(Refused) as refused:
        close_fund(account=account, by=head, reason="专班撤销")
    assert refused.value.missing == ["还有 1 笔从这个账户支出的垫付没有追回：追回的钱要记回本账户，追清以后再停用。"]
    record_recovery(advance=made, by=head, amount_yuan=made.amount_yuan, on=ON)
    enter_fund(account=account, by=head, kind="returned", amount_yuan=balance_of(account), text="退还", on=ON)
    close_fund(account=account, by=head, reason="专班撤销")
    with pytest.raises(Refused, match="停用，不再登记"):
        advance(case, head, what=what, account=account)


def finish(case: Case, head) -> None:
    """Brought to its end on the advance alone."""
    entry = CaseClaim.objects.get(case=case)
    verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal(100))
    record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=ON)
    confirm_facts(case=case, by=head, facts_clear_text="已查清", matter_settled_text="已垫付到人")
    add_follow_up(case=case, by=head, none_reason="当面付清", on=ON)
    case.refresh_from_db()
    factories.brought_to(Status.STRUCK_OFF, case, head)


def test_striking_out_takes_back_payment_and_entry(case, head, liaison, account):
    made = advance(case, liaison, account=account)
    with pytest.raises(PermissionDenied):
        void_advance(advance=made, by=liaison, reason="误登")
    with pytest.raises(Refused) as refused:
        void_payment(payment=made.payment, by=head, reason="误登")
    assert refused.value.missing == ["这笔支付是垫付的工资，请由主任用“冲销垫付”办理，垫付和资金账户一并冲销。"]
    with pytest.raises(Refused) as refused:
        void_advance(advance=made, by=head, reason=" ")
    assert refused.value.missing == ["请写明冲销原因，最多 200 个字。"]

    void_advance(advance=made, by=head, reason="登错案件")
    assert (Payment.objects.get().void_reason, Advance.objects.get().void_reason) == ("登错案件", "登错案件")
    assert (balance_of(account), listed()) == (500, [])
    with pytest.raises(Refused) as refused:
        void_advance(advance=made, by=head, reason="再来")
    assert refused.value.missing == ["这笔垫付已经冲销过。"]
    with pytest.raises(Refused):
        record_recovery(advance=made, by=head, amount_yuan=Decimal(1), on=ON)


@pytest.mark.parametrize("role", ["liaison", "clerk", "leader", "city", "auditor"])
def test_an_allowance_too_is_struck_out_by_the_head_alone(case, head, account, role):
    made = advance(case, head, what=Allowance(amount_yuan=Decimal("300.50"), workers_count=2), account=account)
    with pytest.raises(PermissionDenied):
        void_advance(advance=made, by=factories.user(role, unit="住建"), reason="误登")
    assert (Advance.objects.get().voided_at, balance_of(account)) == (None, Decimal("199.50"))


def test_what_came_back_is_struck_out_first(case, head, account):
    made = advance(case, head, account=account)
    back = record_recovery(advance=made, by=head, amount_yuan=Decimal(40), on=ON)
    with pytest.raises(Refused) as refused:
        void_advance(advance=made, by=head, reason="误登")
    assert refused.value.missing == ["这笔垫付已登记追偿，请先冲销追偿。"]
    with pytest.raises(PermissionDenied):
        void_recovery(recovery=back, by=factories.user("clerk"), reason="金额误登")
    void_recovery(recovery=back, by=head, reason="金额误登")
    assert balance_of(account) == 400
    with pytest.raises(Refused) as refused:
        void_recovery(recovery=back, by=head, reason="再来")
    assert refused.value.missing == ["这笔追偿已经冲销过。"]
    void_advance(advance=made, by=head, reason="误登")
    assert balance_of(account) == 500


def test_advances_are_the_unit_s_and_the_head_s(case, head, clerk, foreign_liaison):
    for by in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            advance(case, by)
    made = advance(case, head)
    for by in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            record_recovery(advance=made, by=by, amount_yuan=Decimal(1), on=ON)


def test_days_that_are_a_slip_of_the_pen_are_refused(case, head):
    old = date(1921, 5, 10)
    for values, said in (
        ({"on": old, "approval": approval(head, on=old)}, ["批准日期 1921-05-10 早于 2000 年，请核对。", "日期 1921-05-10 早于 2000 年，请核对。"]),
        ({"approval": approval(head, on=old)}, ["批准日期 1921-05-10 早于 2000 年，请核对。"]),
        ({"recover_by": date.max}, ["应追回日期 9999-12-31 晚于 2100-12-31，请核对年份。"]),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            advance(case, head, **values)
        assert refused.value.missing == said
