"""Random histories, counted by the table and by a plain walk over the same values: figures, identity, `as_of`, freezing."""

from datetime import datetime

import pytest

from office.models import User
from reports.actions.freeze import freeze_table
from reports.frozen import content
from reports.models import MonthlyTable
from reports.table import Table, build_table
from tests import factories
from tests.reports import random_months, rows
from tests.reports.random_months import MONTHS, History, draw, some_day, some_instant, wan

pytestmark = pytest.mark.django_db
FILED = datetime(2022, 2, 2, 9, tzinfo=rows.OFFICE_TIME)
SOLVED = ("已支付完毕", "和解履行完毕", "裁判已执行到位")
HISTORIES = 16


def figures(table: Table) -> dict[str, object]:
    """A month as the walk tells it."""
    row, identity = table.rows[0], table.identity
    return {
        "sessions": row.sessions_held, "claims": row.claims, "workers": row.workers,
        "cents": int(row.amount_yuan * 100), "solved_cohort": row.solved_cohort,
        "beside": row.figures["beside"].value, "opening": identity.opening, "reopened": identity.reopened,
        "solved": identity.solved, "other": identity.other, "closing": identity.closing,
    }  # fmt: skip


def check_months(history: History, as_of: datetime | None) -> int:
    """Every month of a history; how many there were."""
    home, closing, solved, lifted = factories.area(), 0, 0, 0
    for month in MONTHS:
        table, wanted = build_table(area=home, month=month, as_of=as_of), history.expected(month, as_of)
        found = figures(table)
        assert found == {name: wanted[name] for name in found}
        assert str(table.rows[0].amount_wan) == wan(wanted["cents"])
        assert (table.identity.received, table.identity.opening, table.identity.holds) == (
            found["claims"],
            closing,
            True,
        )
        again = sum(any(word in line.reason for word in SOLVED) for line in table.rows[0].figures["reopened"].lines)
        assert again == wanted["lifted"]
        closing, solved, lifted = table.identity.closing, solved + table.identity.solved, lifted + again
    assert solved - lifted == history.solved_now(as_of)
    return len(MONTHS)


def check_freeze(history: History, by: User) -> None:
    """A frozen month says what the walk says, and keeps saying it when another claim comes in late."""
    month = history.dice.choice(MONTHS)
    told = content(freeze_table(area=factories.area(), month=month, by=by, now=FILED))
    wanted, row = history.expected(month, None), told["rows"][0]
    assert (row["claims"], row["workers"], row["amount_wan"], row["solved"]) == (
        wanted["claims"], wanted["workers"], wan(wanted["cents"]), wanted["solved"],
    )  # fmt: skip
    rows.claim(rows.held_session(month.start, by=by), by=by)
    assert content(MonthlyTable.objects.get()) == told


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_random_months_are_counted_like_a_plain_walk(head, seed: int) -> None:
    history = draw(seed)
    random_months.write(history, area=factories.area(), by=head)
    check_months(history, None)
    check_months(history, some_instant(history.dice, some_day(history.dice)))
    check_freeze(history, head)
