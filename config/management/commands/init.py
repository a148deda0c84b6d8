"""`manage.py init`: brings database, folders and reference data of an installation into order; safe to repeat."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from config.kept import KEPT
from ledger.actions.reference import load_clock_rules, load_procedure_kinds
from ledger.actions.routes import load_unit_routes
from office.actions.reference import load_reference
from office.append_only import install
from office.command import PlainCommand
from office.refusals import Refused
from office.separate_duties import settle
from reception.actions.reference import load_source_sessions

PRIVATE = 0o700


class Command(PlainCommand):
    help = "初始化：建立数据库结构、密钥和目录，装入基础资料和方案中的接访场次；可以重复运行"
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        _make_folders()
        try:
            call_command("migrate", interactive=False, verbosity=0)
            added = {**load_reference(), **load_source_sessions(), **load_clock_rules(), **load_unit_routes()}
            added |= load_procedure_kinds()
            install(KEPT)
            settle()
        except OperationalError as error:
            raise CommandError(f"数据库不能使用：请检查 DATABASE_URL、磁盘空间和目录权限（{error}）。") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.missing)) from refusal
        self.stdout.write(f"数据目录：{settings.VAR_DIR}")
        self.stdout.write("数据库结构和密钥已就绪。")
        if added:
            self.stdout.write("新装入：" + "、".join(f"{name} {number}" for name, number in added.items()) + "。")
        else:
            self.stdout.write("基础资料已齐全，没有改动。")


def _make_folders() -> None:
    """Folders only the program's own account may read, whatever the umask was when they were made."""
    try:
        for folder in (settings.VAR_DIR, settings.VAR_DIR / "keys", settings.FILES_DIR, settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
            folder.chmod(PRIVATE)
    except OSError as error:
        raise CommandError(f"不能建立数据目录 {settings.VAR_DIR}：请检查 VAR_DIR 和目录权限（{error}）。") from error
