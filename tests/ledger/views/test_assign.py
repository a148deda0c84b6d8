"""交办 on its page: which unit is suggested and why, who should supervise, who must not have the case."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.models import Case
from ledger.workflow import Status
from office.models import Unit
from reception.models import Company, Project
from tests import factories
from tests.factories import code


@pytest.fixture
def as_head(client: Client, head) -> Client:
    client.force_login(head)
    return client


def water(head, of=None, **values) -> Case:
    return factories.case(head, of, sector=code("sector", "water"), **values)


def page(client: Client, case: Case):
    return client.get(reverse("ledger:act", args=[case.pk, "assign"]))


def sent(client: Client, case: Case, **values):
    form = page(client, case).context["form"]
    typed = {name: form[name].value() for name in ("version", "submission", "unit", "due_on", "on")}
    typed |= {"officer_name": "李经办", "on": "2021-04-21", "due_on": "2099-01-04"} | values
    return client.post(reverse("ledger:act", args=[case.pk, "assign"]), typed)


def test_suggested_unit_is_chosen_and_the_reason_said(as_head: Client, head) -> None:
    shown = page(as_head, water(head))
    assert shown.context["form"]["unit"].value() == factories.unit("水务").pk
    said = "按行业领域“水利”建议：水务，可改选；改选其他单位的，须写明原因。"
    assert said in shown.content.decode()


def test_leading_unit_is_chosen_where_nothing_is_known(as_head: Client, head) -> None:
    shown = page(as_head, factories.case(head))
    assert shown.context["form"]["unit"].value() == factories.unit("人社").pk
    said = "没有按行业领域或登记时的建议确定的单位，默认由牵头单位人社办理，可改选。"
    assert said in shown.content.decode()


def test_unit_that_has_the_case_stays_chosen(as_head: Client, head) -> None:
    case = factories.assigned(water(head), head, unit="住建", note="房建附属")
    shown = page(as_head, case)
    assert shown.context["form"]["unit"].value() == factories.unit("住建").pk
    assert "建议：水务" not in shown.content.decode()


def test_another_unit_is_refused_without_a_reason_and_taken_with_one(as_head: Client, head) -> None:
    case = water(head)
    home = factories.unit("住建")
    refused = sent(as_head, case, unit=home.pk)
    assert (refused.status_code, refused.context["refused"]) == (
        422,
        ["按行业领域“水利”建议交水务，改交住建的，请写明原因。"],
    )
    assert sent(as_head, case, unit=home.pk, note="属房建附属工程").status_code == 302
    assert Case.objects.get().responsible_unit == home


def test_cause_of_the_regulator_leads_to_supervision(as_head: Client, head) -> None:
    shown = page(as_head, water(head, cause=code("cause", "subletting"))).content.decode()
    assert "欠薪原因“转包”属行业监管事项，建议同时行业督办：水务。" in shown
    assert f'<a href="{reverse("ledger:act", args=[Case.objects.get().pk, "supervise"])}">去办理督办</a>' in shown


def test_cause_of_the_regulator_without_an_industry_asks_for_it(as_head: Client, head) -> None:
    shown = page(as_head, factories.case(head, cause=code("cause", "subletting"))).content.decode()
    assert "欠薪原因“转包”属行业监管事项，但本件的行业没有对应的主管部门：请核对行业领域，再决定是否行业督办。" in shown
    assert "去办理督办" not in shown


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("employer_name", "回避：水务是欠薪方“水利公司”的所属单位，不宜作责任单位，请交其他单位。"),
        ("general_contractor_name", "回避：水务是总包单位“水利公司”的所属单位，不宜作责任单位，请交其他单位。"),
        ("developer_name", "水务是建设单位“水利公司”的所属单位，是否交其办理由主任决定。"),
    ],
)
def test_unit_that_answers_for_a_company_is_named_before_it_is_chosen(as_head: Client, head, role, said) -> None:
    case = water(head, **{role: "水利公司"})
    assert said not in page(as_head, case).content.decode()
    Company.objects.filter(name="水利公司").update(unit=factories.unit("水务"))
    assert page(as_head, case).content.decode().count(said) == 1


def test_general_contractor_of_the_project_counts_as_one_complained_of(client: Client, head, liaison) -> None:
    """Named in the project's own record alone: no identity for its unit, and the head is asked to reassign."""
    case = factories.assigned(factories.case(head), head)
    own = Company.objects.create(area=head.area, name="住建下属公司", unit=liaison.unit)
    address = reverse("ledger:case", args=[case.pk])
    client.force_login(liaison)
    assert "岩甲" in client.get(address).content.decode()

    Project.objects.update(general_contractor=own)
    for url in (address, reverse("ledger:case_print", args=[case.pk]), "/admin/ledger/case/", "/"):
        assert "岩" not in client.get(url).content.decode(), url
    claim = case.case_claims.get().claim
    assert "岩" not in client.get(reverse("reception:claim", args=[claim.pk])).content.decode()
    client.force_login(head)
    said = "回避：责任单位住建就是项目总包单位“住建下属公司”的所属单位，请改派其他单位。"
    assert said in client.get(address).content.decode()
    assert "回避：住建是项目总包单位“住建下属公司”的所属单位" in page(client, case).content.decode()


def test_session_page_suggests_for_each_case_and_takes_one_reason_for_all(as_head: Client, head) -> None:
    session = factories.session(head, on=date(2021, 4, 14))
    cases = [water(head, session, project_name="东河"), factories.case(head, session, project_name="某店")]
    address = reverse("ledger:assign_session", args=[session.pk])
    form = as_head.get(address).context["form"]
    units = [form[f"case_{case.pk}_unit"].value() for case in cases]
    assert units == [factories.unit("水务").pk, None]
    assert as_head.get(address).content.decode().count("按行业领域“水利”建议") == 1

    typed = {name: form[name].value() for name in form.fields}
    typed |= {f"case_{case.pk}_unit": factories.unit("住建").pk for case in cases}
    typed |= {"all_officer_name": "李经办", "all_due_on": "2099-01-04", "on": "2021-04-15"}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    refused = as_head.post(address, typed)
    assert refused.context["refused"] == [f"{cases[0].number}：按行业领域“水利”建议交水务，改交住建的，请写明原因。"]
    assert Case.objects.filter(status=Status.ASSIGNED).count() == 0
    assert as_head.post(address, typed | {"note": "同一施工队"}).status_code == 302
    assert Case.objects.filter(status=Status.ASSIGNED, responsible_unit__short_name="住建").count() == 2


def test_session_page_asks_the_same_number_of_queries_for_one_and_for_three(as_head: Client, head) -> None:
    session = factories.session(head, on=date(2021, 4, 14))
    asked = []
    for number in range(3):
        water(head, session, project_name=f"东河{number}", suggested_unit=Unit.objects.get(short_name="交通"))
        with CaptureQueriesContext(connection) as queries:
            as_head.get(reverse("ledger:assign_session", args=[session.pk]))
        asked.append(len(queries))
    assert asked[0] == asked[2]
