"""`manage.py verify_trail`: recomputes the whole chain of the trail."""

from typing import Any

from office import trail
from office.command import Answer, OfficeCommand


class Command(OfficeCommand):
    help = "核对全部审计记录是否完整、未被改动"

    def answer(self, **_: Any) -> Answer:
        sound, fault = trail.check_chain()
        if fault is None:
            return Answer({"ok": True, "events": sound}, [f"{sound} 条审计记录完整，未发现改动。"])
        line = f"{fault}此前 {sound} 条完整。"
        return Answer({"ok": False, "events": sound, "error": fault, "errors": [fault]}, [line], failed=True)
