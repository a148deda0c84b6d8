"""`manage.py deidentify_cases --by NAME`: cases struck off long ago lose what tells of people; killed, it goes on when run again."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from tqdm import tqdm

from ledger.actions.deidentification import deidentify_cases, due_for_deidentification
from ledger.selectors.old_cases import closed_before
from office.command import Answer, OfficeCommand, acting_user


class Command(OfficeCommand):
    help = "旧案去标识：销号满规定年数的案件去掉姓名、号码、住址、文字和附件，情况表和统计的数字不变；中断后再运行一次就接着做"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="用户名", help="主任或系统管理员的用户名")
        parser.add_argument("--dry-run", action="store_true", help="只看有多少件，不改动")

    def answer(self, *, by: str, dry_run: bool, **_: Any) -> Answer:
        person, now = acting_user(by), timezone.now()
        due, day = due_for_deidentification(now=now), closed_before(today=timezone.localdate(now))
        kept = f"另有 {due.waiting} 件的人还出现在没有办完或者较新的案件里，留到以后。" if due.waiting else ""
        data = {"due": due.ready, "waiting": due.waiting, "closed_before": day}
        if dry_run:
            return Answer(data, [f"{day} 以前销号、可以去标识的案件有 {due.ready} 件，没有改动。{kept}"])
        with tqdm(total=due.ready + due.waiting, desc="去标识", unit="件", disable=None) as bar:
            done = deidentify_cases(by=person, now=now, progress=bar.update)
        return Answer(data | {"done": done}, [f"已去标识 {day} 以前销号的案件 {done} 件。{kept}"])
