"""`manage.py verify_trail`: recomputes the whole chain of the trail."""

from typing import Any

from office import trail
from office.append_only import unprotected
from office.command import Answer, OfficeCommand
from office.models.trail import KEPT


class Command(OfficeCommand):
    help = "核对全部审计记录是否完整、未被改动"

    def answer(self, **_: Any) -> Answer:
        sound, fault = trail.check_chain()
        if fault is None:
            bare = unprotected(KEPT)
            told = {"ok": True, "events": sound} | ({"warnings": bare} if bare else {})
            return Answer(told, [f"{sound} 条审计记录完整，未发现改动。", *(f"{line}。" for line in bare)])
        line = f"{fault}此前 {sound} 条完整。"
        return Answer({"ok": False, "events": sound, "error": fault, "errors": [fault]}, [line], failed=True)
