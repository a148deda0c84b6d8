"""Plain words for every state and outcome, and no word that only the office knows."""

import pytest

from ledger.progress_words import STEPS, step_of, told_of
from ledger.workflow import Outcome, Status

JARGON = ("立案", "交办", "销号", "签收", "台账", "归集", "判重", "督办", "诉求", "卷宗", "办理期限", "案件")


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (Status.REGISTERED, "已登记"),
        (Status.ASSIGNED, "已交给责任单位"),
        (Status.IN_PROGRESS, "正在核实办理"),
        (Status.UNDER_REVIEW, "等待审核"),
        (Status.COMPLETED, "已办结"),
        (Status.STRUCK_OFF, "已办结"),
    ],
)
def test_step(status: Status, label: str) -> None:
    assert STEPS[step_of(status)] == label


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("outcome", ["", *Outcome])
@pytest.mark.parametrize("is_wages", [True, False])
def test_every_stage_has_a_meaning_and_something_to_do_in_plain_words(
    status: Status, outcome: str, is_wages: bool
) -> None:
    told = told_of(status=status, outcome=outcome, is_wages=is_wages)
    words = told.meaning + "".join(told.to_do)
    assert (told.meaning[-1], len(told.to_do) > 0) == ("。", True)
    assert [word for word in JARGON if word in words] == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcome_is_told_only_once_the_case_is_completed(outcome: Outcome) -> None:
    still_open = told_of(status=Status.UNDER_REVIEW, outcome=outcome, is_wages=True)
    ended = told_of(status=Status.STRUCK_OFF, outcome=outcome, is_wages=True)

    assert still_open == told_of(status=Status.UNDER_REVIEW, outcome="", is_wages=True)
    assert ended == told_of(status=Status.COMPLETED, outcome=outcome, is_wages=True) != still_open


def test_each_outcome_has_words_of_its_own() -> None:
    told = [told_of(status=Status.COMPLETED, outcome=outcome, is_wages=True).meaning for outcome in Outcome]
    assert len(set(told)) == len(Outcome)


def test_what_is_not_wages_is_said_before_and_after() -> None:
    before = told_of(status=Status.REGISTERED, outcome="", is_wages=False)
    after = told_of(status=Status.COMPLETED, outcome=Outcome.UNFOUNDED, is_wages=False)

    assert before.to_do[0].startswith("您反映的钱可能不是工资")
    assert after.meaning.startswith("经核实，您反映的钱不是工资")
