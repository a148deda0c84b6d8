"""What `check --database default` asks of the accounts; registered by `config.wiring`, when all models are known."""

from typing import Any

from django.core import checks
from django.db import DatabaseError

from office.separate_duties import account_sentences


def check_separate_duties(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """One error for each account whose roles the security profile forbids."""
    try:
        sentences = account_sentences() if databases else []
    except DatabaseError:  # before the first migration there is nobody
        return []
    hint = "由安全管理员在账号页只留一个岗位，其余另建账号。"
    return [checks.Error(f"{sentence}：不符合三员分立。", hint=hint, id="office.E004") for sentence in sentences]
