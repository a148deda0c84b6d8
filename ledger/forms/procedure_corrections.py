"""更正程序结果: the sum of an instrument, or the result of a closed procedure, as they should have been entered."""

from ledger.actions.procedure_corrections import CORRECTED, LONGEST_REASON, correct_procedure
from ledger.actions.procedure_faults import LONGEST
from ledger.forms.base import DayField, YuanField, long_text
from ledger.forms.procedures import OfProcedureForm
from ledger.models import Case, Procedure
from office.amounts import show_yuan


class CorrectProcedureForm(OfProcedureForm):
    act, label = "correct_procedure", "更正程序结果"
    done = "程序已更正，改动前后都在程序的进展中"

    amount_yuan = YuanField(label="正确的标的（元）", required=False, help_text="没有错的不填。")
    result = long_text("正确的结果", rows=3, most=LONGEST, required=False, help_text="没有错的不填。")
    on = DayField("更正日期")
    reason = long_text("更正的理由", rows=2, most=LONGEST_REASON, help_text="如：照文书核对，登记时多写了一位。")

    @classmethod
    def choices(cls, case: Case) -> list[Procedure]:
        return [row for row in case.procedures.all() if row.kind.asks_instrument or row.closed_on]

    def prepare_for(self, chosen: Procedure) -> None:
        if not chosen.kind.asks_instrument:
            del self.fields["amount_yuan"]
        if chosen.closed_on is None:
            del self.fields["result"]

    def told(self, chosen: Procedure) -> str:
        amount = f"现在登记的标的：{show_yuan(chosen.amount_yuan)} 元。" if chosen.kind.asks_instrument else ""
        return f"{super().told(chosen)}{amount}"

    def is_repeated(self, case: Case) -> bool:
        data, row = self.cleaned_data, self.cleaned_data["procedure"]
        told = row.steps.filter(by=self.user, label=CORRECTED, on=data["on"], text__endswith=data["reason"].strip())
        return told.exists() and (
            (data.get("amount_yuan") or row.amount_yuan, data.get("result") or row.result)
            == (row.amount_yuan, row.result)
        )  # fmt: skip

    def carry_out(self, case: Case) -> None:
        data = self.cleaned_data
        correct_procedure(
            procedure=data["procedure"], by=self.user, amount_yuan=data.get("amount_yuan"),
            result=data.get("result", ""), reason=data["reason"], on=data["on"],
        )  # fmt: skip
