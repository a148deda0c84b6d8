"""The other lists of the program as tables for a file: what each row is, which columns it has, and for whom.

A list is data: rows that the account sees, the day by which a period is asked for, columns. Names are masked and free
texts left out unless personal columns were asked for; of hidden people there is nothing either way.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce

from ledger.models import Advance, Case, FundSource, Payment, Procedure, StabilityMeasure
from ledger.selectors.case_export import Reader
from ledger.selectors.hidden_names import names_hidden_on_each
from office.models import User
from office.questions import in_questions
from office.roles import OFFICE_ROLES, Role, holds
from office.sheets.stream import Head, Shape
from reception.identity_access import exported_name, exported_number, exported_place, struck
from reception.models import Claim, Company, Project, ReceptionSession, Visit

LIAISON_TOO = OFFICE_ROLES | {Role.LIAISON}
DAY = "row_day"
# Of lists whose rows hang on a case: its key, and the names that the reader of the file may not know.
OF_CASE, NAMES = "case_id", "hidden_names"
Line = dict[str, Any]


@dataclass(frozen=True)
class ListColumn:
    """One column: `make` turns a row, read as the values of `fields`, into its cell."""

    head: Head
    fields: tuple[str, ...]
    make: Callable[[Line, Reader], Any]
    is_personal: bool = False


@dataclass(frozen=True)
class ListKind:
    """One list. `day` are the fields of the day a period is asked for by, the first that is filled; none: no period."""

    slug: str
    title: str
    rows: Callable[[User], QuerySet[Any]]
    columns: tuple[ListColumn, ...]
    day: tuple[str, ...] = ()
    roles: frozenset[Role] = LIAISON_TOO

    def columns_for(self, *, personal: bool) -> list[ListColumn]:
        return [column for column in self.columns if personal or not column.is_personal]

    @property
    def has_personal(self) -> bool:
        return any(column.is_personal for column in self.columns)


def kinds_for(user: User) -> list[ListKind]:
    return [kind for kind in LISTS.values() if holds(user, kind.roles)]


def keys_of(kind: ListKind, user: User, *, since: date | None, until: date | None) -> "array[int]":
    """Keys of the rows that the account sees, oldest first; both ends of the period belong to it."""
    rows = kind.rows(user)
    if kind.day:
        rows = rows.annotate(**{DAY: Coalesce(*kind.day) if len(kind.day) > 1 else F(kind.day[0])})
        rows = rows.filter(**{f"{DAY}__gte": since}) if since else rows
        rows = rows.filter(**{f"{DAY}__lte": until}) if until else rows
    order = (DAY, "pk") if kind.day else ("pk",)
    return array("q", rows.order_by(*order).values_list("pk", flat=True).iterator())


def rows_of(
    kind: ListKind, keys: Sequence[int], columns: Sequence[ListColumn], *, reader: Reader
) -> Iterator[list[Any]]:
    """A row for each key, in their order, some hundred at a time; the account's scope is asked for again."""
    fields = list(dict.fromkeys(("pk", *(name for column in columns for name in column.fields))))
    for chunk in in_questions(keys):
        found = {line["pk"]: line for line in kind.rows(reader.user).filter(pk__in=chunk).order_by().values(*fields)}
        if OF_CASE in fields:
            names = names_hidden_on_each({line[OF_CASE] for line in found.values()}, reader.user)
            for line in found.values():
                line[NAMES] = names.get(line[OF_CASE], [])
        for key in chunk:
            if key in found:
                yield [column.make(found[key], reader) for column in columns]


def _plain(title: str, field: str, shape: Shape = Shape.TEXT, *, width: int = 14) -> ListColumn:
    return ListColumn(Head(title, shape, width), (field,), lambda line, reader: line[field])


def _day(title: str, field: str) -> ListColumn:
    return _plain(title, field, Shape.DAY, width=12)


def _hour(title: str, field: str) -> ListColumn:
    def make(line: Line, reader: Reader) -> str:
        return f"{line[field]:%H:%M}" if line[field] else ""

    return ListColumn(Head(title, width=8), (field,), make)


def _text(title: str, field: str, *, width: int = 40, prefix: str) -> ListColumn:
    """Words of a claim, which may name a person; `prefix` leads to the claim whose people may be hidden."""

    def make(line: Line, reader: Reader) -> Any:
        return exported_number(line[field] or "", reader.user, **_of(line, prefix))

    return ListColumn(Head(title, width=width), (field, *_hiding(prefix)), make, is_personal=True)


def _chosen(title: str, field: str, labels: Iterable[tuple[Any, Any]], *, width: int = 12) -> ListColumn:
    known = {str(value): str(label) for value, label in labels}
    return ListColumn(Head(title, width=width), (field,), lambda line, reader: known.get(str(line[field]), ""))


def _yes(title: str, field: str) -> ListColumn:
    return ListColumn(Head(title, width=8), (field,), lambda line, reader: "是" if line[field] else "")


def _name(prefix: str = "") -> ListColumn:
    field = f"{prefix}petitioner__name"

    def make(line: Line, reader: Reader) -> str:
        return exported_name(line[field] or "", reader.user, clear=reader.clear, **_of(line, prefix))

    return ListColumn(Head("反映人"), (field, *_hiding(prefix)), make)


def _place(prefix: str = "") -> ListColumn:
    place, petitioner = f"{prefix}project__name", f"{prefix}petitioner__name"

    def make(line: Line, reader: Reader) -> str:
        return exported_place(line[place] or "", line[petitioner], reader.user, **_of(line, prefix))

    return ListColumn(Head("工程项目或工作地点", width=26), (place, petitioner, *_hiding(prefix)), make)


def _said(title: str, field: str, *, width: int = 40, is_personal: bool = True) -> ListColumn:
    """Words about a case, without the names that the reader may not know, as its page shows them."""

    def make(line: Line, reader: Reader) -> Any:
        return struck(line[field] or "", line[NAMES])

    return ListColumn(Head(title, width=width), (field, OF_CASE), make, is_personal=is_personal)


def _hiding(prefix: str) -> tuple[str, ...]:
    """What decides whether the people of a claim are hidden from the reader."""
    parties = ("employer", "general_contractor", "project__general_contractor")
    return (f"{prefix}is_secret", *(f"{prefix}{party}__unit_id" for party in parties))


def _of(line: Line, prefix: str) -> dict[str, Any]:
    secret, *debtors = _hiding(prefix)
    return {"is_secret": bool(line[secret]), "debtors": [line[name] for name in debtors]}


def _sessions(user: User) -> QuerySet[ReceptionSession]:
    return ReceptionSession.objects.visible_to(user)


def _claims(user: User) -> QuerySet[Claim]:
    return Claim.objects.visible_to(user).filter(voided_at=None, merged_into=None)


def _visits(user: User) -> QuerySet[Visit]:
    return Visit.objects.filter(claim__in=Claim.objects.visible_to(user).order_by().values("pk"))


def _of_area(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    return lambda user: model._default_manager.filter(area__in=user.area_ids)


def _of_cases(model: type[Model], **conditions: Any) -> Callable[[User], QuerySet[Any]]:
    def rows(user: User) -> QuerySet[Any]:
        seen = Case.objects.visible_to(user).order_by().values("pk")
        return model._default_manager.filter(case__in=seen, **conditions)

    return rows


_CASE = (
    _plain("案件编号", "case__number", width=22),
    _plain("责任单位", "case__responsible_unit__short_name", width=12),
)
_CLAIM_COLUMNS = (
    _plain("登记编号", "number", width=22),
    _day("接访日期", "received_on"),
    _plain("渠道", "channel__label"),
    _name(),
    _text("身份证号", "petitioner__id_number", width=21, prefix=""),
    _text("手机", "petitioner__phone", width=14, prefix=""),
    _text("住址", "petitioner__address", width=30, prefix=""),
    _place(),
    _plain("行业领域", "sector__label", width=12),
    _plain("欠薪方", "employer__name", width=26),
    _plain("总包单位", "general_contractor__name", width=26),
    _plain("涉及人数", "workers_count", Shape.WHOLE, width=10),
    _plain("欠薪金额（元）", "amount_yuan", Shape.YUAN, width=16),
    _plain("欠薪起", "owed_from", width=12),
    _plain("欠薪原因", "cause__label", width=16),
    _text("诉求", "demand", prefix=""),
)
_ALL = (
    ListKind("sessions", "接访场次", _sessions, (
        _day("接访日期", "held_on"), _day("计划日期", "planned_on"), _plain("计划月份", "planned_month", width=10),
        _chosen("状态", "status", ReceptionSession.Status.choices), _hour("开始", "starts_at"),
        _hour("结束", "ends_at"), _plain("地点", "venue", width=40),
        _plain("带班单位", "duty_unit__short_name", width=12), _plain("带班领导", "duty_leader"),
        _plain("专项行动", "campaign__name", width=24), _plain("取消或改期的原因", "cancel_reason", width=30),
        _plain("取消或改期的文号", "cancel_document", width=24), _plain("备注", "note", width=30),
    ), day=("held_on", "planned_on")),
    ListKind("claims", "诉求登记", _claims, (*_CLAIM_COLUMNS, _yes("低收入", "is_low_income"), _yes("集体访", "is_group")),
             day=("received_on",)),
    ListKind("visits", "再次来访", _visits, (
        _plain("登记编号", "claim__number", width=22), _day("来访日期", "visited_on"), _name("claim__"),
        _plain("到场人数", "people_present", Shape.WHOLE, width=10), _place("claim__"),
        _plain("欠薪方", "claim__employer__name", width=26), _text("新情况", "note", prefix="claim__"),
    ), day=("visited_on",)),
    ListKind("not_wages", "不属欠薪登记", lambda user: _claims(user).filter(is_wages=False), (
        *_CLAIM_COLUMNS, _plain("种类", "not_wages_kind__label", width=16), _text("理由", "not_wages_reason", prefix=""),
    ), day=("received_on",)),
    ListKind("projects", "工程项目", _of_area(Project), (
        _plain("名称", "name", width=30), _plain("地址", "address", width=36), _plain("行业领域", "sector__label", width=12),
        _plain("建设单位", "developer__name", width=30), _plain("总包单位", "general_contractor__name", width=30),
    ), roles=OFFICE_ROLES),
    ListKind("companies", "企业和单位", _of_area(Company), (
        _plain("名称", "name", width=36), _plain("所属成员单位", "unit__short_name", width=14),
    ), roles=OFFICE_ROLES),
    ListKind("procedures", "相关程序", _of_cases(Procedure), (
        *_CASE, _plain("程序", "kind__label", width=16), _said("承办机关", "sent_to", width=26, is_personal=False),
        _day("提请日期", "opened_on"), _said("文号或案号", "reference", width=26, is_personal=False), _plain("文书种类", "instrument", width=14),
        _plain("标的（元）", "amount_yuan", Shape.YUAN, width=16), _day("受理日期", "accepted_on"), _day("审理日期", "heard_on"),
        _day("下次核查日", "next_check_on"), _day("办结日期", "closed_on"), _said("结果", "result"),
    ), day=("opened_on",)),
    ListKind("payments", "支付登记", _of_cases(Payment, voided_at=None), (
        *_CASE, _day("支付日期", "on"), _plain("金额（元）", "amount_yuan", Shape.YUAN, width=16),
        _plain("资金渠道", "source__label", width=16), _chosen("凭证种类", "proof_kind", Payment.ProofKind.choices, width=16),
        _said("说明", "note"),
    ), day=("on",)),
    ListKind("advances", "垫付和基本生活费", _of_cases(Advance, voided_at=None), (
        *_CASE, _chosen("种类", "kind", Advance.Kind.choices),
        _chosen("资金渠道", "source", FundSource.choices, width=16),
        _plain("金额（元）", "amount_yuan", Shape.YUAN, width=16), _plain("人数", "workers_count", Shape.WHOLE, width=8),
        _day("垫付日期", "on"), _day("批准日期", "approved_on"), _said("批准人", "approver", width=14, is_personal=False),
        _said("批准文号", "document_number", width=24, is_personal=False), _plain("追偿对象", "debtor__name", width=26),
        _day("应追回日期", "recover_by"), _said("说明", "note"),
    ), day=("on",)),
    ListKind("measures", "稳控措施", _of_cases(StabilityMeasure), (
        *_CASE, _day("日期", "on"), _plain("措施责任单位", "unit__short_name"), _said("责任人", "person", width=14, is_personal=False),
        _day("下次核查日", "next_check_on"), _day("解除日期", "ended_on"), _said("措施", "text"),
        _said("最近核查情况", "last_check"),
    ), day=("on",)),
)  # fmt: skip
LISTS: dict[str, ListKind] = {kind.slug: kind for kind in _ALL}
