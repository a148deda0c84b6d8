"""大理州, 2021-04-12, counted the same whether it was imported from the old workbook or typed at the counter."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ledger.actions.assignment import sign_for
from ledger.actions.completion import complete, reopen, request_completion
from ledger.actions.regroup import gather, merge_duplicate
from ledger.models import Case
from ledger.workflow import Status
from office.models import User
from reception.actions.sessions import close_session
from reception.models import Claim
from reports.period import Month
from reports.table import Table, build_table
from tests import factories
from tests.dali import dali_workbook

APRIL = Month(2021, 4)
DAY = date(2021, 4, 12)
# workers, yuan, solved on the day
CLAIMS = [(5, 80_000, True), (4, 65_000, True), (3, 40_000, True), (2, 30_000, True), (3, 30_000, True), (6, 90_000, False),
          (5, 75_000, False), (4, 50_000, False), (3, 30_000, False)]  # fmt: skip
pytestmark = pytest.mark.django_db


def count() -> Table:
    return build_table(area=factories.area(), month=APRIL)


def figures(table: Table) -> tuple:
    row = table.rows[0]
    return (
        row.sessions_held,
        row.claims,
        row.workers,
        str(row.amount_wan),
        row.solved_flow,
        row.solved_cohort,
        row.remarks,
    )


def not_wages() -> dict[str, Any]:
    """The ninth was a dispute about 工程款."""
    kind = factories.code("not_wages", "works_payment")
    return {"is_wages": False, "not_wages_kind": kind, "not_wages_reason": "要的是工程款"}


def typed_at_the_counter(head: User) -> None:
    session = factories.session(head, on=DAY, units=("人社", "住建"))
    for number, (workers, yuan, is_solved) in enumerate(CLAIMS, start=1):
        share = Decimal(yuan) / workers
        shares = [share.quantize(Decimal("0.01"))] * (workers - 1)
        roll = [*shares, Decimal(yuan) - sum(shares)]
        people = tuple(factories.worker_data(f"岩{number}{place}", str(owed)) for place, owed in enumerate(roll))
        kind = {} if number != len(CLAIMS) else not_wages()
        case = factories.case(
            head, session, workers_count=workers, amount_yuan=Decimal(yuan), workers=people, **kind
        )  # fmt: skip
        if is_solved:
            settle(case, head)
    close_session(session=session, by=head)


def settle(case: Case, head: User) -> None:
    factories.assigned(case, head, on=DAY)
    sign_for(case=case, by=head, on=DAY)
    factories.made_ready(case, head, outcome_on=DAY)
    request_completion(case=case, by=head, on=DAY)
    complete(case=case, by=head, on=DAY)


FIGURES = (1, 9, 35, "49.00", 5, 5)
# The history workbook has no column for the kind.
PUBLISHED = (*FIGURES, "接访的诉求，其中不属欠薪 1 件。")
TYPED = (*FIGURES, "接访的诉求，其中不属欠薪 1 件（工程款 1 件）。")


def test_dali_imported(head, tmp_path: Path) -> None:
    path = tmp_path / "大理.xlsx"
    path.write_bytes(dali_workbook())
    call_command("import_ledger", str(path), "--area", "530902", "--by", head.username, "--json")
    table = count()
    assert (figures(table), table.warnings) == (PUBLISHED, ())
    assert table.identity.as_json() == {
        "opening": 0, "received": 9, "reopened": 0, "solved": 5, "other": 0, "closing": 4,
    }  # fmt: skip


def test_dali_typed_at_the_counter(head) -> None:
    typed_at_the_counter(head)
    table = count()
    assert (figures(table), table.warnings) == (TYPED, ())
    assert build_table(area=factories.area(), month=APRIL.next).identity.opening == 4


def test_solved_by_actions_falls_in_the_month_of_its_outcome(head) -> None:
    """Outcome on 30 April, completed and entered on 4 May: April; outcome on 1 May: May."""
    session = factories.session(head, on=DAY, units=("人社", "住建"))
    for outcome_on in (date(2021, 4, 30), date(2021, 5, 1)):
        case = factories.brought_to(Status.IN_PROGRESS, factories.case(head, session), head, ready=False)
        factories.made_ready(case, head, outcome_on=outcome_on)
        request_completion(case=case, by=head, on=date(2021, 5, 4))
        complete(case=case, by=head, on=date(2021, 5, 4))
    assert [build_table(area=factories.area(), month=month).rows[0].solved_flow for month in (APRIL, APRIL.next)] == [
        1,
        1,
    ]


def test_reopened_by_actions_is_lifted_in_its_month(head) -> None:
    session = factories.session(head, on=DAY, units=("人社", "住建"))
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head, session), head)
    assert count().rows[0].solved_flow == 1
    reopen(case=case, by=head, reason="承诺未兑现", due_on=date(2021, 6, 1), on=date(2021, 5, 10))

    may = build_table(area=factories.area(), month=APRIL.next)
    assert (count().rows[0].solved_flow, may.identity.reopened, may.identity.closing) == (1, 1, 1)
    assert may.rows[0].remarks == "本月未开展集中联合接访。\n以前月份已计为解决、本月重新办理 1 件。"


def test_gathered_claims_stay_claims_and_duplicates_do_not(head) -> None:
    session = factories.session(head, on=DAY, units=("人社", "住建"))
    case = factories.case(head, session)
    second, third = factories.claim(head, session), factories.claim(head, session)
    gather(claims=[second], into=case, by=head)
    assert count().rows[0].claims == 3
    first = Claim.objects.get(caseclaim__case=case, pk__lt=second.pk)
    merge_duplicate(claim=third, into=first, by=head, reason="同一诉求再次反映")
    assert (count().rows[0].claims, count().rows[0].workers) == (2, 2)
    assert count().identity.holds
