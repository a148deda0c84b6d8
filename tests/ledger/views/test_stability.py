"""稳控 on a case and outside of the cases, as people use its pages."""

import re
from datetime import date

import pytest

from ledger.actions.incidents import register_incident
from ledger.actions.leads import LeadData, close_lead, register_lead
from ledger.models import Case, EarlyWarning, Incident, Lead, SameMatter, StabilityMeasure
from ledger.workflow import Status
from office.models import Event
from tests import factories

ROLES = ("head", "clerk", "liaison", "leader", "city", "sysadmin", "auditor")
LATER, DAY = "2099-01-05", "2021-05-06"


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def lead(by, **values) -> Lead:
    given = {
        "found_on": date(2021, 4, 19),
        "found_by": "巡查",
        "text": "没有拨付人工费",
        "project_name": "南屏小区三期",
    }
    return register_lead(area=by.area, by=by, data=LeadData(next_check_on=date(2099, 1, 5), **(given | values)))


def statuses(client, request, address: str) -> dict[str, int]:
    found = {}
    for role in ROLES:
        client.force_login(request.getfixturevalue(role))
        found[role] = client.get(address).status_code
    return found


def send(client, case: Case, act: str, **values):
    page = client.get(f"/ledger/cases/{case.pk}/{act}/").content.decode()
    hidden = {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("version", "submission")}
    return client.post(f"/ledger/cases/{case.pk}/{act}/", hidden | {"on": DAY} | values, follow=True)


def test_risk_measure_and_incident_are_seen_on_the_case_and_on_its_paper(client, liaison, case) -> None:
    client.force_login(liaison)
    send(client, case, "set_risk", risk=factories.code("risk", "key").pk, reason="扬言聚集")
    unit = factories.unit().pk
    send(client, case, "add_measure", text="每日联系", unit=unit, person="李经办", next_check_on=LATER)
    measure = StabilityMeasure.objects.get()
    checked = {"measure": measure.pk, "text": "情绪平稳", "then": "continue", "next_check_on": LATER}
    send(client, case, "check_measure", **checked)
    shown = send(client, case, "register_incident", kind="group", place="大门", text="聚集一小时", people_count="9")
    for page in (shown.content.decode(), client.get(f"/ledger/cases/{case.pk}/print/").content.decode()):
        for text in (
            "风险等级：重点",
            "扬言聚集",
            "每日联系",
            "李经办",
            "情绪平稳",
            "群体性事件",
            "聚集一小时",
            "尚未平息",
        ):
            assert text in page
    assert shown.redirect_chain[-1][0] == f"/ledger/cases/{case.pk}/stability/"


def test_going_on_needs_a_day_and_ending_does_not(client, head, case) -> None:
    client.force_login(head)
    send(client, case, "add_measure", text="值守", unit=factories.unit().pk, person="李经办", next_check_on=LATER)
    measure = StabilityMeasure.objects.get()
    refused = send(client, case, "check_measure", measure=measure.pk, text="看过", then="continue", next_check_on="")
    assert (refused.status_code, "继续稳控的，请填写下次核查日" in refused.content.decode()) == (422, True)
    send(client, case, "check_measure", measure=measure.pk, text="已付清", then="end", next_check_on="")
    measure.refresh_from_db()
    assert str(measure.ended_on) == DAY
    assert client.get(f"/ledger/cases/{case.pk}/check_measure/").status_code != 200


def test_pages_beside_the_cases_are_the_office_s(client, request, head, clerk) -> None:
    row, incident = lead(clerk), Incident.objects.create(
        area=clerk.area, kind="group", on=DAY, place="大门", text="聚集", at="2021-05-06T10:00+08:00", by=clerk
    )  # fmt: skip
    factories.claim(clerk, workers_count=10)
    office = {role: 200 if role in ("head", "clerk") else 403 for role in ROLES}
    for address in (
        "", "print/", "leads/add/", f"leads/{row.pk}/", "incidents/add/", f"incidents/{incident.pk}/",
        f"warnings/{EarlyWarning.objects.get().pk}/",
    ):  # fmt: skip
        assert statuses(client, request, f"/ledger/stability/{address}") == office
    for address in ("same-project/", "same-project/count/"):
        assert statuses(client, request, f"/ledger/{address}") == office | {"clerk": 403}


def test_rows_of_another_area_are_as_absent(client, head) -> None:
    other = factories.user("clerk", area=factories.area("530999"))
    row = lead(other)
    client.force_login(head)
    for kind in ("leads", "incidents", "warnings"):
        assert client.get(f"/ledger/stability/{kind}/{row.pk}/").status_code == 404


def test_lead_is_registered_checked_and_linked(client, clerk, head) -> None:
    client.force_login(clerk)
    given = {
        "found_on": DAY, "found_by": "专户预警", "project_name": "南屏小区三期", "company_name": "", "text": "没有拨付",
        "workers_count": "", "amount_yuan": "9万", "unit": "", "next_check_on": LATER,
    }  # fmt: skip
    for _ in range(2):
        assert client.post("/ledger/stability/leads/add/", given).status_code == 302
    row = Lead.objects.get()
    address = f"/ledger/stability/leads/{row.pk}/"
    check = {"which": "check", "check-text": "承诺补足", "check-next_check_on": LATER, "check-on": DAY}
    for _ in range(2):
        client.post(address, check)
    assert row.checks.count() == 1
    claim = factories.claim(head, received_on=date(2021, 5, 7))
    assert claim.number in client.get(address).content.decode()
    wrong = client.post(address, {"which": "claims", "claims-other": "J530902-2021-9999"})
    assert (wrong.status_code, "没有找到有效的诉求" in wrong.content.decode()) == (422, True)
    client.post(address, {"which": "claims", "claims-other": f" {claim.number} "})
    row.refresh_from_db()
    assert (row.status, list(row.claims.all())) == ("claimed", [claim])
    refused = client.post(
        address, {"which": "close", "close-status": "solved", "close-result": "已付", "close-on": DAY}
    )
    assert (refused.status_code, "结案：已成为诉求" in refused.content.decode()) == (422, True)


def test_head_voids_an_incident_and_it_stays_struck_out(client, clerk, head, case) -> None:
    incident = register_incident(
        area=head.area, case=case, by=clerk, kind="group", on=date(2021, 5, 6), place="大门", text="聚集一小时"
    )
    address, tab = f"/ledger/stability/incidents/{incident.pk}/", f"/ledger/cases/{case.pk}/stability/"
    client.force_login(clerk)
    assert f"{address}void/" not in client.get(address).content.decode() + client.get(tab).content.decode()
    assert client.post(f"{address}void/", {"reason": "误登"}).status_code == 403
    client.force_login(head)
    assert [f'href="{address}void/"' in client.get(page).content.decode() for page in (address, tab)] == [True, True]
    assert client.post(f"{address}void/", {"reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(f"{address}void/", {"reason": "登记到别的案件了"}).status_code == 302
    assert Event.objects.filter(act="void_incident").count() == 1
    for page in (tab, "/ledger/stability/", f"/ledger/cases/{case.pk}/print/"):
        text = client.get(page).content.decode()
        assert ('<tr class="voided">' in text, "已作废</span> 登记到别的案件了" in text) == (True, True), page
    for page in (address, f"{address}void/"):
        text = client.get(page).content.decode()
        assert ("登记到别的案件了" in text, '<form method="post" class="panel act"' in text) == (True, False), page
    narrowed = client.get("/ledger/stability/?incident_state=open").content.decode()
    assert "没有符合条件的事件" in narrowed


def test_lead_that_was_solved_still_takes_claims(client, clerk, head) -> None:
    row, claim = lead(clerk), factories.claim(head, received_on=date(2021, 5, 7))
    close_lead(lead=row, by=clerk, status="solved", result="已补发", on=date(2021, 4, 30))
    client.force_login(clerk)
    address = f"/ledger/stability/leads/{row.pk}/"
    text = client.get(address).content.decode()
    assert [f">{label}</button>" in text for label in ("登记核查", "结案", "关联诉求")] == [False, False, True]
    client.post(address, {"which": "claims", "claims-claims": claim.pk})
    text = client.get(address).content.decode()
    assert [words in text for words in ("已成为诉求", "2021-04-30 区内已化解：已补发", claim.number)] == [True] * 3


def test_lists_are_narrowed_each_by_itself_and_print_alike(client, clerk) -> None:
    lead(clerk, text="旧年的", found_on=date(2020, 12, 1)), lead(clerk, text="今年的")
    client.force_login(clerk)
    for address in ("/ledger/stability/", "/ledger/stability/print/"):
        page = client.get(f"{address}?lead_year=2021&incident_state=open").content.decode()
        assert ("今年的" in page, "旧年的" in page, "没有符合条件的事件" in page) == (True, False, True)
    for odd in (
        "lead_year=x",
        "lead_year=020219",
        "lead_year=99999999999",
        "lead_state=%27",
        "lead_page=0",
        "warning_year=²",
    ):
        assert "旧年的" in client.get(f"/ledger/stability/?{odd}").content.decode()


def test_lists_turn_over_and_ask_the_same_number_of_queries(client, clerk, django_assert_max_num_queries) -> None:
    client.force_login(clerk)
    counted = []
    for count in (1, 24):
        for number in range(count):
            lead(clerk, text=f"情况{count}-{number}")
        with django_assert_max_num_queries(25) as asked:
            page = client.get("/ledger/stability/").content.decode()
        counted.append(len(asked.captured_queries))
    assert counted[0] == counted[1]
    assert ("第 1 页，共 2 页" in page, "情况1-0" in page) == (True, False)
    assert "情况1-0" in client.get("/ledger/stability/?lead_page=2").content.decode()


def test_head_reads_a_warning_and_home_counts_it(client, clerk, head) -> None:
    factories.claim(clerk, workers_count=10)
    row = EarlyWarning.objects.get()
    client.force_login(head)
    home = client.get("/").content.decode()
    assert re.search(r"未阅预警 <strong>1</strong>", home)
    assert "10 个工作日内收到诉求满 3 件" in client.get(f"/ledger/stability/warnings/{row.pk}/").content.decode()
    client.post(f"/ledger/stability/warnings/{row.pk}/", {"handling": "请住建到场"})
    row.refresh_from_db()
    assert (row.seen_by, row.handling) == (head, "请住建到场")
    again = client.post(f"/ledger/stability/warnings/{row.pk}/", {"handling": "再次"})
    assert (again.status_code, "已由" in again.content.decode()) == (422, True)
    assert re.search(r"未阅预警 <strong>0</strong>", client.get("/").content.decode())


def test_case_list_names_measures_whose_day_has_come(client, head, liaison, case) -> None:
    client.force_login(head)
    send(client, case, "add_measure", text="值守", unit=factories.unit().pk, person="李经办", next_check_on=LATER)
    address = "/admin/ledger/case/?list=measure"
    assert case.number not in client.get(address).content.decode()
    StabilityMeasure.objects.update(next_check_on=DAY)
    for user in (head, liaison):
        client.force_login(user)
        assert case.number in client.get(address).content.decode()
        assert re.search(r"稳控待核查 <strong>1</strong>", client.get("/").content.decode())


def test_proposal_leads_to_gathering_with_its_cases(client, head) -> None:
    first = factories.claim(head, project_name="南屏小区三期")
    second = factories.claim(head, project_name="临翔区南屏小区（3期）建设项目")
    factories.claim(head, project_name="南屏小区二期")
    client.force_login(head)
    page = client.get("/ledger/same-project/").content.decode()
    assert "2 件诉求，疑似同一项目" in page
    assert client.get("/ledger/same-project/count/").content == b"1"
    link = re.search(r'href="(/ledger/cases/\d+/gather/\?other=[^"]+)"', page)[1]
    form = client.get(link).content.decode()
    assert f'value="{second.caseclaim.case.number}"' in form
    assert first.caseclaim.case.number in form
    assert Case.objects.filter(status=Status.ABSORBED).count() == 0


def test_proposal_turned_down_stays_away_until_another_claim_joins(client, head) -> None:
    first, second = (factories.claim(head, project_name=name) for name in ("南屏小区三期", "南屏小区3期工程"))
    client.force_login(head)
    sent = {"claims": f"{first.pk},{second.pk}", "verdict": "different", "reason": "两个标段"}
    refused = client.post("/ledger/same-project/", sent | {"reason": ""})
    assert (refused.status_code, SameMatter.objects.count()) == (422, 0)
    for _ in range(2):
        assert client.post("/ledger/same-project/", sent).status_code == 302
    assert SameMatter.objects.count() == Event.objects.filter(act="decide_same_matter").count() == 1
    assert client.get("/ledger/same-project/count/").content == b"0"
    factories.claim(head, project_name="南屏小区（三期）")
    assert "3 件诉求，疑似同一项目" in client.get("/ledger/same-project/").content.decode()
    odd = client.post("/ledger/same-project/", sent | {"claims": "1,x"})
    assert odd.status_code == 422
