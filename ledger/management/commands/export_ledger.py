"""`manage.py export_ledger`: the ledger as the history workbook, to be kept or to be imported elsewhere."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from ledger.workbook.exporting import export_ledger
from office.command import Answer, OfficeCommand, acting_user, area_by_code
from office.refusals import Refused


class Command(OfficeCommand):
    help = "把台账导出为历史台账工作簿（接访场次、诉求台账两张表），可以再导入"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="要写的 .xlsx 文件")
        parser.add_argument("--area", required=True, help="区划代码，如 530902")
        parser.add_argument("--by", required=True, help="经办主任的用户名")
        parser.add_argument("--purpose", required=True, help="用途，记入审计")
        parser.add_argument("--with-identity", action="store_true", help="含姓名、身份证号、手机；不加则这些栏为空")

    def answer(self, *, file: Path, area: str, by: str, purpose: str, with_identity: bool, **options: object) -> Answer:
        part = file.with_name(f".{file.name}.part")
        try:
            # Opened first: what cannot be written leaves no event that says it was.
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise Refused(f"不能写入“{file}”：请核对文件夹是否存在、是否有权写入。") from error
        try:
            with os.fdopen(handle, "wb") as stream:
                export = export_ledger(
                    area=area_by_code(area), by=acting_user(by), purpose=purpose, with_identity=with_identity
                )
                for piece in _progress(export.pieces):
                    stream.write(piece)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        counts = {"sessions": export.sessions, "claims": export.claims}
        identity = "含个人信息，请妥善保管" if with_identity else "不含姓名、证件号和手机"
        return Answer(
            {**counts, "file": str(file), "with_identity": with_identity},
            [f"已导出到 {file}：接访场次 {export.sessions} 场，诉求 {export.claims} 件；{identity}。"],
        )


def _progress(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A bar on a terminal, nothing elsewhere."""
    return iter(tqdm(pieces, desc="写入", unit="段", disable=None, leave=False))
