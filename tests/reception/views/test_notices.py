"""Pages of the office around a notice."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from config.demo.papers import scan_png
from office.models import Event
from office.qr import qr_svg
from reception.actions.notices import record_posting
from reception.actions.planning import cancel_session, change_plan, postpone_session
from reception.models import Notice, NoticePosting, ReceptionSession
from tests import factories

DAY = date(2021, 4, 12)
READ = ["notice", "notice_poster", "notice_qr", "notice_text"]
EMPTY = "还没有登记公开渠道"


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk, on=DAY)


@pytest.fixture
def notice(clerk, session) -> Notice:
    return factories.notice(session, clerk)


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=args))


def text_of(response) -> str:
    return response.content.decode()


def sent(client, user, session, **values):
    """What the form holds when it is opened, with some fields typed over."""
    form = page(client, user, "notice_publish", session.pk).context["form"]
    data = {name: form[name].value() for name in form.fields} | values
    return client.post(reverse("reception:notice_publish", args=[session.pk]), data)


@pytest.mark.parametrize("name", [*READ, "notices"])
@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("head", 200), ("liaison", 200), ("leader", 403), ("city", 403), ("sysadmin", 403)],
)
def test_readers(client, notice, name, role, status):
    user = factories.user(role, unit="住建" if role == "liaison" else None)
    assert page(client, user, name, *([notice.session_id] if name in READ else [])).status_code == status


@pytest.mark.parametrize("name", [*READ, "notice_publish"])
def test_foreign_and_absent_are_not_found(client, notice, name):
    stranger = factories.user("head", area=factories.area("530999"))
    assert [page(client, stranger, name, pk).status_code for pk in (notice.session_id, 10**6)] == [404, 404]


@pytest.mark.parametrize("name", READ[1:])
def test_papers_of_unpublished_sessions_are_not_found(client, clerk, session, name):
    assert page(client, clerk, name, session.pk).status_code == 404


@pytest.mark.parametrize("name", ["notice_publish", "posting_create"])
def test_liaison_does_not_publish(client, liaison, notice, name):
    client.force_login(liaison)
    assert client.post(reverse(f"reception:{name}", args=[notice.session_id])).status_code == 403


def test_publish_from_the_form(client, clerk):
    today = timezone.localdate()
    session = factories.planned_session(clerk, on=today + timedelta(days=7))
    assert "公告未发布" in text_of(page(client, clerk, "session", session.pk))
    assert sent(client, clerk, session).status_code == 302
    notice = session.notices.get()
    assert (notice.published_on, notice.venue in notice.body) == (today, True)
    shown = text_of(page(client, clerk, "notice", session.pk))
    assert ("公告已发布 ✓" in shown, EMPTY in shown, "公告偏晚" in shown) == (True, True, False)


def test_late_notice_says_so_on_the_session(client, clerk):
    session = factories.planned_session(clerk, on=timezone.localdate() + timedelta(days=1))
    assert sent(client, clerk, session).status_code == 302
    assert "公告偏晚" in text_of(page(client, clerk, "session", session.pk))


def test_faults_stand_on_the_form_and_what_was_typed_stays(client, clerk, session):
    answer = sent(client, clerk, session, body="请找示例老张 13812345678", published_on="2021-04-08")
    assert (answer.status_code, Notice.objects.count()) == (422, 0)
    told = text_of(answer)
    assert [part for part in ("13812345678", "没有写明日期", "没有写明地点") if part not in told] == []


def test_form_of_an_older_plan_is_told_to_open_again(client, clerk, session):
    form = page(client, clerk, "notice_publish", session.pk).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"published_on": "2021-04-08"}
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=DAY,
        starts_at=time(9),
        ends_at=time(11),
        venue="二楼会议室",
    )
    answer = client.post(reverse("reception:notice_publish", args=[session.pk]), data)
    assert (answer.status_code, "请重新打开" in text_of(answer), Notice.objects.count()) == (422, True, 0)


def test_month_plan_has_no_form(client, clerk):
    month = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    shown = page(client, clerk, "notice_publish", month.pk)
    assert (shown.status_code, "日期待定的场次" in text_of(shown)) == (200, True)


def test_outdated_notice_is_red_until_it_is_renewed(client, clerk, session, notice):
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=DAY,
        starts_at=time(9),
        ends_at=time(11),
        venue="一楼服务大厅",
    )
    for name in ("session", "notice", "notice_publish"):
        shown = text_of(page(client, clerk, name, session.pk))
        assert ("时间或地点已变更，公告未更新" in shown, "时间由14:30—17:00改为09:00—11:00" in shown) == (True, True)
    assert "这张海报不要再贴" in text_of(page(client, clerk, "notice_poster", session.pk))
    assert sent(client, clerk, session, reason="会场检修", published_on="2021-04-09").status_code == 302
    shown = text_of(page(client, clerk, "notice", session.pk))
    assert ("公告未更新" in shown, "（第 2 份）" in shown, "原因：会场检修" in shown) == (False, True, True)


def test_cancelled_and_postponed_sessions_are_red(client, clerk, head, session, notice):
    postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    assert "已改期，公告未更新" in text_of(page(client, clerk, "session", session.pk))
    form = page(client, clerk, "notice_publish", session.pk)
    assert ("这份公告同时作为那一场的公告" in text_of(form), form.context["form"]["reason"].value()) == (
        True,
        "省级通知",
    )

    other = factories.planned_session(clerk, on=DAY, starts_at=time(9))
    factories.notice(other, clerk)
    cancel_session(session=other, by=head, reason="暴雨")
    assert "已取消，还没有发布取消公告" in text_of(page(client, clerk, "session", other.pk))
    assert sent(client, clerk, other, published_on="2021-04-12").status_code == 302
    assert text_of(page(client, clerk, "notice_poster", other.pk)).count("本场已取消，请不要前往") == 1


def test_held_session_shows_its_notice_and_takes_an_old_one(client, clerk):
    opened = factories.session(clerk, on=DAY)
    assert "可以补登" in text_of(page(client, clerk, "session", opened.pk))
    assert sent(client, clerk, opened, published_on="2021-04-08").status_code == 302
    assert "公告已发布 ✓" in text_of(page(client, clerk, "session", opened.pk))


def test_liaison_sees_where_it_stands_and_no_button(client, liaison, session):
    shown = text_of(page(client, liaison, "session", session.pk))
    assert ("公告未发布" in shown, reverse("reception:notice_publish", args=[session.pk]) in shown) == (True, False)


def test_posting_with_a_picture_and_its_download(client, clerk, liaison, notice, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    client.force_login(clerk)
    picture = scan_png(3)
    values = {
        "place": factories.code("notice_place", "office").pk,
        "posted_on": "2021-04-08",
        "note": "公告栏",
        "proof": SimpleUploadedFile("照片.png", picture),
    }
    assert client.post(reverse("reception:posting_create", args=[notice.session_id]), values).status_code == 302
    row = NoticePosting.objects.get()
    shown = text_of(page(client, clerk, "notice", notice.session_id))
    assert (EMPTY in shown, "公告栏" in shown) == (False, True)

    answer = page(client, liaison, "posting_proof", notice.session_id, row.pk)
    assert (answer["Content-Type"], "attachment" in answer["Content-Disposition"]) == ("image/png", True)
    with Image.open(BytesIO(picture)) as given, Image.open(BytesIO(answer.content)) as kept:
        assert (kept.size, kept.tobytes()) == (given.size, given.tobytes())
    assert Event.objects.latest("number").act == "download_file"


def test_proof_is_found_only_under_its_own_session_and_area(client, clerk, notice, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    place = factories.code("notice_place", "office")
    proof = ("照片.png", scan_png(3))
    row = record_posting(notice=notice, by=clerk, place=place, posted_on=notice.published_on, proof=proof)
    other = factories.notice(factories.planned_session(clerk, on=DAY, starts_at=time(9)), clerk)
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert [
        page(client, user, "posting_proof", pk, row.pk).status_code
        for user, pk in ((clerk, other.session_id), (stranger, notice.session_id), (clerk, 10**6))
    ] == [404, 404, 404]
    assert Event.objects.filter(act="download_file").count() == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "请选择公开渠道。"),
        ({"posted_on": "5月"}, "请写成 2021-05-10"),
        ({"proof": SimpleUploadedFile("a.png", b"MZ")}, "不是 PDF、JPG 或 PNG"),
    ],
)
def test_wrong_posting_is_told_and_stores_nothing(client, clerk, notice, values, told):
    client.force_login(clerk)
    answer = client.post(reverse("reception:posting_create", args=[notice.session_id]), values)
    assert (answer.status_code, told in text_of(answer), NoticePosting.objects.count()) == (422, True, 0)


def test_posting_before_any_notice_is_told(client, clerk, session):
    client.force_login(clerk)
    answer = client.post(reverse("reception:posting_create", args=[session.pk]), {"posted_on": "2021-04-08"})
    assert (answer.status_code, "还没有发布公告" in text_of(answer)) == (422, True)


def test_poster_points_to_the_public_page(client, clerk, notice, settings):
    settings.PUBLIC_URL = "https://www.example.invalid"
    address = f"https://www.example.invalid/notice/{notice.session_id}/"
    code = page(client, clerk, "notice_qr", notice.session_id)
    assert (code["Content-Type"], code.content) == ("image/svg+xml; charset=utf-8", qr_svg(address))
    shown = text_of(page(client, clerk, "notice_poster", notice.session_id))
    assert [part for part in ("4月12日（星期一）", "一楼服务大厅", "扫码看最新安排") if part not in shown] == []
    assert "群众用手机扫不开" not in shown


def test_poster_warns_of_an_address_nobody_outside_can_open(client, clerk, notice):
    assert "群众用手机扫不开" in text_of(page(client, clerk, "notice_poster", notice.session_id))


def test_poster_without_public_pages_has_no_code(client, clerk, notice, settings):
    settings.PUBLIC_PAGES = False
    shown = text_of(page(client, clerk, "notice_poster", notice.session_id))
    assert ("扫码" in shown, "群众用手机扫不开" in shown) == (False, False)
    assert page(client, clerk, "notice_qr", notice.session_id).status_code == 404
    for name in ("notice", "notice_text", "notices"):
        shown = page(client, clerk, name, *([notice.session_id] if name != "notices" else []))
        assert (shown.status_code, "群众看到的网页" in text_of(shown), "/notice/1" in text_of(shown)) == (
            200,
            False,
            False,
        )


def test_text_for_the_portal_is_plain_and_whole(client, clerk, notice, settings):
    shown = text_of(page(client, clerk, "notice_text", notice.session_id))
    assert [
        part for part in ("临翔区根治欠薪集中联合接访公告\n\n", "2021年4月8日", "/notice/") if part not in shown
    ] == []
    assert "嵌入代码" not in shown
    settings.NOTICE_EMBED_ORIGINS = ["https://www.example.invalid"]
    shown = text_of(page(client, clerk, "notice_text", notice.session_id))
    assert "&lt;iframe src=&quot;http://testserver/notice/&quot;" in shown


def test_board_parts_what_is_due(client, clerk, head):
    today = timezone.localdate()
    near, far, told, outdated = (factories.planned_session(clerk, on=today + timedelta(days)) for days in (5, 40, 6, 7))
    factories.notice(told, clerk, on=today)
    factories.notice(outdated, clerk, on=today)
    cancel_session(session=outdated, by=head, reason="暴雨")
    context = page(client, clerk, "notices").context
    parts = {name: [row.session.pk for row in context[name]] for name in ("outdated", "waiting", "published")}
    assert (parts, context["tasks"]) == (
        {"outdated": [outdated.pk], "waiting": [near.pk, far.pk], "published": [told.pk]}, [near.pk],
    )  # fmt: skip


def test_queries_do_not_grow_with_postings(client, clerk, notice):
    counts = []
    for keys in ([], ["office", "portal", "site"]):
        for key in keys:
            record_posting(
                notice=notice, by=clerk, place=factories.code("notice_place", key), posted_on=notice.published_on
            )
        client.force_login(clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reception:notice", args=[notice.session_id]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
