"""The other districts of the city in the demo: outside the system, so each sends its form; one drifts, one is missing."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from config.demo.accounts import CITY
from config.demo.desk import Desk
from office.models import Area, User
from office.reference_data import REPORTING_BODY
from reports.actions.district_files import accept_district_file, take_district_file
from reports.actions.freeze import freeze_table
from reports.annex import FIRST_ROW, HEADINGS, SUBHEADINGS, TITLE
from reports.models import DistrictFile
from reports.period import Month, day_label

MONTH = Month(2021, 4)
SENT, SIGNED = date(2021, 5, 2), date(2021, 5, 8)
LEAST_ROWS = 4
# Code, short name, and what the form says: sessions, claims, workers, 万元, solved. None: it has sent nothing.
DISTRICTS: tuple[tuple[str, str, tuple[Any, ...] | None], ...] = (
    ("530921", "凤庆县", (2, 11, 46, 38.25, 7)),
    ("530922", "云县", (2, 14, 61, 52.9, 9)),
    ("530923", "永德县", (1, 6, 19, 12.04, 4)),
    ("530924", "镇康县", (2, 8, 33, 27.5, 5)),
    ("530925", "双江县", (1, 5, 14, "9.8万", 3)),
    ("530926", "耿马县", (2, 9, 40, 31.068, 6)),
    ("530927", "沧源县", None),
)


def report_to_the_city(desk: Desk) -> None:
    """April of the whole city: five forms accepted, one to be looked at, one missing; signed by the city all the same."""
    city, by = Area.objects.get(code=CITY), User.objects.filter(username="city").first()
    if by is None or DistrictFile.objects.exists():
        return
    for place, (code, name, numbers) in enumerate(DISTRICTS):
        area = _area(code, name, city)
        if numbers is None:
            continue
        now = _at(SENT, 9) + timedelta(minutes=20 * place)
        told = {"area": area, "month": MONTH, "name": f"{TITLE}（{name}）.xlsx", "data": _form(area, numbers)}
        row = take_district_file(by=by, now=now, **told)
        if not any(each["blocks"] for each in row.reading["drift"]):
            accept_district_file(file=row, by=by, now=now + timedelta(minutes=5))
    freeze_table(area=city, month=MONTH, by=by, now=_at(SIGNED, 10))


def _area(code: str, name: str, city: Area) -> Area:
    told = {"name": f"云南省临沧市{name}", "short_name": name, "reporter": f"临沧市{name}{REPORTING_BODY}"}
    return Area.objects.get_or_create(code=code, defaults={"parent": city, **told})[0]


def _form(area: Area, numbers: tuple[Any, ...]) -> bytes:
    """The form as somebody fills it in by hand, not as this program writes it."""
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["A2"] = "附件：", TITLE
    for place, text in (HEADINGS | SUBHEADINGS).items():
        sheet[place.split(":")[0]] = text or None
    for column, value in enumerate((1, area.short_name, *numbers), start=1):
        sheet.cell(FIRST_ROW, column, value)
    for position in range(1, LEAST_ROWS):
        sheet.cell(FIRST_ROW + position, 1, position + 1)
    sheet.cell(FIRST_ROW + LEAST_ROWS, 1, f"填报单位：{area.reporter}")
    sheet.cell(FIRST_ROW + LEAST_ROWS + 1, 1, f"填报日期：{day_label(SENT)}")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
