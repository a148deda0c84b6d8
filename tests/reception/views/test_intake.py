"""The intake page: what is typed is stored, what is wrong is named and nothing typed is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office.models import Event, Parameter
from reception import selectors
from reception.actions.claims import PersonData, correct_claim, data_of
from reception.actions.queue import call_next, mark_left, take_number
from reception.actions.sessions import close_session
from reception.identity import mask_id
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

CREATE = "reception:claim_create"
SEVEN = ["name", "project_name", "employer_name", "workers_count", "amount_yuan", "owed_from", "demand"]
# Of one claim with its case, its search text, its event, the watch for an early warning and the end of its draft, of a
# newly named project and debtor.
MOST_QUERIES = 52
TWELVE = [*SEVEN, "id_number", "phone", "owed_until", "job_type", "suggested_unit"]


@pytest.fixture
def session(clerk):
    return factories.session(clerk)


def typed(session=None, *, rows=(), **values) -> dict:
    """What the browser sends for a plain complaint."""
    data = {
        "submission": str(uuid4()),
        "session": session.pk if session else "",
        "received_on": "" if session else "2021-04-20",
        "channel": factories.code("channel", "session" if session else "daily").pk,
        "name": "岩甲",
        "project_name": "南屏小区三期",
        "employer_name": "云南甲乙劳务有限公司",
        "workers_count": "1",
        "amount_yuan": "1.25万",
        "owed_from": "2020年11月",
        "demand": "支付拖欠的工资",
        "roll-TOTAL_FORMS": len(rows),
        "roll-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        data |= {f"roll-{number}-{name}": value for name, value in row.items()}
    return data | values


def send(client, user, data, **extra):
    client.force_login(user)
    return client.post(reverse(CREATE), data | extra)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_labels_and_required_fields(client, clerk, session):
    client.force_login(clerk)
    form = client.get(reverse(CREATE)).context["form"]
    assert [form.fields[name].label for name in TWELVE] == [
        "姓名", "工程项目或工作地点", "欠薪方", "涉及人数", "欠薪金额（元）", "欠薪起", "诉求",
        "身份证号", "手机", "欠薪止", "工种", "建议责任单位",
    ]  # fmt: skip
    assert [
        name for name in TWELVE if form.fields[name].required or getattr(form.fields[name], "marked", False)
    ] == SEVEN
    ticks = ["is_low_income", "is_group", "is_not_wages", "is_secret"]
    assert [form.fields[name].label.partition("（")[0] for name in ticks] == [
        "低收入农村劳动力", "集体访", "不属欠薪", "要求保密",
    ]  # fmt: skip


def test_session_comes_from_the_open_one(client, clerk, session):
    client.force_login(clerk)
    form = client.get(reverse(CREATE)).context["form"]
    assert (form.initial["session"], form.initial["channel"].key) == (session, "session")


def test_without_an_open_session_it_is_a_hall_visit(client, clerk, session):
    close_session(session=session, by=clerk)
    client.force_login(clerk)
    assert client.get(reverse(CREATE)).context["form"].initial["channel"].key == "daily"
    named = client.get(reverse(CREATE), {"session": session.pk}).context["form"]
    assert named.initial["session"] == session


@pytest.mark.parametrize("asked", ["x", "999999", "²", "9" * 40])
def test_unknown_session_in_the_address_is_passed_over(client, clerk, session, asked):
    client.force_login(clerk)
    assert client.get(reverse(CREATE), {"session": asked}).context["form"].initial["session"] == session


def test_claim_is_stored_with_its_case(client, clerk, session):
    response = send(client, clerk, typed(session, is_low_income="on", has_contract="no", job_type="木工"))
    claim = Claim.objects.get()
    assert response.url == reverse("reception:claim", args=[claim.pk])
    assert (claim.amount_yuan, claim.owed_from, claim.received_on, claim.session) == (
        Decimal("12500.00"), "2020-11", date(2021, 4, 12), session,
    )  # fmt: skip
    assert (claim.is_low_income, claim.is_group, claim.is_wages, claim.has_contract) == (True, False, True, False)
    assert (claim.registered_by, claim.caseclaim.case.status) == (clerk, "registered")
    assert said(response) == ["已登记，登记编号 J530902-2021-0001，并已列入台账。"]


def test_saving_with_print_leads_to_the_receipt(client, clerk, session):
    response = send(client, clerk, typed(session), print="1")
    assert response.url == reverse("reception:claim_receipt", args=[Claim.objects.get().pk])


def test_wrong_numbers_warn_and_are_saved(client, clerk, session):
    wrong = make_id()[:-1] + ("1" if make_id()[-1] != "1" else "2")
    response = send(client, clerk, typed(session, id_number=wrong, phone="1380000"))
    assert Claim.objects.get().petitioner.id_number == wrong
    assert said(response)[1:] == [
        "已保存，请核对：身份证号校验码不符，可能有一位输错，请核对。",
        "已保存，请核对：电话号码应为 11 位手机号或带区号的固定电话，现为 7 位，请核对。",
    ]
    assert wrong not in "".join(said(response))


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"name": ""}, "name", "请填写姓名。"),
        ({"name": "甲" * 41}, "name", "姓名最多 40 个字，请精简。"),
        ({"project_name": " "}, "project_name", "请填写工程项目或工作地点。"),
        ({"employer_name": ""}, "employer_name", "请填写欠薪方。"),
        ({"workers_count": ""}, "workers_count", "请填写涉及人数。"),
        ({"workers_count": "0"}, "workers_count", "涉及人数至少为 1 人。"),
        ({"workers_count": "二"}, "workers_count", "涉及人数请填整数。"),
        ({"amount_yuan": ""}, "amount_yuan", "请填写欠薪金额；确实不清楚的，勾选“不详”。"),
        ({"amount_unknown": "on"}, "amount_yuan", "已勾选“不详”，又填了金额：请去掉其中一个。"),
        ({"amount_yuan": "1e5"}, "amount_yuan", "“1e5”不是可识别的金额，请填数字，如 1234.50、1,234.50 或 12.5万。"),
        ({"amount_yuan": "-3"}, "amount_yuan", "“-3”是负数，金额不能为负。"),
        ({"owed_from": ""}, "owed_from", "请填写欠薪起，只知道月份也可以。"),
        ({"owed_from": "2021-13"}, "owed_from", "“2021-13”不是实际存在的日期，请核对。"),
        ({"demand": "\n "}, "demand", "请填写诉求。"),
        ({"channel": ""}, "channel", "请选择渠道。"),
    ],
)
def test_faults_stand_at_their_field(client, clerk, session, values, field, message):
    response = send(client, clerk, typed(session), **values)
    assert (response.status_code, Claim.objects.count()) == (422, 0)
    assert response.context["form"].errors[field] == [message]


def test_refused_form_keeps_everything_typed(client, clerk, session):
    rows = [{"name": "岩乙", "id_number": "123", "owed_yuan": "7.00"}]
    data = typed(session, rows=rows, name="", project_name="金旭广场", evidence_list="欠条", is_secret="on")
    response = send(client, clerk, data)
    page = response.content.decode()
    for value in ("金旭广场", "欠条", "岩乙", "7.00", data["submission"], "壹万贰仟伍佰元整"):
        assert value in page
    assert response.context["form"]["is_secret"].value()


def test_amount_may_be_unknown(client, clerk, session):
    send(client, clerk, typed(session, amount_yuan="", amount_unknown="on"))
    assert Claim.objects.get().amount_yuan is None


def test_amount_may_be_written_unknown(client, clerk, session):
    send(client, clerk, typed(session, amount_yuan="不详"))
    assert Claim.objects.get().amount_yuan is None


def test_roll_is_stored_and_blank_rows_are_left_out(client, clerk, session):
    rows = [
        {"name": "岩甲", "owed_yuan": "4444.44"},
        {},
        {"name": "岩乙", "owed_yuan": "4,444.44", "worked_from": "2020.9"},
    ]
    send(client, clerk, typed(session, rows=rows, workers_count="2", amount_yuan="8888.88"))
    rows = Claim.objects.get().workers.values_list("position", "name", "owed_yuan", "worked_from")
    assert list(rows) == [(1, "岩甲", Decimal("4444.44"), ""), (2, "岩乙", Decimal("4444.44"), "2020-09")]


def test_roll_is_checked_by_the_server(client, clerk, session):
    rows = [{"name": "岩甲", "owed_yuan": "4444.44"}]
    response = send(client, clerk, typed(session, rows=rows, amount_yuan="4444.45"))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "花名册欠发合计 4,444.44 元，欠薪金额填的是 4,444.45 元，相差 0.01 元：请核对。"
    ]


def test_unreadable_cells_of_the_roll_are_named_with_the_rest(client, clerk, session):
    response = send(client, clerk, typed(session, rows=[{"name": "岩甲", "owed_yuan": "一千"}], name=""))
    form = response.context["form"]
    assert form.errors["name"] == ["请填写姓名。"]
    assert form.non_field_errors()[0].startswith("花名册第 1 行“欠发（元）”：“一千”")


def test_sending_twice_is_one_claim(client, clerk, session):
    data = typed(session)
    first, second = send(client, clerk, data), send(client, clerk, data)
    assert (first.url, Claim.objects.count()) == (second.url, 1)


def test_likely_duplicate_is_shown_once_and_then_saved(client, clerk, session):
    first = factories.claim(clerk, session)
    data = typed(session)
    shown = send(client, clerk, data)
    page = shown.content.decode()
    assert (shown.status_code, Claim.objects.count()) == (422, 1)
    assert [word in page for word in ("可能重复", first.number, "再次来访", "不是同一件，继续登记")] == [True] * 4
    assert f'name="seen_duplicates" value="{first.number}"' in page

    assert send(client, clerk, data, seen_duplicates=first.number).status_code == 302
    assert Claim.objects.count() == 2


def test_script_is_told_where_to_go_on(client, clerk, session):
    data = typed(session)
    client.force_login(clerk)
    for _ in range(2):
        answer = client.post(reverse(CREATE), data, headers={"Accept": "application/json"})
        assert answer.json() == {"url": reverse("reception:claim", args=[Claim.objects.get().pk])}
    faulty = client.post(reverse(CREATE), data | {"name": ""}, headers={"Accept": "application/json"})
    assert (faulty.status_code, faulty.headers["Content-Type"]) == (422, "text/html; charset=utf-8")


def test_known_person_is_saved_with_the_stored_numbers(client, clerk, session):
    first = factories.claim(clerk, session, petitioner=PersonData(name="岩甲", id_number=make_id()))
    data = typed(session, id_number=mask_id(make_id()), known_person=f"p{first.petitioner_id}")
    shown = send(client, clerk, data)
    assert [row.reasons[0] for row in shown.context["similar"]] == ["身份证号相同"]
    assert send(client, clerk, data, seen_duplicates=first.number).status_code == 302
    assert [claim.petitioner.id_number for claim in Claim.objects.all()] == [make_id()] * 2


def test_stars_without_a_known_person_are_refused(client, clerk, session):
    response = send(client, clerk, typed(session, id_number=mask_id(make_id())))
    assert (response.status_code, Claim.objects.count()) == (422, 0)


def test_usual_demand_stands_there_and_is_no_demand_of_other_kinds(client, clerk, session):
    client.force_login(clerk)
    usual = client.get(reverse(CREATE)).context["form"].initial["demand"]
    assert usual == "要求支付拖欠的工资"
    response = send(client, clerk, typed(session, demand=usual, is_not_wages="on"))
    assert response.context["form"].errors["demand"] == ["已勾选“不属欠薪”：请写明来访人要求什么。"]
    kind = factories.code("not_wages", "materials").pk
    data = typed(session, demand="支付材料款", is_not_wages="on", not_wages_kind=kind, not_wages_reason="材料商")
    assert send(client, clerk, data).status_code == 302


def test_duplicate_that_was_not_shown_is_shown(client, clerk, session):
    first, second = factories.claim(clerk, session), factories.claim(clerk, session)
    response = send(client, clerk, typed(session), seen_duplicates=first.number)
    assert response.context["seen_duplicates"] == f"{second.number},{first.number}"


@pytest.mark.parametrize("other", [{"name": "岩乙"}, {"project_name": "凤翔路", "employer_name": "别的公司"}])
def test_newcomer_of_a_known_project_and_namesake_elsewhere_are_saved_at_once(client, clerk, session, other):
    factories.claim(clerk, session)
    assert send(client, clerk, typed(session, **other)).status_code == 302
    assert Claim.objects.count() == 2


def test_a_claim_may_go_to_a_closed_session_next_day(client, clerk, session):
    close_session(session=session, by=clerk)
    send(client, clerk, typed(session))
    assert Claim.objects.get().session == session


def test_another_day_than_the_sessions_is_refused(client, clerk, session):
    response = send(client, clerk, typed(session, received_on="2021-04-13"))
    assert response.context["form"].non_field_errors() == ["接访日期应与场次一致：场次是2021年4月12日。"]


def test_foreign_session_is_not_offered(client, clerk, session):
    stranger = factories.user("clerk", area=factories.area("530999"))
    response = send(client, stranger, typed(session))
    assert "session" in response.context["form"].errors


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_intake_is_the_counters(client, reference, role):
    client.force_login(factories.user(role))
    assert [client.get(reverse(CREATE)).status_code, client.post(reverse(CREATE)).status_code] == [403, 403]


def test_enter_alone_finds_a_dead_button_first(client, clerk):
    client.force_login(clerk)
    page = client.get(reverse(CREATE)).content.decode()
    form = page[page.index("data-intake") :]
    assert form.index('<button type="submit" disabled hidden>') == form.index("<button")


def test_queries_do_not_grow_with_claims(client, clerk, session, django_assert_max_num_queries):
    counts = []
    client.force_login(clerk)
    for more in (1, 29):
        for number in range(more):
            factories.claim(clerk, session, project_name=f"工程{more}{number}", employer_name=f"公司{more}{number}")
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse(CREATE))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_duplicate_shown_by_number_is_on_record_and_saving_adds_nothing(client, clerk, session):
    first = factories.claim(clerk, session, petitioner=PersonData(name="岩丙", phone="13800000000"))
    data = typed(session, phone="138-0000-0000")
    send(client, clerk, data)
    event = Event.objects.get(act="show_duplicate")
    assert event.data == {"kind": "手机", "found": 1, "submission": data["submission"]}
    assert send(client, clerk, data, seen_duplicates=first.number).status_code == 302
    assert Event.objects.filter(act="show_duplicate").count() == 1


def test_open_session_then_the_latest_are_offered(client, clerk, session, monkeypatch):
    monkeypatch.setattr(selectors, "SESSIONS_OFFERED", 3)
    held = [factories.session(clerk, on=date(2021, 5, day)) for day in (10, 17, 24)]
    for row in held:
        close_session(session=row, by=clerk)
    client.force_login(clerk)
    form = client.get(reverse(CREATE)).context["form"]
    assert [key for key, _ in form.fields["session"].choices] == ["", session.pk, held[2].pk, held[1].pk]


def test_an_older_session_is_offered_where_the_form_was_opened_for_it(client, clerk, session, monkeypatch):
    monkeypatch.setattr(selectors, "SESSIONS_OFFERED", 1)
    older, newer = session, factories.session(clerk, on=date(2021, 5, 10))
    client.force_login(clerk)
    for response in (
        client.get(reverse(CREATE), {"session": older.pk}),
        send(client, clerk, typed(older, name="")),
    ):
        choices = [key for key, _ in response.context["form"].fields["session"].choices]
        assert choices == ["", newer.pk, older.pk]
        assert f'<option value="{older.pk}" selected>' in response.content.decode()
    assert send(client, clerk, typed(older)).status_code == 302


def test_saving_asks_for_none_of_the_lists(client, clerk, session):
    send(client, clerk, typed(session))
    data = typed(
        session, name="岩乙", project_name="别处", employer_name="别的公司", id_number=make_id(), phone="13800000000"
    )
    with CaptureQueriesContext(connection) as queries:
        assert client.post(reverse(CREATE), data).status_code == 302
    asked = [query["sql"] for query in queries]
    assert [sql for sql in asked if "'cause'" in sql or "'sector'" in sql] == []
    assert len(asked) <= MOST_QUERIES


class TestCorrection:
    @pytest.fixture
    def claim(self, clerk, session):
        person = PersonData(name="岩甲", id_number=make_id(), phone="13800000000", address="临翔区凤翔街道南屏社区一号")
        return factories.claim(clerk, session, petitioner=person)

    def shown(self, client, user, claim) -> dict:
        """The form as the browser would send it back untouched."""
        client.force_login(user)
        response = client.get(reverse("reception:claim_correct", args=[claim.pk]))
        form, roll = response.context["form"], response.context["roll"]
        data = {}
        for field in [*form, *roll.management_form, *(field for row in roll for field in row)]:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else getattr(value, "pk", value)
        return data

    def send(self, client, user, claim, data):
        client.force_login(user)
        return client.post(reverse("reception:claim_correct", args=[claim.pk]), data)

    def test_form_shows_masks_and_sends_nothing_clear(self, client, clerk, claim):
        data = self.shown(client, clerk, claim)
        assert data["id_number"] == mask_id(make_id())
        page = client.get(reverse("reception:claim_correct", args=[claim.pk])).content.decode()
        assert [value in page for value in (make_id(), "13800000000", "一号")] == [False] * 3

    def test_untouched_form_changes_nothing(self, client, clerk, claim):
        response = self.send(client, clerk, claim, self.shown(client, clerk, claim))
        assert response.context["form"].non_field_errors() == ["没有改动任何内容，无需更正。"]

    def test_one_change_leaves_the_masked_values(self, client, clerk, claim):
        self.send(client, clerk, claim, self.shown(client, clerk, claim) | {"amount_yuan": "13,000"})
        claim.refresh_from_db()
        assert (claim.amount_yuan, claim.petitioner.id_number) == (Decimal("13000"), make_id())
        assert claim.workers.get().owed_yuan == Decimal("13000")

    def test_roll_comes_back_masked_and_stays(self, client, clerk, session):
        rows = tuple(
            factories.worker_data(name, "50.00", id_number=make_id(sequence=n)) for n, name in enumerate("甲乙", 2)
        )
        claim = factories.claim(clerk, session, workers_count=2, amount_yuan=Decimal("100"), workers=rows)
        data = self.shown(client, clerk, claim)
        assert data["roll-1-id_number"] == mask_id(make_id(sequence=3))
        self.send(client, clerk, claim, data | {"roll-1-name": "乙一"})
        assert list(claim.workers.values_list("name", flat=True)) == ["甲", "乙一"]
        assert claim.workers.last().id_number == make_id(sequence=3)

    def test_head_must_say_why(self, client, head, claim):
        data = self.shown(client, head, claim) | {"demand": "改"}
        assert self.send(client, head, claim, data).context["form"].errors["reason"] == ["请填写更正原因。"]
        assert self.send(client, head, claim, data | {"reason": "电话更正"}).status_code == 302

    def test_clerk_is_refused_after_the_session(self, client, clerk, session, claim):
        close_session(session=session, by=clerk)
        client.force_login(clerk)
        assert client.get(reverse("reception:claim_correct", args=[claim.pk])).status_code == 422

    def test_second_of_two_gets_a_conflict(self, client, clerk, claim):
        data = self.shown(client, clerk, claim)
        correct_claim(claim=claim, by=clerk, data=replace(data_of(claim), demand="先改"))
        response = self.send(client, clerk, claim, data | {"demand": "后改"})
        claim.refresh_from_db()
        assert (response.status_code, claim.demand) == (409, "先改")

    def test_others_and_foreign_claims(self, client, claim):
        url = reverse("reception:claim_correct", args=[claim.pk])
        client.force_login(factories.user("liaison", unit="住建"))
        assert client.get(url).status_code == 403
        client.force_login(factories.user("head", area=factories.area("530999")))
        assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]


class TestGroups:
    """Roll, representatives and what is not wages, as the page sends them."""

    PASTED = "姓名\t欠发\n岩甲\t5000\n岩乙\t7500\n合计\t12500"

    def test_without_a_script_the_pasted_roll_is_shown_before_it_is_saved(self, client, clerk, session):
        data = typed(session, workers_count="2")
        answer = send(client, clerk, data, **{"roll-pasted": self.PASTED})
        rows = [form.typed()["name"] for form in answer.context["roll"].forms]
        assert (answer.status_code, rows, Claim.objects.count()) == (422, ["岩甲", "岩乙"], 0)
        assert answer.context["form"].non_field_errors()[0] == "已读入 2 行，还没有保存：请核对花名册后再保存。"
        rows = [{"name": "岩甲", "owed_yuan": "5,000.00"}, {"name": "岩乙", "owed_yuan": "7,500.00"}]
        assert send(client, clerk, typed(session, rows=rows, workers_count="2")).status_code == 302
        assert list(Claim.objects.get().workers.values_list("name", flat=True)) == ["岩甲", "岩乙"]

    def test_text_that_is_no_roll_stays_in_its_place(self, client, clerk, session):
        answer = send(client, clerk, typed(session), **{"roll-pasted": "合计"})
        assert (answer.status_code, ">合计</textarea>" in answer.content.decode()) == (422, True)

    def test_fault_is_described_in_its_cell(self, client, clerk, session):
        rows = [{"name": "岩甲", "id_number": "5.30902E+17", "owed_yuan": "12500"}]
        page = send(client, clerk, typed(session, rows=rows)).content.decode()
        assert 'aria-describedby="id_roll-0-id_number_said"' in page
        assert '<small class="said" id="id_roll-0-id_number_said">“5.30902E+17”是表格的科学计数法' in page

    def test_many_faults_are_counted_above_and_stand_in_their_cells(self, client, clerk, session):
        rows = [{"name": f"岩{n}", "owed_yuan": "一千"} for n in range(9)]
        said = send(client, clerk, typed(session, rows=rows)).context["form"].non_field_errors()
        assert (len(said), said[-1]) == (6, "花名册还有 4 处要改，已在表格中标出。")

    def test_group_with_representatives(self, client, clerk, session):
        group = {"is_group": "on", "group-people_present": "8", "group-name_2": "岩乙", "group-phone_2": "19900000002"}
        assert send(client, clerk, typed(session), **group).status_code == 302
        claim = Claim.objects.get()
        assert (claim.people_present, [row.name for row in claim.representatives.all()]) == (8, ["岩乙"])

    def test_representatives_come_back_masked_in_the_correction(self, client, head, clerk, session):
        group = {"is_group": "on", "group-name_2": "岩乙", "group-phone_2": "19900000002"}
        send(client, clerk, typed(session), **group)
        claim = Claim.objects.get()
        client.force_login(clerk)
        part = client.get(reverse("reception:claim_correct", args=[claim.pk])).context["roll"].group
        assert (part["name_2"].value(), part["phone_2"].value(), part.is_filled()) == ("岩乙", "199****0002", True)

    @pytest.mark.parametrize("wrong", ["0", "三"])
    def test_wrong_number_of_people_is_named(self, client, clerk, session, wrong):
        answer = send(client, clerk, typed(session), **{"group-people_present": wrong})
        assert (answer.status_code, "同行人数" in answer.context["form"].non_field_errors()[0]) == (422, True)

    def test_not_wages_asks_for_kind_and_reason(self, client, clerk, session):
        said = send(client, clerk, typed(session), is_not_wages="on").context["form"].non_field_errors()
        assert said == ["已勾选“不属欠薪”，请选择不属欠薪的种类。", "已勾选“不属欠薪”，请写明不属欠薪的理由。"]
        kind = factories.code("not_wages", "materials").pk
        told = {"is_not_wages": "on", "not_wages_kind": kind, "not_wages_reason": "要的是沙石款"}
        assert send(client, clerk, typed(session), **told).status_code == 302
        assert Claim.objects.get().not_wages_reason == "要的是沙石款"

    def test_hall_visit_on_another_day_has_its_own_link(self, client, clerk, session):
        client.force_login(clerk)
        form = client.get(reverse(CREATE), {"session": "none"}).context["form"]
        assert (form.initial["session"], form.initial["channel"].key) == (None, "daily")
        assert f"{reverse(CREATE)}?session=none" in client.get(reverse("reception:sessions")).content.decode()


def test_a_claim_from_a_called_number_marks_it_served(client, clerk, session):
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    take_number(session=session, by=clerk)
    ticket = call_next(session=session, by=clerk)
    client.force_login(clerk)
    client.post(f"{reverse('reception:claim_create')}?session={session.pk}&ticket={ticket.pk}", typed(session))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.claim) == ("served", Claim.objects.get())


@pytest.mark.parametrize("ticket", ["999999", "x", "²", "9" * 30])
def test_a_number_that_is_not_there_is_no_obstacle(client, clerk, session, ticket):
    client.force_login(clerk)
    client.post(f"{reverse('reception:claim_create')}?ticket={ticket}", typed(session))
    assert Claim.objects.count() == 1


def test_a_number_that_has_left_is_told_and_the_claim_is_kept(client, clerk, session):
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    ticket = mark_left(ticket=take_number(session=session, by=clerk), by=clerk)
    client.force_login(clerk)
    address = f"{reverse('reception:claim_create')}?ticket={ticket.pk}"
    response = client.post(address, typed(session), follow=True)
    assert (Claim.objects.count(), "1 号没有记为已接待" in response.content.decode()) == (1, True)
