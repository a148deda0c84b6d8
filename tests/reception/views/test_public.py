"""公告 as anybody outside sees it."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from office.models import Parameter
from reception.actions.planning import cancel_session, change_plan, postpone_session
from reception.models import ReceptionSession
from tests import factories

LIST, CALENDAR = "/notice/", "/notice/sessions.ics"
NEITHER = ["Set-Cookie", "WWW-Authenticate"]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def session(clerk, today) -> ReceptionSession:
    session = factories.planned_session(clerk, on=today + timedelta(7))
    factories.notice(session, clerk, on=today)
    return session


def page_of(session) -> str:
    return f"/notice/{session.pk}/"


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", [LIST, CALENDAR, "page"])
def test_anybody_may_read_without_a_cookie(client, session, address):
    answer = client.get(page_of(session) if address == "page" else address)
    assert (answer.status_code, answer["Cache-Control"], dict(answer.cookies)) == (200, "public, max-age=60", {})
    assert (answer["X-Frame-Options"], "frame-ancestors 'none'" in answer["Content-Security-Policy"]) == ("DENY", True)
    assert "<script" not in answer.content.decode()


def test_page_tells_when_where_what_to_bring_and_whom_to_call(client, session):
    Parameter.objects.filter(key="contact_phone").update(value="0883-0000000")
    text = text_of(client, page_of(session))
    needed = ("14:30—17:00", "一楼服务大厅", "身份证", "劳动合同", "工资欠条", "工程款", "不收费", "tel:0883-0000000")
    assert [part for part in needed if part not in text] == []
    assert [part for part in needed[:2] if part not in text_of(client, LIST)] == []


def test_never_a_petitioner(client, clerk, session):
    claim = factories.claim(clerk, factories.session(clerk, on=timezone.localdate()))
    texts = [text_of(client, address) for address in (LIST, CALENDAR, page_of(session))]
    assert [text for text in texts if claim.petitioner.name in text or claim.number in text] == []


def test_unpublished_sessions_are_shown_nowhere(client, clerk, head, today):
    plan = factories.planned_session(clerk, on=today + timedelta(3))
    month = ReceptionSession.objects.create(area=clerk.area, planned_month=f"{today:%Y-%m}", venue="大厅")
    held = factories.session(clerk, on=today)
    cancelled = cancel_session(
        session=factories.planned_session(clerk, on=today + timedelta(4)), by=head, reason="会议"
    )
    client.force_login(head)
    for who in (Client(), client):
        assert "现在没有已公布的接访" in text_of(who, LIST)
        assert Calendar.from_ical(who.get(CALENDAR).content).walk("VEVENT") == []
        answers = [who.get(page_of(row)) for row in (plan, month, held, cancelled)]
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.content for answer in answers} == {who.get("/notice/999999/").content}


@pytest.mark.parametrize("address", ["/notice/0/", "/notice/999999/", "/notice/99999999999999999999/", "/notice/x/"])
def test_absent_notices_are_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_warnings_at_once(client, clerk, head, session):
    venue = session.venue
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=session.planned_on,
        starts_at=time(9),
        ends_at=time(11),
        venue="新会场",
    )
    for address in (LIST, page_of(session)):
        text = text_of(client, address)
        assert ("安排有变动，请电话确认" in text, venue in text, "新会场" in text, "09:00" in text) == (
            True, True, False, False,
        )  # fmt: skip
    cancel_session(session=session, by=head, reason="不公开的原因")
    for address in (LIST, page_of(session)):
        text = text_of(client, address)
        assert ("本场已取消，请不要前往" in text, "不公开的原因" in text, "请带上" in text, venue in text) == (
            True, False, False, False,
        )  # fmt: skip


def test_postponed_session_leads_to_the_new_one_once_it_is_told(client, clerk, head, session, today):
    moved = postpone_session(session=session, by=head, to=today + timedelta(9), reason="省级通知")
    text = text_of(client, page_of(session))
    assert ("请打电话确认新的时间" in text, page_of(moved) in text) == (True, False)
    assert client.get(page_of(moved)).status_code == 404

    factories.notice(session, clerk, on=today, reason="省级通知")
    text = text_of(client, page_of(session))
    assert (page_of(moved) in text, "原因：省级通知" in text) == (True, True)
    assert client.get(page_of(moved)).status_code == 200


def test_past_sessions_stay_for_sixty_days(client, clerk, today):
    for days in (1, 61):
        day = today - timedelta(days)
        factories.notice(factories.planned_session(clerk, on=day), clerk, on=day)
    text = text_of(client, LIST)
    shown = [f"{day.year}年{day.month}月{day.day}日" in text for day in (today - timedelta(1), today - timedelta(61))]
    assert shown == [True, False]


def test_switched_off_pages_say_so_and_tell_nothing(client, session, settings):
    settings.PUBLIC_PAGES = False
    for address in (LIST, CALENDAR, page_of(session)):
        answer = client.get(address)
        assert (answer.status_code, "本页没有开放" in answer.content.decode()) == (404, True)
        assert session.venue not in answer.content.decode()


@pytest.mark.parametrize("address", [LIST, "page"])
def test_only_named_origins_may_embed(client, session, settings, address):
    settings.NOTICE_EMBED_ORIGINS = ["https://www.example.invalid", "https://b.example.invalid:8443"]
    headers = client.get(page_of(session) if address == "page" else address).headers
    assert "X-Frame-Options" not in headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "https://www.example.invalid https://b.example.invalid:8443"
    assert (policy["default-src"], policy["object-src"]) == ("'self'", "'none'")


@pytest.mark.parametrize("address", ["/accounts/login/", CALENDAR, "/healthz"])
def test_other_pages_are_never_embedded(client, session, settings, address):
    settings.NOTICE_EMBED_ORIGINS = ["https://www.example.invalid"]
    headers = client.get(address).headers
    assert (headers["X-Frame-Options"], "frame-ancestors 'none'" in headers["Content-Security-Policy"]) == (
        "DENY",
        True,
    )


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("name", ["list", "calendar", "page"])
def test_pages_are_read_and_nothing_else(client, session, method, name):
    address = reverse(f"notice:{name}", args=[session.pk] if name == "page" else [])
    assert getattr(client, method)(address).status_code == 405


def test_calendar_names_the_outside_address(client, session, settings):
    settings.PUBLIC_URL = "https://www.example.invalid"
    answer = client.get(CALENDAR)
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (answer["Content-Type"], str(event["URL"])) == (
        "text/calendar; charset=utf-8", f"https://www.example.invalid/notice/{session.pk}/",
    )  # fmt: skip


@pytest.mark.parametrize(("address", "queries"), [(LIST, 2), (CALENDAR, 1), ("page", 2)])
def test_queries_are_the_same_for_one_and_for_many(client, clerk, session, today, address, queries):
    address = page_of(session) if address == "page" else address
    counts = []
    for days in ([], [1, 2, 3]):
        for day in days:
            factories.notice(factories.planned_session(clerk, on=today + timedelta(day)), clerk, on=today)
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        counts.append(len(counted))
    assert counts == [queries, queries]
