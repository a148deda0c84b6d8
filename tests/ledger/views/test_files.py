"""Downloads: only those who see the case, always as an attachment, always on the trail."""

import uuid
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.work import add_evidence
from ledger.models import Case
from ledger.workflow import Status
from office.files import store, unit_for
from office.models import Event, StoredFile, User
from reception.models import Claim
from tests import factories

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def file(head, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    with transaction.atomic():
        stored = store(name="和解协议.pdf", data=PDF, by=head)
        add_evidence(case=case, by=head, kind="agreement", text="协议", file=stored)
    return stored


def _address(file) -> str:
    return f"/ledger/files/{file.token}/"


def test_file_comes_as_an_attachment_and_is_on_the_trail(client, liaison, file):
    client.force_login(liaison)
    response = client.get(_address(file))
    assert response.status_code == 200
    assert response.content == PDF
    assert response["Content-Disposition"] == ("attachment; filename*=UTF-8''%E5%92%8C%E8%A7%A3%E5%8D%8F%E8%AE%AE.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.by, event.object_id) == ("download_file", liaison, str(file.pk))


def test_downloads_follow_the_case(
    client, head, clerk, liaison, foreign_liaison, leader, city, sysadmin, secadmin, auditor, file
):
    statuses = {}
    for user in (head, clerk, liaison, foreign_liaison, leader, city, sysadmin, secadmin, auditor):
        client.force_login(user)
        statuses[user.username] = client.get(_address(file)).status_code
    assert statuses == {
        "head": 200, "clerk": 200, "liaison": 200, "foreign_liaison": 404, "leader": 404,
        "city": 403, "sysadmin": 403, "secadmin": 403, "auditor": 403,
    }  # fmt: skip
    assert Event.objects.filter(act="download_file").count() == 3


def test_anonymous_and_absent(client, head, file):
    assert client.get(_address(file)).status_code == 302
    client.force_login(head)
    assert client.get(f"/ledger/files/{uuid.uuid4()}/").status_code == 404
    assert client.post(_address(file)).status_code == 405


def test_file_that_hangs_on_no_case_is_nobodys(client, head, file):
    loose = factories.stored_file(head)
    client.force_login(head)
    assert client.get(_address(loose)).status_code == 404


def test_damaged_file_is_told_in_words(client, head, file, tmp_path):
    for path in Path(tmp_path).rglob("*"):
        if path.is_file():
            path.write_bytes(b"x")
    client.force_login(head)
    response = client.get(_address(file))
    assert response.status_code == 422
    assert "已损坏或丢失" in response.content.decode()
    assert not Event.objects.filter(act="download_file").exists()


def test_papers_of_others_stay_shut_where_the_identity_is_hidden(client, head, liaison, file):
    Claim.objects.update(is_secret=True)
    client.force_login(liaison)
    response = client.get(_address(file))
    assert (response.status_code, PDF in response.content) == (403, False)
    client.force_login(head)
    assert client.get(_address(file)).status_code == 200
    StoredFile.objects.update(uploaded_by=liaison, unit=liaison.unit)
    client.force_login(liaison)
    assert client.get(_address(file)).status_code == 200
    assert Event.objects.filter(act="download_file").count() == 2


def test_the_page_leads_to_no_file_that_stays_shut(client, head, liaison, file):
    Claim.objects.update(is_secret=True)
    papers, told = f"/ledger/cases/{Case.objects.get().pk}/papers/", []
    for uploader, reader in ((head, head), (head, liaison), (liaison, liaison)):
        StoredFile.objects.update(uploaded_by=uploader, unit=unit_for(uploader))
        client.force_login(reader)
        page = client.get(papers).content.decode()
        told.append((_address(file) in page, "有附件，须保密，不能下载" in page))

    assert told == [(True, False), (False, True), (True, False)]


def handed_in(case: Case, by: User) -> StoredFile:
    with transaction.atomic():
        stored = store(name="笔录.pdf", data=PDF, by=by)
        add_evidence(case=case, by=by, kind="finding", text="笔录", file=stored)
    return stored


def told_to(client, user: User, case: Case, stored: StoredFile) -> tuple[bool, int]:
    """Whether the page leads to the file, and what its address answers."""
    client.force_login(user)
    shown = _address(stored) in client.get(f"/ledger/cases/{case.pk}/papers/").content.decode()
    return shown, client.get(_address(stored)).status_code


def test_papers_stay_with_the_unit_when_who_handed_them_in_has_moved_on(client, head, liaison, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    mover, colleague = (factories.user("liaison", unit="水务") for _ in range(2))
    case = factories.assigned(factories.case(head, is_secret=True), head, unit="水务", assisting=[liaison.unit])
    sign_for(case=case, by=mover)
    paper = handed_in(case, mover)
    User.objects.filter(pk=mover.pk).update(unit=liaison.unit)
    mover = User.objects.get(pk=mover.pk)

    told = [told_to(client, user, case, paper) for user in (liaison, mover, colleague, head)]
    assert told == [(False, 403), (False, 403), (True, 200), (True, 200)]


@pytest.mark.parametrize("roles", [("head",), ("head", "clerk"), ("head", "liaison")])
def test_papers_of_the_office_are_not_those_of_the_unit_to_which_its_account_belongs(
    client, head, liaison, settings, tmp_path, roles
):
    settings.FILES_DIR = tmp_path
    by = factories.user(*roles, unit=liaison.unit)
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head, is_secret=True), head, ready=False)
    paper = handed_in(case, by)

    assert paper.unit is None
    assert [told_to(client, user, case, paper) for user in (liaison, by)] == [(False, 403), (True, 200)]


def test_file_that_no_scanner_saw_says_so(client, head, file):
    client.force_login(head)
    address = f"/ledger/cases/{Case.objects.get().pk}/papers/"
    told = []
    for scanned_at in (None, timezone.now()):
        StoredFile.objects.update(scanned_at=scanned_at)
        told.append(client.get(address).content.decode().count("未扫描"))

    assert told == [1, 0]
