"""The other lists as workbooks: what is in them for whom, and that each is on record."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from ledger.actions.list_exports import export_list
from ledger.models import Case
from ledger.selectors.case_export import Reader
from ledger.selectors.list_export import LISTS, keys_of, kinds_for, rows_of
from ledger.workflow import Status
from office.models import Event, User
from office.refusals import Refused
from reception.identity import mask_name
from reception.models import Claim, Company, Project
from tests import factories

PURPOSE = "报分管领导"
DAY = date(2021, 4, 12)


@pytest.fixture
def case(head: User) -> Case:
    roll = (factories.worker_data("岩工甲", "1000.00"),)
    case = factories.case(head, amount_yuan=Decimal(1000), workers=roll, received_on=DAY)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=True)


def exported(slug: str, by: User, **values: Any) -> list[dict[str, Any]]:
    """The rows of the file by heading."""
    export = export_list(kind=LISTS[slug], by=by, purpose=PURPOSE, **values)
    sheet = load_workbook(io.BytesIO(b"".join(export.pieces)))[LISTS[slug].title]
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_every_list_is_written_with_its_headings(head: User, case: Case) -> None:
    for slug, kind in LISTS.items():
        export = export_list(kind=kind, by=head, purpose=PURPOSE, with_identity=kind.has_personal)
        book = load_workbook(io.BytesIO(b"".join(export.pieces)))
        assert book.sheetnames == [kind.title, "导出说明"], slug
        assert [cell.value for cell in book[kind.title][1]] == [column.head.title for column in kind.columns], slug
        assert book[kind.title].max_row == export.rows + 1, slug


def test_a_claim_without_personal_data_and_with_them(head: User, case: Case) -> None:
    claim = Claim.objects.get()
    (row,) = exported("claims", head)
    assert (row["登记编号"], row["欠薪金额（元）"], row["接访日期"].date()) == (claim.number, 1000, DAY)
    assert row["反映人"] == mask_name(claim.petitioner.name)
    assert {"身份证号", "手机", "住址", "诉求"} & set(row) == set()
    (row,) = exported("claims", head, with_identity=True)
    assert (row["反映人"], row["身份证号"] or "", row["诉求"]) == (
        claim.petitioner.name, claim.petitioner.id_number, claim.demand,
    )  # fmt: skip


def test_the_period_takes_both_its_ends(head: User) -> None:
    for day in (DAY, date(2021, 4, 30), date(2021, 5, 1)):
        factories.case(head, received_on=day)
    april = {"since": DAY, "until": date(2021, 4, 30)}
    assert [len(exported("claims", head, **period)) for period in ({}, april, {"since": date(2021, 5, 1)})] == [3, 2, 1]


def test_a_liaison_gets_its_own_rows_and_no_lists_of_the_office(
    head: User, liaison: User, foreign_liaison: User, case: Case
) -> None:
    assert [len(exported("claims", user)) for user in (liaison, foreign_liaison)] == [1, 0]
    assert [len(exported("payments", user)) for user in (liaison, foreign_liaison)] == [case.payments.count(), 0]
    assert {"projects", "companies"} & {kind.slug for kind in kinds_for(liaison)} == set()
    with pytest.raises(PermissionDenied):
        export_list(kind=LISTS["projects"], by=liaison, purpose=PURPOSE)


def test_hidden_people_stay_hidden_even_with_personal_columns(head: User, liaison: User, case: Case) -> None:
    Claim.objects.update(is_secret=True)
    (row,) = exported("claims", liaison, with_identity=True)
    assert (row["反映人"], row["身份证号"], row["手机"], row["诉求"]) == ("（保密）", None, None, None)
    (row,) = exported("claims", head, with_identity=True)
    assert row["反映人"] == Claim.objects.get().petitioner.name


def test_claims_that_do_not_count_and_other_areas_are_left_out(head: User, case: Case) -> None:
    Claim.objects.update(voided_at=timezone.now(), voided_by=head, void_reason="测试")
    assert exported("claims", head) == []
    Project.objects.create(area=factories.area("530900"), name="外地项目")
    Company.objects.create(area=factories.area("530900"), name="外地公司")
    names = {row["名称"] for slug in ("projects", "companies") for row in exported(slug, head)}
    assert names & {"外地项目", "外地公司"} == set()


def test_the_trail_tells_what_and_why_and_nobody(head: User, case: Case) -> None:
    exported("claims", head, since=DAY)
    exported("claims", head, with_identity=True)
    first, second = Event.objects.filter(act__in=["export_cases", "export_identity"]).order_by("number")
    assert (first.act, second.act) == ("export_cases", "export_identity")
    assert {name: first.data[name] for name in ("what", "rows", "conditions", "purpose")} == {
        "what": "诉求登记", "rows": 1, "conditions": "2021-04-12 起", "purpose": PURPOSE,
    }  # fmt: skip
    assert Claim.objects.get().petitioner.name not in str(second.data)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"purpose": ""}, "没有写用途"),
        ({"purpose": "查 13987650001"}, "用途里有身份证号或手机号"),
        ({"purpose": PURPOSE, "since": date(2021, 5, 1), "until": DAY}, "起始日期晚于截止日期"),
    ],
)
def test_refused_and_not_on_record(head: User, values: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        export_list(kind=LISTS["claims"], by=head, **values)
    assert Event.objects.filter(act="export_cases").count() == 0


def test_personal_columns_need_their_own_right(clerk: User, leader: User, city: User) -> None:
    with pytest.raises(PermissionDenied):
        export_list(kind=LISTS["claims"], by=clerk, purpose=PURPOSE, with_identity=True)
    for user in (leader, city, factories.user("city", "liaison", unit="住建")):
        with pytest.raises(PermissionDenied):
            export_list(kind=LISTS["claims"], by=user, purpose=PURPOSE)


def test_as_many_queries_for_one_row_as_for_three(head: User) -> None:
    counts = []
    for _ in range(2):
        factories.case(head)
        kind = LISTS["claims"]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            keys = keys_of(kind, head, since=None, until=None)
            list(rows_of(kind, keys, kind.columns, reader=Reader(head, DAY, clear=False)))
        counts.append(len(queries))
        factories.case(head)
    assert counts[0] == counts[1]


def test_pages(client: Client, head: User, liaison: User, case: Case) -> None:
    client.force_login(liaison)
    listed = client.get("/ledger/lists/").content.decode()
    assert [word in listed for word in ("诉求登记", "工程项目</a>")] == [True, False]
    assert client.get("/ledger/lists/projects/").status_code == 404
    client.force_login(head)
    assert client.get("/ledger/lists/absent/").status_code == 404
    assert client.post("/ledger/lists/claims/", {"purpose": ""}).status_code == 422
    assert client.post("/ledger/lists/claims/", {"purpose": PURPOSE, "since": "昨天"}).status_code == 422
    answer = client.post("/ledger/lists/claims/", {"purpose": PURPOSE, "since": "2021-04-12"})
    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")


def test_a_clerk_is_not_offered_personal_data_and_gets_none(client: Client, clerk: User, case: Case) -> None:
    client.force_login(clerk)
    assert "with_identity" not in client.get("/ledger/lists/claims/").content.decode()
    answer = client.post("/ledger/lists/claims/", {"purpose": PURPOSE, "with_identity": "on"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert "身份证号" not in [cell.value for cell in book["诉求登记"][1]]
