"""The ledger as a table for a file: which columns there are, and the rows of any number of cases in small pieces.

Read as plain values, a few hundred cases at a time: what is held does not grow with the ledger.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from ledger.models import Case, PaymentLine
from ledger.selectors.case_list import DUE, OLDEST, STATUS_LABELS
from ledger.workflow import OPEN, Outcome
from office.models import User
from office.questions import in_questions
from office.sheets.stream import Head, Shape
from reception.identity_access import exported_name, exported_number, exported_place

Line = dict[str, Any]
_CLAIM = "case_claims__claim__"
_HIDING = (
    f"{_CLAIM}is_secret", f"{_CLAIM}employer__unit_id", f"{_CLAIM}general_contractor__unit_id",
    f"{_CLAIM}project__general_contractor__unit_id",
)  # fmt: skip
# What decides which claims of a case count.
_ALWAYS = ("pk", f"{_CLAIM}id", f"{_CLAIM}voided_at", f"{_CLAIM}merged_into_id")
PAID = "paid"
OUTCOMES = {str(outcome.value): str(outcome.label) for outcome in Outcome}


@dataclass(frozen=True)
class Reader:
    """For whom the rows are, on which day, and whether names are to be in clear."""

    user: User
    today: date
    clear: bool


@dataclass(frozen=True)
class Column:
    """One column: `make` turns the lines of a case (one for each claim that counts) into its cell.

    `is_personal`: only for those who may export personal data. `is_usual`: chosen unless somebody chose otherwise.
    """

    key: str
    head: Head
    fields: tuple[str, ...]
    make: Callable[[Sequence[Line], Reader], Any]
    is_personal: bool = False
    is_usual: bool = True


def ordered_keys(cases: QuerySet[Case], order: str) -> "array[int]":
    """Keys of all the cases in the list's order: eight bytes each, and the same cases however long the rows take."""
    orders = {DUE: (F("due_on").asc(nulls_last=True), "pk"), OLDEST: ("pk",)}
    return array("q", cases.order_by(*orders.get(order, ("-pk",))).values_list("pk", flat=True).iterator())


def exported_rows(keys: Sequence[int], columns: Sequence[Column], *, reader: Reader) -> Iterator[list[Any]]:
    """A row for each case, in the order of the keys; one query for some hundred of them, two with payments."""
    fields = list(dict.fromkeys((*_ALWAYS, *(name for each in columns for name in each.fields))))
    wants_paid = PAID in fields
    if wants_paid:
        fields.remove(PAID)
    for chunk in in_questions(keys):
        lines = _lines(chunk, fields)
        paid = _paid(chunk) if wants_paid else {}
        for key in chunk:
            if key in lines:
                live = _live(lines[key])
                live[0][PAID] = paid.get(key)
                yield [column.make(live, reader) for column in columns]


def _lines(chunk: list[int], fields: Sequence[str]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    for line in Case.objects.filter(pk__in=chunk).order_by("case_claims__id").values(*fields):
        found.setdefault(line["pk"], []).append(line)
    return found


def _live(lines: list[Line]) -> list[Line]:
    """Lines of the claims that count; of a case without any, its lines as they are."""
    if len(lines) == 1:
        return lines
    live = [line for line in lines if not line[f"{_CLAIM}voided_at"] and not line[f"{_CLAIM}merged_into_id"]]
    return live or lines


def _paid(chunk: list[int]) -> dict[int, Decimal]:
    lines = PaymentLine.objects.filter(payment__case__in=chunk, payment__voided_at=None).order_by()
    return dict(lines.values_list("payment__case").annotate(total=Sum("amount_yuan")))


def _of_case(
    key: str, title: str, field: str, shape: Shape = Shape.TEXT, *, width: int = 14, usual: bool = True
) -> Column:
    return Column(key, Head(title, shape, width), (field,), lambda lines, reader: lines[0][field], is_usual=usual)


def _joined(key: str, title: str, field: str, *, width: int = 18, usual: bool = True) -> Column:
    """Texts of all claims, each once."""

    def make(lines: Sequence[Line], reader: Reader) -> str:
        if len(lines) == 1:
            return lines[0][field] or ""
        return "、".join(dict.fromkeys(str(line[field]) for line in lines if line[field]))

    return Column(key, Head(title, width=width), (field,), make, is_usual=usual)


def _summed(key: str, title: str, field: str, shape: Shape, *, usual: bool = True) -> Column:
    """The sum of what is known; empty if nothing is."""

    def make(lines: Sequence[Line], reader: Reader) -> Any:
        if len(lines) == 1:
            return lines[0][field]
        known = [line[field] for line in lines if line[field] is not None]
        return sum(known[1:], known[0]) if known else None

    return Column(key, Head(title, shape, 16 if shape == Shape.YUAN else 10), (field,), make, is_usual=usual)


def _yes(key: str, title: str, field: str, *, usual: bool = True) -> Column:
    def make(lines: Sequence[Line], reader: Reader) -> str:
        return "是" if any(line[field] for line in lines) else ""

    return Column(key, Head(title, width=8), (field,), make, is_usual=usual)


def _personal(key: str, title: str, field: str, *, width: int) -> Column:
    """Something of the petitioners that only a file for those who may has; of hidden people it is empty."""

    def make(lines: Sequence[Line], reader: Reader) -> str:
        return "、".join(
            filter(None, (exported_number(line[field] or "", reader.user, **_hidden(line)) for line in lines))
        )

    return Column(key, Head(title, width=width), (field, *_HIDING), make, is_personal=True, is_usual=False)


def _hidden(line: Line) -> dict[str, Any]:
    secret, *debtors = _HIDING
    return {"is_secret": bool(line[secret]), "debtors": [line[name] for name in debtors]}


def _petitioners(lines: Sequence[Line], reader: Reader) -> str:
    if len(lines) == 1:
        return _petitioner(lines[0], reader)
    return "、".join(dict.fromkeys(filter(None, (_petitioner(line, reader) for line in lines))))


def _petitioner(line: Line, reader: Reader) -> str:
    name = line[f"{_CLAIM}petitioner__name"]
    return exported_name(name, reader.user, clear=reader.clear, **_hidden(line)) if name else ""


def _places(lines: Sequence[Line], reader: Reader) -> str:
    return "、".join(dict.fromkeys(_place(line, reader) for line in lines if line[f"{_CLAIM}project__name"]))


def _place(line: Line, reader: Reader) -> str:
    name, petitioner = line[f"{_CLAIM}project__name"], line[f"{_CLAIM}petitioner__name"]
    return exported_place(name, petitioner, reader.user, **_hidden(line))


def _received(lines: Sequence[Line], reader: Reader) -> date | None:
    if len(lines) == 1:
        return lines[0][f"{_CLAIM}received_on"]
    return min((day for line in lines if (day := line[f"{_CLAIM}received_on"])), default=None)


def _count(lines: Sequence[Line], reader: Reader) -> int:
    return sum(line[f"{_CLAIM}id"] is not None for line in lines)


def _days_over(lines: Sequence[Line], reader: Reader) -> int | None:
    due, is_open = lines[0]["due_on"], lines[0]["status"] in OPEN
    return (reader.today - due).days if is_open and due and due < reader.today else None


def _outcomes(lines: Sequence[Line], reader: Reader) -> str:
    return "、".join(dict.fromkeys(OUTCOMES[key] for line in lines if (key := line["case_claims__outcome"])))


def _blank(key: str, title: str, width: int) -> Column:
    return Column(key, Head(title, width=width), (), lambda lines, reader: "")


_ALL = (
    _of_case("number", "案件编号", "number", width=22),
    _joined("claims", "登记编号", f"{_CLAIM}number", width=22, usual=False),
    Column("received_on", Head("接访日期", Shape.DAY, 12), (f"{_CLAIM}received_on",), _received),
    _joined("channel", "渠道", f"{_CLAIM}channel__label", width=14, usual=False),
    Column("petitioner", Head("反映人", width=14), (f"{_CLAIM}petitioner__name", *_HIDING), _petitioners),
    _personal("id_number", "身份证号", f"{_CLAIM}petitioner__id_number", width=21),
    _personal("phone", "手机", f"{_CLAIM}petitioner__phone", width=14),
    _personal("address", "住址", f"{_CLAIM}petitioner__address", width=30),
    _personal("demand", "诉求", f"{_CLAIM}demand", width=40),
    Column(
        "project", Head("工程项目或工作地点", width=26),
        (f"{_CLAIM}project__name", f"{_CLAIM}petitioner__name", *_HIDING), _places,
    ),
    _joined("sector", "行业领域", f"{_CLAIM}sector__label", width=12, usual=False),
    _joined("employer", "用人单位", f"{_CLAIM}employer__name", width=26),
    _joined("general_contractor", "总包单位", f"{_CLAIM}general_contractor__name", width=26, usual=False),
    _joined("developer", "建设单位", f"{_CLAIM}developer__name", width=26, usual=False),
    Column("claims_count", Head("诉求件数", Shape.WHOLE, 10), (), _count, is_usual=False),
    _summed("workers", "涉及人数", f"{_CLAIM}workers_count", Shape.WHOLE),
    _summed("amount", "涉及金额（元）", f"{_CLAIM}amount_yuan", Shape.YUAN),
    _summed("verified", "核实金额（元）", "case_claims__verified_amount_yuan", Shape.YUAN),
    _of_case("paid", "已支付金额（元）", PAID, Shape.YUAN, width=16),
    _joined("owed_from", "欠薪起", f"{_CLAIM}owed_from", width=12, usual=False),
    _joined("owed_until", "欠薪止", f"{_CLAIM}owed_until", width=12, usual=False),
    _joined("cause", "欠薪原因", f"{_CLAIM}cause__label", width=16, usual=False),
    _yes("low_income", "低收入", f"{_CLAIM}is_low_income", usual=False),
    _yes("major", "重大", "is_major", usual=False),
    Column("status", Head("办理状态", width=10), ("status",), lambda lines, reader: STATUS_LABELS[lines[0]["status"]]),
    _of_case("unit", "责任单位", "responsible_unit__short_name", width=12),
    _of_case("officer", "责任人员", "officer_name", width=12),
    _of_case("due_on", "办理期限", "due_on", Shape.DAY, width=12),
    Column("days_over", Head("超期（天）", Shape.WHOLE, 10), ("due_on", "status"), _days_over),
    Column("outcome", Head("办结结果", width=18), ("case_claims__outcome",), _outcomes),
    _of_case("completed_on", "办结日期", "completed_on", Shape.DAY, width=12, usual=False),
    _of_case("struck_off_on", "销号日期", "struck_off_on", Shape.DAY, width=12),
    _of_case("original_number", "原案件编号", "original_number", width=18, usual=False),
)  # fmt: skip
COLUMNS: dict[str, Column] = {column.key: column for column in _ALL}

# The sheet that goes along to a company: who complained is not in it, and nothing by which it could be told.
VISIT: tuple[Column, ...] = (
    *(
        COLUMNS[key]
        for key in (
            "number", "project", "employer", "general_contractor", "developer", "workers", "amount", "owed_from",
            "owed_until", "cause", "unit", "officer",
        )
    ),
    _blank("found", "核实情况", 30),
    _blank("answer", "企业意见和付款时间", 30),
    _blank("signed", "企业签字、日期", 18),
)  # fmt: skip


def usual_columns() -> list[str]:
    return [column.key for column in COLUMNS.values() if column.is_usual]


def chosen_columns(keys: Iterable[str]) -> list[Column]:
    """In the order of the table, whatever the order they were chosen in; a key that is none is a `KeyError`."""
    wanted = {key: COLUMNS[key] for key in keys}
    return [column for key, column in COLUMNS.items() if key in wanted]
