"""批量审核: what the head sees of each case, what is completed, what holds it back."""

import pytest

from ledger.actions.completion import complete
from ledger.actions.work import add_follow_up
from ledger.models import Case
from ledger.workflow import Status
from tests import factories

PAGE = "/ledger/review/"
PAID_ON = str(factories.PAID_ON)


@pytest.fixture
def cases(head) -> list[Case]:
    return [factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head) for _ in range(3)]


def typed(client, head, *ticked: Case) -> dict[str, str]:
    client.force_login(head)
    form = client.get(PAGE).context["form"]
    versions = {name: str(form[name].value()) for name in form.fields if name.endswith("_version")}
    return versions | {f"case_{case.pk}_chosen": "on" for case in ticked} | {"on": PAID_ON}


def statuses() -> list[str]:
    return list(Case.objects.order_by("id").values_list("status", flat=True))


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_page_is_the_head_s_alone(client, role, request):
    client.force_login(request.getfixturevalue(role))
    assert (client.get(PAGE).status_code, client.post(PAGE, {}).status_code) == (403, 403)


def test_each_case_is_shown_with_what_it_has_and_what_it_lacks(client, head, cases):
    cases[1].follow_ups.all().delete()
    client.force_login(head)
    response = client.get(PAGE)
    shown = response.content.decode()
    assert [number for number in (case.number for case in cases) if number not in shown] == []
    assert (shown.count("材料齐全"), shown.count("缺材料</span>")) == (2, 1)
    assert shown.count("没有回访记录") == 1
    assert shown.count("付到工人手里") == 3
    assert "checked" not in shown


def test_only_what_is_ticked_is_completed(client, head, cases):
    response = client.post(PAGE, typed(client, head, cases[0], cases[2]), follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "已办结 2 个案件。" in response.content.decode()
    assert statuses() == [Status.COMPLETED, Status.UNDER_REVIEW, Status.COMPLETED]


def test_one_that_lacks_something_holds_all_back_and_the_ticks_stay(client, head, cases):
    cases[1].follow_ups.all().delete()
    response = client.post(PAGE, typed(client, head, *cases))
    assert response.status_code == 422
    assert response.context["refused"] == [f"{cases[1].number}：没有回访记录，也没有写明未回访的原因（由治欠办登记）。"]
    assert response.content.decode().count(" checked") == 3
    assert statuses() == [Status.UNDER_REVIEW] * 3


def test_nothing_ticked_and_a_wrong_day_are_refused(client, head, cases):
    values = typed(client, head)
    response = client.post(PAGE, values)
    assert (response.status_code, "没有勾选要办结的案件。" in response.content.decode()) == (422, True)
    values = typed(client, head, cases[0]) | {"on": "2021-04-01"}
    response = client.post(PAGE, values)
    assert (response.status_code, cases[0].number in response.context["refused"][0]) == (422, True)


def test_case_changed_meanwhile_loses_its_tick_and_must_be_looked_at_again(client, head, cases):
    values = typed(client, head, *cases)
    add_follow_up(case=cases[0], by=head, none_reason="不愿意", on=factories.PAID_ON)
    response = client.post(PAGE, values)
    shown = response.content.decode()
    assert (response.status_code, shown.count(" checked")) == (409, 2)
    assert cases[0].number in response.context["refused"][0]
    assert statuses() == [Status.UNDER_REVIEW] * 3


def test_case_completed_meanwhile_is_not_passed_over_in_silence(client, head, cases):
    values = typed(client, head, *cases)
    complete(case=cases[0], by=head, on=factories.PAID_ON)
    response = client.post(PAGE, values)
    assert response.status_code == 409
    assert f"案件 {cases[0].number} 已由{head}于" in response.context["refused"][0]
    assert statuses() == [Status.COMPLETED, Status.UNDER_REVIEW, Status.UNDER_REVIEW]


def test_cases_of_another_area_are_neither_shown_nor_completed(client, head, cases):
    stranger = factories.user("head", area=factories.area("530922"))
    client.force_login(stranger)
    assert "现在没有待审核的案件" in client.get(PAGE).content.decode()
    values = {f"case_{cases[0].pk}_version": cases[0].version, f"case_{cases[0].pk}_chosen": "on", "on": PAID_ON}
    response = client.post(PAGE, values)
    assert (response.status_code, cases[0].number in response.content.decode()) == (409, False)
    assert statuses() == [Status.UNDER_REVIEW] * 3


def test_a_case_of_another_area_is_not_named_when_its_key_is_ticked(client, head, cases):
    away = factories.area("530921")
    foreign = factories.case(factories.user("clerk", area=away))
    response = client.post(PAGE, typed(client, head) | {f"case_{foreign.pk}_chosen": "on"})
    assert (response.status_code, foreign.number in response.content.decode()) == (409, False)
    assert "勾选的案件已不在待审核之列" in response.content.decode()


def test_unhappy_answer_is_pointed_out_here_and_on_the_form(client, head, clerk, cases):
    add_follow_up(case=cases[0], by=clerk, satisfaction=factories.code("satisfaction", "bad"))
    client.force_login(head)
    assert client.get(PAGE).content.decode().count("最近回访不满意") == 1
    told = [client.get(f"/ledger/cases/{case.pk}/complete/").content.decode() for case in cases[:2]]
    assert ["反映人不满意，请核对后再办结" in page for page in told] == [True, False]


def test_queries_do_not_grow_with_the_cases(client, head, cases, django_assert_max_num_queries):
    client.force_login(head)
    client.get(PAGE)
    with django_assert_max_num_queries(25) as three:
        client.get(PAGE)
    for _ in range(3):
        factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    with django_assert_max_num_queries(25) as six:
        client.get(PAGE)
    assert len(three.captured_queries) == len(six.captured_queries)
