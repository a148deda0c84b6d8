import pytest

from ledger.actions.assignment import ask_return
from ledger.actions.regroup import gather
from ledger.forms.acts import REGROUPING, STEPS, offered
from ledger.models import Case
from ledger.workflow import Status
from tests import factories


@pytest.fixture
def case(head) -> Case:
    return factories.case(head)


def names(case: Case, user, group: str = STEPS) -> list[str]:
    return [name for name, _ in offered(Case.objects.get(pk=case.pk), user).get(group, [])]


def test_offered_steps_are_the_state_s_and_the_role_s(
    case: Case, head, clerk, liaison, leader, foreign_liaison
) -> None:
    assert names(case, head) == ["assign", "settle_on_spot"]
    assert names(case, clerk) == ["settle_on_spot"]
    assert names(case, leader) == []

    factories.assigned(case, head)
    assert names(case, liaison) == ["sign_for", "ask_return"]
    assert names(case, foreign_liaison) == []
    ask_return(case=case, by=liaison, reason="不属职责", on=factories.SIGNED_ON)
    assert names(case, liaison) == ["sign_for"]
    assert {"accept_return", "refuse_return"} < set(names(case, head))

    factories.brought_to(Status.IN_PROGRESS, case, head)
    assert names(case, liaison) == ["request_completion"]
    factories.brought_to(Status.STRUCK_OFF, case, head)
    assert names(case, head) == ["reopen"]
    assert names(case, liaison) == []


def test_only_a_case_of_two_claims_may_be_split(case: Case, head) -> None:
    assert "split_off" not in names(case, head, REGROUPING)
    gather(claims=[factories.claim(head)], into=case, by=head)
    assert "split_off" in names(case, head, REGROUPING)
