"""Frozen tables as they are read back: the one in force, its snapshot, and whether all are still what was signed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from office.models import Area
from reports.filing import due_on
from reports.models import DistrictFile, MonthlyTable, TableHead
from reports.period import Month
from reports.snapshot import digest_of, instant, sha256_of

BATCH = 50


@dataclass(frozen=True)
class Fault:
    """The first table that is not what was signed, and in what."""

    number: int
    table: str
    what: str

    def __str__(self) -> str:
        return f"第 {self.number} 份（{self.table}）：{self.what}"


@dataclass
class Seen:
    """What a city's table may rest on: tables frozen before it, and files its districts sent."""

    files: set[str]
    tables: set[str] = field(default_factory=set)
    of_area: dict[int, str] = field(default_factory=dict)

    def fault(self, table: MonthlyTable) -> str:
        """In what a city's table does not fit what it names; empty for a district's."""
        told = content(table)
        if told.get("previous_of_area", self.of_area.get(table.area_id, "")) != self.of_area.get(table.area_id, ""):
            return "与本区划上一份的摘要不衔接"
        for source in told.get("sources", ()):
            known = self.tables if "digest" in source else self.files
            if source.get("digest", source.get("file_sha256")) not in known:
                return f"{source['area']} 的来源不在了，或者被改动"
        return ""

    def add(self, table: MonthlyTable) -> None:
        self.tables.add(table.digest)
        self.of_area[table.area_id] = table.digest


def in_force(area: Area, month: Month) -> MonthlyTable | None:
    """The latest version of a month; None while nothing was frozen. Its workbook is not read."""
    rows = MonthlyTable.objects.of_month(area, str(month)).defer("workbook")
    return rows.select_related("area", "frozen_by", "submission").last()


def is_frozen(*, area_id: int, on: date) -> bool:
    """True if the month of this day was frozen whole; an early table leaves its last days open."""
    return MonthlyTable.objects.filter(area=area_id, month=f"{on:%Y-%m}", is_early=False).exists()


def content(table: MonthlyTable) -> dict[str, Any]:
    """What the table says and was counted from (`reports.snapshot`)."""
    return json.loads(table.snapshot)


def check_tables() -> tuple[int, Fault | None]:
    """How many tables there are, and the first that is not what was signed, or the chain's end if that was cut."""
    number, digest, seen = 0, "", Seen(set(DistrictFile.objects.values_list("file__sha256", flat=True)))
    rows = MonthlyTable.objects.select_related("area").order_by("number")
    for table in rows.iterator(chunk_size=BATCH):
        what = _fault(table, number=number + 1, digest=digest) or seen.fault(table)
        if what:
            return number, Fault(table.number, _name(table), what)
        number, digest = table.number, table.digest
        seen.add(table)
    head = TableHead.objects.first() or TableHead()
    if (head.number, head.digest) != (number, digest):
        return number, Fault(number + 1, "链尾", "最后封存的情况表不在了，或者链尾被改动")
    return number, None


def _fault(table: MonthlyTable, *, number: int, digest: str) -> str:
    """In what a table differs from what was signed; empty if in nothing."""
    if table.number != number:
        return f"封存序号不连续，应为第 {number} 份"
    if table.previous_digest != digest:
        return "与上一份的摘要不衔接"
    if digest_of(table.snapshot) != table.digest:
        return "快照与摘要不符"
    told = content(table)
    if told["workbook_sha256"] != sha256_of(bytes(table.workbook)):
        return "工作簿与快照中的摘要不符"
    wrong = [name for name, value in columns_of(table).items() if told[name] != value]
    return f"栏目与快照不符：{'、'.join(wrong)}" if wrong else ""


def columns_of(table: MonthlyTable) -> dict[str, Any]:
    """The columns that stand in the snapshot too, as it writes them."""
    return {
        "number": table.number,
        "area": table.area.code,
        "month": table.month,
        "version": table.version,
        "rule": table.rule,
        "is_early": table.is_early,
        "filed_on": table.filed_on.isoformat(),
        "reason": table.reason,
        "previous_digest": table.previous_digest,
        "frozen_at": instant(table.frozen_at),
        "frozen_by_id": table.frozen_by_id,
    }


def _name(table: MonthlyTable) -> str:
    return f"{table.area.short_name} {table.month} 版本 {table.version}"


@dataclass(frozen=True)
class Standing:
    """One line of the list of tables: an area's month, its table in force (None: not frozen), the form it sent instead
    (None: it sent none, or none was accepted), and whether it is late."""

    area: Area
    month: Month
    table: MonthlyTable | None
    file: DistrictFile | None
    is_late: bool

    @property
    def state(self) -> str:
        """已报送 / 已封存，待报送 / 已收下文件 / 超期未封存 / 待封存."""
        if self.table is None and self.file is not None:
            return "已收下文件"
        if self.table is None:
            return "超期未封存" if self.is_late else "待封存"
        return "已报送" if getattr(self.table, "submission", None) else "已封存，待报送"

    @property
    def css(self) -> str:
        if self.state in ("已报送", "已收下文件"):
            return "ok"
        return "overdue" if self.is_late else "soon"


def standings(areas: Iterable[Area], months: Iterable[Month], *, today: date) -> list[Standing]:
    """Every area's every month with its table in force; two queries, and no workbook or snapshot is read."""
    areas, months = list(areas), list(months)
    accepted = DistrictFile.objects.filter(
        area__in=areas, month__in=[str(month) for month in months], acceptance__isnull=False
    )
    files = {(row.area_id, row.month): row for row in accepted.defer("reading").order_by("number")}
    rows = MonthlyTable.objects.filter(area__in=areas, month__in=[str(month) for month in months])
    rows = rows.defer("workbook", "snapshot").select_related("area", "frozen_by", "submission__receipt")
    latest = {(table.area_id, table.month): table for table in rows.order_by("version")}
    found = [(area, month, (area.pk, str(month))) for month in months for area in areas]
    return [_standing(area, month, latest.get(key), files.get(key), today) for area, month, key in found]


def _standing(
    area: Area, month: Month, table: MonthlyTable | None, file: DistrictFile | None, today: date
) -> Standing:  # fmt: skip
    sent = getattr(table, "submission", None) or (None if table else file)
    return Standing(area, month, table, file, is_late=sent is None and today > due_on(month))
