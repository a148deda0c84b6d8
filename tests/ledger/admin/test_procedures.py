"""程序种类 as the office edits them."""

import pytest
from django.test import Client

from ledger.models import ProcedureKind
from office.models import Event
from tests import factories

PAGE = "/admin/ledger/procedurekind/"
TOLD = {
    "label": "信访复查", "body": "区信访局", "opened_label": "申请", "closed_label": "复查", "answer_days": 30, "position": 20,
    "is_active": "on",
}  # fmt: skip


@pytest.fixture
def as_head(client: Client, head) -> Client:
    client.force_login(head)
    return client


def faults(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_head_reads_and_adds_a_kind(as_head: Client) -> None:
    page = as_head.get(PAGE).content.decode()
    assert "申请、立案、审理、裁决" in page
    assert as_head.post(f"{PAGE}add/", TOLD).status_code == 302
    row = ProcedureKind.objects.get(label="信访复查")
    assert row.code.startswith("kind-")
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["values"]["body"]) == ("add_reference", "区信访局")
    assert faults(as_head.post(f"{PAGE}add/", TOLD)) == {"label": ["已有这个名称的程序，请改用其他名称。"]}


def test_wrong_input_is_said_in_words(as_head: Client) -> None:
    wrong = TOLD | {"answer_days": 0, "clock_code": "order_payment"}
    assert faults(as_head.post(f"{PAGE}add/", wrong)) == {
        "answer_days": ["请填写 1 到 365 天。"],
        "clock_code": ["这个期限由文书确定日期，请同时勾选“须填文书指定的日期”。"],
    }
    assert "clock_code" in faults(as_head.post(f"{PAGE}add/", TOLD | {"clock_code": "office_limit"}))


def test_a_kind_keeps_its_short_name_when_it_is_edited(as_head: Client) -> None:
    row = ProcedureKind.objects.get(code="legal_aid")
    assert as_head.post(f"{PAGE}{row.pk}/change/", TOLD).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.label) == ("legal_aid", "信访复查")


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "secadmin", "auditor", "city"])
def test_others_have_no_page(client: Client, reference, role: str) -> None:
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))
    assert client.get(PAGE).status_code == 403
