"""`make FOLDER` writes the corpus, `open FOLDER` puts each file through the import and prints what came of it.

Apart from each other: what makes the files holds hundreds of megabytes, which must not be counted.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from benchmarks.data import AREA, HEAD  # noqa: E402
from ledger.workbook.importing import import_workbook  # noqa: E402
from office.models import Area, Event, User  # noqa: E402
from office.sheets.guard import BadWorkbook  # noqa: E402
from reception.models import Claim  # noqa: E402
from tests.corpus.workbooks import samples  # noqa: E402

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def make(folder: Path) -> None:
    folder.mkdir()
    for number, sample in enumerate(samples()):
        (folder / f"{number:05d} {sample.name}").write_bytes(sample.make())


def open_all(folder: Path) -> dict[str, Any]:
    area, head = Area.objects.get(code=AREA), User.objects.get(username=HEAD)
    before = (Claim.objects.count(), Event.objects.count())
    taken: dict[str, Any] = {
        "files": 0, "bombs": 0, "refused": 0, "read": 0, "slowest": 0.0, "slowest_name": "", "slowest_bomb": 0.0,
        "crashed": [], "wordless": [],
    }  # fmt: skip
    for path in sorted(folder.iterdir()):
        name, data = path.name[6:], path.read_bytes()
        started = time.monotonic()
        try:
            report = import_workbook(data, area=area, by=head)
            said = [str(found) for found in report.findings.errors]
            taken["read"] += 1
        except BadWorkbook as refusal:
            said = [str(refusal)]
            taken["refused"] += 1
        except Exception as error:  # noqa: BLE001  any other is what this looks for
            said = []
            taken["crashed"].append(f"{name}: {error!r}")
        _count(taken, name, time.monotonic() - started, said)
    taken["changed"] = before != (Claim.objects.count(), Event.objects.count())
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return taken | {"peak_mb": used / 1024}


def _count(taken: dict[str, Any], name: str, seconds: float, said: list[str]) -> None:
    taken["files"] += 1
    is_bomb = name.startswith("bomb")
    taken["bombs"] += is_bomb
    if is_bomb:
        taken["slowest_bomb"] = max(seconds, taken["slowest_bomb"])
    if seconds > taken["slowest"]:
        taken["slowest"], taken["slowest_name"] = seconds, name
    if not said or not CHINESE.search(said[0]):
        taken["wordless"].append(f"{name}: {said[:1]}")


if __name__ == "__main__":
    act, place = sys.argv[1], Path(sys.argv[2])
    make(place) if act == "make" else print(json.dumps(open_all(place)))
