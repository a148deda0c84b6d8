"""`manage.py demo`: made-up claims in every stage over the sessions of the notice, one account per role."""

from argparse import ArgumentParser, ArgumentTypeError

from config.demo.accounts import accounts_file
from config.demo.play import play
from office.command import Answer, OfficeCommand

DEFAULT_CLAIMS, DEFAULT_SEED = 60, 2021


class Command(OfficeCommand):
    help = "装入演示数据：虚构的诉求和案件，每种岗位一个账号；只能用于空的或已是演示数据的数据目录"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--claims", type=_number, default=DEFAULT_CLAIMS, help=f"件数，默认 {DEFAULT_CLAIMS}")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="随机种子：相同的种子得到相同的数据")

    def answer(self, *, claims: int, seed: int, **options: object) -> Answer:
        accounts = play(claims=claims, seed=seed)
        made = [{"username": account.username, "role": account.role} for account in accounts]
        lines = [f"已装入演示数据：诉求 {claims} 件。"]
        if accounts:
            lines += ["演示账号（密码只显示这一次）："]
            lines += [f"  {account.username:<14}{account.role:<10}{account.password}" for account in accounts]
        lines += [f"账号和密码保存在 {accounts_file()}（仅本机账户可读）。"]
        lines += ["试查办理进度：用登记员账号打开任意一件诉求的登记回执，照回执上的网址和查询码查。"]
        return Answer({"claims": claims, "accounts": made, "accounts_file": str(accounts_file())}, lines)


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError("件数应为 1 至 1000")
    return int(text)
