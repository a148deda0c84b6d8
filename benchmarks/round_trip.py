"""`N`: that many random ledgers through export and import, each taken back afterwards; prints what was unequal."""

import io
import json
import re
import sys
import time
import zipfile
from random import Random
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from benchmarks.data import AREA, HEAD  # noqa: E402
from ledger.workbook.exporting import export_ledger  # noqa: E402
from ledger.workbook.importing import import_sheets  # noqa: E402
from office.models import Area, User  # noqa: E402
from office.sheets.guard import check_workbook  # noqa: E402
from reception.models import Claim, ReceptionSession  # noqa: E402
from tests.corpus.ledgers import ledger  # noqa: E402

FORMULA = re.compile(rb"<f[ />]")
Sheets = dict[str, list[list[Any]]]


def main(count: int) -> dict[str, Any]:
    area, head = Area.objects.get(code=AREA), User.objects.get(username=HEAD)
    _empty()
    found: dict[str, Any] = {"ledgers": count, "claims": 0, "unequal": [], "changed": []}
    started = time.monotonic()
    for seed in range(count):
        with transaction.atomic():
            first, again = _there_and_back(ledger(seed), area, head, seed)
            transaction.set_rollback(True)
        with transaction.atomic():
            second, _ = _there_and_back(first, area, head, seed)
            transaction.set_rollback(True)
        found["claims"] += len(first["诉求台账"]) - 1
        found["unequal"] += [seed] if first != second else []
        found["changed"] += [seed] if again else []
    return found | {"seconds": time.monotonic() - started}


def _empty() -> None:
    """What the cases of the benchmark's database would match is put aside: another area's."""
    other = Area.objects.exclude(code=AREA).first()
    Claim.objects.filter(area__code=AREA).update(area=other)
    ReceptionSession.objects.filter(area__code=AREA).update(area=other)


def _there_and_back(sheets: Sheets, area: Area, head: User, seed: int) -> tuple[Sheets, int]:
    """What is exported after the import, and how much those rows change in another order."""
    _import(sheets, area, head)
    pieces = export_ledger(area=area, by=head, purpose="比对", with_identity=True).pieces
    first = _read(b"".join(pieces))
    shuffled = {name: [rows[0], *Random(seed).sample(rows[1:], len(rows) - 1)] for name, rows in first.items()}
    return first, _import(shuffled, area, head)


def _import(sheets: Sheets, area: Area, head: User) -> int:
    report = import_sheets(sheets, area=area, by=head, sha256="0" * 64)
    if report.findings.errors:
        raise SystemExit(str(report.findings.errors[0]))
    return report.sessions_created + report.claims_created


def _read(data: bytes) -> Sheets:
    """With the program's parser, but in this process: one of its own for each file would take most of the time."""
    check_workbook(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    if any(FORMULA.search(part) for part in parts):
        raise SystemExit("a cell became a formula")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [list(map(_plain, row)) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
