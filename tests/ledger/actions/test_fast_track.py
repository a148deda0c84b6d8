"""快速办理: straight to 办理中, with what was skipped kept and the limit on its new day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import ask_return
from ledger.actions.fast_track import fast_track
from ledger.actions.leaders import mark_major
from ledger.actions.pauses import pause_case
from ledger.models import Case
from ledger.selectors.case_entries import steps_of
from ledger.workflow import Status
from office.models import Event
from office.refusals import Refused
from tests import factories

DAY, DUE_ON = date(2021, 4, 22), date(2021, 4, 29)


def _major(head, *, is_assigned: bool = False) -> Case:
    case = factories.case(head)
    mark_major(case=case, by=head, level="major", reason="人数多", on=DAY - timedelta(2))
    return factories.assigned(case, head) if is_assigned else case


def _fast(case: Case, by, **told: object) -> Case:
    order = {"unit": factories.unit("住建"), "officer_name": "李经办", "due_on": DUE_ON, "reason": "典型", "on": DAY}
    return fast_track(case=case, by=by, **(order | told))


def _clocks(case: Case) -> list[tuple]:
    rows = case.clocks.order_by("rule__code").values_list("rule__code", "started_on", "due_on", "closed_on")
    return list(rows)


def test_new_case_skips_assignment_signature_and_objection(head) -> None:
    case = _fast(_major(head), head)
    assert (case.status, case.assigned_on, case.signed_for_on) == (Status.IN_PROGRESS, DAY, DAY)
    assert (case.due_on, str(case.responsible_unit), case.officer_name) == (DUE_ON, "住建", "李经办")
    assert _clocks(case) == [("office_limit", DAY, DUE_ON, None)]
    assert steps_of(case)[0].order == (
        "责任单位 住建，责任人员 李经办，期限 2021-04-29，快速办理，跳过：交办、责任单位签收、五个工作日内的退回异议"
    )
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["skipped"][0]) == ("fast_track", "交办")


def test_assigned_case_keeps_its_day_and_moves_its_limit(head) -> None:
    case = _major(head, is_assigned=True)
    case.assisting_units.set([factories.unit("公安"), factories.unit("水务")])
    _fast(case, head, unit=factories.unit("水务"))
    assert (case.status, case.assigned_on, case.signed_for_on) == (Status.IN_PROGRESS, factories.ASSIGNED_ON, DAY)
    assert [str(unit) for unit in case.assisting_units.all()] == ["公安"]
    assert _clocks(case) == [
        ("misroute_objection", factories.ASSIGNED_ON, date(2021, 4, 27), DAY),
        ("office_limit", factories.ASSIGNED_ON, DUE_ON, None),
    ]
    assert steps_of(case)[0].row.data["skipped"] == ["责任单位签收", "五个工作日内的退回异议"]


def test_only_major_cases_and_everything_missing_is_named(head) -> None:
    case = factories.case(head)
    with pytest.raises(Refused) as refused:
        _fast(case, head, unit=None, officer_name="", due_on=None, reason="")
    assert refused.value.missing == [
        f"案件 {case.number} 没有认定为重大案件，不能快速办理；请先办理“认定重大案件”。",
        "快速办理必须填写责任单位。",
        "快速办理必须填写责任人员。",
        "快速办理必须填写办理期限。",
        "快速办理必须写明原因。",
    ]


def test_limit_before_the_day_is_refused(head) -> None:
    with pytest.raises(Refused, match="办理期限 2021-04-21 早于快速办理的日期 2021-04-22"):
        _fast(_major(head), head, due_on=DAY - timedelta(1))


def test_what_waits_is_decided_first(head, liaison) -> None:
    case = _major(head, is_assigned=True)
    ask_return(case=case, by=liaison, reason="不属职责", on=DAY)
    with pytest.raises(Refused, match="已于 2021-04-22 申请退回，请先决定是否退回"):
        _fast(case, head)


def test_a_paused_limit_is_resumed_first(head) -> None:
    case = _major(head, is_assigned=True)
    pause_case(case=case, by=head, reason="等待仲裁", on=DAY, next_check_on=DUE_ON)
    with pytest.raises(Refused, match="办理期限已于 2021-04-22 中止，请先恢复计时"):
        _fast(case, head)


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader"])
def test_only_the_head(head, role) -> None:
    case = _major(head, is_assigned=True)
    with pytest.raises(PermissionDenied):
        _fast(case, factories.user(role, unit="住建" if role == "liaison" else None))
