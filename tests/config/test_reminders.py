"""The day's reminders of all rooms together: when, once, from several processes, and by mail."""

import re
import smtplib
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection

from config import mail as config_mail
from config.reminders import is_due, last_run_at, send_reminders
from ledger.actions.messages import KEPT
from ledger.models import Message, Request
from ledger.workflow import Status
from office.models import Event, Throttle, User
from office.trail import check_chain
from reception.actions.drafts import save_draft
from reception.models import Draft
from tests import factories

DUE = date(2021, 5, 12)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=factories.SHANGHAI)


@pytest.fixture
def case(head, liaison):
    case = factories.assigned(factories.case(head), head, due_on=DUE)
    Message.objects.all().delete()
    return case


@pytest.mark.parametrize("now", [at(DUE, 0), at(DUE, 8, 29), at(DUE, 17, 30), at(date(2021, 5, 9), 10)])
def test_mistake_reminders_at_midnight_and_on_holidays(case, now):
    sent = send_reminders(now=now)
    assert (sent.in_working_time, sent.messages, Message.objects.count(), last_run_at()) == (False, 0, 0, None)


def test_a_run_is_on_the_trail_once_a_day_unless_it_sent_something(case, liaison):
    assert send_reminders(now=at(DUE)).messages == 1
    assert send_reminders(now=at(DUE, 10)).messages == 0
    assert (last_run_at(), Event.objects.filter(act="send_reminders").count()) == (at(DUE), 1)
    assert send_reminders(now=at(DUE + timedelta(days=1))).messages == 1
    assert check_chain()[1] is None


def test_drafts_of_a_week_ago_go_with_the_days_reminders(case, head):
    for back in (7, 8):
        save_draft(
            submission=uuid4(), area=head.area, by=head, fields={}, revision=1, now=at(DUE - timedelta(days=back))
        )
    send_reminders(now=at(DUE))
    assert [draft.saved_at for draft in Draft.objects.all()] == [at(DUE - timedelta(days=7))]


def test_is_due_once_a_day_in_working_time(case):
    assert [is_due(now=at(DUE, hour)) for hour in (8, 9, 18)] == [False, True, False]
    send_reminders(now=at(DUE))
    assert (is_due(now=at(DUE, 11)), is_due(now=at(DUE + timedelta(days=1)))) == (False, True)


def test_old_counts_of_tries_are_removed_with_the_day(case):
    for key, hour in (("old", 8), ("young", 10)):
        Throttle.objects.create(key=key, since=at(DUE, hour))
    send_reminders(now=at(DUE + timedelta(days=1)))
    assert [row.key for row in Throttle.objects.all()] == ["young"]


def test_the_monthly_table_is_told_five_working_days_ahead(head, clerk, liaison):
    days = [date(2021, 4, day) for day in (25, 26, 27)]
    assert [send_reminders(now=at(day)).messages for day in days] == [0, 2, 0]
    told = list(Message.objects.values_list("user", "key", "text"))
    text = "2021年4月情况表请于 2021年4月30日 下班前提前报送：2021年5月3日 截止，1日至3日都是休息日。"
    assert sorted(told) == sorted((user.pk, "monthly_table:2021-04", text) for user in (head, clerk))


def test_a_broken_promise_of_a_finished_case_asks_for_reopening(head, liaison):
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    claim = case.case_claims.get().claim
    case.instalments.create(claim=claim, due_on=DUE, amount_yuan="99999.00", at=case.opened_at, by=head)
    other = factories.user("head")
    assert [send_reminders(now=at(DUE + timedelta(days=days))).reopenings for days in (0, 1, 2)] == [0, 1, 0]
    assert Request.objects.get().by is None
    assert Message.objects.filter(user=other, key__startswith="ask_reopening").count() == 1


def test_old_messages_go_with_the_daily_run(case, head):
    Message.objects.create(user=head, key="old", text="旧。", at=at(DUE), read_at=at(DUE) - KEPT - timedelta(days=1))
    send_reminders(now=at(DUE))
    assert Message.objects.filter(key="old").count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_double_nothing():
    factories.reference()
    head = factories.user("head")
    for number in range(30):
        factories.user("liaison", unit=("住建", "水务")[number % 2])
        factories.assigned(factories.case(head), head, unit=("住建", "水务")[number % 2], due_on=DUE)
    Message.objects.all().delete()
    barrier, sent, faults = Barrier(3), [], []

    def run() -> None:
        try:
            barrier.wait(timeout=30)
            sent.append(send_reminders(now=at(DUE)).messages)
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert Message.objects.count() == 30 * 15
    assert len(sent) == 3
    assert check_chain()[1] is None


@pytest.fixture
def mail_on(settings) -> None:
    settings.MAIL_IS_ON = True


def _with_address(user: User, address: str = "a@example.test") -> User:
    User.objects.filter(pk=user.pk).update(email=address)
    return user


def test_mail_is_off_unless_it_is_configured(case, liaison):
    _with_address(liaison)
    assert send_reminders(now=at(DUE)).mails == 0
    assert mail.outbox == []


def test_mail_says_how_many_and_nothing_of_the_case(case, liaison, mail_on):
    _with_address(liaison)
    assert send_reminders(now=at(DUE)).mails == 1
    assert [(sent.to, sent.subject, sent.body) for sent in mail.outbox] == [
        (["a@example.test"], "您有新消息", "您有 1 条新消息，请登录根治欠薪联合接访系统查看。")
    ]
    assert case.number not in str(mail.outbox[0].message())
    send_reminders(now=at(DUE, 10))
    assert len(mail.outbox) == 1


def test_mail_leaves_out_who_has_read_and_who_has_no_address(case, head, liaison, mail_on):
    _with_address(head)
    send_reminders(now=at(DUE))
    assert mail.outbox == []
    Message.objects.update(read_at=at(DUE))
    _with_address(liaison)
    send_reminders(now=at(DUE, 10))
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_loses_no_message(case, liaison, mail_on, settings, tmp_path, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    _with_address(liaison)
    sent = send_reminders(now=at(DUE))
    assert (sent.messages, sent.mails, sent.unsent_mails) == (1, 0, 1)
    assert Message.objects.filter(user=liaison).count() == 1
    assert "a@example.test" not in caplog.text
    assert issubclass(smtplib.SMTPRecipientsRefused, config_mail.SMTPException)


def test_mail_goes_out_as_a_real_file(case, liaison, mail_on, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    _with_address(liaison)
    send_reminders(now=at(DUE))
    (written,) = tmp_path.iterdir()
    assert re.search(r"^To: a@example\.test$", written.read_text(), re.MULTILINE)


def test_command_says_what_it_did(reference, capsys):
    call_command("send_reminders", json=True)
    assert re.fullmatch(r'\{"in_working_time": (true|false), "messages": 0, .*\}\n', capsys.readouterr().out)
