"""报送 and 回执: that a frozen table went to the city, and that the city has it. Written once each.

依据：实施方案七“于每月3日前将上月接访情况报送市治欠办”。
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.document_numbers import tidy_number
from office.files import store
from office.models import User
from office.refusals import refuse_if
from office.roles import require
from reports.city import is_city
from reports.models import MonthlyTable, Receipt, Submission


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in."""

    name: str
    data: bytes


@transaction.atomic
def submit_table(
    *, table: MonthlyTable, by: User, sent_on: date, person: str, document_number: str = "",
    now: datetime | None = None,
) -> Submission:  # fmt: skip
    """报送, a city's to the province: the day, the person and the document number.

    Raises:
        Refused: sent already, or replaced by a correction; a day before the freeze or to come; nobody named.
        PermissionDenied: not the head of this area (of a city: nor the city).
    """
    require(by, "submit_city_table" if is_city(table.area) else "submit_table")
    table, now = _locked(table, by), now or timezone.now()
    newer = MonthlyTable.objects.of_month(table.area, table.month).filter(version__gt=table.version).exists()
    first = Submission.objects.filter(table=table).first()
    faults = [f"这份情况表已登记{first.sent_on:%Y-%m-%d}报送，不用再登记。"] if first else []
    faults += ["这一版已被更正版代替，请报送最新一版。"] if newer else []
    faults += _day_faults(sent_on, "报送日期", earliest=table.filed_on, today=timezone.localdate(now))
    faults += [] if person.strip() else ["请填写报送人。"]
    refuse_if(faults)
    row = Submission.objects.create(
        table=table, sent_on=sent_on, person=person.strip(), document_number=tidy_number(document_number), at=now, by=by
    )
    trail.record("submit_table", by=by, obj=table, now=now, month=table.month, version=table.version, on=sent_on)
    return row


@transaction.atomic
def record_receipt(
    *, table: MonthlyTable, by: User, received_on: date, person: str, upload: Upload | None = None,
    now: datetime | None = None,
) -> Receipt:  # fmt: skip
    """The receipt of the office above, with its file if there is one.

    Raises:
        Refused: not sent yet, receipt recorded already, a day before the sending or to come, nobody named, a bad file.
        PermissionDenied: not clerk or head of this area.
    """
    require(by, "record_city_receipt" if is_city(table.area) else "record_receipt")
    table, now = _locked(table, by), now or timezone.now()
    sent = Submission.objects.filter(table=table).first()
    faults = [] if sent else ["这份情况表还没有登记报送，请先登记报送。"]
    if sent:
        faults += ["回执已经登记，不用再登记。"] if Receipt.objects.filter(submission=sent).exists() else []
        faults += _day_faults(received_on, "回执日期", earliest=sent.sent_on, today=timezone.localdate(now))
    faults += [] if person.strip() else ["请填写回执的经办人。"]
    refuse_if(faults)
    assert sent is not None  # noqa: S101  refused above
    file = store(name=upload.name, data=upload.data, by=by, now=now) if upload else None
    row = Receipt.objects.create(
        submission=sent, received_on=received_on, person=person.strip(), file=file, at=now, by=by
    )
    trail.record("record_receipt", by=by, obj=table, now=now, month=table.month, version=table.version, on=received_on)
    return row


def _locked(table: MonthlyTable, by: User) -> MonthlyTable:
    if table.area_id not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    return MonthlyTable.objects.select_for_update(of=("self",)).select_related("area").get(pk=table.pk)


def _day_faults(day: date, label: str, *, earliest: date, today: date) -> list[str]:
    if day > today:
        return [f"{label}不能晚于今天。"]
    return [f"{label}不能早于{earliest:%Y-%m-%d}。"] if day < earliest else []
