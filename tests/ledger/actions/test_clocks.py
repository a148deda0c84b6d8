"""Deadlines of a case: what starts, moves, keeps and ends them. Named after the mistakes others made."""

from datetime import date

import pytest

from ledger.actions.assignment import accept_return, ask_return, assign, sign_for
from ledger.actions.clocks import extend_clock, office_clock, start_clock
from ledger.actions.completion import complete, reopen, send_back
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.regroup import gather, merge_duplicate, void_claim
from ledger.models import Case, Clock, ClockChange, ClockRule
from ledger.selectors.deadlines import default_due_on
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON, SIGNED_ON

USUAL_DUE_ON = date(2021, 5, 13)


def changes(clock: Clock) -> list[tuple[str, date | None, date | None]]:
    return list(clock.changes.order_by("id").values_list("kind", "before", "after"))


def open_codes(case: Case) -> set[str]:
    return set(case.clocks.filter(closed_on=None).values_list("rule__code", flat=True))


@pytest.fixture
def given(head) -> Case:
    return factories.assigned(factories.case(head), head)


@pytest.fixture
def working(given, head) -> Case:
    return sign_for(case=given, by=head, on=SIGNED_ON)


def test_assignment_starts_the_limit_and_the_days_to_object(given) -> None:
    assert open_codes(given) == {"office_limit", "misroute_objection"}
    assert office_clock(given).due_on == given.due_on == DUE_ON
    assert given.clocks.get(rule__code="misroute_objection").due_on == date(2021, 4, 27)


@pytest.mark.parametrize(("due_on", "length"), [(USUAL_DUE_ON, 15), (DUE_ON, None)])
def test_limit_keeps_its_length_only_on_the_usual_date(head, due_on, length) -> None:
    case = factories.assigned(factories.case(head), head, due_on=due_on)
    assert default_due_on(case, ASSIGNED_ON) == USUAL_DUE_ON
    assert office_clock(case).length == length


def test_signing_ends_the_days_to_object_and_leaves_the_limit(working) -> None:
    assert open_codes(working) == {"office_limit"}
    assert working.clocks.get(rule__code="misroute_objection").closed_on == SIGNED_ON


def test_a_take_over_does_not_reset_the_due_date(working, head) -> None:
    order = {"unit": factories.unit("水务"), "officer_name": "周经办", "on": date(2021, 4, 28), "note": "归口水务"}
    assign(case=working, by=head, due_on=DUE_ON, **order)
    clock = office_clock(working)
    assert (clock.started_on, clock.due_on, working.due_on) == (ASSIGNED_ON, DUE_ON, DUE_ON)
    assert changes(clock) == [("start", None, DUE_ON)]
    assert working.clocks.filter(rule__code="office_limit").count() == 1


def test_another_date_at_a_take_over_is_kept_with_its_reason(working, head) -> None:
    order = {"unit": working.responsible_unit, "officer_name": "周经办", "on": date(2021, 4, 28)}
    later = date(2021, 5, 28)
    with pytest.raises(Refused) as refused:
        assign(case=working, by=head, due_on=later, **order)
    assert refused.value.missing == ["办理期限由 2021-05-14 改为 2021-05-28，请写明原因。"]
    assign(case=working, by=head, due_on=later, note="换人重查", **order)
    change = office_clock(working).changes.get(kind="set")
    assert (change.before, change.after, change.reason, working.due_on) == (DUE_ON, later, "换人重查", later)


def test_an_overdue_case_is_handed_on_with_the_date_it_missed(working, head) -> None:
    order = {"unit": factories.unit("水务"), "officer_name": "周经办", "on": date(2021, 6, 1), "note": "归口水务"}
    assert assign(case=working, by=head, due_on=DUE_ON, **order).due_on == DUE_ON
    with pytest.raises(Refused) as refused:
        assign(case=working, by=head, due_on=date(2021, 5, 20), **order)
    assert refused.value.missing == ["办理期限 2021-05-20 早于交办日期 2021-06-01。"]


def test_return_is_refused_by_the_clock_and_ends_both_when_granted(given, head) -> None:
    with pytest.raises(Refused) as refused:
        ask_return(case=given, by=head, reason="不归我们管", on=date(2021, 4, 28))
    assert refused.value.missing == ["申请退回的期限是 2021-04-27（交办后 5 个工作日），已经超过。"]
    ask_return(case=given, by=head, reason="不归我们管", on=date(2021, 4, 27))
    accept_return(case=given, by=head, reason="同意", on=date(2021, 4, 27))
    assert open_codes(given) == set()
    assert given.due_on is None


def test_pausing_moves_the_date(working, head) -> None:
    """Ten working days were left; they are counted again from the resumption."""
    check, resumed = date(2021, 6, 20), date(2021, 7, 1)
    pause_case(case=working, by=head, reason="等待劳动仲裁裁决", next_check_on=check, on=date(2021, 4, 28))
    working.refresh_from_db()
    assert working.due_on == check
    resume_case(case=working, by=head, on=resumed)
    clock, working = office_clock(working), Case.objects.get(pk=working.pk)
    # 29 and 30 April, 6 to 8 and 10 to 14 May.
    assert clock.due_on == working.due_on == date(2021, 7, 15)
    assert changes(clock)[1:] == [("pause", DUE_ON, check), ("resume", DUE_ON, date(2021, 7, 15))]
    assert (clock.paused_on, clock.pause_reason, clock.next_check_on) == (None, "", None)
    assert list(Event.objects.order_by("number").values_list("act", flat=True))[-2:] == ["pause_clock", "resume_clock"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"reason": " "}, "中止必须写明原因。"),
        ({"on": date(2021, 5, 17)}, "办理期限已于 2021-05-14 到期，不能再中止；确有需要的，请先延期。"),
        ({"next_check_on": SIGNED_ON}, "下次核查日 2021-04-22 应当晚于中止日期 2021-04-28。"),
        ({"next_check_on": None}, "请填写下次核查日。"),
        ({"on": date(2021, 4, 20)}, "中止日期 2021-04-20 早于起算日 2021-04-21。"),
        ({"reason": "等" * 101}, "原因最多 100 个字，请精简。"),
    ],
)
def test_pause_is_refused(working, head, told, said) -> None:
    usual = {"reason": "等待法院", "next_check_on": date(2021, 6, 20), "on": date(2021, 4, 28)}
    with pytest.raises(Refused) as refused:
        pause_case(case=working, by=head, **(usual | told))
    assert refused.value.missing == [said]
    assert changes(office_clock(working)) == [("start", None, DUE_ON)]


def test_the_second_of_two_pauses_is_told(working, head) -> None:
    told = {"reason": "等待法院", "next_check_on": date(2021, 6, 20), "on": date(2021, 4, 28)}
    seen = working.version
    pause_case(case=working, by=head, expected_version=seen, **told)
    with pytest.raises(Conflict):
        pause_case(case=Case.objects.get(pk=working.pk), by=head, expected_version=seen, **told)
    with pytest.raises(Refused) as refused:
        pause_case(case=working, by=head, **told)
    assert refused.value.missing == ["办理期限已于 2021-04-28 中止，请先恢复。"]


def test_resume_is_refused_without_a_pause_or_before_it(working, head) -> None:
    with pytest.raises(Refused):
        resume_case(case=working, by=head)
    pause_case(case=working, by=head, reason="等待法院", next_check_on=date(2021, 6, 20), on=date(2021, 4, 28))
    with pytest.raises(Refused) as refused:
        resume_case(case=working, by=head, on=date(2021, 4, 27))
    assert refused.value.missing == ["恢复日期 2021-04-27 早于中止日期 2021-04-28。"]


def test_extension_moves_the_stored_date_and_needs_a_reason(working, head) -> None:
    clock, until = office_clock(working), date(2021, 6, 1)
    extend_clock(clock=clock, until=until, on=SIGNED_ON, by=head, now=working.opened_at, reason="等待审计")
    assert changes(clock)[-1] == ("extend", DUE_ON, until)
    with pytest.raises(Refused) as refused:
        extend_clock(clock=clock, until=DUE_ON, on=SIGNED_ON, by=head, now=working.opened_at, reason="")
    assert refused.value.missing == ["延长必须写明原因。", "延长后的日期 2021-05-14 应当晚于原来的 2021-06-01。"]


def test_completion_stops_every_clock_and_reopening_starts_one(working, head) -> None:
    factories.brought_to(Status.UNDER_REVIEW, factories.made_ready(working, head), head)
    complete(case=working, by=head, on=date(2021, 4, 28))
    assert open_codes(working) == set()
    assert working.due_on == DUE_ON
    reopen(case=working, by=head, reason="款项被退回", due_on=date(2021, 6, 30), on=date(2021, 6, 1))
    assert open_codes(working) == {"office_limit"}
    assert (working.completed_on, working.struck_off_on, working.due_on) == (None, None, date(2021, 6, 30))


def test_a_case_settled_on_the_spot_that_is_sent_back_gets_a_limit(working, head) -> None:
    factories.brought_to(Status.UNDER_REVIEW, factories.made_ready(working, head), head)
    Clock.objects.update(closed_on=date(2021, 4, 28))
    send_back(case=working, by=head, reason="补签收条", on=date(2021, 4, 29))
    assert office_clock(working).due_on == working.due_on == date(2021, 5, 24)


def test_gathering_keeps_the_earlier_limit_and_takes_what_the_law_asks(head) -> None:
    into = factories.assigned(factories.case(head), head, due_on=date(2021, 5, 28))
    letter = factories.claim(head, channel=factories.code("channel", "letter"))
    source = factories.assigned(Case.objects.get(case_claims__claim=letter), head)
    notice = source.clocks.get(rule__code="petition_notice")
    gather(claims=[letter], into=into, by=head, on=date(2021, 4, 25))
    assert open_codes(source) == set()
    assert office_clock(into).due_on == DUE_ON
    carried = into.clocks.get(rule__code="petition_notice")
    assert (carried.started_on, carried.due_on) == (notice.started_on, notice.due_on)
    assert into.due_on == notice.due_on == date(2021, 5, 6)


def test_a_letter_that_joins_a_finished_case_starts_no_clock_there(working, head) -> None:
    factories.brought_to(Status.COMPLETED, factories.made_ready(working, head), head)
    letter = factories.claim(head, channel=factories.code("channel", "letter"), received_on=date(2021, 5, 6))
    source = Case.objects.get(case_claims__claim=letter)
    assert open_codes(source) == {"petition_notice"}
    merge_duplicate(claim=letter, into=working.case_claims.first().claim, by=head, reason="同一事项")
    assert open_codes(source) == open_codes(working) == set()


def test_a_void_case_runs_on_no_clock(given, head) -> None:
    void_claim(claim=given.case_claims.get().claim, by=head, reason="登记错误", on=ASSIGNED_ON)
    assert open_codes(given) == set()


@pytest.mark.parametrize(("channel", "codes"), [("letter", {"petition_notice"}), ("online", {"petition_notice"}),
                                                ("superior", {"petition_notice"}), ("daily", set())])  # fmt: skip
def test_channel_decides_on_the_petition_notice(head, channel, codes) -> None:
    case = factories.case(head, channel=factories.code("channel", channel))
    assert open_codes(case) == codes
    assert case.due_on == (date(2021, 5, 6) if codes else None)


@pytest.mark.parametrize(
    ("day", "basis"),
    [(date(2022, 4, 29), "信访条例第二十一条"), (date(2022, 5, 5), "信访工作条例第二十二条、第二十三条")],
)
def test_rule_is_the_one_in_force_on_the_day(head, day, basis) -> None:
    case = factories.case(head, channel=factories.code("channel", "letter"), received_on=day)
    assert case.clocks.get().rule.basis == basis


def test_no_clock_without_a_rule_in_force_and_none_twice(given, head) -> None:
    values = {"case": given, "started_on": ASSIGNED_ON, "by": head, "now": given.opened_at}
    assert start_clock(code="office_limit", **values) is None
    ClockRule.objects.filter(code="accept_decision").update(valid_to=date(2020, 1, 1))
    assert start_clock(code="accept_decision", **values) is None
    assert ClockChange.objects.filter(clock__rule__code="accept_decision").count() == 0
