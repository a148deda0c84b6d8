"""Taking a claim: all or nothing, every fault named, once however often it is sent."""

import threading
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from ledger.actions.cases import open_case
from office import dataset
from office.models import Counter, Event
from office.refusals import Refused
from reception.actions.claims import PersonData, add_visit, mark_merged, mark_void, register_claim
from reception.actions.sessions import close_session
from reception.models import Claim, Company, Petitioner, Project, Visit, Worker
from tests import factories
from tests.identity_numbers import make_id

NOW = datetime(2021, 4, 26, 9, 0, tzinfo=factories.SHANGHAI)


def register(by, data, **values):
    return register_claim(area=by.area, by=by, data=data, on_registered=open_case, now=NOW, **values)


def faults_of(by, data) -> list[str]:
    with pytest.raises(Refused) as refused:
        register(by, data)
    assert (Claim.objects.count(), Petitioner.objects.count(), Company.objects.count()) == (0, 0, 0)
    return refused.value.missing


def test_register_stores_everything_at_once(clerk):
    session = factories.session(clerk)
    person = PersonData(name=" 岩 甲 ", id_number=make_id(), phone="138 0000 0000", address="凤翔街道")
    claim = register(clerk, factories.claim_data(session, petitioner=person, developer_name="临翔城投(集团)"))
    claim.refresh_from_db()
    assert claim.number == "J530902-2021-0001"
    assert (claim.petitioner.name, claim.petitioner.id_number, claim.petitioner.phone) == (
        "岩甲",
        make_id(),
        "13800000000",
    )
    assert (claim.project.name, claim.developer.name) == ("南屏小区三期", "临翔城投（集团）")
    assert claim.project.developer == claim.developer
    assert (claim.registered_at, claim.registered_by) == (NOW, clerk)
    assert claim.caseclaim.case.number == "A530902-2021-0001"
    assert dataset.current() == "real"
    event = Event.objects.get(act="register_claim")
    assert (event.object_id, event.data["number"]) == (str(claim.pk), claim.number)
    assert "岩甲" not in str(event.data)


def test_single_petitioner_is_a_roll_of_one(clerk):
    person = PersonData(name="岩甲", id_number=make_id(), phone="13800000000")
    claim = register(clerk, factories.claim_data(petitioner=person, job_type="木工"))
    row = Worker.objects.get(claim=claim)
    assert (row.position, row.name, row.id_number, row.owed_yuan, row.job_type) == (
        1, "岩甲", make_id(), Decimal("12500.00"), "木工",
    )  # fmt: skip


def test_several_without_a_roll_have_no_rows(clerk):
    assert register(clerk, factories.claim_data(workers_count=3)).workers.count() == 0


def test_known_names_are_found_again(clerk):
    register(clerk, factories.claim_data(employer_name="云南甲乙(劳务)有限公司"))
    register(clerk, factories.claim_data(employer_name="云南甲乙（劳务） 有限公司 ", project_name="南屏 小区三期"))
    assert (Company.objects.count(), Project.objects.count()) == (1, 1)


def test_names_are_found_per_area(clerk):
    other = factories.user("clerk", area=factories.area("530999"))
    register(clerk, factories.claim_data())
    register(other, factories.claim_data())
    assert (Company.objects.count(), Project.objects.count()) == (2, 2)


def test_every_missing_thing_is_named(clerk):
    data = factories.claim_data(
        petitioner=PersonData(name=" "),
        project_name="",
        employer_name="",
        workers_count=0,
        amount_yuan=Decimal("-1"),
        owed_from="2021-05",
        received_on=date(2021, 4, 27),
        channel=factories.code("channel", "session"),
    )
    assert faults_of(clerk, data) == [
        "请填写姓名。",
        "请填写工程项目或工作地点。",
        "请填写欠薪方。",
        "涉及人数至少为 1 人。",
        "欠薪金额：“-1”是负数，金额不能为负。",
        "欠薪起不能晚于今天。",
        "接访日期不能晚于今天。",
        "渠道为“联合接访现场”，请选择接访场次。",
    ]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"owed_from": "2020-11", "owed_until": "2020-10"}, "欠薪起不能晚于欠薪止。"),
        ({"owed_from": "2020-11-05", "owed_until": "2020-11-04"}, "欠薪起不能晚于欠薪止。"),
        ({"owed_until": "2021-05-01"}, "欠薪止不能晚于今天。"),
        ({"amount_yuan": Decimal("1.005")}, "欠薪金额：“1.005”超过两位小数，金额最小到分。"),
        ({"workers_count": 30001}, "涉及人数 30001 过大，请核对。"),
    ],
)
def test_single_faults(clerk, values, fault):
    assert faults_of(clerk, factories.claim_data(**values)) == [fault]


@pytest.mark.parametrize(("begin", "end"), [("2020-11-05", "2020-11"), ("2020-11", "2020-11-01"), ("2020-11", "")])
def test_month_and_day_of_one_month_are_in_order(clerk, begin, end):
    assert register(clerk, factories.claim_data(owed_from=begin, owed_until=end)).pk


def test_unreadable_period_is_named(clerk):
    (fault,) = faults_of(clerk, factories.claim_data(owed_from="10/05/2021"))
    assert fault.startswith("欠薪起：“10/05/2021”分不清年、月、日的先后")


def test_amount_unknown_is_taken(clerk):
    claim = register(clerk, factories.claim_data(amount_yuan=None))
    assert (claim.amount_yuan, claim.workers.get().owed_yuan) == (None, None)


def test_session_must_have_been_opened(clerk):
    data = factories.claim_data(session=factories.planned_session(clerk), received_on=date(2021, 4, 12))
    at_session = replace(data, channel=factories.code("channel", "session"))
    assert faults_of(clerk, at_session) == ["2021年4月12日的接访计划，尚未开始接访：请先开始接访，再登记诉求。"]


def test_session_and_day_belong_together(clerk):
    data = replace(factories.claim_data(factories.session(clerk)), received_on=date(2021, 4, 13))
    assert faults_of(clerk, data) == ["接访日期应与场次一致：场次是2021年4月12日。"]


def test_other_channels_have_no_session(clerk):
    data = replace(factories.claim_data(factories.session(clerk)), channel=factories.code("channel", "phone"))
    assert faults_of(clerk, data) == ["渠道为“来电”的诉求不属于接访场次，请把场次清空，或把渠道改为联合接访现场。"]


def test_foreign_session_is_refused(clerk):
    other = factories.user("clerk", area=factories.area("530999"))
    data = factories.claim_data(factories.session(other))
    assert faults_of(clerk, data) == ["所选接访场次不属于本区划，请重新选择。"]


def test_paper_of_a_closed_session_is_typed_next_day(clerk):
    session = close_session(session=factories.session(clerk), by=clerk)
    assert register(clerk, factories.claim_data(session)).session == session


def test_kind_of_not_wages_needs_its_tick(clerk):
    kind = factories.code("not_wages", "materials")
    assert len(faults_of(clerk, factories.claim_data(not_wages_kind=kind))) == 1
    assert (
        register(
            clerk, factories.claim_data(not_wages_kind=kind, is_wages=False, not_wages_reason="是货款")
        ).not_wages_kind
        == kind
    )


def test_not_wages_asks_for_kind_and_reason(clerk):
    assert faults_of(clerk, factories.claim_data(is_wages=False)) == [
        "已勾选“不属欠薪”，请选择不属欠薪的种类。",
        "已勾选“不属欠薪”，请写明不属欠薪的理由。",
    ]


def test_roll_agrees_to_the_cent(clerk):
    rows = tuple(
        factories.worker_data(name, owed) for name, owed in (("甲", "4444.44"), ("乙", "4444.44"), ("丙", "6111.12"))
    )
    claim = register(clerk, factories.claim_data(workers_count=3, amount_yuan=Decimal("15000"), workers=rows))
    assert [(row.position, row.name) for row in claim.workers.all()] == [(1, "甲"), (2, "乙"), (3, "丙")]


def test_roll_that_differs_is_refused_with_both_figures(clerk):
    rows = (factories.worker_data("甲", "4444.44"), factories.worker_data("乙", "4444.44"))
    data = factories.claim_data(workers_count=3, amount_yuan=Decimal("8888.89"), workers=rows)
    assert faults_of(clerk, data) == [
        "花名册有 2 人，涉及人数填的是 3 人：请补齐花名册或改正人数。",
        "花名册欠发合计 8,888.88 元，欠薪金额填的是 8,888.89 元，相差 0.01 元：请核对。",
    ]


def test_roll_with_gaps_is_refused(clerk):
    rows = (factories.worker_data("", "1.00"), replace(factories.worker_data("乙"), owed_yuan=None))
    data = factories.claim_data(workers_count=2, amount_yuan=Decimal("1.00"), workers=rows)
    assert faults_of(clerk, data) == ["花名册第 1 行缺姓名。", "花名册第 2 行缺欠发金额，无法与欠薪金额核对。"]


def test_roll_with_sums_and_unknown_amount_is_refused(clerk):
    data = factories.claim_data(amount_yuan=None, workers=(factories.worker_data(),))
    assert faults_of(clerk, data) == ["花名册欠发合计 100.00 元，欠薪金额填的是不详：请填写欠薪金额。"]


def test_failure_in_the_ledger_leaves_nothing(clerk):
    def broken(**_):
        raise Refused("台账写不进去。")

    with pytest.raises(Refused):
        register_claim(area=clerk.area, by=clerk, data=factories.claim_data(), on_registered=broken, now=NOW)
    assert (Claim.objects.count(), Company.objects.count(), Counter.objects.count()) == (0, 0, 0)
    assert (Event.objects.exclude(by=None).count(), dataset.current()) == (0, "empty")


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_register_is_the_counters(reference, role):
    user, no_case = factories.user(role), lambda **_values: None
    with pytest.raises(PermissionDenied):
        register_claim(area=user.area, by=user, data=factories.claim_data(), on_registered=no_case, now=NOW)


def test_register_in_a_foreign_area_is_denied(clerk):
    with pytest.raises(PermissionDenied):
        register_claim(
            area=factories.area("530999"), by=clerk, data=factories.claim_data(), on_registered=open_case, now=NOW
        )


def test_same_submission_is_one_claim(clerk):
    submission = uuid4()
    first = register(clerk, factories.claim_data(), submission=submission)
    assert register(clerk, factories.claim_data(), submission=submission) == first
    assert (Claim.objects.count(), Event.objects.filter(act="register_claim").count()) == (1, 1)


def test_submission_of_somebody_else_gives_nothing_away(clerk, head):
    submission = uuid4()
    register(clerk, factories.claim_data(), submission=submission)
    with pytest.raises(Refused, match="由其他账号登记过"):
        register(head, factories.claim_data(), submission=submission)


@pytest.mark.django_db(transaction=True)
def test_same_submission_from_many_threads_is_one_claim(reference, clerk):
    submission, start, numbers = uuid4(), threading.Barrier(4), []

    def send():
        start.wait()
        try:
            numbers.append(register(clerk, factories.claim_data(), submission=submission).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == ["J530902-2021-0001"] * 4
    assert (Claim.objects.count(), Petitioner.objects.count(), Counter.objects.get(series="J").value) == (1, 1, 1)


def test_visit_does_not_grow_the_count(clerk):
    session = factories.session(clerk)
    claim = factories.claim(clerk)
    visit = add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 25), note="催问", now=NOW)
    assert (visit.claim, visit.note, Claim.objects.live().count()) == (claim, "催问", 1)
    with pytest.raises(Refused) as refused:
        add_visit(claim=claim, by=clerk, visited_on=date(2021, 4, 19), session=session, now=NOW)
    assert refused.value.missing == [
        "再次来访的日期不能早于首次登记的接访日期。",
        "来访日期应与场次一致：场次是2021年4月12日（接访中）。",
    ]


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_visit_is_the_counters(clerk, role):
    with pytest.raises(PermissionDenied, match="您的岗位不能进行“登记再次来访”"):
        add_visit(claim=factories.claim(clerk), by=factories.user(role), visited_on=date(2021, 4, 25), now=NOW)
    assert Visit.objects.count() == 0


def test_visit_in_a_foreign_area_is_denied(clerk):
    stranger = factories.user("clerk", area=factories.area("530999"))
    with pytest.raises(PermissionDenied, match="不在您的工作范围内"):
        add_visit(claim=factories.claim(clerk), by=stranger, visited_on=date(2021, 4, 25), now=NOW)
    assert Visit.objects.count() == 0


def test_void_needs_a_reason_and_happens_once(clerk, head):
    claim = factories.claim(clerk)
    with pytest.raises(Refused):
        mark_void(claim=claim, by=head, reason=" ")
    voided = mark_void(claim=claim, by=head, reason="重复录入")
    assert (voided.is_live, voided.void_reason, Claim.objects.live().count()) == (False, "重复录入", 0)
    with pytest.raises(Refused) as refused:
        mark_void(claim=claim, by=head, reason="再来")
    assert refused.value.missing == ["J530902-2021-0001已作废。"]
    with pytest.raises(PermissionDenied):
        mark_void(claim=claim, by=clerk, reason="重复录入")


def test_merge_makes_a_visit_of_the_earlier_claim(clerk, head):
    session = factories.session(clerk, on=date(2021, 4, 26))
    first, second = factories.claim(clerk), factories.claim(clerk, session)
    visit = mark_merged(claim=second, into=first, by=head)
    second.refresh_from_db()
    assert (visit.claim, visit.session, visit.duplicate, visit.visited_on) == (first, session, second, session.held_on)
    assert (second.merged_into, Claim.objects.live().get()) == (first, first)


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader"])
def test_merge_is_the_heads(clerk, role):
    first, second = factories.claim(clerk), factories.claim(clerk)
    with pytest.raises(PermissionDenied):
        mark_merged(claim=second, into=first, by=factories.user(role))


def test_merge_goes_only_to_an_earlier_live_claim(clerk, head):
    first, second = factories.claim(clerk), factories.claim(clerk)
    for claim, into in ((first, second), (first, first)):
        with pytest.raises(Refused):
            mark_merged(claim=claim, into=into, by=head)
    mark_void(claim=first, by=head, reason="误录")
    with pytest.raises(Refused) as refused:
        mark_merged(claim=second, into=first, by=head)
    assert refused.value.missing == ["J530902-2021-0001已作废。"]


def test_duplicates_of_a_duplicate_move_along(clerk, head):
    first, second, third = (factories.claim(clerk) for _ in range(3))
    mark_merged(claim=third, into=second, by=head)
    mark_merged(claim=second, into=first, by=head)
    assert list(Claim.objects.exclude(merged_into=None).values_list("merged_into", flat=True)) == [first.pk] * 2
    assert list(Visit.objects.values_list("claim", flat=True)) == [first.pk] * 2
    with pytest.raises(Refused) as refused:
        mark_void(claim=first, by=head, reason="误录")
    assert refused.value.missing == ["J530902-2021-0003、J530902-2021-0002已判重并入J530902-2021-0001，不能作废。"]
