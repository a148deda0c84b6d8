"""What runs beside the web pages, once a working day. The loop knows no clock of its own: it is given one."""

from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError

from config.reminders import is_due, send_reminders

PAUSE_SECONDS = 60.0
AFTER_A_FAULT_SECONDS = 600.0


def work(*, clock: Callable[[], datetime], wait: Callable[[float], bool], say: Callable[[str], None]) -> None:
    """Sends the day's reminders when their time has come, until `wait` says that it is over.

    What was done stands in the database, so an interrupted day is taken up again. A fault is said and tried again: this
    process never ends by itself, for it would take the web pages with it.
    """
    pause = 0.0
    while not wait(pause):
        pause = PAUSE_SECONDS
        try:
            tick(now=clock(), say=say)
        except (DatabaseError, OSError) as error:
            pause = AFTER_A_FAULT_SECONDS
            say(f"提醒没有发送，{int(pause // 60)} 分钟后再试（{type(error).__name__}）。")


def tick(*, now: datetime, say: Callable[[str], None]) -> None:
    """One look at the clock."""
    if not is_due(now=now):
        return
    sent = send_reminders(now=now)
    say(f"已发送提醒 {sent.messages} 条，申请重新办理 {sent.reopenings} 件。")
    if sent.unsent_mails:
        say(f"有 {sent.unsent_mails} 封邮件没有发出：请检查 EMAIL_URL；站内消息不受影响。")
