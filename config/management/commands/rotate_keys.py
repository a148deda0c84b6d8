"""`manage.py rotate_keys`: new keys for everything that is sealed; killed at any moment it goes on when run again."""

from argparse import ArgumentParser
from typing import Any

from tqdm import tqdm

from ledger.actions.row_keys import renew_row_keys
from office import keyring
from office.actions.key_rotation import begin_rotation, finish_rotation, move_all
from office.command import Answer, OfficeCommand, acting_user
from office.stale import old_counts


class Command(OfficeCommand):
    help = "更换加密密钥（也用于在国密和国际算法之间切换）：全部加密内容换成新密钥，期间可以照常使用；中断后再运行一次就接着做"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="用户名", help="系统管理员的用户名")
        parser.add_argument("--left", action="store_true", help="只看还有多少没有换完，不改动")
        parser.add_argument("--keep-keys", action="store_true", help="不换密钥，只按现在的 CRYPTO_PROFILE 重新加密")

    def answer(self, *, by: str, left: bool, keep_keys: bool, **_: Any) -> Answer:
        if left:
            return _left()
        person = acting_user(by)
        is_new = begin_rotation(by=person, keep_keys=keep_keys)
        with tqdm(total=sum(count for _name, count in old_counts()), desc="更换密钥", unit="个", disable=None) as bar:
            moved = move_all(progress=bar.update)
            rows, forgotten = renew_row_keys(forget=keyring.is_changing())
        aside = [str(path) for path in finish_rotation(by=person, moved=moved)]
        lines = [
            f"{'' if is_new or keep_keys else '接着上次，'}已重新加密 {moved.values} 个，导入行标识 {rows} 个。",
            *([f"{forgotten} 件历史导入的诉求登记后更正过，不再认得原来的导入行。"] if forgotten else []),
            *(f"旧密钥已移到 {path}：只有还原以前的备份才用得到，请与备份一起保存。" for path in aside),
        ]
        return Answer({"values": moved.values, "row_keys": rows, "forgotten": forgotten, "retired": aside}, lines)


def _left() -> Answer:
    counts = dict(old_counts())
    lines = [f"{name}：还有 {count} 个" for name, count in counts.items()] or ["全部都用现在的密钥和算法加密。"]
    return Answer({"left": counts, "changing": keyring.is_changing()}, lines)
