"""Importing on pages: upload, preview, confirm, summary; to each account its own."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ledger.models import Case
from office.models import Event, Job, JobPart, User
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id
from tests.scanner import HARMFUL, scanner
from tests.workbooks import a_claim, a_session, history_workbook

UPLOAD = reverse("imports:upload", args=["history"])
LIST = reverse("imports:list")
ID_NUMBER = make_id()


@pytest.fixture
def browser(client: Client, head: User) -> Client:
    client.force_login(head)
    return client


def upload(client: Client, **book: object) -> Job:
    """The job of an uploaded workbook; the page leads to it."""
    answer = client.post(UPLOAD, {"file": a_file(history_workbook(**book))})
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.latest("id")
    assert answer.headers["Location"] == reverse("imports:job", args=[job.token])
    return job


def a_file(data: bytes, name: str = "台账.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def page(client: Client, job: Job) -> str:
    return client.get(reverse("imports:job", args=[job.token])).content.decode()


def confirm(client: Client, job: Job, digest: str | None = None):
    job.refresh_from_db()
    data = {"digest": job.plan_digest if digest is None else digest}
    return client.post(reverse("imports:confirm", args=[job.token]), data)


def acts() -> list[str]:
    wanted = ["upload_import", "check_import", "confirm_import", "import_ledger", "cancel_import", "download_refused"]
    return list(Event.objects.filter(act__in=wanted).order_by("number").values_list("act", flat=True))


def test_from_upload_to_the_ledger(browser: Client) -> None:
    job = upload(browser, claims=[a_claim(姓名="岩甲"), a_claim(姓名="岩乙", 涉及人数=2)])
    said = page(browser, job)
    assert "核对通过，尚未写入" in said
    assert "确认后一次写入新增的 3 行" in said
    assert (Claim.objects.count(), Case.objects.count()) == (0, 0)

    assert confirm(browser, job).status_code == 302
    job.refresh_from_db()
    assert (job.state, Claim.objects.count(), Case.objects.count()) == ("done", 2, 2)
    said = page(browser, job)
    assert ("已导入" in said, reverse("admin:ledger_case_changelist") in said) == (True, True)
    assert acts() == ["upload_import", "check_import", "confirm_import", "import_ledger"]


def test_an_infected_file_makes_no_import_and_a_scanned_one_says_nothing(browser: Client, settings, tmp_path) -> None:
    assert "未扫描" in page(browser, upload(browser))
    with scanner(tmp_path / "s") as clamd:
        settings.CLAMAV = clamd.address
        refused = browser.post(UPLOAD, {"file": a_file(b"PK\x03\x04" + HARMFUL)})
        assert (refused.status_code, "“台账.xlsx”查出病毒，没有接收" in refused.content.decode()) == (422, True)
        assert Job.objects.count() == 1
        job = upload(browser)
        assert (job.scanned_at is None, "未扫描" in page(browser, job)) == (False, False)
    assert Event.objects.filter(act="refuse_infected").count() == 1


def test_the_same_file_again_brings_nothing(browser: Client) -> None:
    book = {"claims": [a_claim(姓名="岩甲")]}
    confirm(browser, upload(browser, **book))
    job = upload(browser, **book)
    said = page(browser, job)
    assert ("没有新的内容" in said, "确认导入</button>" in said) == (True, False)
    assert confirm(browser, job).status_code == 422
    assert Claim.objects.count() == 1


def test_errors_are_listed_and_cannot_be_confirmed(browser: Client) -> None:
    job = upload(browser, claims=[a_claim(), a_claim(涉及金额="很多", 身份证号=530902190001011000)])
    said = page(browser, job)
    assert "有错误，不能导入" in said
    assert "身份证号是数字单元格，后几位已经丢失" in said
    assert "确认导入</button>" not in said
    assert confirm(browser, job).status_code == 422
    assert Claim.objects.count() == 0


def test_the_preview_masks_what_is_personal(browser: Client) -> None:
    job = upload(
        browser,
        claims=[a_claim(姓名="岩温罕", 身份证号=ID_NUMBER, 手机="13987654321", 欠薪止="2020年1月", 欠薪起="2020年3月")],
    )
    said = page(browser, job)
    assert [text for text in ("岩温罕", ID_NUMBER, "13987654321") if text in said] == []
    stored = b"".join(bytes(part.sealed) for part in JobPart.objects.all())
    assert [text for text in ("岩温罕", ID_NUMBER, "台账") if text.encode() in stored] == []
    facts = str(list(Event.objects.filter(object_type="office.job").values_list("data", flat=True)))
    assert [text for text in ("岩", ID_NUMBER[:6], "台账.xlsx") if text in facts] == []


def test_refused_rows_come_back_with_their_reasons_last(browser: Client) -> None:
    job = upload(
        browser, claims=[a_claim(姓名="岩甲"), a_claim(姓名="=岩乙", 涉及人数=0), a_claim(姓名="岩丙", 办理状态="好")]
    )
    answer = browser.post(reverse("imports:refused", args=[job.token]))
    sheet = load_workbook(io.BytesIO(answer.content))["诉求台账"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    names, reasons = rows[0].index("姓名"), [row[-1] for row in rows]
    assert [row[names] for row in rows] == ["姓名", "=岩乙", "岩丙"]
    assert reasons[0] == "退回原因"
    assert reasons[1].startswith("涉及人数：“0”不是 1 至 100000 的整数")
    assert reasons[2].startswith("办理状态：“好”不在可填的内容中")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert (widths["身份证号"], widths["手机"], widths["工程项目"]) == (21, 14, 18)
    assert acts()[-1] == "download_refused"


def test_the_sheet_of_refused_rows_can_be_filled_in_and_uploaded(browser: Client) -> None:
    job = upload(browser, claims=[a_claim(姓名="岩甲", 涉及人数=0)])
    book = load_workbook(io.BytesIO(browser.post(reverse("imports:refused", args=[job.token])).content))
    sheet = book["诉求台账"]
    place = next(cell.column for cell in sheet[1] if cell.value == "涉及人数")
    sheet.cell(2, place, 4)
    other = load_workbook(io.BytesIO(history_workbook()))["接访场次"]
    copied = book.create_sheet("接访场次")
    for row in other.iter_rows(values_only=True):
        copied.append(row)
    stream = io.BytesIO()
    book.save(stream)
    browser.post(UPLOAD, {"file": a_file(stream.getvalue())})
    assert Job.objects.latest("id").counts["errors"] == 0


def test_double_click_on_confirm_imports_once(browser: Client) -> None:
    job = upload(browser, claims=[a_claim()])
    assert [confirm(browser, job).status_code for _ in range(2)] == [302, 302]
    assert (Claim.objects.count(), acts().count("confirm_import"), acts().count("import_ledger")) == (1, 1, 1)


def test_a_preview_that_is_no_longer_true_is_shown_anew(browser: Client, head: User) -> None:
    job = upload(browser, claims=[a_claim(姓名="岩甲"), a_claim(姓名="岩乙")])
    confirm(browser, upload(browser, claims=[a_claim(姓名="岩甲")]))
    assert Claim.objects.count() == 1

    confirm(browser, job)
    job.refresh_from_db()
    said = page(browser, job)
    assert (job.state, Claim.objects.count()) == ("checked", 1)
    assert "核对以后数据有变动，没有导入任何内容" in said
    assert "确认后一次写入新增的 1 行" in said

    confirm(browser, job)
    assert Claim.objects.count() == 2


def test_confirming_an_older_preview_is_refused(browser: Client) -> None:
    job = upload(browser, claims=[a_claim()])
    answer = confirm(browser, job, digest="0" * 64)
    assert (answer.status_code, Claim.objects.count()) == (409, 0)
    assert "请看过新的核对结果再确认" in answer.content.decode()


def test_cancelled_means_nothing_is_kept_of_the_file(browser: Client) -> None:
    job = upload(browser)
    for _ in range(2):
        assert browser.post(reverse("imports:cancel", args=[job.token])).status_code == 302
    assert not JobPart.objects.filter(job=job, name="upload").exists()
    assert "没有写入任何内容，上传的文件已删除" in page(browser, job)
    assert confirm(browser, job).status_code == 422
    assert acts().count("cancel_import") == 1
    assert Claim.objects.count() == 0


def test_what_is_written_cannot_be_cancelled(browser: Client) -> None:
    job = upload(browser)
    confirm(browser, job)
    assert browser.post(reverse("imports:cancel", args=[job.token])).status_code == 422
    job.refresh_from_db()
    assert job.state == "done"


def test_an_upload_expires_after_a_day(browser: Client) -> None:
    job = upload(browser)
    Job.objects.update(requested_at=job.requested_at - timedelta(hours=25))
    assert "已过期" in page(browser, job)
    assert confirm(browser, job).status_code == 422


def test_nobody_else_sees_or_touches_it(browser: Client, head: User) -> None:
    job = upload(browser, claims=[a_claim(涉及人数=0)])
    other = Client()
    other.force_login(factories.user("head"))
    pages = [other.get(reverse(f"imports:{name}", args=[job.token])).status_code for name in ("job", "state")]
    acts_tried = [
        other.post(reverse(f"imports:{name}", args=[job.token])).status_code
        for name in ("confirm", "cancel", "refused")
    ]
    assert pages + acts_tried == [404] * 5
    assert str(job.token) not in other.get(LIST).content.decode()


@pytest.mark.parametrize(("role", "status"), [("head", 200), ("clerk", 403), ("liaison", 403), ("leader", 403)])
def test_who_may_import_the_history(client: Client, reference, role: str, status: int) -> None:
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))
    assert client.get(UPLOAD).status_code == status
    assert client.post(UPLOAD, {"file": a_file(history_workbook())}).status_code == (302 if status == 200 else 403)
    assert Job.objects.count() == (1 if status == 200 else 0)


def test_a_role_lost_before_the_confirmation_stops_it(browser: Client, head: User) -> None:
    job = upload(browser)
    head.roles.all().delete()
    factories.UserRole.objects.create(user=head, role="clerk")
    assert confirm(browser, job).status_code == 302, "signed out with the role"
    browser.force_login(type(head).objects.get(pk=head.pk))
    assert confirm(browser, job).status_code == 403
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "文件是空的"), (b"PK\x03\x04 nothing", "文件已损坏"), (b"\x00" * 100, "")]
)
def test_what_is_no_workbook_is_refused_with_words(browser: Client, data: bytes, words: str) -> None:
    answer = browser.post(UPLOAD, {"file": a_file(data)})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_no_file_and_an_empty_book(browser: Client) -> None:
    assert "请选择一个表格文件" in browser.post(UPLOAD, {}).content.decode()
    assert browser.post(UPLOAD, {"file": a_file(history_workbook(sessions=None, claims=None))}).status_code == 422


def test_five_open_imports_are_enough(browser: Client) -> None:
    for _ in range(5):
        upload(browser)
    answer = browser.post(UPLOAD, {"file": a_file(history_workbook())})
    assert (answer.status_code, "您有 5 次导入还没有确认" in answer.content.decode()) == (422, True)
    browser.force_login(factories.user("head"))
    upload(browser)  # what others have open is not counted


def test_unknown_kind_is_absent(browser: Client) -> None:
    assert browser.get(reverse("imports:upload", args=["nothing"])).status_code == 404


def test_list_names_own_imports(browser: Client) -> None:
    assert "还没有导入过" in browser.get(LIST).content.decode()
    upload(browser)
    with CaptureQueriesContext(connection) as one:
        said = browser.get(LIST).content.decode()
    assert ("台账.xlsx" in said, "核对并确认" in said) == (True, True)
    for _ in range(2):
        upload(browser)
    with CaptureQueriesContext(connection) as three:
        browser.get(LIST)
    assert len(three) == len(one)


def test_a_long_file_waits_for_the_background(browser: Client) -> None:
    claims = [a_claim(姓名=f"第{number}人") for number in range(2001)]
    job = upload(browser, claims=claims, sessions=[a_session()])
    assert (job.state, job.runner) == ("checking", "")
    said = page(browser, job)
    assert ("正在核对" in said, "后台任务没有运行，这次导入在等待" in said) == (True, True)
    assert browser.get(reverse("imports:state", args=[job.token])).status_code == 200


def test_what_is_hidden_in_the_file_is_said_aloud(browser: Client) -> None:
    book = load_workbook(io.BytesIO(history_workbook(claims=[a_claim()])))
    book["诉求台账"].row_dimensions[2].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    browser.post(UPLOAD, {"file": a_file(stream.getvalue())})
    job = Job.objects.latest("id")
    assert "工作表“诉求台账”有 1 行是隐藏的（第 2 行），也读入了，请核对。" in page(browser, job)
    confirm(browser, job)
    assert not JobPart.objects.filter(job=job, name="notices").exists()


def test_a_sound_file_has_nothing_to_be_said_of(browser: Client) -> None:
    assert "文件里请留意" not in page(browser, upload(browser, claims=[a_claim()]))


def test_what_columns_are_called_is_noted_on_a_page(browser: Client) -> None:
    address = reverse("imports:headings", args=["national"])
    assert "已认得：线索编号" in browser.get(address).content.decode()
    assert browser.post(address, {"number": "信件编号、编号*"}).status_code == 302
    said = browser.get(address).content.decode()
    assert "信件编号、编号" in said
    assert "信件编号" in browser.get(reverse("imports:upload", args=["national"])).content.decode()
    refused = browser.post(address, {"number": "信件编号", "name": "信件编号"})
    assert refused.status_code == 422
    assert "“信件编号”已经对应“线索编号”，一个标题只能对应一个栏目。" in refused.content.decode()
    assert browser.get(reverse("imports:headings", args=["history"])).status_code == 404


def test_others_name_no_columns(client: Client, secadmin: User) -> None:
    client.force_login(secadmin)
    address = reverse("imports:headings", args=["national"])
    assert [client.get(address).status_code, client.post(address, {"number": "信件编号"}).status_code] == [403, 403]


def test_the_list_offers_what_the_account_may_import(client: Client, clerk: User, head: User) -> None:
    offered = {}
    for user in (clerk, head):
        client.force_login(user)
        offered[user] = {kind.slug for kind in client.get(LIST).context["kinds"]}
    assert ("history" in offered[clerk], "history" in offered[head]) == (False, True)
