"""`verify_tables`: recomputes every digest of the frozen tables and names the first bad one."""

from typing import Any

from office.append_only import unprotected
from office.command import Answer, OfficeCommand
from reports.frozen import check_tables
from reports.models import KEPT


class Command(OfficeCommand):
    help = "核对全部封存的情况表，有改动的指出第一份"

    def answer(self, **_options: Any) -> Answer:
        count, fault = check_tables()
        if fault is None:
            bare = unprotected(KEPT)
            told = {"ok": True, "tables": count} | ({"warnings": bare} if bare else {})
            return Answer(told, [f"封存的情况表 {count} 份，全部与签字时一致。", *(f"{line}。" for line in bare)])
        sentence = f"{fault}。"
        data = {"ok": False, "tables": count, "error": sentence, "errors": [sentence], "first_bad": fault.number}
        return Answer(data, [sentence], failed=True)
