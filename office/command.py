"""The one base of the program's commands: one way to answer, to refuse and to say who acts.

Exit 0 done; 1 refused or failed, the reason in Chinese on stderr and nothing changed; 2 wrong usage. `--json` prints
exactly one JSON object on stdout, also on exit 1.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.utils import timezone

from office.account_life import has_ended
from office.models import Area, User
from office.refusals import Refused


@dataclass(frozen=True)
class Answer:
    """What a command has to say: `data` for `--json`, `lines` for people. `failed` makes the exit status 1."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: Sequence[str] = ()
    failed: bool = False


class PlainCommand(BaseCommand):
    """On the command line an error is its bare reason: Django would put the exception's English name before it."""

    _called_from_command_line: bool

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            if not self._called_from_command_line:
                raise
            self.stderr.write(str(error))
            sys.exit(error.returncode)


class OfficeCommand(PlainCommand):
    """A command gives its `options(parser)` and `answer(**options)`; refusals and exit status are dealt with here."""

    requires_system_checks = ()

    def options(self, parser: ArgumentParser) -> None:
        """Adds the command's own arguments."""

    def answer(self, **options: Any) -> Answer:
        """Does the work; raises Refused or PermissionDenied when it will not."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.options(parser)
        parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")

    def handle(self, *, json: bool, **options: Any) -> None:
        answer = self._answer(options)
        if json:
            self._print_json(answer.data)
        elif not answer.failed:
            for line in answer.lines:
                self.stdout.write(line)
        if answer.failed:
            raise CommandError("\n".join(answer.lines))

    def _answer(self, options: dict[str, Any]) -> Answer:
        try:
            return self.answer(**options)
        except Refused as refusal:
            reasons = refusal.missing
        except PermissionDenied as refusal:
            reasons = [str(refusal)]
        except DatabaseError as error:
            reasons = [f"数据库不能使用：请先运行 python manage.py init，并检查 DATABASE_URL 和磁盘空间（{error}）。"]
        except OSError as error:
            reasons = [f"文件不能读写：请检查路径和权限（{error}）。"]
        error_text = "；".join(reason.rstrip("。") for reason in reasons)
        return Answer({"error": error_text, "errors": reasons}, reasons, failed=True)

    def _print_json(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder))


def acting_user(username: str) -> User:
    """The active account named by `--by`; its role is checked by the action. Refused if there is none."""
    user = User.objects.filter(username=username, is_active=True).select_related("area", "unit").first()
    if user is None or has_ended(user, today=timezone.localdate()):
        raise Refused(f"没有在用的账号“{username}”：请用 --by 指定一个在用账号的用户名。")
    return user


def area_by_code(code: str) -> Area:
    """The area named by `--area`; Refused, listing what there is, if there is none."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        known = "、".join(f"{area.code} {area.short_name}" for area in Area.objects.all()[:20])
        raise Refused(f"没有区划代码“{code}”。" + (f"现有：{known}。" if known else "请先运行 python manage.py init。"))
    return area
