"""Publishing a notice and registering where it was posted."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from config.demo.papers import scan_png
from office.models import Event, Parameter, StoredFile
from office.refusals import Conflict, Refused
from reception.actions.notices import NoticeData, open_proof, publish_notice, record_posting
from reception.actions.planning import cancel_session, change_plan, postpone_session
from reception.actions.sessions import open_session
from reception.models import Notice, NoticePosting, ReceptionSession
from reception.selectors.notices import draft_text, standing_of
from tests import factories
from tests.identity_numbers import make_id

DAY, TOLD_ON = date(2021, 4, 12), date(2021, 4, 8)
NOW = datetime(2021, 4, 9, 9, 0, tzinfo=factories.SHANGHAI)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk, on=DAY)


@pytest.fixture
def notice(clerk, session) -> Notice:
    return factories.notice(session, clerk)


@pytest.fixture
def place(reference):
    return factories.code("notice_place", "office")


def data_of(session, **values) -> NoticeData:
    standing = standing_of(session)
    reason = values.setdefault("reason", "会场检修" if standing.notices else "")
    return NoticeData(**{"body": draft_text(standing, reason=reason), "published_on": TOLD_ON, **values})


def publish(session, by, *, now=NOW, **values):
    data = data_of(session, **values)
    return publish_notice(session=session, by=by, data=data, stamp=standing_of(session).stamp, now=now)


def missing(act, *args, **values) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*args, **values)
    return refused.value.missing


@pytest.mark.parametrize("role", ["clerk", "head"])
def test_publish_keeps_what_was_told_and_leaves_one_event(session, role):
    by = factories.user(role)
    notice = publish(session, by)
    assert (notice.version, notice.kind, notice.held_on, notice.starts_at, notice.venue, notice.published_by) == (
        1, "first", DAY, time(14, 30), "一楼服务大厅", by,
    )  # fmt: skip
    event = Event.objects.latest("number")
    assert (event.act, event.object_id, event.data["version"], event.data["published_on"]) == (
        "publish_notice", str(session.pk), 1, "2021-04-08",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_publish(session, role):
    with pytest.raises(PermissionDenied):
        publish(session, factories.user(role, unit="住建" if role == "liaison" else None))
    assert Notice.objects.count() == 0


def test_foreign_area_does_not_publish(session):
    with pytest.raises(PermissionDenied):
        publish(session, factories.user("head", area=factories.area("530999")))


def test_every_fault_is_named_at_once(clerk, session):
    told = missing(publish, session, clerk, body="请找示例老张 13812345678。", published_on=date(2021, 4, 10))
    assert told == [
        "公告正文没有写明日期“4月12日”，请核对。",
        "公告正文没有写明地点“一楼服务大厅”，请核对。",
        "公告上的“13812345678”像是个人的手机号、证件号或账号，不能公开：请删去；"
        "是治欠办自己的电话的，先在参数“联络人电话”或“治欠办电话”中登记。",
        "公开日期不能晚于今天：公开以后再登记。",
    ]
    assert (Notice.objects.count(), Event.objects.filter(act="publish_notice").count()) == (0, 0)


def test_body_is_needed_and_not_endless(clerk, session):
    assert missing(publish, session, clerk, body=" \n ") == ["请填写公告正文。"]
    assert missing(publish, session, clerk, body="长" * 4001) == ["公告正文最多 4000 个字，请精简。"]


def test_id_number_in_the_reason_is_found_too(clerk, session, notice):
    cancel_session(session=session, by=factories.user("head"), reason=f"来访人 {make_id()} 要求")
    session.refresh_from_db()
    told = missing(publish, session, clerk, reason=f"来访人 {make_id()} 要求")
    assert [sentence[:6] for sentence in told] == ["公告上的“5", "公告上的“5"]


def test_own_telephone_may_stand_there(clerk, session):
    Parameter.objects.filter(key="contact_phone").update(value="138-1234-5678")
    assert "138-1234-5678" in publish(session, clerk).body


def test_notice_after_the_day_is_refused(clerk, session):
    later = NOW + timedelta(days=9)
    assert missing(publish, session, clerk, published_on=date(2021, 4, 13), now=later) == [
        "公开日期不能晚于接访当天（2021-04-12）。"
    ]


def test_late_notice_is_published_all_the_same(clerk, session):
    publish(session, clerk, published_on=DAY, now=NOW + timedelta(days=3))
    assert standing_of(session).is_late is True


def test_month_plan_cannot_be_told(clerk):
    month = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    assert missing(publish, month, clerk, body="公告") == ["日期待定的场次不能发布公告，请先在“修改安排”中填写日期。"]


def test_cancelled_session_that_was_never_told(clerk, head, session):
    session = cancel_session(session=session, by=head, reason="暴雨")
    assert missing(publish, session, clerk, body="公告") == ["这一场是“已取消”，没有发布过公告，不用再发布。"]


def test_same_text_sent_twice_is_published_once(clerk, session):
    data, stamp = data_of(session), standing_of(session).stamp
    first, second = (publish_notice(session=session, by=clerk, data=data, stamp=stamp, now=NOW) for _ in range(2))
    assert (first, Notice.objects.count(), Event.objects.filter(act="publish_notice").count()) == (second, 1, 1)


def test_change_sent_twice_is_published_once(clerk, session, notice):
    change_plan(
        session=session,
        by=clerk,
        reason="会场检修",
        planned_on=DAY,
        starts_at=time(9),
        ends_at=time(11),
        venue="一楼服务大厅",
    )
    session.refresh_from_db()
    data, stamp = data_of(session), standing_of(session).stamp
    for _ in range(2):
        publish_notice(session=session, by=clerk, data=data, stamp=stamp, now=NOW)
    assert [row.kind for row in Notice.objects.order_by("version")] == ["first", "change"]


def test_text_written_for_an_older_plan_is_a_conflict(clerk, session):
    data, stamp = data_of(session), standing_of(session).stamp
    change_plan(
        session=session, by=clerk, reason="会场检修", planned_on=DAY, starts_at=time(9), ends_at=time(11), venue="大厅"
    )
    with pytest.raises(Conflict):
        publish_notice(session=session, by=clerk, data=data, stamp=stamp, now=NOW)
    assert Notice.objects.count() == 0


def test_other_person_publishing_first_is_a_conflict(clerk, head, session):
    data, stamp = data_of(session), standing_of(session).stamp
    publish(session, head, body=data.body + "\n请准时。")
    with pytest.raises(Conflict):
        publish_notice(session=session, by=clerk, data=data, stamp=stamp, now=NOW)


def test_change_needs_a_reason_and_no_earlier_day(clerk, session, notice):
    change_plan(
        session=session, by=clerk, reason="会场检修", planned_on=DAY, starts_at=time(9), ends_at=time(11), venue="二楼"
    )
    session.refresh_from_db()
    assert missing(publish, session, clerk, reason=" ", published_on=date(2021, 4, 7)) == [
        "公开日期不能早于上一份公告（2021-04-08）。",
        "请填写变更的原因，公告上会写明。",
    ]


def test_nothing_changed_is_nothing_to_publish(clerk, session, notice):
    assert missing(publish, session, clerk) == ["时间、地点和正文都没有变，不用再发布。"]
    corrected = publish(session, clerk, body=notice.body + "\n请走东门。", reason="补充路线")
    assert (corrected.version, corrected.kind) == (2, "change")


def test_change_keeps_reason_and_tidies_its_document_number(clerk, session, notice):
    change_plan(
        session=session, by=clerk, reason="会场检修", planned_on=DAY, starts_at=time(9), ends_at=time(11), venue="二楼"
    )
    session.refresh_from_db()
    changed = publish(session, clerk, reason="省级通知", document_number="临治欠发(2021)1号")
    assert (changed.reason, changed.document_number, changed.starts_at) == ("省级通知", "临治欠发〔2021〕1号", time(9))
    notice.refresh_from_db()
    assert (notice.starts_at, notice.reason) == (time(14, 30), "")


def test_postponed_session_and_its_new_day_are_told_by_one_act(clerk, head, session, notice):
    moved = postpone_session(session=session, by=head, to=DAY + timedelta(2), reason="省级通知")
    session.refresh_from_db()
    change = publish(session, clerk, reason="省级通知")
    first = moved.notices.get()
    assert (change.kind, change.held_on, first.kind, first.held_on, first.reason) == (
        "change", moved.planned_on, "first", moved.planned_on, "",
    )  # fmt: skip
    assert first.body == change.body
    assert Event.objects.filter(act="publish_notice").count() == 2


def test_paper_notice_of_a_held_session_is_entered_afterwards(clerk, session):
    session = open_session(session=session, by=clerk, held_on=DAY)
    notice = publish(session, clerk, now=NOW + timedelta(days=40))
    assert (notice.kind, notice.published_on) == ("first", TOLD_ON)


def test_generated_text_names_no_petitioner(clerk, session):
    opened = factories.session(clerk, on=DAY - timedelta(1))
    claim = factories.claim(clerk, opened)
    assert claim.petitioner.name not in publish(session, clerk).body


def test_posting_with_a_proof(clerk, session, notice, place, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    proof = ("照片.png", scan_png(3))
    row = record_posting(notice=notice, by=clerk, place=place, posted_on=TOLD_ON, note=" 公告栏 ", proof=proof, now=NOW)
    assert (row.note, row.proof.name, row.by) == ("公告栏", "照片.png", clerk)
    event = Event.objects.latest("number")
    assert (event.act, event.object_id, event.data) == (
        "record_posting",
        str(session.pk),
        {"place": "办公场所张贴", "posted_on": "2021-04-08", "sha256": row.proof.sha256},
    )
    assert open_proof(posting=row, by=clerk, now=NOW)[1] == proof[1]
    assert Event.objects.latest("number").act == "download_file"


def test_posting_faults_are_named_and_store_nothing(clerk, notice, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    wrong = factories.code("channel", "daily")
    values = {"notice": notice, "by": clerk, "place": wrong, "now": NOW}
    assert missing(record_posting, **values, posted_on=date(2021, 4, 10)) == [
        "请选择公开渠道。",
        "公开日期不能晚于今天：张贴、上网以后再登记。",
    ]
    assert missing(record_posting, **values, posted_on=date(2021, 4, 7))[1:] == [
        "公开日期不能早于公告的公开日期（2021-04-08）。"
    ]
    values["place"] = factories.code("notice_place", "office")
    assert "不是 PDF、JPG 或 PNG" in missing(record_posting, **values, posted_on=TOLD_ON, proof=("a.exe", b"MZ"))[0]
    assert (NoticePosting.objects.count(), StoredFile.objects.count(), list(tmp_path.rglob("*"))) == (0, 0, [])


def test_posting_twice_is_refused(clerk, notice, place):
    record_posting(notice=notice, by=clerk, place=place, posted_on=TOLD_ON, now=NOW)
    assert missing(record_posting, notice=notice, by=clerk, place=place, posted_on=TOLD_ON, now=NOW) == [
        "这份公告的“办公场所张贴”已经登记过。"
    ]


def test_posting_is_for_clerk_and_head_of_the_area(notice, place):
    stranger = factories.user("clerk", area=factories.area("530999"))
    for by in (factories.user("liaison", unit="住建"), stranger):
        with pytest.raises(PermissionDenied):
            record_posting(notice=notice, by=by, place=place, posted_on=TOLD_ON, now=NOW)


def test_posting_without_proof_has_nothing_to_open(clerk, notice, place):
    row = record_posting(notice=notice, by=clerk, place=place, posted_on=TOLD_ON, now=NOW)
    assert missing(open_proof, posting=row, by=clerk) == ["这条公开渠道没有上传证明图片。"]


def test_lost_proof_says_whom_to_ask(clerk, notice, place, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    proof = ("照片.png", scan_png(3))
    row = record_posting(notice=notice, by=clerk, place=place, posted_on=TOLD_ON, proof=proof, now=NOW)
    row.proof.refresh_from_db()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()
    assert "从备份恢复" in missing(open_proof, posting=row, by=clerk)[0]
