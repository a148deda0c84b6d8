"""逐人核实: the roll of one claim as a table, with what each worker is found to be owed."""

from typing import Any

from django import forms

from ledger.actions.verified_pay import LONGEST_REASON, Figure, verify_roll
from ledger.forms.base import ClaimChoice, WorkForm, YuanField
from ledger.models import Case
from ledger.selectors.case_sheet import ClaimBlock, WorkerRow
from ledger.selectors.hidden_names import names_hidden_on
from office.amounts import show_yuan
from reception.identity_access import struck


class VerifyRollForm(WorkForm):
    act, label = "record_outcome", "逐人核实"
    intro = (
        "逐人填写查明应得的金额，已按花名册的欠发填好；与欠发不同的，写明原因。没有欠的填 0。"
        "合计就是这件诉求的核实金额，办结时按每人的核实金额核对支付。"
    )
    page = "ledger/roll_form.html"

    claim = ClaimChoice(widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.block = self._chosen()
        self.roll: list[WorkerRow] = self.block.workers if self.block else []
        if self.block:
            self.initial["claim"] = self.block.link.pk
        names = names_hidden_on(self.case, self.user)
        self.told = {row.worker.pk: struck(row.verified.reason, names) for row in self.roll if row.verified}
        for row in self.roll:
            amount, reason = _names(row)
            self.fields[amount] = YuanField(label=f"{row.name}核实金额（元）")
            self.fields[reason] = forms.CharField(
                label=f"{row.name}与欠发不同的原因", required=False, max_length=LONGEST_REASON
            )
            known = row.verified.amount_yuan if row.verified else row.worker.owed_yuan
            self.initial.setdefault(amount, "" if known is None else f"{known:.2f}")
            self.initial.setdefault(reason, self.told.get(row.worker.pk, ""))

    def _chosen(self) -> ClaimBlock | None:
        """The claim asked for; else the first whose roll is not verified yet."""
        asked = str(self.data.get("claim") or self.initial.get("claim") or "")
        rolls = [block for block in self.blocks if block.workers]
        named = [block for block in rolls if str(block.link.pk) == asked]
        waiting = [block for block in rolls if not block.is_verified_by_worker]
        return next(iter([*named, *waiting, *rolls]), None)

    def others(self) -> list[ClaimBlock]:
        """Claims of the case whose rolls are verified on their own pages."""
        return [block for block in self.blocks if block != self.block]

    def table(self) -> list[tuple[WorkerRow, forms.BoundField, forms.BoundField]]:
        return [(row, *(self[name] for name in _names(row))) for row in self.roll]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.roll:
            name, why = _names(row)
            amount, owed = cleaned.get(name), row.worker.owed_yuan
            if amount is not None and owed is not None and amount != owed and not cleaned.get(why):
                self.add_error(why, "与欠发不同，请写明原因。")
        return cleaned

    def _as_written(self, row: WorkerRow, reason: str) -> str:
        """What was not touched stays as somebody wrote it, with the names this account was not shown."""
        return row.verified.reason if row.verified and reason == self.told[row.worker.pk] else reason

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        figures = [
            Figure(worker=row.worker.pk, amount_yuan=data[amount], reason=self._as_written(row, data[reason]))
            for row in self.roll
            for amount, reason in [_names(row)]
        ]
        entry = verify_roll(case_claim=data["claim"], by=self.user, figures=figures)
        told = f"{entry.claim.number} 已逐人核实 {len(figures)} 人，合计 {show_yuan(entry.verified_amount_yuan)} 元"
        self.done = told  # type: ignore[misc]


def _names(row: WorkerRow) -> tuple[str, str]:
    """What the two fields of a worker are called."""
    return f"amount_{row.worker.pk}", f"reason_{row.worker.pk}"
