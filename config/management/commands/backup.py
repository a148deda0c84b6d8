"""`manage.py backup DIR`: one sealed file with database, attachments and keys, made while others go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from tqdm import tqdm

from config.backups.make import make_backup
from office.command import Answer, OfficeCommand, acting_user


class Command(OfficeCommand):
    help = "备份：数据库、附件和密钥写成一个用 BACKUP_PASSPHRASE 加密的文件，写完再读一遍核对；别人可以照常使用"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="文件夹", type=Path, help="备份放在哪里")
        parser.add_argument("--by", metavar="用户名", default="", help="系统管理员的用户名；定时任务不写")
        parser.add_argument(
            "--keep", metavar="份数", type=int, default=0, help="只留最近几份，更早的删除；0 为全部保留"
        )

    def answer(self, *, folder: Path, by: str, keep: int, **_: Any) -> Answer:
        with tqdm(total=3, desc="备份", disable=None, bar_format="{desc}") as bar:
            made = make_backup(
                folder, by=acting_user(by) if by else None, keep=max(keep, 0), progress=bar.set_description
            )
        rows = sum(count for count, _digest in made.tables.values())
        told = {"file": str(made.path), "sha256": made.digest, "size": made.size, "files": made.files}
        counts = {name: count for name, (count, _digest) in made.tables.items()}
        lines = [
            f"已备份到 {made.path}（{made.size / 1024 / 1024:.1f} MB），读过一遍，没有差错。",
            f"共 {len(counts)} 张表 {rows} 行，附件 {made.files} 个。",
            f"文件摘要（SHA-256）：{made.digest}",
            *(f"已删除较早的备份 {path.name}。" for path in made.removed),
            "请把文件拷到另一处；没有口令谁也打不开，口令另存。",
        ]
        return Answer(told | {"tables": counts, "removed": [path.name for path in made.removed]}, lines)
