from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.advances import Allowance, Approval, record_advance
from ledger.actions.leads import LeadData, close_lead, register_lead
from ledger.actions.recoveries import record_recovery
from ledger.actions.reminders import remind_of_cases
from ledger.actions.stability import add_measure, check_measure
from ledger.actions.work import note_progress
from ledger.models import Case, Clock, Instalment, Lead, Message, StabilityMeasure, Supervision
from ledger.workflow import Status
from office.models import User
from office.selectors import calendar
from tests import factories

DUE = date(2021, 5, 12)


def _remind(day: date) -> int:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=factories.SHANGHAI)
    return remind_of_cases(calendar=calendar(), now=now)


def _events(user: User) -> list[str]:
    keys = Message.objects.filter(user=user, case__isnull=False).values_list("key", flat=True)
    # What others asked for was told by their acts, not by these reminders.
    return sorted({key.partition(":")[0] for key in keys} & REMINDERS)


REMINDERS = {
    "due_soon", "due_today", "overdue", "overdue_notice", "unsigned", "no_contact", "next_check", "instalment_soon",
    "instalment_broken", "reply_due", "reply_late",
}  # fmt: skip


@pytest.fixture
def case(head, liaison) -> Case:
    """In work since the 22nd of April, due on the 12th of May, with progress on the 23rd."""
    case = factories.assigned(factories.case(head), head, due_on=DUE)
    case = factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    note_progress(case=case, by=head, text="已联系", on=date(2021, 4, 23))
    return case


def test_mistake_told_twice(case, liaison, head):
    told = [_remind(day) for day in (date(2021, 5, 7), DUE, DUE, DUE + timedelta(days=1), date(2021, 5, 19))]
    assert told == [0, 1, 0, 1, 1]
    assert (_events(liaison), _events(head)) == (["due_today", "overdue"], ["overdue_notice"])


def test_days_without_the_program_are_made_up_for(case, liaison):
    assert (_remind(date(2021, 5, 19)), _remind(date(2021, 5, 19))) == (2, 0)


def test_an_old_ledger_does_not_flood_the_inboxes(case):
    assert _remind(date(2021, 7, 1)) == 0


def test_finished_cases_are_left_alone(head, liaison):
    factories.brought_to(Status.COMPLETED, factories.case(head), head)
    assert _remind(factories.DUE_ON) == 0


def test_signing_and_first_contact(head, clerk, liaison):
    case = factories.assigned(factories.case(head), head, due_on=DUE)
    _remind(date(2021, 4, 23))
    assert (_events(liaison), _events(clerk)) == (["unsigned"], ["unsigned"])
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    _remind(date(2021, 4, 27))
    assert (_events(liaison), _events(clerk)) == (["no_contact", "unsigned"], ["unsigned"])


def test_a_unit_without_an_account_is_left_to_the_clerk(head, clerk):
    factories.assigned(factories.case(head), head, unit="水务", due_on=DUE)
    _remind(DUE)
    assert "due_today" in _events(clerk)


def test_another_unit_and_another_area_hear_nothing(case, foreign_liaison):
    elsewhere = factories.user("head", area=factories.area("530921"))
    for day in range(12, 25):
        _remind(date(2021, 5, day))
    assert (_events(foreign_liaison), _events(elsewhere)) == ([], [])


def test_a_paused_deadline_is_told_by_its_next_check(case, liaison):
    running = Clock.objects.filter(case=case, closed_on=None, rule__is_duty=True)
    running.update(paused_on=date(2021, 4, 26), pause_reason="仲裁", next_check_on=date(2021, 5, 2))
    Case.objects.filter(pk=case.pk).update(due_on=date(2021, 5, 2))
    assert [_remind(date(2021, 5, day)) for day in (6, 7, 12, 13)] == [1, 0, 0, 0]
    assert _events(liaison) == ["next_check"]


def test_a_second_clock_is_told_of_though_the_first_is_over(case, liaison):
    first = Clock.objects.get(case=case, closed_on=None, rule__code="office_limit")
    first.rule.pk, first.rule.code, first.rule.label = None, "second", "信访办结"
    first.rule.save()
    Clock.objects.create(case=case, rule=first.rule, started_on=factories.ASSIGNED_ON, due_on=date(2021, 6, 15))
    _remind(date(2021, 6, 15))
    texts = list(Message.objects.filter(key__startswith="due_today").values_list("text", flat=True))
    assert texts == [f"案件 {case.number} 的信访办结于 2021年6月15日 届满，请当日办理。"]


def test_a_deadline_without_a_clock_is_told_all_the_same(case, liaison):
    Clock.objects.filter(case=case).update(closed_on=DUE)
    _remind(DUE)
    assert _events(liaison) == ["due_today"]


def test_instalments_are_told_until_they_are_paid(case, head, liaison):
    Case.objects.filter(pk=case.pk).update(due_on=date(2022, 1, 4))
    Clock.objects.filter(case=case).update(due_on=date(2022, 1, 4))
    Instalment.objects.create(
        case=case, claim=case.case_claims.get().claim, due_on=DUE, amount_yuan=Decimal("12500.00"), at=case.opened_at,
        by=head,
    )  # fmt: skip
    _remind(date(2021, 5, 8))
    assert _events(liaison) == ["instalment_soon"]
    payment = factories.pay(case, head, on=date(2021, 5, 10))
    _remind(DUE + timedelta(days=1))
    assert _events(liaison) == ["instalment_soon"]
    payment.voided_at, payment.voided_by = case.opened_at, head
    payment.save()
    _remind(DUE + timedelta(days=1))
    assert (_events(liaison), _events(head)) == (["instalment_broken", "instalment_soon"], ["instalment_broken"])


def test_supervision_is_told_to_the_unit_that_was_asked(case, head, liaison, foreign_liaison):
    Supervision.objects.create(
        case=case, kind="supervise", unit=foreign_liaison.unit, on=date(2021, 4, 26), text="请核实",
        reply_due_on=date(2021, 5, 7), at=case.opened_at, by=head,
    )  # fmt: skip
    for day in (7, 8):
        _remind(date(2021, 5, day))
    assert _events(foreign_liaison) == ["reply_due", "reply_late"]
    assert (_events(head), [event for event in _events(liaison) if "reply" in event]) == (["reply_late"], [])


def _keys(user: User) -> list[str]:
    return sorted(key.partition(":")[0] for key in Message.objects.filter(user=user).values_list("key", flat=True))


def test_measure_is_told_to_the_unit_of_who_answers_for_it_and_late_to_the_head(case, head, liaison, foreign_liaison):
    add_measure(
        case=case, by=head, text="每日联系岩甲", unit=foreign_liaison.unit, person="李经办", next_check_on=date(2099, 1, 5),
        on=date(2021, 5, 6),
    )  # fmt: skip
    StabilityMeasure.objects.update(next_check_on=date(2021, 5, 8))
    Message.objects.all().delete()
    Clock.objects.all().delete()
    Case.objects.update(due_on=date(2021, 12, 1))
    told = [_remind(date(2021, 5, day)) for day in (7, 8, 8, 9, 10, 10)]
    assert told == [0, 1, 0, 1, 0, 0]
    assert (_keys(foreign_liaison), _keys(liaison), _keys(head)) == (["measure_check"], [], ["measure_late"])
    texts = list(Message.objects.order_by("pk").values_list("text", flat=True))
    assert texts == [
        f"案件 {case.number} 有一项稳控措施 2021年5月8日 应核查，请登记核查情况。",
        f"案件 {case.number} 有一项稳控措施 2021年5月8日 应核查，还没有登记，请督促。",
    ]


def test_measure_that_was_checked_or_ended_is_told_no_more(case, head, liaison):
    given = {"case": case, "by": head, "text": "联系", "unit": liaison.unit, "person": "李经办", "on": date(2021, 5, 6)}
    one, two = (add_measure(next_check_on=date(2099, 1, 5), **given) for _ in range(2))
    StabilityMeasure.objects.update(next_check_on=date(2021, 5, 11))
    check_measure(measure=one, by=head, text="平稳", next_check_on=date(2099, 2, 5), on=date(2021, 5, 7))
    check_measure(measure=two, by=head, text="已付清", on=date(2021, 5, 7))
    _remind(date(2021, 5, 11))
    assert [key for key in _keys(liaison) if key.startswith("measure")] == []


def test_lead_is_told_to_the_clerk_and_late_to_the_head(head, clerk, liaison):
    lead = register_lead(area=head.area, by=clerk, data=LeadData(
        found_on=date(2021, 4, 19), found_by="巡查", text="岩甲反映", next_check_on=date(2099, 1, 5), project_name="工地",
    ))  # fmt: skip
    Lead.objects.update(next_check_on=date(2021, 5, 11))
    elsewhere = factories.user("head", area=factories.area("530921"))
    assert [_remind(date(2021, 5, day)) for day in (10, 11, 11, 12, 13)] == [0, 1, 0, 1, 0]
    assert [_keys(user) for user in (clerk, head, liaison, elsewhere)] == [["lead_check"], ["lead_late"], [], []]
    assert Message.objects.get(user=clerk).text == f"隐患 {lead.number} 2021年5月11日 应核查，请登记核查情况。"
    close_lead(lead=lead, by=clerk, status="solved", result="已付", on=date(2021, 5, 12))
    Message.objects.all().delete()
    assert _remind(date(2021, 5, 12)) == 0


def test_advance_that_has_not_come_back_is_told_to_the_head_once(case, head, liaison, client):
    made = record_advance(
        case=case, by=head, what=Allowance(amount_yuan=Decimal(100), workers_count=1), source="other", on=date(2021, 5, 6),
        approval=Approval(on=date(2021, 5, 6), approver="测试批准人", file=factories.stored_file(head)),
        debtor=case.case_claims.get().claim.employer, recover_by=date(2021, 5, 9),
    )  # fmt: skip
    Clock.objects.all().delete()
    Case.objects.update(due_on=date(2021, 12, 1))
    Message.objects.all().delete()
    # The 9th was a Sunday.
    assert [_remind(date(2021, 5, day)) for day in (8, 10, 11)] == [0, 1, 0]
    message = Message.objects.get()
    assert (message.user, message.text) == (
        head, f"案件 {case.number} 有一笔垫付应于 2021年5月9日 前追回，还没有追清，请督促追偿。",
    )  # fmt: skip
    record_recovery(advance=made, by=head, amount_yuan=Decimal(100), on=date(2021, 5, 10))
    Message.objects.all().delete()
    assert _remind(date(2021, 5, 10)) == 0


def test_texts_are_short_and_name_no_person(case, head, liaison, clerk):
    for day in range(1, 28):
        _remind(date(2021, 5, day))
    texts = list(Message.objects.values_list("text", flat=True))
    assert len(texts) > 3
    assert [text for text in texts if len(text) > 200 or "岩甲" in text or "李经办" in text] == []


def test_queries_do_not_grow_with_the_cases(head, liaison):
    def queries() -> int:
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            assert _remind(DUE) > 0
        return len(captured)

    factories.assigned(factories.case(head), head, due_on=DUE)
    few = queries()
    for _ in range(5):
        factories.assigned(factories.case(head), head, due_on=DUE)
    assert queries() == few <= 22
    assert Counter(Message.objects.values_list("key", flat=True)).most_common(1)[0][1] == 1
