"""`manage.py restore FILE`: puts a backup in the place of an empty installation, and counts what came."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from tqdm import tqdm

from config.backups.restore import restore_backup
from office.command import Answer, OfficeCommand


class Command(OfficeCommand):
    help = (
        "还原备份到空的安装：先整份核对，再放回附件、密钥和数据库，最后逐表核对行数和摘要，核对审计记录和封存的情况表"
    )

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="文件", type=Path, help="backup 命令生成的 .jfb 文件")

    def answer(self, *, file: Path, **_: Any) -> Answer:
        if not file.is_file():
            return Answer({"error": f"没有文件 {file}"}, [f"没有文件 {file}：请写对路径。"], failed=True)
        with tqdm(total=4, desc="还原", disable=None, bar_format="{desc}") as bar:
            done = restore_backup(file, progress=bar.set_description)
        told = {"made_at": done.made_at, "dataset": done.dataset, "tables": done.rows, "files": done.files}
        lines = [
            f"已还原 {done.made_at} 的备份：{len(done.rows)} 张表 {sum(done.rows.values())} 行，附件 {done.files} 个。",
            "每张表的行数和摘要都与备份时一致。",
            f"审计记录 {done.events} 条、封存的情况表 {done.tables} 份，核对无误。",
            "请启动程序并登录看一看；所有人须重新登录。",
        ]
        return Answer(told | {"events": done.events, "frozen_tables": done.tables}, lines)
