"""The index says at every moment what is stored: each action that writes a name writes it too."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.workbook.importing import import_workbook
from office.models import Area
from reception.actions.claims import PersonData, WorkerData, correct_claim, data_of
from reception.actions.history import ClaimEntry, write_claims
from reception.actions.search import BATCH, index_claims, rebuild_index, texts_of
from reception.models import Claim, ClaimText, Company, Project
from tests import factories
from tests.workbooks import a_claim, history_workbook


def stored() -> dict:
    return {row.pk: (row.names, row.matter) for row in ClaimText.objects.all()}


def wanted() -> dict:
    return {row.pk: (row.names, row.matter) for row in texts_of(list(Claim.objects.values_list("pk", flat=True)))}


def test_register(clerk):
    claim = factories.claim(clerk, petitioner=PersonData(name="张三"), project_name="南屏路", employer_name="甲公司")
    text = ClaimText.objects.get(claim=claim)
    assert text.names == "张三 0 zhang zhangsan san zhangs zs"
    assert text.matter == "南屏 屏路 0 甲公 公司 0"
    assert stored() == wanted()


def test_register_with_a_roll_and_every_party(clerk):
    roll = (WorkerData(name="李四", owed_yuan=Decimal(50)), WorkerData(name="王五", owed_yuan=Decimal(50)))
    factories.claim(
        clerk, workers_count=2, amount_yuan=Decimal(100), workers=roll, general_contractor_name="丙公司",
        developer_name="丁公司",
    )  # fmt: skip
    (names, matter) = stored()[Claim.objects.get().pk]
    assert ["王五" in names, "丙公" in matter, "丁公" in matter, stored() == wanted()] == [True] * 4


@pytest.mark.parametrize(
    "changes",
    [
        {"petitioner": PersonData(name="李四")},
        {"project_name": "凤翔路"},
        {"employer_name": "乙公司"},
        {"general_contractor_name": "丙公司"},
        {"developer_name": "丁公司"},
        {"workers_count": 2, "workers": (WorkerData(name="王五", owed_yuan=Decimal("12500")), WorkerData(name="赵六", owed_yuan=Decimal(0)))},
    ],
)  # fmt: skip
def test_correct(head, changes):
    claim = factories.claim(head)
    before = stored()
    correct_claim(claim=claim, by=head, data=replace(data_of(claim), **changes), reason="核对")
    assert (stored() != before, stored() == wanted()) == (True, True)


def test_failed_registering_leaves_nothing(clerk):
    def fails(**_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        factories.register_claim(area=clerk.area, by=clerk, data=factories.claim_data(), on_registered=fails)
    assert stored() == {}


def _entry(name: str, **values) -> ClaimEntry:
    plain = dict.fromkeys(
        ("number", "original_number", "row_key", "id_number", "phone", "project", "employer", "general_contractor",
         "developer", "owed_from", "owed_until", "demand", "note"), "",
    )  # fmt: skip
    plain |= {"session": None, "sector": None, "cause": None, "suggested_unit": None, "amount_yuan": None}
    return ClaimEntry(
        **plain | {"name": name, "received_on": date(2020, 5, 1), "channel": factories.code("channel", "daily"),
        "workers_count": 1, "is_wages": True, "is_low_income": False} | values
    )  # fmt: skip


def test_import(head):
    entries = [_entry("张三", project="南屏路", original_number="GD7"), _entry("李四", employer="甲公司")]
    write_claims(entries, area=Area.objects.get(pk=head.area_id), by=head, now=timezone.now())
    assert [names.split()[0] for names, _ in stored().values()] == ["张三", "李四"]
    assert stored()[entries[0].claim_id][1] == "南屏 屏路 0 gd7"
    assert stored() == wanted()


@pytest.mark.parametrize(("model", "name"), [(Project, "南屏小区三期"), (Company, "云南甲乙劳务有限公司")])
def test_renaming_a_party_by_the_head(client, head, model, name):
    factories.claim(head)
    factories.claim(head, project_name="凤翔路", employer_name="乙公司")
    before = stored()
    party = model.objects.get(name=name)
    client.force_login(head)
    address = reverse(f"admin:reception_{model._meta.model_name}_change", args=[party.pk])
    form = client.get(address).context["adminform"].form
    data = {field.html_name: field.value() or "" for field in form}
    response = client.post(address, data | {"name": "改正的名称"})
    assert (response.status_code, model.objects.get(pk=party.pk).name) == (302, "改正的名称")
    assert stored() == wanted()
    changed = [pk for pk, text in stored().items() if text != before[pk]]
    assert changed == [Claim.objects.earliest("pk").pk]


def test_rebuild_equals_what_actions_wrote(head):
    for number in range(4):
        factories.claim(head, petitioner=PersonData(name=f"张{number}三"))
    before, seen = stored(), []
    ClaimText.objects.filter(pk=min(before)).delete()
    ClaimText.objects.filter(pk=max(before)).update(names="错误 0")
    assert rebuild_index(progress=lambda done, total: seen.append((done, total))) == 4
    assert (stored(), seen) == (before, [(4, 4)])


def test_rebuild_drops_texts_without_a_claim(head):
    claim = factories.claim(head)
    before = stored()
    with_no_claim = claim.pk + 1
    factories.claim(head)
    ClaimText.objects.filter(pk=with_no_claim).update(names="旧的 0")
    rebuild_index(progress=lambda *_: None)
    assert (before.items() <= stored().items(), stored() == wanted()) == (True, True)


def test_queries_do_not_grow_with_the_claims(head, django_assert_num_queries):
    ids = [factories.claim(head).pk for _ in range(5)]
    with django_assert_num_queries(5):
        index_claims(ids[:1])
    with django_assert_num_queries(5):
        index_claims(ids)
    assert len(ids) < BATCH


def test_texts_of_an_import_are_what_the_index_would_be_made_of(head) -> None:
    rows = [
        a_claim(姓名="单雄信", 总包单位="云南建工（集团）", 建设单位="某某局", 登记编号="旧-12"),
        a_claim(姓名="岩 甲", 涉及人数=1, 工程项目="", 用人单位="甲乙公司"),
    ]
    assert import_workbook(history_workbook(claims=rows), area=head.area, by=head).findings.errors == []
    stored = {text.pk: (text.names, text.matter) for text in ClaimText.objects.all()}
    assert stored == {text.pk: (text.names, text.matter) for text in texts_of(list(stored))}
    assert len(stored) == 2
