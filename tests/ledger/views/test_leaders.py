"""重大案件 through its pages: found, led, visited, taken on the fast track; what the leader sees and may do."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ledger.actions.leaders import mark_major, name_leader
from ledger.models import Case
from ledger.workflow import Status
from reception.models import Company
from tests import factories

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def case(head) -> Case:
    return factories.case(head, petitioner=factories.PersonData(name="岩小甲"), workers_count=12)


@pytest.fixture
def leader(reference):
    return factories.leader(user=factories.user("leader"), name="杨副区长")


def address(case: Case, part: str = "") -> str:
    return f"/ledger/cases/{case.pk}/{part}"


def page(client, user, case: Case, part: str = "leader/") -> str:
    client.force_login(user)
    response = client.get(address(case, part))
    assert response.status_code == 200
    return response.content.decode()


def send(client, user, case: Case, act: str, **values):
    client.force_login(user)
    form = client.get(address(case, f"{act}/")).context["form"]
    hidden = {"version": form["version"].value(), "submission": str(form["submission"].value())}
    return client.post(address(case, f"{act}/"), hidden | values)


def test_from_the_hint_to_the_leader(client, head, case, leader) -> None:
    today = timezone.localdate()
    shown = page(client, head, case)
    assert "规则提示：重大，由主任认定" in shown
    assert "涉及 12 人，达到 10 人。" in shown
    sent = send(client, head, case, "mark_major", level="major", reason="人数多", on=today)
    assert (sent.status_code, sent["Location"]) == (302, address(case, "leader/"))
    shown = page(client, head, case)
    assert "未定包案领导" in shown
    assert "重大案件，还没有包案领导。" in shown
    assert send(client, head, case, "name_leader", leader=leader.pk, reason="分管", on=today).status_code == 302
    shown = page(client, head, case)
    assert "包案：杨副区长" in shown
    assert "现任" in shown
    assert "未定包案领导" not in shown


def test_the_leader_writes_without_paper_and_the_clerk_with_it(client, head, clerk, case, leader) -> None:
    factories.led(case, head, leader)
    today = timezone.localdate()
    assert send(client, clerk, case, "record_leader_visit", text="到工地看过", on=today).status_code == 422
    scan = SimpleUploadedFile("下访.pdf", PDF, content_type="application/pdf")
    assert send(client, clerk, case, "record_leader_visit", text="到工地看过", on=today, file=scan).status_code == 302
    for act in ("record_leader_visit", "record_instruction"):
        assert send(client, leader.user, case, act, text="限三日内付清", on=today).status_code == 302
    shown = page(client, head, case)
    assert (shown.count("到工地看过"), shown.count("限三日内付清")) == (1, 2)
    assert "包案领导下访" in page(client, head, case, "progress/")


def test_a_double_click_writes_one_visit(client, head, case, leader) -> None:
    factories.led(case, head, leader)
    client.force_login(leader.user)
    form = client.get(address(case, "record_leader_visit/")).context["form"]
    typed = {"version": form["version"].value(), "submission": str(form["submission"].value()), "text": "到工地"}
    for _ in range(2):
        sent = client.post(address(case, "record_leader_visit/"), typed | {"on": timezone.localdate()})
        assert sent.status_code == 302
    assert case.progress_notes.count() == 1


def test_fast_track_through_its_page(client, head, case, leader) -> None:
    client.force_login(head)
    assert "快速办理" not in client.get(address(case)).content.decode()
    mark_major(case=case, by=head, level="major", reason="人数多")
    today, unit = timezone.localdate(), factories.unit("住建").pk
    due_on = today + timedelta(days=7)
    told = {"unit": unit, "officer_name": "李经办", "on": today, "reason": "典型"}
    assert send(client, head, case, "fast_track", **told, due_on=today - timedelta(1)).status_code == 422
    assert send(client, head, case, "fast_track", **told, due_on=due_on).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.due_on) == (Status.IN_PROGRESS, due_on)
    assert "快速办理，跳过：交办、责任单位签收、五个工作日内的退回异议" in page(client, head, case, "history/")


@pytest.mark.parametrize(
    "part", ["", "payments/", "papers/", "progress/", "oversight/", "leader/", "clocks/", "history/"]
)
def test_the_leader_sees_the_case_and_no_numbers_of_identity(client, head, case, leader, part) -> None:
    assert client.get(address(case, part)).status_code == 302
    client.force_login(leader.user)
    assert client.get(address(case, part)).status_code == 404
    factories.led(case, head, leader)
    page(client, leader.user, case, part)
    name_leader(case=case, by=head, leader=factories.leader(), reason="分工调整")
    assert client.get(address(case, part)).status_code == 404


def test_the_leader_may_write_and_nothing_else(client, head, case, leader) -> None:
    factories.led(case, head, leader)
    client.force_login(leader.user)
    groups = dict(client.get(address(case)).context["groups"])
    assert groups == {"包案与提级": [("record_instruction", "登记领导批示"), ("record_leader_visit", "登记领导下访")]}
    assert client.get(address(case, "assign/")).status_code == 403


@pytest.mark.parametrize("kind", ["secret", "own unit"])
def test_names_are_hidden_from_the_leader_as_from_a_liaison(client, head, kind) -> None:
    unit = factories.unit("住建")
    roll = (factories.worker_data("岩小乙", "12500.00"),)
    case = factories.case(
        head, petitioner=factories.PersonData(name="岩小甲"), workers=roll, is_secret=kind == "secret",
        employer_name="甲公司",
    )  # fmt: skip
    Company.objects.filter(name="甲公司").update(unit=unit if kind == "own unit" else None)
    leader = factories.leader(user=factories.user("leader", unit=unit), unit=unit)
    mark_major(case=case, by=head, level="major", reason="岩小甲和岩小乙人数多", on=date(2021, 4, 20))
    name_leader(case=case, by=head, leader=leader, reason="岩小乙要求", on=date(2021, 4, 20))
    for part in ("", "leader/"):
        shown = page(client, leader.user, case, part)
        assert ("岩小甲" in shown, "岩小乙" in shown, "（保密）" in shown) == (False, False, True)
    assert "岩小甲" in page(client, head, case)


def test_first_page_of_the_leader(client, head, case, leader) -> None:
    factories.led(case, head, leader)
    client.force_login(leader.user)
    shown = client.get("/").content.decode()
    assert (case.number in shown, "请批示" in shown) == (True, True)
    assert client.get("/admin/ledger/case/").context["rows"][0]["pk"] == case.pk


def test_list_says_where_a_leader_is_missing(client, head, case, leader) -> None:
    mark_major(case=case, by=head, level="major", reason="人数多")
    client.force_login(head)
    assert ">无包案<" in client.get("/admin/ledger/case/?list=no_leader").content.decode()
    name_leader(case=case, by=head, leader=leader, reason="分管")
    assert ">无包案<" not in client.get("/admin/ledger/case/").content.decode()
