"""`manage.py import_ledger`: the history workbook comes onto the ledger, all rows or none."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from ledger.workbook.importing import ImportReport, import_workbook
from ledger.workbook.problems import problem
from office.command import Answer, OfficeCommand, acting_user, area_by_code
from office.sheets.guard import MAX_FILE_BYTES, BadWorkbook
from office.sheets.reader import Cell


class Command(OfficeCommand):
    help = "导入历史台账工作簿（接访场次、诉求台账两张表）：全部导入，或一行也不导入"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx 工作簿")
        parser.add_argument("--area", required=True, help="区划代码，如 530902")
        parser.add_argument("--by", required=True, help="经办主任的用户名")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入；结果与正式导入相同")

    def answer(self, *, file: Path, area: str, by: str, dry_run: bool, **options: object) -> Answer:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
        try:
            report = import_workbook(
                data, area=area_by_code(area), by=acting_user(by), dry_run=dry_run, watch=_progress
            )
        except BadWorkbook as error:
            report = ImportReport()
            report.findings.errors.append(problem(sheet="", row=None, column="", value=None, message=str(error)))
        return _answer(report, dry_run=dry_run)


def _progress(rows: Sequence[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    """A bar on a terminal, nothing elsewhere."""
    return tqdm(rows, desc="读取", unit="行", disable=None, leave=False)


def _answer(report: ImportReport, *, dry_run: bool) -> Answer:
    findings, data = report.findings, report.as_json()
    if findings.errors:
        reason = f"有 {len(findings.errors)} 处错误，没有导入任何内容。改正后请重新导入。"
        return Answer({"error": reason, **data}, [reason, *map(str, findings.errors)], failed=True)
    start = "检查通过，未写入。可导入" if dry_run else "已导入"
    return Answer(
        data,
        [
            f"{start}：接访场次 {report.sessions_created} 场，诉求 {report.claims_created} 件；"
            f"原已在系统中：场次 {report.sessions_unchanged} 场，诉求 {report.claims_unchanged} 件。",
            *(f"提示 {found}" for found in findings.warnings),
        ],
    )
