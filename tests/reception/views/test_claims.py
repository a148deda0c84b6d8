"""The page of a claim, who reads whose name there, and the papers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from office.models import Event
from reception.actions.claims import PersonData, add_visit, correct_claim, data_of
from tests import factories
from tests.identity_numbers import make_id

PHONE, ADDRESS = "13812345678", "临翔区凤翔街道南屏社区一号"
PERSON = PersonData(name="岩甲", gender="m", id_number=make_id(), phone=PHONE, address=ADDRESS)
CLEAR = (make_id(), PHONE, ADDRESS)
PAGES = ["claim", "claim_receipt", "claim_form"]


@pytest.fixture
def claim(clerk, head):
    """A claim at a session, assigned to 住建."""
    claim = factories.claim(clerk, factories.session(clerk), petitioner=PERSON)
    factories.assigned(claim.caseclaim.case, head)
    return claim


def url(name, claim) -> str:
    return reverse(f"reception:{name}", args=[claim.pk])


def get(client, user, claim, name="claim"):
    client.force_login(user)
    return client.get(url(name, claim))


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["clerk", "head"])
def test_numbers_are_masked_everywhere(client, claim, name, role):
    page = text(get(client, factories.user(role), claim, name))
    assert ("岩甲" in page, [value in page for value in CLEAR]) == (True, [False] * 3)


@pytest.mark.parametrize(
    ("role", "unit", "statuses"),
    [
        ("clerk", None, [200, 200, 200]),
        ("head", None, [200, 200, 200]),
        ("liaison", "住建", [200, 403, 403]),
        ("liaison", "水务", [404, 403, 403]),
        ("leader", None, [403, 403, 403]),
        ("city", None, [403, 403, 403]),
        ("sysadmin", None, [403, 403, 403]),
        ("auditor", None, [403, 403, 403]),
    ],
)
def test_readers(client, claim, role, unit, statuses):
    user = factories.user(role, unit=unit)
    assert [get(client, user, claim, name).status_code for name in PAGES] == statuses


@pytest.mark.parametrize("name", PAGES)
def test_foreign_and_absent_claims_are_not_found(client, claim, name):
    stranger = factories.user("head", area=factories.area("530999"))
    client.force_login(stranger)
    foreign, absent = client.get(url(name, claim)), client.get(reverse(f"reception:{name}", args=[10**6]))
    assert (foreign.status_code, absent.status_code) == (404, 404)


def test_revealing_shows_once_and_is_on_record(client, clerk, claim):
    client.force_login(clerk)
    page = text(client.post(url("claim_reveal", claim)))
    assert [value in page for value in CLEAR] == [True] * 3
    event = Event.objects.get(act="reveal_identity")
    assert (event.by, event.object_id, event.data) == (clerk, str(claim.pk), {"number": claim.number})
    assert [value in text(get(client, clerk, claim)) for value in CLEAR] == [False] * 3


def test_revealing_is_a_post(client, clerk, claim):
    assert get(client, clerk, claim, "claim_reveal").status_code == 405
    assert Event.objects.filter(act="reveal_identity").count() == 0


def test_liaison_of_the_case_may_reveal(client, liaison, foreign_liaison, claim):
    client.force_login(liaison)
    assert PHONE in text(client.post(url("claim_reveal", claim)))
    client.force_login(foreign_liaison)
    assert client.post(url("claim_reveal", claim)).status_code == 404


@pytest.mark.parametrize("reason", ["employer", "general_contractor", "secret"])
def test_conflict_and_secrecy_hide_the_petitioner(client, clerk, liaison, claim, reason):
    if reason == "secret":
        claim.is_secret = True
        claim.save(update_fields=["is_secret"])
    else:
        company = factories.company("临翔建工")
        company.unit = liaison.unit
        company.save()
        setattr(claim, reason, company)
        claim.save(update_fields=[reason])
    page = text(get(client, liaison, claim))
    assert ("岩甲" in page, "***" in page, "（保密）" in page) == (False, False, True)
    assert client.post(url("claim_reveal", claim)).status_code == 403
    assert Event.objects.filter(act="reveal_identity").count() == 0
    assert "岩甲" in text(get(client, clerk, claim))


def test_secrecy_hides_every_word_that_may_tell_who_came(client, clerk, head, liaison):
    words = {name: f"岩甲{n}号证词" for n, name in enumerate(("demand", "note", "complained_before", "evidence_list"))}
    claim = factories.claim(clerk, factories.session(clerk), petitioner=PERSON, is_secret=True, **words)
    factories.assigned(claim.caseclaim.case, head)
    add_visit(claim=claim, by=clerk, visited_on=date(2021, 5, 10), note="岩甲又来催问")
    correct_claim(claim=claim, by=head, data=replace(data_of(claim), job_type="木工"), reason="岩甲要求更正")
    page = text(get(client, liaison, claim))
    assert ("岩甲" in page, "要求更正" in page, "不显示" in page) == (False, False, True)
    page = text(get(client, clerk, claim))
    assert [word in page for word in (*words.values(), "岩甲又来催问", "岩甲要求更正")] == [True] * 6


def test_developer_alone_is_no_conflict(client, liaison, claim):
    company = factories.company("临翔城投")
    company.unit = liaison.unit
    company.save()
    claim.developer = company
    claim.save(update_fields=["developer"])
    assert "岩甲" in text(get(client, liaison, claim))


def test_page_leads_to_the_case(client, clerk, claim):
    assert f'href="{reverse("ledger:case", args=[claim.caseclaim.case_id])}"' in text(get(client, clerk, claim))


def test_queries_do_not_grow_with_roll_visits_and_corrections(client, clerk, django_assert_max_num_queries):
    counts = []
    session = factories.session(clerk)
    for many in (2, 30):
        rows = tuple(factories.worker_data(f"甲{n}", "1.00") for n in range(many))
        claim = factories.claim(clerk, session, workers_count=many, amount_yuan=Decimal(many), workers=rows)
        for day in range(many):
            add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 12) + timedelta(days=day))
        client.force_login(clerk)
        with django_assert_max_num_queries(12) as queries:
            assert client.get(url("claim", claim)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "role"), [("visit_create", "liaison"), ("claim_reveal", "leader"), ("claim_reveal", "city")]
)
def test_others_do_not_act(client, claim, name, role):
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))
    assert client.post(url(name, claim)).status_code == 403


def test_receipt_carries_number_and_next_step(client, clerk, claim):
    page = text(get(client, clerk, claim, "claim_receipt"))
    for words in (claim.number, "12,500.00 元", "下一步", "临沧市临翔区根治拖欠农民工工资工作领导小组办公室"):
        assert words in page


def test_sheet_prints_full_numbers_only_on_record(client, clerk, claim):
    client.force_login(clerk)
    page = text(client.post(url("claim_form", claim)))
    assert [value in page for value in CLEAR] == [True] * 3
    assert Event.objects.filter(act="reveal_identity").count() == 1


def test_sheet_has_every_line_of_the_paper(client, clerk, claim):
    rows = get(client, clerk, claim, "claim_form").context["rows"]
    lines = {label: value for row in rows for label, value in row}
    assert list(lines) == [
        "登记编号", "接访场次", "来访时间", "接访人", "姓名", "性别", "年龄", "电话", "身份证号", "工种", "住址", "同行人数与代表",
        "用人单位（欠薪方）", "总包单位", "建设单位", "项目与地址", "用工起止", "欠薪起止", "涉及人数", "是否签订合同",
        "金额（大写）", "曾否向其他部门反映", "诉求", "证据清单", "处理意见",
    ]  # fmt: skip
    assert (lines["年龄"], lines["金额（大写）"], lines["欠薪起止"]) == (
        "120 岁", "壹万贰仟伍佰元整（12,500.00 元）", "2020年11月起",
    )  # fmt: skip
