"""The months' figures told apart: whatever by, the sums are those of the tables; random data, headings, campaign."""

import random
from datetime import date
from decimal import Decimal

import pytest

from ledger.models import Case
from office.models import Code
from reception.models import Campaign, Claim, Project
from reports.figures.groups import COUNTED, Period, count
from reports.groups import KINDS, group_figure, group_table
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import random_months, rows

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = Month(2021, 4), Month(2021, 5), Month(2021, 6)


def period(first: Month = APRIL, last: Month = JUNE, campaign: Campaign | None = None) -> Period:
    return Period(first=first, last=last, area=factories.area(), campaign=campaign)


def of_tables(months: list[Month]) -> dict[str, int | Decimal]:
    """The figures of the months' own tables, added up."""
    tables = [build_table(area=factories.area(), month=month) for month in months]
    return {key: sum(row.figures[key].value for table in tables for row in table.rows) for key in COUNTED}


def scatter(dice: random.Random) -> None:
    """Headings of every kind for the claims there are, some of them left empty."""
    sectors, causes = (list(Code.objects.filter(kind=kind)) for kind in ("sector", "cause"))
    projects = [Project.objects.create(area=factories.area(), name=f"示例{number}号楼") for number in range(5)]
    units = [factories.unit(name) for name in ("住建", "交通", "水务")]
    campaign = Campaign.objects.create(area=factories.area(), name="示例行动")
    for claim in Claim.objects.select_related("session"):
        claim.sector, claim.cause = dice.choice([*sectors, None]), dice.choice([*causes, None])
        claim.project = dice.choice([*projects, None])
        claim.save()
        Case.objects.filter(case_claims__claim=claim).update(responsible_unit=dice.choice([*units, None]))
        if claim.session and dice.random() < 0.5:
            claim.session.campaign = campaign
            claim.session.save()


@pytest.mark.parametrize("seed", range(6))
def test_random_months_add_up_by_every_kind_of_heading(head, seed: int) -> None:
    random_months.write(random_months.draw(seed), area=factories.area(), by=head)
    scatter(random.Random(seed))
    months = [APRIL, MAY, JUNE, Month(2021, 7), Month(2021, 8)]
    counted, wanted = count(period(last=months[-1])), of_tables(months)
    assert {key: figure.value for key, figure in counted.total.items()} == wanted
    for by in KINDS:
        table = group_table(counted, by)
        sums = {key: sum(row.figures[key].value for row in table.rows) for key in table.columns}
        assert sums == {key: wanted[key] for key in table.columns}, by
        for row in table.rows:
            for key in table.columns:
                assert group_figure(counted, by=by, row=row.key, key=key)[1].value == row.figures[key].value
    parts = [count(period(last=months[-1], campaign=campaign)).total for campaign in Campaign.objects.all()]
    of_campaigns = group_table(counted, "campaign")
    inside = [row for row in of_campaigns.rows if row.key]
    for key in COUNTED:
        assert sum(part[key].value for part in parts) == sum(row.figures[key].value for row in inside)


def test_the_campaign_of_the_notice_is_its_six_sessions(reference) -> None:
    campaign = Campaign.objects.create(area=factories.area(), name="夏季专项行动")
    days = [
        date(2021, 4, 12),
        date(2021, 4, 26),
        date(2021, 5, 10),
        date(2021, 5, 24),
        date(2021, 6, 7),
        date(2021, 6, 21),
    ]
    for number, day in enumerate(days):
        session = rows.held_session(day)
        session.campaign = campaign
        session.save()
        for _ in range(number):
            rows.claim(session, amount_yuan=Decimal("4444.44"))
    late = rows.claim(rows.held_session(date(2021, 6, 23)))
    rows.conclude(Claim.objects.filter(session__held_on=days[1]).get(), days[2])
    rows.conclude(late, days[5])

    table = group_table(count(period(campaign=campaign)), "session")
    assert [row.values[:2] for row in table.rows] == [[1, number] for number in range(6)]
    assert table.total.values == [6, 15, 15, Decimal("66666.60"), 1, 1]
    assert (table.amount_wan, table.rows[1].values[4:]) == (Decimal("6.67"), [1, 1])
    whole = group_table(count(period()), "campaign")
    assert [(row.label, row.values[:2]) for row in whole.rows] == [("夏季专项行动", [6, 15]), ("不属专项行动", [1, 1])]


def test_a_claim_of_an_earlier_month_is_solved_under_its_own_session(reference) -> None:
    early = rows.claim(rows.held_session(date(2021, 3, 8)))
    rows.conclude(early, date(2021, 4, 2))
    table = group_table(count(period(last=APRIL)), "session")
    assert [(row.label, row.values) for row in table.rows] == [("2021年3月8日", [0, 0, 0, Decimal("0.00"), 1, 0])]


def test_what_is_not_stated_comes_last_and_sessions_stand_under_no_unit(reference) -> None:
    session = rows.held_session(date(2021, 4, 12))
    rows.claim(session)
    given = rows.claim(session, workers_count=4)
    Case.objects.filter(case_claims__claim=given).update(responsible_unit=factories.unit("交通"))
    table = group_table(count(period(last=APRIL)), "unit")
    assert table.columns == COUNTED[1:]
    assert [(row.label, row.values[:2]) for row in table.rows] == [("交通", [1, 4]), ("未交办", [1, 1])]


@pytest.mark.parametrize("claims", [1, 3])
def test_queries_are_the_same_for_one_row_and_many(reference, django_assert_num_queries, claims: int) -> None:
    for day in range(claims):
        rows.claim(rows.held_session(date(2021, 4, 12 + day)))
    with django_assert_num_queries(18):
        group_table(count(period(last=APRIL)), "session")


def test_an_unknown_heading_is_no_row(reference) -> None:
    with pytest.raises(KeyError):
        group_figure(count(period(last=APRIL)), by="session", row="7", key="claims")
