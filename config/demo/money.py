"""Money as an office handles it: a fund that advances wages and gets part of them back, a list from the bank, guarantees."""

from datetime import timedelta
from decimal import Decimal

from config.demo.desk import Desk, claims_of
from config.demo.stories import DAY, HOUR, Steps, in_progress
from ledger.actions.advances import Allowance, Approval, Proof, record_advance
from ledger.actions.funds import enter_fund, open_fund
from ledger.actions.guarantees import Letter, register_guarantee
from ledger.actions.payment_list import Slip, record_payment_list
from ledger.actions.recoveries import record_recovery
from ledger.actions.verified_pay import Figure, verify_roll
from ledger.models import Case, FundAccount
from ledger.payment_list_reading import read_text
from ledger.selectors.advances import debtors_on
from reception.actions.parties import company_named, project_named
from reception.models import ReceptionSession

FUND = "临翔区应急周转金（演示）"


def advanced_wages(desk: Desk, session: ReceptionSession | None) -> Steps:
    """垫付: the employer cannot be found, the fund advances the wages and a living allowance; a part has come back."""
    case = yield from in_progress(desk, session, workers=3)
    yield DAY
    fund = _fund(desk)
    by = desk.officer_of(case)
    approved = Approval(
        on=desk.today, approver="示例区领导", document_number=f"临翔治欠办〔{desk.today.year}〕12号",
        file=desk.paper("垫付批复.pdf", "同意垫付", f"日期 {desk.today}"),
    )  # fmt: skip
    shared = {
        "case": case, "by": by, "source": fund.source, "account": fund, "approval": approved, "now": desk.now,
        "debtor": debtors_on(case)[0], "recover_by": desk.today + timedelta(days=90),
    }  # fmt: skip
    record_advance(what=Allowance(amount_yuan=Decimal(1500), workers_count=3), **shared)
    yield HOUR
    lines = desk.lines(case, share=50)
    total = sum((line.amount_yuan for line in lines), Decimal(0))
    proof = Proof(kind="transfer", file=desk.proof("transfer", total))
    advance = record_advance(what=lines, proof=proof, **shared | {"now": desk.now})
    yield 6 * DAY
    record_recovery(advance=advance, by=by, amount_yuan=total / 2, text="总包单位归还一半", now=desk.now)


def paid_by_list(desk: Desk, session: ReceptionSession | None) -> Steps:
    """支付清单: the roll verified one by one, then the bank's list of the payment; one line names somebody unknown."""
    case = yield from in_progress(desk, session, workers=5)
    yield DAY
    _verify(desk, case)
    yield DAY
    rows = [
        f"{worker.name}\t{worker.id_number[-4:]}\t{worker.verified.amount_yuan}\t{desk.today}\tYH{desk.today:%Y%m%d}{worker.pk:05d}"
        for claim in claims_of(case)
        for worker in claim.workers.select_related("verified")
    ]
    slip = Slip(
        source=desk.codes["source", "contractor"], proof_kind="transfer",
        proof=desk.paper("银行代发清单.pdf", "银行代发清单", f"日期 {desk.today}"), note="总包代发",
    )  # fmt: skip
    lines = read_text("\n".join([*rows, f"示例外人\t0000\t1000\t{desk.today}\tYH{desk.today:%Y%m%d}99999"]))
    record_payment_list(case=case, by=desk.officer_of(case), lines=lines, slip=slip, now=desk.now)
    _guarantee(desk, case)


def _verify(desk: Desk, case: Case) -> None:
    """What each worker is owed; the first had had something beforehand."""
    for entry in case.case_claims.all():
        owed = [(worker.pk, worker.owed_yuan or Decimal(0)) for worker in entry.claim.workers.order_by("position")]
        had = min(Decimal(500), owed[0][1]) if owed else Decimal(0)
        figures = [
            Figure(worker=pk, amount_yuan=amount if place else amount - had, reason="" if place else f"已预支 {had} 元")
            for place, (pk, amount) in enumerate(owed)
        ]
        verify_roll(case_claim=entry, by=desk.officer_of(case), figures=figures, now=desk.now)


def _fund(desk: Desk) -> FundAccount:
    """The one emergency fund of the demo, opened when it is first needed."""
    known = FundAccount.objects.filter(area=desk.area, name=FUND).first()
    if known:
        return known
    fund = open_fund(
        area=desk.area,
        by=desk.head,
        source="emergency",
        name=FUND,
        opened_on=desk.today - timedelta(days=30),
        now=desk.now,
    )
    enter_fund(
        account=fund, by=desk.head, kind="paid_in", amount_yuan=Decimal(500_000), text="财政拨入", on=fund.opened_on,
        now=desk.now,
    )  # fmt: skip
    return fund


def _guarantee(desk: Desk, case: Case) -> None:
    """The project's letter runs out soon, as seen from the day of the story."""
    claim = claims_of(case)[0]
    project = claim.project or project_named("示例项目", area=desk.area)
    company = claim.general_contractor or company_named("示例建设有限公司", area=desk.area)
    if project is None or company is None:
        return
    letter = Letter(
        project=project, company=company, bank="示例银行临沧分行", number=f"〔2021〕保字第{claim.pk:04d}号", amount_yuan=Decimal(800_000),
        issued_on=desk.today - timedelta(days=340), expires_on=desk.today + timedelta(days=25),
    )  # fmt: skip
    register_guarantee(
        area=desk.area, by=desk.clerk, letter=letter, file=desk.paper("保函.pdf", "工资保证金保函"), now=desk.now
    )
