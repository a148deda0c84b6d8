"""Every state × every move × every role: allowed or refused exactly as the tables say."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger.actions.move import move, start_case
from ledger.models import Case, Transition
from ledger.workflow import EMPTY, MOVES, Move, Status
from office.models import Unit, User
from office.refusals import Conflict, Refused
from office.roles import ACTS, Role, may
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON, ENDED_ON
from tests.source import ROOMS, imported_modules, python_files, relative

ALL = [(status, row) for status in Status for row in MOVES.values()]
# A liaison reaches new cases only where the own unit sits at the table of an open session.
AT_THE_TABLE = "spot_assign"


@pytest.fixture
def accounts(reference) -> dict[Role, User]:
    return {role: factories.user(role, unit="住建" if role == Role.LIAISON else None) for role in Role}


@pytest.fixture
def cases(accounts) -> dict[Status, Case]:
    """One case in every state, of 住建 from 已交办 on, with everything in hand that any gate asks for."""
    head = accounts[Role.HEAD]
    session = factories.session(head, units=("住建",))
    found = {}
    for status in Status:
        case = factories.case(head, session, suggested_unit=factories.unit("住建"))
        if status in EMPTY:
            Case.objects.filter(pk=case.pk).update(status=status)
        else:
            factories.brought_to(status, case, head)
        found[status] = Case.objects.get(pk=case.pk)
    return found


def carry_out(row: Move, case: Case, by: User) -> Transition:
    given = {
        "unit": {"responsible_unit": Unit.objects.get(short_name="住建")},
        "officer": {"officer_name": "李经办"},
        "due_on": {"due_on": DUE_ON},
    }
    changes = {}
    for key in row.required:
        changes |= given.get(key, {})
    if row.name == "reopen":
        ends = ("completed", "struck_off")
        changes |= {f"{end}_{part}": None for end in ends for part in ("on", "at", "by")}
    return move(case=case, name=row.name, by=by, on=ENDED_ON, note="理由", changes=changes)


def expected(row: Move, status: Status, role: Role) -> type[Exception] | None:
    if role not in ACTS[row.act][1]:
        return PermissionDenied
    new_to_liaison = status in (Status.REGISTERED, *EMPTY)
    if role == Role.LIAISON and new_to_liaison and not (status == Status.REGISTERED and row.act == "settle_on_spot"):
        return PermissionDenied
    return None if status in row.sources else Refused


def outcome(row: Move, case: Case, by: User) -> type[Exception] | None:
    """What came of it; nothing is kept."""
    try:
        with transaction.atomic():
            made = carry_out(row, Case.objects.get(pk=case.pk), by)
            stored = Case.objects.get(pk=case.pk)
            assert (made.from_status, made.to_status) == (case.status, stored.status)
            assert stored.status == (row.target or case.status)
            assert stored.version == case.version + 1
            transaction.set_rollback(True)
    except (Refused, PermissionDenied) as refusal:
        return type(refusal)
    return None


def test_every_state_move_and_role(cases, accounts) -> None:
    wrong = {
        (status, row.name, role): (found, wanted)
        for status, row in ALL
        for role, by in accounts.items()
        if (found := outcome(row, cases[status], by)) is not (wanted := expected(row, status, role))
    }
    assert wrong == {}
    assert sum(expected(row, status, role) is None for status, row in ALL for role in Role) == 55


def test_another_unit_and_another_area_are_refused_everything(cases, accounts) -> None:
    city = factories.area("530921")
    strangers = [factories.user("liaison", unit="水务"), factories.user("head", "clerk", area=city)]
    allowed = [
        (status, row.name, by)
        for status, row in ALL
        for by in strangers
        if outcome(row, cases[status], by) is not PermissionDenied
    ]
    assert allowed == []


def test_an_assisting_unit_makes_no_move(cases) -> None:
    helper = factories.user("liaison", unit="水务")
    for case in cases.values():
        case.assisting_units.add(helper.unit)
    assert [1 for status, row in ALL if outcome(row, cases[status], helper) is not PermissionDenied] == []


def test_every_act_of_the_table_exists_and_is_open_to_somebody() -> None:
    assert [row.name for row in MOVES.values() if row.act not in ACTS or not ACTS[row.act][1]] == []


def test_move_names_every_missing_field(cases, head) -> None:
    with pytest.raises(Refused) as refused:
        move(case=cases[Status.REGISTERED], name="assign", by=head, on=date(2021, 4, 1))
    assert refused.value.missing == [
        "交办必须填写责任单位。",
        "交办必须填写责任人员。",
        "交办必须填写办理期限。",
        "交办日期 2021-04-01 早于上一步的日期 2021-04-12。",
    ]


def test_move_is_not_dated_ahead(cases, head) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        move(case=cases[Status.ASSIGNED], name="sign_for", by=head, on=tomorrow)
    assert refused.value.missing == [f"签收日期 {tomorrow} 晚于今天。"]


def test_move_is_not_dated_before_the_step_before(cases, head) -> None:
    with pytest.raises(Refused) as refused:
        move(case=cases[Status.ASSIGNED], name="sign_for", by=head, on=ASSIGNED_ON - timedelta(days=1))
    assert refused.value.missing == ["签收日期 2021-04-20 早于上一步的日期 2021-04-21。"]


def test_a_disabled_account_moves_nothing(cases, accounts) -> None:
    gone = accounts[Role.HEAD]
    gone.is_active = False
    assert may(gone, "complete") is False
    assert outcome(MOVES["complete"], cases[Status.UNDER_REVIEW], gone) is PermissionDenied


@pytest.mark.parametrize("name", ["register", "split_in"])
def test_no_case_is_begun_by_whom_the_act_is_not_for(accounts, name: str) -> None:
    claim, now = factories.claim(accounts[Role.CLERK]), timezone.now()
    before = Case.objects.count()
    for role in [role for role in Role if role not in ACTS[MOVES[name].act][1]]:
        with pytest.raises(PermissionDenied):
            start_case(name=name, claim=claim, by=accounts[role], on=ASSIGNED_ON, now=now)
    assert Case.objects.count() == before


def test_an_old_version_is_told_who_changed_what(cases, head) -> None:
    case = cases[Status.ASSIGNED]
    with pytest.raises(Conflict, match=f"案件 {case.number} 已由.*于 .* 办理“交办”"):
        move(case=case, name="sign_for", by=head, on=ENDED_ON, expected_version=case.version - 1)


def test_only_actions_move() -> None:
    """A move has company (a claim concluded, a claim put on its case) that only its action brings."""
    callers = {
        relative(path)
        for path in python_files(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text()))
        if "ledger.actions.move.move" in imported_modules(node)
    }
    assert {Path(name).parent.as_posix() for name in callers} == {"ledger/actions"}
