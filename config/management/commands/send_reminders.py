"""`manage.py send_reminders`: the day's reminders by hand; the background process does the same once a working day."""

from typing import Any

from django.utils import timezone

from config.reminders import Sent, send_reminders
from ledger.reminders import CLOSES, OPENS
from office.command import Answer, OfficeCommand


class Command(OfficeCommand):
    help = "发送期限、签收、分期、督办、情况表等提醒；可以重复运行，已发过的不再发，夜间和休息日不发"

    def answer(self, **_: Any) -> Answer:
        sent = send_reminders(now=timezone.now())
        data = {
            "in_working_time": sent.in_working_time,
            "messages": sent.messages,
            "reopening_requests": sent.reopenings,
            "mails": sent.mails,
            "mails_not_sent": sent.unsent_mails,
        }
        return Answer(data, _lines(sent))


def _lines(sent: Sent) -> list[str]:
    if not sent.in_working_time:
        return [f"现在不是工作时间（工作日 {OPENS:%H:%M} 至 {CLOSES:%H:%M}），没有发送；下一个工作日补发。"]
    lines = [f"已发送提醒 {sent.messages} 条，申请重新办理 {sent.reopenings} 件。"]
    if sent.mails or sent.unsent_mails:
        lines.append(f"邮件：已发 {sent.mails} 封，没有发出 {sent.unsent_mails} 封。")
    return lines
