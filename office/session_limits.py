"""How long somebody stays signed in: a browser left alone is signed out, and any is after a working day.

依据：GB/T 22239—2019 身份鉴别（登录连接超时自动退出）。
"""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

# A click within a minute of the last is not written down: a page costs no write of its own.
STEP = timedelta(minutes=1)
_BEGAN, _ACTIVE = "signed_in_at", "active_at"
# Signed in with a code beside the password.
SECOND_FACTOR = "second_factor"
# Signed in by 统一身份认证: the password here, and its age, were not asked for.
BY_SERVICE = "by_service"
Marks = MutableMapping[str, Any]


def begin(session: Marks, *, now: datetime) -> None:
    """Marks the instant of signing in, in the session of the browser."""
    session[_BEGAN] = session[_ACTIVE] = int(now.timestamp())


def over(session: Marks, *, now: datetime) -> str:
    """Why the session is at its end, in words; empty while it runs, and where nothing was marked yet."""
    began, active = session.get(_BEGAN), session.get(_ACTIVE)
    if began is None or active is None:
        return ""
    at = now.timestamp()
    if at - began >= settings.SESSION_LENGTH.total_seconds():
        return f"登录已满 {_in_words(settings.SESSION_LENGTH)}，请重新登录。"
    if at - active >= settings.SESSION_IDLE.total_seconds():
        return f"已有 {_in_words(settings.SESSION_IDLE)}没有操作，程序已自动退出，请重新登录。"
    return ""


def keep(session: Marks, *, now: datetime) -> None:
    """Somebody is at work: the time of being left alone begins anew. Writes at most once a minute."""
    if _BEGAN not in session:
        begin(session, now=now)
    elif now.timestamp() - session.get(_ACTIVE, 0) >= STEP.total_seconds():
        session[_ACTIVE] = int(now.timestamp())


def _in_words(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"
