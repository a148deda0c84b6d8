"""The ledger out and in again: equal cells, nothing changed, no formula; who may, and what the trail keeps."""

import io
import re
import zipfile
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ledger.models import Case
from ledger.workbook.exporting import export_ledger
from ledger.workbook.importing import import_sheets
from office.models import Event
from office.refusals import Refused
from office.roles import ACTS, Role
from office.sheets.reader import read_workbook
from office.sheets.stream import Head, Table, stream
from reception.models import Claim
from tests import factories
from tests.corpus.ledgers import hostile, ledger
from tests.identity_numbers import make_id
from tests.workbooks import CLAIM_HEADINGS, SESSION_HEADINGS, a_claim, a_session, history_sheets

SEEDS = range(25)
ID_NUMBER, PHONE = make_id(), "19900001234"


def taken_in(sheets, head):
    report = import_sheets(sheets, area=factories.area(), by=head, sha256="0" * 64)
    assert [str(found) for found in report.findings.errors] == []
    return report


def exported(head, **options) -> bytes:
    options = {"purpose": "迁移到新服务器", "with_identity": True} | options
    return b"".join(export_ledger(area=factories.area(), by=head, **options).pieces)


def there_and_back(sheets, head):
    """Imported, exported, taken back; the sheets that were exported."""
    with transaction.atomic():
        taken_in(sheets, head)
        found = read_workbook(exported(head))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_ledger_comes_back_equal(head, seed) -> None:
    sheets = ledger(seed)
    first = there_and_back(sheets, head)
    assert there_and_back(first, head) == first
    wanted = sorted(str(row[CLAIM_HEADINGS.index("诉求")] or "") for row in sheets["诉求台账"][1:])
    assert sorted(str(row[CLAIM_HEADINGS.index("诉求")] or "") for row in first["诉求台账"][1:]) == wanted


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_the_same_rows_again_in_another_order_change_nothing(head, seed) -> None:
    taken_in(ledger(seed), head)
    sheets = read_workbook(exported(head))
    for rows in sheets.values():
        rows[1:] = Random(seed).sample(rows[1:], len(rows) - 1)
    before = (Claim.objects.count(), Case.objects.count())
    report = taken_in(sheets, head)
    assert (report.sessions_created, report.claims_created) == (0, 0)
    assert (Claim.objects.count(), Case.objects.count()) == before


def test_all_headings_and_real_numbers_and_days(head) -> None:
    taken_in(history_sheets(sessions=[a_session(开始="14:30")], claims=[a_claim(身份证号=ID_NUMBER, 手机=PHONE)]), head)
    sheets = read_workbook(exported(head))
    assert [sheets["接访场次"][0], sheets["诉求台账"][0]] == [list(SESSION_HEADINGS), list(CLAIM_HEADINGS)]
    row = dict(zip(CLAIM_HEADINGS, sheets["诉求台账"][1], strict=True))
    assert (row["身份证号"], row["手机"], row["开始"], row["涉及金额（元）"]) == (ID_NUMBER, PHONE, "14:30", 30000)


def test_without_identity_no_cell_names_anybody(head) -> None:
    row = a_claim(姓名="欧阳小花", 身份证号=ID_NUMBER, 手机=PHONE, 诉求=f"欧阳小花说请打 {PHONE}", 备注="欧阳小花代")
    taken_in(history_sheets(claims=[row]), head)
    sheets = read_workbook(exported(head, with_identity=False))
    cells = dict(zip(CLAIM_HEADINGS, sheets["诉求台账"][1], strict=True))
    assert (cells["姓名"], cells["身份证号"], cells["手机"]) == (None, None, None)
    assert not any(word in str(sheets) for word in ("欧阳", "小花", ID_NUMBER, PHONE))


def test_void_claims_stay_behind(head) -> None:
    taken_in(history_sheets(claims=[a_claim(), a_claim(姓名="李四")]), head)
    claim = Claim.objects.first()
    Claim.objects.filter(pk=claim.pk).update(voided_at=claim.registered_at, voided_by=head, void_reason="重复")
    assert len(read_workbook(exported(head))["诉求台账"]) == 2


def test_a_text_that_is_a_state_elsewhere_stays_a_text(head) -> None:
    taken_in(history_sheets(claims=[a_claim(诉求="registered", 备注="paid")]), head)
    cells = dict(zip(CLAIM_HEADINGS, read_workbook(exported(head))["诉求台账"][1], strict=True))
    assert (cells["诉求"], cells["备注"]) == ("registered", "paid")


def test_ten_thousand_hostile_strings_and_no_formula_cell() -> None:
    random = Random(7)
    texts = [hostile(random, 40) for _ in range(10_000)]
    data = b"".join(stream([Table("表", [Head("文字")], [[text] for text in texts])]))
    assert [row[0] for row in read_workbook(data)["表"][1:]] == texts
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert re.findall(rb"<f[ />]", xml) == []


def test_who_may_and_the_trail(head, clerk) -> None:
    export_ledger(area=factories.area(), by=head, purpose="存档")
    event = Event.objects.get(act="export_ledger")
    assert event.data == {"purpose": "存档", "sessions": event.data["sessions"], "rows": 0, "with_identity": False}
    with pytest.raises(PermissionDenied):
        export_ledger(area=factories.area(), by=clerk, purpose="存档")
    with pytest.raises(PermissionDenied):
        export_ledger(area=factories.area("530900"), by=head, purpose="存档")
    with pytest.raises(Refused):
        export_ledger(area=factories.area(), by=head, purpose="")


def test_people_are_an_act_of_their_own(head, monkeypatch) -> None:
    monkeypatch.setitem(ACTS, "export_identity", ("导出含个人信息的清单", frozenset({Role.LIAISON})))
    export_ledger(area=factories.area(), by=head, purpose="存档")
    with pytest.raises(PermissionDenied, match="导出含个人信息的清单"):
        export_ledger(area=factories.area(), by=head, purpose="存档", with_identity=True)


def test_queries_do_not_grow_with_the_rows(head) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            exported(head)
        return len(queries)

    taken_in(history_sheets(claims=[a_claim()]), head)
    one = count()
    taken_in(history_sheets(claims=[a_claim(姓名="李四"), a_claim(姓名="王五")]), head)
    assert count() == one
