"""Mail that says there is something to read, and nothing of what it is. Off unless `EMAIL_URL` is set."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Count, Q

from office.models import User

SUBJECT = "您有新消息"
TEXT = "您有 {count} 条新消息，请登录根治欠薪联合接访系统查看。"
# Without an earlier run: what came since yesterday.
USUALLY = timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mails:
    sent: int = 0
    failed: int = 0


def mail_unread(*, since: datetime | None, now: datetime) -> Mails:
    """One mail to each account with an address that got messages since then and has not read them.

    A mail that cannot be sent is counted and said in the log without its address; the messages stay where they are.
    """
    if not settings.MAIL_IS_ON:
        return Mails()
    new = Q(inbox__read_at=None, inbox__at__gt=since or now - USUALLY)
    readers = User.objects.filter(is_active=True).exclude(email="").annotate(news=Count("inbox", filter=new))
    sent = failed = 0
    for reader in readers.filter(news__gt=0).order_by("pk"):
        if _mail(reader.email, reader.news):
            sent += 1
        else:
            failed += 1
    return Mails(sent, failed)


def _mail(address: str, count: int) -> bool:
    mail = EmailMessage(SUBJECT, TEXT.format(count=count), to=[address], connection=get_connection())
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        log.warning("mail not sent: %s", type(error).__name__)
        return False
    return True
