"""What the city finds on its first page: escalated cases of its districts, what awaits its reply first."""

from datetime import date, timedelta

from config.home.escalated import MOST, escalated_cases
from ledger.actions.escalation import conclude_escalation, record_escalation_reply, request_escalation
from office.models import Area
from reception.actions.claims import PersonData
from tests import factories

TODAY = date(2021, 5, 10)


def case(head, name: str = "岩温香"):
    return factories.case(head, petitioner=PersonData(name=name))


def test_waiting_cases_stand_first_the_longest_on_top(head, city) -> None:
    rows = [
        factories.escalated(
            case(head), head, number=f"临翔治欠办〔2021〕{n}号", sent_on=factories.SENT_ON + timedelta(days=n)
        )
        for n in (3, 1, 2, 4)
    ]
    record_escalation_reply(escalation=rows[2], by=head, reply="同意", on=TODAY)
    conclude_escalation(escalation=rows[3], by=head, conclusion="撤回", on=TODAY)
    request_escalation(case=case(head), by=head, reason="还没有报送", on=factories.SENT_ON)
    found = escalated_cases(city, today=TODAY)
    assert [(row.document_number, row.days, row.state) for row in found] == [
        ("临翔治欠办〔2021〕1号", 12, "已报送，等待批复"),
        ("临翔治欠办〔2021〕3号", 10, "已报送，等待批复"),
        ("临翔治欠办〔2021〕2号", None, "已批复，待结论"),
        ("临翔治欠办〔2021〕4号", None, "已有结论"),
    ]
    assert {row.area for row in found} == {"临翔区"}


def test_other_city_has_none(head, city) -> None:
    factories.escalated(case(head), head)
    assert escalated_cases(factories.user("city", area=factories.area("530800")), today=TODAY) == []
    assert Area.objects.get(code="530902").parent_id == city.area_id


def test_page_names_the_cases_and_nobody_in_them(client, head, city) -> None:
    client.force_login(city)
    assert "没有提级办理的案件" in client.get("/").content.decode()
    row = factories.escalated(case(head), head)
    page = client.get("/").content.decode()
    assert (row.case.number in page, row.document_number in page, "临翔区" in page, "岩温香" in page) == (
        True,
        True,
        True,
        False,
    )


def test_one_query_and_no_more_rows_than_fit(head, city, django_assert_num_queries) -> None:
    for n in range(1, 4):
        factories.escalated(case(head), head, number=f"临翔治欠办〔2021〕{n}号")
    assert city.area_ids
    with django_assert_num_queries(1):
        assert len(escalated_cases(city, today=TODAY)) == 3 <= MOST
