"""The form a district outside the system sends: uploaded, read back cell by cell, accepted after a look, kept for good."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.files import open_bytes, store_workbook
from office.models import Area, StoredFile, User
from office.refusals import Refused, refuse_if
from office.roles import require
from office.scanned import read_handed_in
from office.sheets import reader
from office.sheets.guard import SAVE_AGAIN, Kind
from reports.form_reading import read_form
from reports.form_told import Drift, Reading
from reports.models import Acceptance, DistrictFile, MonthlyTable
from reports.period import Month

SHORT = 3


def take_district_file(
    *, area: Area, month: Month, name: str, data: bytes, by: User, now: datetime | None = None
) -> DistrictFile:
    """Keeps the workbook with what was read in it. Parsed before the transaction: a parser may take its time.

    Raises:
        Refused: not a sound workbook; the month not begun; the district's table is frozen here; the same file again.
        PermissionDenied: not the city, or not a district of it.
    """
    require(by, "take_district_file")
    _of_the_city(area, by)
    now = now or timezone.now()
    passed, read = read_handed_in(name, data, by=by, now=now)
    reading = _reading(read, area, month)
    with transaction.atomic():
        area = Area.objects.select_for_update().get(pk=area.pk)
        earlier = list(
            DistrictFile.objects.filter(area=area, month=str(month)).select_related("file").order_by("number")
        )
        refuse_if(_faults(area, month, now))
        stored = store_workbook(name=name, data=passed, by=by, now=now)
        if earlier and earlier[-1].file.sha256 == stored.sha256:
            raise Refused("这个文件与刚才上传的完全相同，没有再存一份。")
        row = DistrictFile.objects.create(
            area=area, month=str(month), number=len(earlier) + 1, file=stored, reading=reading.as_json(),
            uploaded_at=now, uploaded_by=by,
        )  # fmt: skip
        trail.record(
            "take_district_file", by=by, obj=row, now=now, area=area.code, month=row.month, number=row.number,
            sha256=stored.sha256, drift=len(reading.drift),
        )  # fmt: skip
    return row


@transaction.atomic
def accept_district_file(*, file: DistrictFile, by: User, now: datetime | None = None) -> Acceptance:
    """收下: what was read goes into the city's table.

    Raises:
        Refused: accepted already, replaced by a later one, something in it cannot be read, or the district's own table
            is frozen here.
        PermissionDenied: not the city, or not a district of it.
    """
    require(by, "accept_district_file")
    _of_the_city(file.area, by)
    now = now or timezone.now()
    area = Area.objects.select_for_update().get(pk=file.area_id)
    faults = _faults(area, Month.parse(file.month), now)
    if Acceptance.objects.filter(file=file).exists():
        faults.append("这份文件已经收下，不用再收。")
    if DistrictFile.objects.filter(area=area, month=file.month, number__gt=file.number).exists():
        faults.append("后来又上传了一份，请核对并收下最新的一份。")
    faults += [f"{each.cell} {each.text}" for each in Reading.of_json(file.reading).drift if each.blocks]
    refuse_if(faults)
    row = Acceptance.objects.create(file=file, accepted_at=now, accepted_by=by)
    trail.record(
        "accept_district_file", by=by, obj=file, now=now, area=area.code, month=file.month, number=file.number
    )  # fmt: skip
    return row


@transaction.atomic
def open_district_file(*, file: DistrictFile, by: User, now: datetime | None = None) -> tuple[StoredFile, bytes]:
    """The workbook as it was sent, byte for byte; each time is on record.

    Raises:
        PermissionDenied: the account may not see the city's tables.
    """
    require(by, "view_city_table")
    data = open_bytes(file.file)
    trail.record("download_file", by=by, obj=file, now=now or timezone.now(), sha256=file.file.sha256)
    return file.file, data


def _reading(read: reader.Reading, area: Area, month: Month) -> Reading:
    """What the workbook says; what is hidden in it is named too."""
    if read.kind != Kind.XLSX:
        raise Refused(f"文件不是 .xlsx 工作簿。{SAVE_AGAIN}。")
    reading = read_form(read.sheets, names=names_of(area), month=month)
    reading.drift += [Drift("A1", text) for text in read.notices if "隐藏" in text]
    return reading


def names_of(area: Area) -> list[str]:
    """What a form may call its area: short name, the same without 县 or 区, the reporting unit."""
    bare = area.short_name[:-1] if len(area.short_name) >= SHORT else area.short_name
    return [name for name in (bare, area.short_name, area.reporter) if name]


def _of_the_city(area: Area, by: User) -> None:
    if area.parent_id not in by.area_ids:
        raise PermissionDenied("这个县（区）不在您的工作范围内。")


def _faults(area: Area, month: Month, now: datetime) -> list[str]:
    faults = []
    if timezone.localdate(now) < month.start:
        faults.append(f"{month.label}还没有开始，不能收情况表。")
    if MonthlyTable.objects.filter(area=area, month=str(month)).exists():
        faults.append(f"{area}已在本系统封存{month.label}的情况表，以封存的为准，不收文件。")
    return faults
