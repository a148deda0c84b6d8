"""工资花名册, imported onto a claim."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse

from ledger.workbook.rolls import ROLL, target_of
from office.imports.parts import preview_of
from office.models import Event, Job, User
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id
from tests.imports import book_of, checked, counts, errors, warnings, written

HEADINGS = [
    "序号",
    "姓名",
    "身份证号",
    "手机",
    "工种",
    "出勤起",
    "出勤止",
    "应发",
    "已发",
    "欠发（元）",
    "银行账号",
    "签字",
]
ID_NUMBER = make_id()
FIRST = [
    1,
    "岩甲",
    ID_NUMBER,
    13987650001,
    "木工",
    "2020-11",
    "2021年1月",
    None,
    None,
    7000,
    "6228480000000000001",
    None,
]
SECOND = [2, "岩 乙", None, None, "泥工", None, None, 8000, 3000, None, None, None]
TOTAL = ["合计", None, None, None, None, None, None, None, None, 12000, None, None]


@pytest.fixture
def claim(clerk: User) -> Claim:
    of = factories.session(clerk)
    return factories.claim(clerk, of, workers_count=2, amount_yuan=Decimal(12000))


def rolls(claim: Claim) -> list[tuple]:
    return [(row.name, row.id_number, row.owed_yuan, row.account) for row in claim.workers.all()]


def test_the_roll_comes_onto_the_claim(clerk: User, claim: Claim) -> None:
    job = checked(ROLL, clerk, ["南屏小区三期工资花名册"], HEADINGS, FIRST, SECOND, TOTAL, object_id=claim.pk)
    assert (counts(job), errors(job)) == ((2, 0, 0), [])
    assert written(job, clerk).state == "done"
    assert rolls(claim) == [
        ("岩甲", ID_NUMBER, Decimal(7000), "6228480000000000001"),
        ("岩乙", "", Decimal(5000), ""),
    ]
    assert Event.objects.filter(act="correct_claim").count() == 1
    assert claim.corrections.get().reason == "导入工资花名册"


def test_the_same_roll_again_is_unchanged_and_a_change_is_told(clerk: User, claim: Claim) -> None:
    written(checked(ROLL, clerk, HEADINGS, FIRST, SECOND, object_id=claim.pk), clerk)
    ids = list(claim.workers.values_list("pk", flat=True))
    assert counts(checked(ROLL, clerk, HEADINGS, FIRST, SECOND, object_id=claim.pk)) == (0, 2, 0)
    changed = [*FIRST[:9], 6000, *FIRST[10:]], [*SECOND[:7], 9000, *SECOND[8:]]
    job = checked(ROLL, clerk, HEADINGS, *changed, object_id=claim.pk)
    assert warnings(job)[-2:] == [
        "表 第 2 行 姓名：花名册中已有这个人（欠发 7,000.00 元），将改成本行的内容。",
        "表 第 3 行 姓名：花名册中已有这个人（欠发 5,000.00 元），将改成本行的内容。",
    ]
    written(job, clerk)
    assert list(claim.workers.values_list("pk", flat=True)) == ids
    assert [row.owed_yuan for row in claim.workers.all()] == [Decimal(6000), Decimal(6000)]


def test_who_is_not_in_the_table_falls_away_with_a_word(clerk: User, claim: Claim) -> None:
    written(checked(ROLL, clerk, HEADINGS, FIRST, SECOND, object_id=claim.pk), clerk)
    job = checked(ROLL, clerk, HEADINGS, FIRST, [2, "岩丙", *SECOND[2:]], object_id=claim.pk)
    assert warnings(job)[0] == "表：花名册中的 1 人不在表里，将去掉：岩*。"
    written(job, clerk)
    assert [row.name for row in claim.workers.all()] == ["岩甲", "岩丙"]
    assert [row.former_names for row in claim.corrections.all()] == ["", "岩乙"]


def test_number_and_sum_must_be_the_declared_ones(clerk: User, claim: Claim) -> None:
    said = errors(checked(ROLL, clerk, HEADINGS, FIRST, object_id=claim.pk))
    assert said[0] == "表：花名册有 1 人，涉及人数填的是 2 人：请补齐花名册或改正人数。"
    assert "相差 5,000.00 元" in said[1]
    assert claim.workers.count() == 0


def test_lost_figures_and_missing_sums_are_refused(clerk: User, claim: Claim) -> None:
    rows = [
        [1, "岩甲", 530902190101010012, None, None, None, None, None, None, 1, 6228480000000000001, None],
        [2, "岩乙", None, None, None, None, None, None, None, None, None, None],
        [3, "岩丙", None, None, None, None, None, 100, 300, None, None, None],
    ]
    assert [text.split("：")[0] for text in errors(checked(ROLL, clerk, HEADINGS, *rows, object_id=claim.pk))] == [
        "表 第 2 行 身份证号", "表 第 2 行 银行账号", "表 第 3 行 欠发（元）", "表 第 4 行 欠发（元）",
    ]  # fmt: skip


def test_somebody_corrected_the_claim_meanwhile(clerk: User, head: User, claim: Claim) -> None:
    job = checked(ROLL, clerk, HEADINGS, FIRST, SECOND, object_id=claim.pk)
    other = checked(ROLL, head, HEADINGS, [1, "岩丁", *FIRST[2:]], SECOND, object_id=claim.pk)
    written(other, head)
    job = written(job, clerk)
    assert (job.state, [row.name for row in claim.workers.all()]) == ("checked", ["岩丁", "岩乙"])
    assert written(job, clerk).state == "done"


def test_whose_claim_it_must_be(clerk: User, liaison: User, claim: Claim) -> None:
    stranger = factories.user("clerk", area=factories.area("530922"))
    with pytest.raises(Http404):
        target_of(stranger, claim.pk)
    with pytest.raises(Http404):
        target_of(clerk, 999999)
    with pytest.raises((PermissionDenied, Http404)):
        target_of(liaison, claim.pk)


def test_a_roll_of_a_foreign_claim_is_not_looked_up(reference: None, claim: Claim) -> None:
    stranger = factories.user("clerk", area=factories.area("530922"))
    job = checked(ROLL, stranger, HEADINGS, FIRST, object_id=claim.pk)
    assert (job.state, preview_of(job)) == (Job.State.FAILED, None)


def test_after_the_session_only_the_head(clerk: User, head: User, claim: Claim) -> None:
    claim.session.status = "closed"
    type(claim.session).objects.filter(pk=claim.session_id).update(
        status="closed", closed_at=claim.registered_at, closed_by=clerk
    )
    with pytest.raises(PermissionDenied):
        target_of(clerk, claim.pk)
    job = written(checked(ROLL, head, HEADINGS, FIRST, SECOND, object_id=claim.pk), head)
    assert job.state == "done"


def test_pages_from_the_claim_and_back(client: Client, clerk: User, claim: Claim) -> None:
    client.force_login(clerk)
    address = f"{reverse('imports:upload', args=['roll'])}?for={claim.pk}"
    assert address in client.get(reverse("reception:claim", args=[claim.pk])).content.decode()
    assert claim.number in client.get(address).content.decode()
    file = SimpleUploadedFile("花名册.xlsx", book_of(HEADINGS, FIRST, SECOND))
    assert client.post(address, {"file": file}).status_code == 302
    job = Job.objects.get()
    page = reverse("imports:job", args=[job.token])
    assert claim.number in client.get(page).content.decode()
    client.post(reverse("imports:confirm", args=[job.token]), {"digest": job.plan_digest})
    said = client.get(page).content.decode()
    assert ("已导入" in said, reverse("reception:claim", args=[claim.pk]) in said) == (True, True)
    assert claim.workers.count() == 2


@pytest.mark.parametrize("query", ["", "?for=", "?for=abc", "?for=999999", "?for=99999999999999999999"])
def test_an_address_without_a_claim_is_absent(client: Client, clerk: User, query: str) -> None:
    client.force_login(clerk)
    assert client.get(reverse("imports:upload", args=["roll"]) + query).status_code == 404
