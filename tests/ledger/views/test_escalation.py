"""The pages of 提级办理: the four forms, the tab, the head of the case, the list of what awaits the city."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.actions.escalation import request_escalation
from ledger.models import Case, Escalation
from ledger.workflow import Status
from office.models import Parameter, User
from tests import factories

TICKED = {"tick_proposal": "on", **{f"remark_{key}": "随纸质件报送" for key in factories.DOSSIER}}


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def fields_of(page) -> dict[str, str]:
    """What the form carries unseen."""
    form = page.context["form"]
    return {name: str(form[name].value()) for name in ("version", "submission")}


def post(client, user: User, case: Case, act: str, **values):
    client.force_login(user)
    address = f"/ledger/cases/{case.pk}/{act}/"
    return client.post(address, fields_of(client.get(address)) | values, follow=True)


def acts_of(client, user: User, case: Case) -> list[str]:
    client.force_login(user)
    page = client.get(f"/ledger/cases/{case.pk}/").content.decode()
    return [name for name in re.findall(rf"/ledger/cases/{case.pk}/(\w+)/\"", page) if "escalation" in name]


def test_each_act_is_offered_when_its_turn_has_come(client, head, clerk, case) -> None:
    tab = "escalation"
    assert acts_of(client, clerk, case) == [tab]
    assert acts_of(client, head, case) == ["request_escalation", tab]
    shown = post(client, head, case, "request_escalation", reason="跨县项目", on="2021-04-26").content.decode()
    assert "已提请，待报送" in shown
    assert acts_of(client, head, case) == ["send_escalation", "conclude_escalation", tab]
    sent = post(
        client, head, case, "send_escalation", document_number="临翔治欠办(2021)5号", sent_to="市治欠办", on="2021-04-27", **TICKED
    )  # fmt: skip
    assert "临翔治欠办〔2021〕5号" in sent.content.decode()
    assert acts_of(client, head, case) == ["record_escalation_reply", "conclude_escalation", tab]
    post(client, head, case, "record_escalation_reply", reply="由市住建局牵头", on="2021-05-06")
    assert acts_of(client, head, case) == ["conclude_escalation", tab]
    post(client, head, case, "conclude_escalation", conclusion="已付清", on="2021-05-07")
    assert acts_of(client, head, case) == ["request_escalation", tab]
    tab_page = client.get(f"/ledger/cases/{case.pk}/escalation/").content.decode()
    for said in ("跨县项目", "市治欠办", "由市住建局牵头", "已付清", "已有结论", "✓</span> 登记表", "随纸质件报送"):
        assert said in tab_page
    paper = client.get(f"/ledger/cases/{case.pk}/print/").content.decode()
    assert "由市住建局牵头" in paper


def test_missing_papers_are_named_and_what_was_typed_stays(client, head, case) -> None:
    request_escalation(case=case, by=head, reason="跨县项目", on=date(2021, 4, 26))
    typed = {
        "document_number": "临翔治欠办〔2021〕5号",
        "sent_to": "市治欠办",
        "on": "2021-04-27",
        "remark_steps": "尚未开展",
    }
    answer = post(client, head, case, "send_escalation", **typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "案卷缺“核实金额”：在“核实金额”中逐件登记" in shown
    assert "案卷缺“已采取措施”" not in shown
    assert 'value="尚未开展"' in shown
    bad = post(client, head, case, "send_escalation", **(typed | {"document_number": "2号"})).content.decode()
    assert "年份须用一对六角括号括入" in bad
    assert Escalation.objects.get().sent_on is None


def test_sent_twice_from_one_page_is_sent_once(client, head, case) -> None:
    request_escalation(case=case, by=head, reason="跨县项目", on=date(2021, 4, 26))
    client.force_login(head)
    address = f"/ledger/cases/{case.pk}/send_escalation/"
    typed = {"document_number": "临翔治欠办〔2021〕5号", "sent_to": "市治欠办", "on": "2021-04-27", **TICKED}
    form = fields_of(client.get(address)) | typed
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 409]


def test_head_of_the_case_and_list_say_how_long_the_city_has_had_it(client, head, case) -> None:
    other = factories.case(head, petitioner=factories.claim_data().petitioner)
    request_escalation(case=other, by=head, reason="未报送", on=timezone.localdate())
    factories.escalated(case, head)
    days = (timezone.localdate() - factories.SENT_ON).days
    client.force_login(head)
    page = client.get(f"/ledger/cases/{case.pk}/").content.decode()
    assert f"提级办理：已报送，等待批复，已报送 {days} 天（临翔治欠办〔2021〕5号）" in page
    listed = client.get("/admin/ledger/case/?list=escalated").content.decode()
    assert f"报送 {days} 天" in listed
    assert (case.number in listed, other.number in listed) == (True, True)
    assert listed.count("报送 ") == 1
    home = client.get("/").content.decode()
    assert re.search(r"list=escalated[^>]*>提级办理中 <strong>2<", home)


def test_file_is_for_those_who_see_the_case(client, head, liaison, foreign_liaison, city, case) -> None:
    row = factories.escalated(case, head)
    Escalation.objects.filter(pk=row.pk).update(file=factories.stored_file(head))
    token = Escalation.objects.get().file.token
    answers = {}
    for user in (foreign_liaison, city):
        client.force_login(user)
        answers[user.username] = client.get(f"/ledger/files/{token}/").status_code
    assert answers == {"foreign_liaison": 404, "city": 403}
    client.force_login(liaison)
    assert f"/ledger/files/{token}/" in client.get(f"/ledger/cases/{case.pk}/escalation/").content.decode()


def test_printed_case_names_the_contact_officer_once_it_goes_to_the_city(client, head, case) -> None:
    Parameter.objects.filter(key="contact_officer").update(value="示例联络人")
    client.force_login(head)
    address = reverse("ledger:case_print", args=[case.pk])
    assert "联络人：" not in client.get(address).content.decode()
    factories.escalated(case, head)
    assert "联络人：示例联络人" in client.get(address).content.decode()
    Parameter.objects.filter(key="contact_officer").update(value="")
    assert "联络人：" not in client.get(address).content.decode()
