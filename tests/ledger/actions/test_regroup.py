from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import sign_for
from ledger.actions.escalation import conclude_escalation, request_escalation
from ledger.actions.regroup import gather, merge_duplicate, split_off, void_claim
from ledger.actions.stability import set_risk
from ledger.actions.work import add_evidence, confirm_facts, record_outcome
from ledger.models import Case, CaseClaim, RiskMark, Transition
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Refused
from reception.models import Claim
from tests import factories
from tests.factories import ASSIGNED_ON, PAID_ON, SIGNED_ON


@pytest.fixture
def two(head) -> tuple[Claim, Claim]:
    return factories.claim(head), factories.claim(head)


def case_of(claim: Claim) -> Case:
    return Case.objects.get(case_claims__claim=claim)


def moves_of(case: Case) -> list[str]:
    return list(Transition.objects.filter(case=case).order_by("id").values_list("move", flat=True))


def test_gather_puts_claims_on_one_case_and_absorbs_the_empty_one(two, head) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    gather(claims=[two[1]], into=into, by=head, on=ASSIGNED_ON)

    assert case_of(two[1]) == into
    assert into.case_claims.count() == 2
    source.refresh_from_db()
    assert source.status == Status.ABSORBED
    assert moves_of(into) == ["register", "gather_in"]
    assert moves_of(source) == ["register", "gather_out", "absorb"]
    assert Event.objects.filter(act="gather").count() == 1
    assert Claim.objects.live().count() == 2


def test_gather_refuses_what_must_be_undone_first(two, head) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    factories.brought_to(Status.IN_PROGRESS, source, head)
    with pytest.raises(Refused) as refused:
        gather(claims=[two[0], two[1]], into=into, by=head)
    assert refused.value.missing == [
        f"{two[1].number}已登记办结结果，请先撤回结果。",
        f"{two[1].number}已登记支付，请先冲销支付。",
        f"{two[0].number}已在案件 {into.number} 中。",
    ]


def test_gather_wants_both_cases_in_hand(two, head) -> None:
    factories.brought_to(Status.UNDER_REVIEW, case_of(two[0]), head)
    into = case_of(two[0])
    with pytest.raises(Refused) as refused:
        gather(claims=[two[1]], into=into, by=head)
    assert refused.value.missing == [f"案件 {into.number} 现在是“待审核”，不能变动其中的诉求。"]


def test_gather_keeps_the_earlier_deadline_and_takes_confirmations_back(two, head) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    factories.assigned(into, head, due_on=date(2021, 5, 14))
    factories.assigned(source, head, due_on=date(2021, 4, 28))
    sign_for(case=into, by=head, on=SIGNED_ON)
    confirm_facts(case=into, by=head, facts_clear_text="一人的工资已查清")

    gather(claims=[two[1]], into=into, by=head)

    assert (into.due_on, into.facts_clear_text, into.facts_clear_by) == (date(2021, 4, 28), "", None)
    assert Transition.objects.get(move="gather_in").data["facts_clear"] == "一人的工资已查清"


def test_papers_go_with_their_claim(two, head) -> None:
    source = factories.brought_to(Status.IN_PROGRESS, case_of(two[1]), head, ready=False)
    paper = add_evidence(case=source, by=head, kind="contact", text="电话", on=PAID_ON, claim=two[1])
    gather(claims=[two[1]], into=case_of(two[0]), by=head)
    paper.refresh_from_db()
    assert paper.case == case_of(two[0])


def test_split_off_opens_a_case_with_its_own_number_and_the_old_age(two, head) -> None:
    into = case_of(two[0])
    gather(claims=[two[1]], into=into, by=head, on=ASSIGNED_ON)

    new = split_off(claim=two[1], by=head, on=SIGNED_ON)

    assert (new.status, new.opened_on, new.area) == (Status.REGISTERED, two[1].received_on, into.area)
    assert new.number == "A530902-2021-0003"
    assert case_of(two[1]) == new
    assert moves_of(into) == ["register", "gather_in", "split_off"]
    assert moves_of(new) == ["split_in"]


def test_split_off_is_refused_for_the_last_claim(two, head) -> None:
    with pytest.raises(Refused) as refused:
        split_off(claim=two[0], by=head)
    assert refused.value.missing == [f"{two[0].number}是案件 {case_of(two[0]).number} 中仅有的诉求，不必拆分。"]


def test_merge_makes_the_claim_a_visit_of_the_earlier_one(two, head) -> None:
    source = case_of(two[1])
    visit = merge_duplicate(claim=two[1], into=two[0], by=head, reason="同一人同一事", on=ASSIGNED_ON)

    assert (visit.claim, visit.duplicate) == (two[0], two[1])
    assert list(Claim.objects.live()) == [two[0]]
    assert case_of(two[1]) == case_of(two[0])
    source.refresh_from_db()
    assert source.status == Status.ABSORBED
    assert Event.objects.filter(act="merge_duplicate").count() == 1


def test_merge_within_one_case_leaves_the_case_open(two, head) -> None:
    into = case_of(two[0])
    gather(claims=[two[1]], into=into, by=head)
    merge_duplicate(claim=two[1], into=two[0], by=head, reason="同一人同一事")
    into.refresh_from_db()
    assert into.status == Status.REGISTERED


def test_a_merged_claim_follows_the_claim_it_was_merged_into(head) -> None:
    first, second, third = (factories.claim(head) for _ in range(3))
    merge_duplicate(claim=third, into=second, by=head, reason="同一人同一事")
    gather(claims=[second], into=case_of(first), by=head)
    assert set(CaseClaim.objects.values_list("case", flat=True)) == {case_of(first).pk}


def test_merge_is_refused_without_reason_or_into_a_later_claim(two, head) -> None:
    with pytest.raises(Refused) as refused:
        merge_duplicate(claim=two[1], into=two[0], by=head, reason=" ")
    assert refused.value.missing == ["判重必须写明原因。"]
    with pytest.raises(Refused):
        merge_duplicate(claim=two[0], into=two[1], by=head, reason="同一人同一事")
    assert Claim.objects.live().count() == 2
    assert not Transition.objects.filter(move="merge_duplicate").exists()


def test_void_takes_the_case_along_when_nothing_is_left(two, head) -> None:
    into = case_of(two[0])
    gather(claims=[two[1]], into=into, by=head)

    void_claim(claim=two[1], by=head, reason="重复录入")
    into.refresh_from_db()
    assert into.status == Status.REGISTERED
    void_claim(claim=two[0], by=head, reason="录错")
    into.refresh_from_db()
    assert into.status == Status.VOID
    assert moves_of(into) == ["register", "gather_in", "void_claim", "void_claim", "void"]
    assert Event.objects.filter(act="void_claim").count() == 2


def test_void_says_what_must_be_undone(two, head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, case_of(two[0]), head, ready=False)
    entry = case.case_claims.get()
    record_outcome(case_claim=entry, by=head, outcome=Outcome.WITHDRAWN, outcome_on=PAID_ON)
    with pytest.raises(Refused) as refused:
        void_claim(claim=two[0], by=head, reason="录错")
    assert refused.value.missing == [f"{two[0].number}已登记办结结果，请先撤回结果。"]

    record_outcome(case_claim=entry, by=head, outcome="")
    void_claim(claim=two[0], by=head, reason="录错")
    assert Claim.objects.live().count() == 1


def test_regrouping_is_the_head_s(two, clerk, liaison) -> None:
    for by in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            gather(claims=[two[1]], into=case_of(two[0]), by=by)
        with pytest.raises(PermissionDenied):
            split_off(claim=two[0], by=by)
        with pytest.raises(PermissionDenied):
            merge_duplicate(claim=two[1], into=two[0], by=by, reason="同一人")
        with pytest.raises(PermissionDenied):
            void_claim(claim=two[0], by=by, reason="录错")


def test_a_head_of_another_area_regroups_nothing(two) -> None:
    stranger = factories.user("head", area=factories.area("530921"))
    with pytest.raises(PermissionDenied):
        void_claim(claim=two[0], by=stranger, reason="录错")


def test_a_case_that_waits_for_the_city_is_not_emptied_before_the_conclusion(two, head) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    asked = request_escalation(case=source, by=head, reason="跨县项目", on=ASSIGNED_ON)
    waits = (
        f"案件 {source.number} 已于 {ASSIGNED_ON} 提请提级办理，尚无结论，不能没有诉求："
        "请把其他诉求归集到这个案件，或者先登记提级办理结论。"
    )
    for act in (
        lambda: gather(claims=[two[1]], into=into, by=head),
        lambda: merge_duplicate(claim=two[1], into=two[0], by=head, reason="同一人同一事"),
        lambda: void_claim(claim=two[1], by=head, reason="录错"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.missing == [waits]

    conclude_escalation(escalation=asked, by=head, conclusion="不再报送", on=ASSIGNED_ON)
    gather(claims=[two[1]], into=into, by=head)
    assert case_of(two[1]) == into


def test_a_case_that_waits_for_the_city_takes_others_in_and_lets_all_but_the_last_go(two, head) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    request_escalation(case=into, by=head, reason="跨县项目", on=ASSIGNED_ON)
    gather(claims=[two[1]], into=into, by=head)
    source.refresh_from_db()
    assert source.status == Status.ABSORBED
    void_claim(claim=two[1], by=head, reason="录错")
    into.refresh_from_db()
    assert into.status == Status.REGISTERED


def rated(case: Case, by, key: str) -> None:
    if key:
        set_risk(case=case, by=by, risk=factories.code("risk", key), reason="扬言聚集", on=ASSIGNED_ON)


@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        ("watch", "key", "key"), ("", "normal", "normal"), ("key", "watch", "key"), ("watch", "watch", "watch"),
        ("normal", "", "normal"),
    ],
)  # fmt: skip
def test_the_higher_risk_stands_when_a_case_is_absorbed(two, head, mine, theirs, stands) -> None:
    into, source = case_of(two[0]), case_of(two[1])
    rated(into, head, mine)
    rated(source, head, theirs)
    before = into.risk_marks.count()
    gather(claims=[two[1]], into=into, by=head, on=SIGNED_ON)
    into.refresh_from_db()
    assert into.risk == factories.code("risk", stands)
    assert into.risk_marks.first().risk == into.risk
    assert into.risk_marks.count() == before + (stands != mine)


def test_the_risk_that_came_along_says_from_where_and_is_on_the_trail(two, head) -> None:
    source = case_of(two[1])
    rated(source, head, "key")
    merge_duplicate(claim=two[1], into=two[0], by=head, reason="同一人同一事", on=SIGNED_ON)
    mark = RiskMark.objects.get(case=case_of(two[0]))
    assert (mark.reason, mark.on, mark.by) == (
        f"并案带来：案件 {source.number} 并入本案，其风险等级为“重点”", SIGNED_ON, head,
    )  # fmt: skip
    event = Event.objects.filter(act="set_risk").order_by("-number")[0]
    assert (event.data["number"], event.data["risk"]) == (case_of(two[0]).number, "重点")


def test_risk_stays_with_a_case_that_keeps_claims_of_its_own(two, head) -> None:
    source, third = case_of(two[0]), factories.claim(head)
    gather(claims=[two[1]], into=source, by=head)
    rated(source, head, "key")
    gather(claims=[two[1]], into=case_of(third), by=head)
    assert not case_of(third).risk_marks.exists()
