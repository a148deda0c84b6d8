"""`manage.py trim_trail --by NAME`: removes events past their time of keeping; the rest verifies on."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from office.actions.trail_keeping import due_for_removal, trim_trail
from office.command import Answer, OfficeCommand, acting_user


class Command(OfficeCommand):
    help = "清理超过保存期限的审计记录（TRAIL_MONTHS 个月，不少于 6 个月），其余记录照样可以核对"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="用户名", help="审计管理员的用户名")
        parser.add_argument("--dry-run", action="store_true", help="只看有多少条，不清理")

    def answer(self, *, by: str, dry_run: bool, **_: Any) -> Answer:
        person = acting_user(by)
        if dry_run:
            count = due_for_removal(now=timezone.now()).count
            return Answer({"due": count}, [f"超过 {settings.TRAIL_MONTHS} 个月的审计记录有 {count} 条，没有改动。"])
        count = trim_trail(by=person)
        return Answer({"removed": count}, [f"已清理超过 {settings.TRAIL_MONTHS} 个月的审计记录 {count} 条。"])
