"""The eight districts of the city, their tables and their forms, as the tests of the city's table want them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from office.models import Area
from office.reference_data import REPORTING_BODY
from reports.actions.freeze import freeze_table
from reports.annex import workbook
from reports.figures import FIGURES
from reports.figures.facts import ClaimFact, Facts, SessionFact
from reports.models import MonthlyTable, TableSetting
from reports.period import Month
from reports.row import Row
from reports.table import Identity, Table
from tests import factories
from tests.reports import rows

APRIL = Month(2021, 4)
FILED = datetime(2021, 5, 2, 10, tzinfo=rows.OFFICE_TIME)
# 依据：GB/T 2260，临沧市。
SEVEN = {
    "530921": "凤庆县", "530922": "云县", "530923": "永德县", "530924": "镇康县", "530925": "双江县", "530926": "耿马县",
    "530927": "沧源县",
}  # fmt: skip


def city() -> Area:
    return factories.area("530900")


def districts() -> list[Area]:
    """The seven beside 临翔区, under the city."""
    return [
        Area.objects.get_or_create(
            code=code,
            defaults={
                "name": f"云南省临沧市{name}", "short_name": name, "parent": city(),
                "reporter": f"临沧市{name}{REPORTING_BODY}",
            },
        )[0]
        for code, name in SEVEN.items()
    ]  # fmt: skip


def frozen(area: Area, *, claims: int = 2, amount: str = "12345.67", solved: int = 1, **values: Any) -> MonthlyTable:
    """A district's April, counted and signed by its own head."""
    session = rows.held_session(date(2021, 4, 12), area=area)
    made = [rows.claim(session, amount_yuan=Decimal(amount), name=f"秘密{area.code}") for _ in range(claims)]
    for claim in made[:solved]:
        rows.conclude(claim, date(2021, 4, 20))
    head = factories.user("head", area=area)
    return freeze_table(**({"area": area, "month": APRIL, "by": head, "now": FILED} | values))


def form_of(area: Area, *, claims: int = 2, workers: int = 5, amount: str = "20000") -> bytes:
    """The form as a district outside the system fills it in: one session, nothing solved."""
    session = SessionFact(pk=1, area_id=area.pk, held_on=date(2021, 4, 12))
    facts = tuple(
        ClaimFact(
            pk=number, number=str(number), area_id=area.pk, held_on=session.held_on, received_on=session.held_on,
            workers=workers if number == 0 else 1, amount_yuan=Decimal(amount),
        )
        for number in range(claims)
    )  # fmt: skip
    figures = {key: count(Facts(month=APRIL, sessions=(session,), received=facts)) for key, count in FIGURES.items()}
    row = Row(no=1, area=area, label=area.short_name, is_own=False, rule="flow", figures=figures, remarks="")
    nothing = Identity(opening=0, received=0, reopened=0, solved=0, other=0, closing=0)
    table = Table(
        area=area,
        month=APRIL,
        rule="flow",
        setting=TableSetting(area=area),
        as_of=None,
        rows=(row,),
        checked=(row,),
        identity=nothing,
    )
    return workbook(table, filed_on=FILED.date())
