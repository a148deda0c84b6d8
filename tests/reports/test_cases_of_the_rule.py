"""How each kind of case counts, brought about by the office's own acts rather than by rows."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from ledger.actions.advances import Allowance, Approval, record_advance
from ledger.actions.completion import reopen
from ledger.actions.payments import Line, record_payment
from ledger.actions.regroup import gather, merge_duplicate, split_off, void_claim
from ledger.models import Case
from ledger.selectors.advances import debtors_on
from ledger.workflow import Status
from office.refusals import Refused
from reception.actions.claims import PersonData
from reception.models import Claim, ReceptionSession, Worker
from reports.actions.freeze import freeze_table
from reports.diff import differences
from reports.frozen import content
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports.rows import OFFICE_TIME

pytestmark = pytest.mark.django_db
APRIL, MAY = Month(2021, 4), Month(2021, 5)
MAY_2 = datetime(2021, 5, 2, 10, tzinfo=OFFICE_TIME)


@pytest.fixture
def session(head) -> ReceptionSession:
    return factories.session(head, units=("人社", "住建"))


def april() -> tuple[int, int, int]:
    """件, 人, 已解决."""
    row = build_table(area=factories.area(), month=APRIL).rows[0]
    return row.claims, row.workers, row.solved


def case_of(claim: Claim) -> Case:
    return Case.objects.get(case_claims__claim=claim)


def in_work(head, session: ReceptionSession, **values) -> Case:
    """A claim of the session in work, with a roll of one."""
    roll = values.pop("workers", (factories.worker_data("岩甲", "100.00"),))
    case = factories.case(head, session, workers=roll, amount_yuan=Decimal(100), **values)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


def frozen_april(head) -> dict:
    return content(freeze_table(area=factories.area(), month=APRIL, by=head, now=MAY_2))


def told(frozen: dict) -> list[tuple[str, str]]:
    now = build_table(area=factories.area(), month=APRIL)
    return [(line.number, line.reason) for line in differences(frozen, now) if line.figure == "接访的欠薪诉求数量"]


def test_gathered_and_split_off_the_pieces_stay_what_they_were(head, session) -> None:
    first, second = (factories.claim(head, session, petitioner=PersonData(name=name)) for name in ("岩甲", "岩乙"))
    before = april()
    gather(claims=[second], into=case_of(first), by=head)
    assert (april(), before) == ((2, 2, 0), (2, 2, 0))
    split_off(claim=second, by=head)
    assert april() == (2, 2, 0)


def test_gathered_after_the_freeze_nothing_differs(head, session) -> None:
    first, second = (factories.claim(head, session, petitioner=PersonData(name=name)) for name in ("岩甲", "岩乙"))
    frozen = frozen_april(head)
    gather(claims=[second], into=case_of(first), by=head)
    assert told(frozen) == []


def test_merged_before_the_freeze_it_is_a_visit_and_no_piece(head, session) -> None:
    first, again = factories.claim(head, session), factories.claim(head, session)
    merge_duplicate(claim=again, into=first, by=head, reason="同一人同一事")
    assert april() == (1, 1, 0)
    assert frozen_april(head)["figures"]["1"]["claims"]["left_out"] == [
        [again.pk, again.number, f"与 {first.number} 判重，计为其再次来访"]
    ]


def test_merged_or_voided_after_the_freeze_it_is_a_difference(head, session) -> None:
    first, again, wrong = (factories.claim(head, session) for _ in range(3))
    frozen = frozen_april(head)
    merge_duplicate(claim=again, into=first, by=head, reason="同一人同一事")
    void_claim(claim=wrong, by=head, reason="登记错了")
    assert (frozen["rows"][0]["claims"], april()[0]) == (3, 1)
    assert told(frozen) == [
        (again.number, f"与 {first.number} 判重，计为其再次来访"), (wrong.number, "登记已作废"),
    ]  # fmt: skip


def test_a_newcomer_of_a_known_project_is_a_piece_of_its_own(head, session) -> None:
    factories.claim(head, session, workers_count=30)
    factories.claim(head, session, workers_count=1, petitioner=PersonData(name="岩新来"))
    assert april() == (2, 31, 0)


def test_ninety_per_cent_paid_is_not_solved(head, session) -> None:
    case = in_work(head, session)
    worker = Worker.objects.get(claim__caseclaim__case=case)
    line = Line(claim=worker.claim, worker=worker, amount_yuan=Decimal("90.00"))
    record_payment(
        case=case, by=head, on=factories.PAID_ON, source=factories.code("source", "employer"), lines=[line],
        proof_kind="transfer", proof=factories.stored_file(head),
    )  # fmt: skip
    assert april() == (1, 1, 0)


def test_a_living_allowance_alone_is_not_solved(head, session) -> None:
    case = in_work(head, session)
    approval = Approval(
        on=factories.SIGNED_ON, approver="王县长", document_number="临翔治欠办〔2021〕12号",
        file=factories.stored_file(head, "批复.pdf"),
    )  # fmt: skip
    record_advance(
        case=case, by=head, what=Allowance(amount_yuan=Decimal(50), workers_count=1), source="emergency", approval=approval,
        debtor=debtors_on(case)[0], on=factories.PAID_ON,
    )  # fmt: skip
    assert april() == (1, 1, 0)


def test_diverted_to_arbitration_or_gone_up_to_the_city_is_received_and_not_solved(head, session) -> None:
    factories.procedure(in_work(head, session), head, "arbitration")
    case = in_work(head, session)
    factories.led(case, head, factories.leader())
    factories.escalated(case, head)
    assert april() == (2, 2, 0)


def test_a_case_asked_to_be_completed_is_solved_once_it_is(head, session) -> None:
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(head, session), head)
    assert april()[2] == 0
    factories.brought_to(Status.COMPLETED, case, head)
    assert april()[2] == 1


def test_reopened_after_it_was_counted_the_frozen_month_stands_and_the_next_says_so(head, session) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head, session), head)
    frozen = frozen_april(head)
    with pytest.raises(Refused, match="在已封存的2021年4月"):
        reopen(case=case, by=head, reason="还有一人没拿到", due_on=date(2021, 5, 20), on=date(2021, 4, 29))
    reopen(case=case, by=head, reason="还有一人没拿到", due_on=date(2021, 5, 20), on=date(2021, 5, 6))
    assert (frozen["rows"][0]["solved"], april()[2]) == (1, 1)
    may = build_table(area=factories.area(), month=MAY)
    assert "以前月份已计为解决、本月重新办理 1 件。" in may.rows[0].remarks
    assert (may.identity.reopened, may.identity.closing, may.identity.holds) == (1, 1, True)


def test_a_late_entry_counts_in_the_month_of_its_session(head, session) -> None:
    frozen = frozen_april(head)
    late = factories.claim(head, session)
    assert told(frozen) == [(late.number, "2021年4月12日接访登记")]
    assert build_table(area=factories.area(), month=MAY).rows[0].claims == 0
