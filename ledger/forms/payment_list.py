"""登记支付清单: pasted or uploaded, shown line by line, then recorded. Between the two pages the list travels sealed.

依据：个人信息保护法第六条、第五十一条（最小必要、加密）：核对期间服务器不留存清单。
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ledger.actions.payment_list import Outcome, Slip, record_payment_list
from ledger.forms.base import WorkForm
from ledger.forms.payments import PROOF_KINDS, source_field
from ledger.models import Case, Payment
from ledger.payment_list import Judged, ListLine, Verdict
from ledger.payment_list_reading import MOST_TEXT, UnreadableList, read_sheet, read_text
from ledger.selectors.payment_list import hides_somebody, judged_lines
from office.crypto import Tampered, decrypt, encrypt
from office.models import User
from office.refusals import Refused
from office.scanned import read_handed_in
from office.sheets.guard import MAX_FILE_BYTES
from reception.forms.fields import ProofField, handed_in_by

FOR_THE_LIST = ("text", "workbook")
CHANGED = "清单已改动：请先按“核对清单”，看过结果再登记。"
LEVELS = {Verdict.MATCHED: "ok", Verdict.RECORDED: "", Verdict.PROBLEM: "overdue"}


def seal_lines(lines: Sequence[ListLine], *, case: Case, user: User) -> str:
    """The list as the page carries it: for this account and this case alone."""
    return encrypt(json.dumps([asdict(line) for line in lines], default=str), context=_context(case, user))


def open_lines(sealed: str, *, case: Case, user: User) -> list[ListLine] | None:
    """The list again; None if it was changed, or made for another account or case."""
    try:
        rows = json.loads(decrypt(sealed, context=_context(case, user)))
    except Tampered:
        return None
    return [_line(row) for row in rows]


class WorkbookField(forms.FileField):
    """The cleaned value is the lines of the first sheet that holds a payment list."""

    def clean(self, data: Any, initial: Any = None) -> list[ListLine] | None:
        uploaded = super().clean(data, initial)
        if not uploaded:
            return None
        try:
            _data, reading = read_handed_in(uploaded.name, uploaded.read(MAX_FILE_BYTES + 1), by=handed_in_by(uploaded))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return _first_list([rows for rows in reading.sheets.values() if rows] or [[]])


def _first_list(sheets: Sequence[Sequence[Any]]) -> list[ListLine]:
    """The lines of the first sheet that reads as a payment list; none does, the first one's fault is told."""
    faults = []
    for rows in sheets:
        try:
            return read_sheet(rows)
        except UnreadableList as error:
            faults.append(str(error))
    raise ValidationError(faults[0])


class PaymentListForm(WorkForm):
    act, label = "record_payment_list", "登记支付清单"
    page = "ledger/payment_list_form.html"
    intro = (
        "粘贴或上传银行代发清单、支付凭证清单：每人一行，依次是姓名、身份证号或账号后四位、实发金额（元）、发放日期、"
        "流水号，有没有标题行都可以。先核对，再登记；有问题的行不登记，逐行说明原因。"
    )

    sealed = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="粘贴清单", required=False, max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "list"}),
    )  # fmt: skip
    workbook = WorkbookField(
        label="或选择表格文件", required=False, help_text=".xlsx、.xls 或 .csv，读第一张像支付清单的工作表。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    source = source_field()
    proof_kind = forms.ChoiceField(label="凭证种类", choices=PROOF_KINDS)
    proof = ProofField("凭证", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)

    @classmethod
    def needs_claims(cls) -> bool:
        return True

    def prepare(self) -> None:
        self.hides_somebody = hides_somebody(self.blocks)
        self.is_look = False
        self.lines: list[ListLine] = []
        self.outcome: Outcome | None = None
        sealed = self.data.get("sealed") if self.is_bound else self.initial.get("sealed")
        if sealed:
            self._judge(open_lines(sealed, case=self.case, user=self.user) or [])

    def read(self) -> list[ListLine]:
        """The list that was pasted or uploaded to be looked at; empty with the reason among the form's errors."""
        self.is_look, self.outcome = True, None
        for name in set(self.fields) - {*FOR_THE_LIST}:
            self.fields[name].required = False
        pasted, uploaded = (self.cleaned_data.get(name) for name in FOR_THE_LIST) if self.is_valid() else ("", None)
        if self.lines and not self.errors and not pasted.strip() and not uploaded:
            return self.lines
        if not self.errors and bool(pasted.strip()) == bool(uploaded):
            self.add_error(None, "请粘贴清单，或选择一个表格文件，两者取一。")
        if self.errors:
            return []
        try:
            return uploaded or read_text(pasted)
        except UnreadableList as error:
            self.add_error("text", str(error))
            return []

    def looked_at(self, lines: list[ListLine]) -> "PaymentListForm":
        """A fresh form that carries the list sealed, with what was typed beside it."""
        kept = {name: self.data[name] for name in ("text", "source", "proof_kind", "note") if self.data.get(name)}
        sealed = seal_lines(lines, case=self.case, user=self.user)
        return PaymentListForm(case=self.case, user=self.user, initial={**kept, "sealed": sealed})

    def table(self) -> list[tuple[Judged, str]]:
        """Each line with the colour of its verdict; problems first, as they are what has to be done."""
        judged = self.outcome.judged if self.outcome else []
        order = (Verdict.PROBLEM, Verdict.MATCHED, Verdict.RECORDED)
        return [(each, LEVELS[each.verdict]) for each in sorted(judged, key=lambda each: order.index(each.verdict))]

    def figures(self) -> list[tuple[str, int]]:
        """How many lines of each verdict."""
        return [(verdict.value, self.outcome.count(verdict)) for verdict in Verdict] if self.outcome else []

    def matched(self) -> int:
        return self.outcome.count(Verdict.MATCHED) if self.outcome else 0

    def matched_yuan(self) -> Decimal:
        judged = self.outcome.judged if self.outcome else []
        return sum((each.transfer[2] for each in judged if each.transfer), Decimal(0))

    def list_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FOR_THE_LIST]

    def slip_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in FOR_THE_LIST]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_look:
            return cleaned
        if cleaned.get("proof") and cleaned.get("proof_kind") == Payment.ProofKind.NONE:
            self.add_error("proof_kind", "已上传凭证，请选择凭证种类。")
        if not self._is_what_was_looked_at(cleaned):
            self.add_error(None, CHANGED)
        return cleaned

    def is_repeated(self, case: Case) -> bool:
        return case.payments.filter(submission=self.cleaned_data["submission"]).exists()

    def save(self) -> str:
        """Says how many lines were recorded, were there before, or were left out."""
        self.done = "清单已登记"
        message = super().save()
        if self.outcome is None:
            return message
        count = self.outcome.count
        told = f"{len(self.lines)} 行中登记 {count(Verdict.MATCHED)} 行，原已登记 {count(Verdict.RECORDED)} 行"
        return f"{message}{told}，有问题未登记 {count(Verdict.PROBLEM)} 行。"

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        slip = Slip(
            source=data["source"], proof_kind=data["proof_kind"], proof=self.stored("proof"), note=data["note"]
        )  # fmt: skip
        self.outcome = record_payment_list(
            case=case, by=self.user, lines=self.lines, slip=slip, submission=data["submission"]
        )

    def _judge(self, lines: list[ListLine]) -> None:
        self.lines = lines
        if lines:
            judged = judged_lines(self.case, lines, blocks=self.blocks, today=timezone.localdate())
            self.outcome = Outcome(payments=[], judged=judged)

    def _is_what_was_looked_at(self, cleaned: dict[str, Any]) -> bool:
        """False once the list beside the table is another one."""
        if not self.lines or cleaned.get("workbook"):
            return False
        text = cleaned.get("text", "")
        try:
            return not text.strip() or read_text(text) == self.lines
        except UnreadableList:
            return False


def _context(case: Case, user: User) -> str:
    return f"ledger.payment_list.{case.pk}.{user.pk}"


def _line(row: dict[str, Any]) -> ListLine:
    return ListLine(
        number=row["number"], name=row["name"], endings=tuple(row["endings"]),
        amount_yuan=Decimal(row["amount_yuan"]) if row["amount_yuan"] else None,
        on=date.fromisoformat(row["on"]) if row["on"] else None, serial=row["serial"], faults=tuple(row["faults"]),
    )  # fmt: skip
