"""`manage.py verify_trail`: recomputes the whole chain of the trail."""

import os
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from office import trail
from office.append_only import unprotected
from office.command import Answer, OfficeCommand
from office.models.trail import KEPT
from office.refusals import Refused

_ANCHOR = re.compile(r"(\d{1,18}) ([0-9a-f]{64})")


class Command(OfficeCommand):
    help = "核对全部审计记录是否完整、未被改动"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            metavar="文件",
            type=Path,
            help="锚点文件：先核对上次记下的那一条还在，无误后记下最后一条；请放在数据库以外的介质上",
        )

    def answer(self, *, anchor: Path | None = None, **_: Any) -> Answer:
        noted = _read(anchor) if anchor and anchor.exists() else None
        latest = trail.last_anchor()
        sound, fault = trail.check_chain(noted)
        if fault is not None:
            line = f"{fault}此前 {sound} 条完整。"
            return Answer({"ok": False, "events": sound, "error": fault, "errors": [fault]}, [line], failed=True)
        if anchor and latest:
            _write(anchor, latest)
        bare = unprotected(KEPT)
        told = {"ok": True, "events": sound} | ({"warnings": bare} if bare else {})
        return Answer(told, [f"{sound} 条审计记录完整，未发现改动。", *(f"{line}。" for line in bare)])


def _read(path: Path) -> trail.Anchor:
    found = _ANCHOR.fullmatch(path.read_text("utf-8", errors="replace").strip())
    if found is None:
        raise Refused(f"锚点文件 {path} 的内容不是“序号 摘要”：请换回原来的文件，或换一个文件名重新记下锚点。")
    return trail.Anchor(int(found[1]), found[2])


def _write(path: Path, anchor: trail.Anchor) -> None:
    """Whole or not at all: a broken-off writing leaves the earlier anchor."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(f"{anchor.number} {anchor.digest}\n", "utf-8")
    draft.replace(path)
