"""The city's table: one row for each district, taken from what the district signed; and who has sent it.

A district inside the system counts by its frozen table, the latest version; one outside by the form it sent, once that
was read back and accepted. Nothing of a district is counted again, so the city sees figures and no person.
依据：实施方案七“每月3日前将上月接访情况报送市治欠办”。
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from office.models import Area
from reception.models import Claim, ReceptionSession
from reports.figures import FIGURES
from reports.figures.facts import Facts, TableFact
from reports.figures.figure import Figure, Line, Unit
from reports.filing import due_on
from reports.form_told import Reading
from reports.frozen import content
from reports.models import DistrictFile, MonthlyTable, TableSetting
from reports.period import Month
from reports.row import CENT, YUAN_PER_WAN, Row
from reports.table import IDENTITY, RULES, Identity, Table, build_table

NOT_SENT = "未报送。"
# What the figures of a form are called where they are kept, and in a form that was read.
OF_FORM = {"sessions": "sessions", "claims": "claims", "workers": "workers", "amount": "amount_wan"}
SOLVED = ("solved_flow", "solved_cohort")


@dataclass(frozen=True)
class District:
    """One district's month: its frozen table, else the file that was accepted; `pending` waits to be accepted."""

    area: Area
    month: Month
    today: date
    table: MonthlyTable | None = None
    file: DistrictFile | None = None
    pending: DistrictFile | None = None

    @property
    def is_there(self) -> bool:
        return self.table is not None or self.file is not None

    @property
    def sent_on(self) -> date | None:
        """The day on which it reached the city."""
        if self.table is not None:
            sent = getattr(self.table, "submission", None)
            return sent.sent_on if sent else None
        return timezone.localdate(self.file.uploaded_at) if self.file else None

    @property
    def days_late(self) -> int:
        """Days after the 3rd: until it was sent, or until today while it was not; 0 in time."""
        return max(((self.sent_on or self.today) - due_on(self.month)).days, 0)

    @property
    def state(self) -> str:
        """已报送 / 已收下文件 / 已封存，未报送 / 文件待核对 / 未报送, and by how much it is late."""
        late = f"，迟 {self.days_late} 天" if self.days_late else ""
        if self.sent_on:
            return ("已报送" if self.table else "已收下文件") + late
        late = late.replace("迟", "超期")
        if self.table:
            return f"已封存，未报送{late}"
        return f"{'文件待核对' if self.pending else '未报送'}{late}"

    @property
    def css(self) -> str:
        if self.days_late:
            return "overdue"
        return "ok" if self.sent_on else "soon"


def is_city(area: Area) -> bool:
    """True for an area with others below it, whose table is made of theirs."""
    return area.children.exists()


def districts(area: Area, month: Month, *, today: date, as_of: datetime | None = None) -> list[District]:
    """Every area right below, by code, with what it has sent; three queries, and no workbook is read."""
    areas = list(Area.objects.filter(parent=area).order_by("code"))
    known = Q(frozen_at__lte=as_of) if as_of else Q()
    tables = MonthlyTable.objects.filter(known, area__in=areas, month=str(month)).defer("workbook")
    latest = {row.area_id: row for row in tables.select_related("area", "submission").order_by("version")}
    known = Q(uploaded_at__lte=as_of) if as_of else Q()
    files: dict[int, list[DistrictFile]] = defaultdict(list)
    for row in DistrictFile.objects.filter(known, area__in=areas, month=str(month)).select_related(
        "area", "file", "acceptance"
    ).order_by("number"):  # fmt: skip
        files[row.area_id].append(row)
    return [_district(each, month, today, latest.get(each.pk), files[each.pk], as_of) for each in areas]


def city_table(*, area: Area, month: Month, rule: str = "", as_of: datetime | None = None) -> Table:
    """The city's month in the statutory form, 已解决 as each district printed it.

    A district that has sent nothing keeps its row, marked 未报送. Without a `rule` the city's own setting names one.
    """
    setting = TableSetting.objects.in_force(area, str(month))
    rule = rule or setting.rule
    found = districts(area, month, today=timezone.localdate(as_of), as_of=as_of)
    own = _own_row(area, month, rule, as_of)
    rows = tuple(
        _row(no, each, rule, setting.name_of(each.area)) for no, each in enumerate(found, start=2 if own else 1)
    )
    rows = (own, *rows) if own else rows
    warnings = (*(line for each in found for line in _warnings(each, rule)), *_of_files(found))
    return Table(
        area=area, month=month, rule=rule, setting=setting, as_of=as_of, rows=rows, checked=rows,
        identity=_identity(found, own), warnings=warnings,
    )  # fmt: skip


def counted_table(*, area: Area, month: Month, rule: str = "", as_of: datetime | None = None) -> Table:
    """What may be frozen of a month: a district's is counted, a city's is made of what its districts signed."""
    build = city_table if is_city(area) else build_table
    return build(area=area, month=month, rule=rule, as_of=as_of)


def sources(table: Table) -> list[dict[str, Any]]:
    """From what each row of a city's table was taken: the digest of the district's table, or of the file it sent."""
    pks: dict[bool, set[int]] = {True: set(), False: set()}
    for row in table.rows:
        for line in row.figures["claims"].lines:
            if isinstance(line.fact, TableFact):
                pks[line.fact.is_file].add(line.fact.pk)
    tables = MonthlyTable.objects.filter(pk__in=pks[False]).order_by("number").values_list("area__code", "digest")
    files = DistrictFile.objects.filter(pk__in=pks[True]).order_by("pk").values_list("area__code", "file__sha256")
    return [{"area": code, "digest": digest} for code, digest in tables] + [
        {"area": code, "file_sha256": digest} for code, digest in files
    ]


def _district(
    area: Area, month: Month, today: date, table: MonthlyTable | None, files: list[DistrictFile], as_of: datetime | None
) -> District:
    accepted = [row for row in files if _accepted_by(row, as_of)]
    last = files[-1] if files else None
    pending = last if last and not table and last not in accepted else None
    return District(area, month, today, table, None if table else (accepted[-1] if accepted else None), pending)


def _accepted_by(row: DistrictFile, as_of: datetime | None) -> bool:
    acceptance = getattr(row, "acceptance", None)
    return acceptance is not None and (as_of is None or acceptance.accepted_at <= as_of)


def _own_row(area: Area, month: Month, rule: str, as_of: datetime | None) -> Row | None:
    """Sessions the city holds itself must not vanish from its table; without any, the row is not printed."""
    mine = (ReceptionSession.objects.filter(area=area), Claim.objects.filter(area=area))
    if not any(rows.exists() for rows in mine):
        return None
    return next((row for row in build_table(area=area, month=month, rule=rule, as_of=as_of).rows if row.is_own), None)


def _row(no: int, district: District, rule: str, label: str) -> Row:
    if district.table:
        values, remarks = _of_table(district.table, rule)
        fact = TableFact(pk=district.table.pk, area_id=district.area.pk, number=str(district.table))
        reason = f"取自{district.area}封存的情况表，版本 {district.table.version}，摘要 {district.table.digest[:8]}"
    elif district.file:
        values, remarks = _of_file(Reading.of_json(district.file.reading))
        fact = TableFact(pk=district.file.pk, area_id=district.area.pk, number=str(district.file), is_file=True)
        reason = f"取自{district.area}上报的文件，第 {district.file.number} 份，摘要 {district.file.file.sha256[:8]}"
    else:
        values, remarks, fact, reason = {}, NOT_SENT, None, ""
    figures = {key: _figure(key, values.get(key), fact, reason) for key in FIGURES}
    return Row(
        no=no, area=district.area, label=label, is_own=False, rule=rule, figures=figures,
        remarks=remarks,
    )  # fmt: skip


def _of_table(table: MonthlyTable, rule: str) -> tuple[dict[str, int | Decimal], str]:
    """The area's figures as it signed them, and its 备注. As 已解决 counts what it printed, whichever rule the city has."""
    told = content(table)
    counted = list(told.get("checked", told["figures"]).values())
    values: dict[str, int | Decimal] = {}
    for key in FIGURES:
        numbers = [Decimal(figures[key]["value"]) for figures in counted if key in figures]
        values[key] = sum(numbers, Decimal(0)) if key == "amount" else int(sum(numbers))
    values[f"solved_{rule}"] = values[f"solved_{table.rule}"]
    alone = len(told["rows"]) == 1
    lines = [row["remarks"] if alone else f"{row['label']}：{row['remarks']}" for row in told["rows"] if row["remarks"]]
    return values, "\n".join(lines)


def _of_file(reading: Reading) -> tuple[dict[str, int | Decimal], str]:
    values: dict[str, int | Decimal] = {
        key: sum(getattr(row, name) for row in reading.rows) for key, name in OF_FORM.items() if key != "amount"
    }
    values["amount"] = sum((Decimal(row.amount_wan) for row in reading.rows), Decimal(0)) * YUAN_PER_WAN
    values |= dict.fromkeys(SOLVED, sum(row.solved for row in reading.rows))
    return values, "\n".join(row.remarks for row in reading.rows if row.remarks)


def _figure(key: str, value: int | Decimal | None, fact: TableFact | None, reason: str) -> Figure:
    """A figure by its usual name and rule, with the district's table as its one line; without one, nothing."""
    named = FIGURES[key](Facts(month=Month(2000, 1)))
    if fact is None or value is None:
        return named
    number = value.quantize(CENT) if isinstance(value, Decimal) and named.unit == Unit.YUAN else value
    return Figure(named.key, named.label, named.unit, named.rule, (Line(fact, number, reason),))


def _identity(found: Iterable[District], own: Row | None) -> Identity:
    """The sum of what each district signed; one that sent a form has none."""
    names = ("opening", "received", "reopened", "solved", "other", "closing")
    sums = [content(each.table)["identity"] for each in found if each.table]
    if own:
        sums.append({name: int(own.figures[key].value) for name, key in zip(names, IDENTITY, strict=True)})
    return Identity(**{name: sum(each[name] for each in sums) for name in names})


def _warnings(district: District, rule: str) -> Iterator[str]:
    name = district.area.short_name
    if not district.is_there:
        waiting = "已上传文件，待核对收下" if district.pending else "没有封存，也没有收到文件"
        yield f"{name}未报送：{waiting}，本行没有数字。"
        return
    if district.table:
        if district.sent_on is None:
            yield f"{name}已封存，尚未登记报送。"
        if district.table.is_early:
            yield f"{name}是提前报送的表，截至{district.table.filed_on:%Y-%m-%d}。"
        if district.table.rule != rule:
            yield f"{name}的已解决{RULES[district.table.rule].split('（')[0]}填报，与本表口径不同。"
    elif district.file:
        drift = Reading.of_json(district.file.reading).drift
        if drift:
            yield f"{name}的文件与附件有 {len(drift)} 处不同，收下时已核对。"
    if district.pending:
        yield f"{name}另有一份新上传的文件待核对，本表仍用原来收下的。"


def _of_files(found: Iterable[District]) -> Iterator[str]:
    names = "、".join(each.area.short_name for each in found if each.file)
    if names:
        yield f"{names}报的是文件：金额的元数由万元换算，月度平衡不含在内。"
