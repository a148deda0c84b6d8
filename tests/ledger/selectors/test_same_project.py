"""Proposals from the ledger: open claims of the own area, in the same few queries."""

from decimal import Decimal

from ledger.actions.regroup import gather, void_claim
from ledger.actions.same_project import decide_same_matter, fingerprint
from ledger.models import Case
from ledger.selectors.same_project import proposals
from ledger.workflow import Status
from reception.models import Claim
from tests import factories

WAYS = ("南屏小区三期", "临翔区南屏小区（3期）", "南屏小区Ⅲ期项目部", "南屏小区第三期工程")


def take(by, way: int = 0, **values) -> Claim:
    return factories.claim(by, project_name=WAYS[way], **values)


def test_proposal_tells_claims_people_and_sum(head) -> None:
    first, second = take(head, 0, workers_count=3), take(head, 1, amount_yuan=None)
    (found,) = proposals(head)
    assert (found.keys, found.people, found.amount_yuan, found.unknown_amounts) == (
        [first.pk, second.pk], 4, Decimal("12500.00"), 1,
    )  # fmt: skip
    assert (found.into, found.others) == (first.caseclaim.case_id, second.caseclaim.case.number)


def test_claims_on_one_case_void_or_finished_are_not_proposed(head) -> None:
    first, second, third, fourth = (take(head, way) for way in range(4))
    assert len(proposals(head)[0].claims) == 4
    void_claim(claim=fourth, by=head, reason="误登")
    case = Case.objects.get(case_claims__claim=third)
    factories.brought_to(Status.COMPLETED, case, head)
    assert proposals(head)[0].keys == [first.pk, second.pk]
    gather(claims=[second], into=first.caseclaim.case, by=head)
    assert proposals(head) == []


def test_other_areas_are_not_read(head) -> None:
    other = factories.user("head", area=factories.area("530999"))
    take(other, 0)
    take(head, 1)
    assert proposals(head) == proposals(other) == []


def test_judgement_holds_when_a_claim_leaves_and_ends_when_one_joins(head) -> None:
    claims = [take(head, way) for way in range(3)]
    decide_same_matter(claims=[claim.pk for claim in claims], by=head, is_same=True, reason="分包不同，分开办理")
    assert proposals(head) == []
    void_claim(claim=claims[2], by=head, reason="误登")
    assert proposals(head) == []
    take(head, 3)
    assert len(proposals(head)[0].claims) == 3


def test_fingerprint_is_of_the_claims_in_whatever_order() -> None:
    assert fingerprint([3, 1, 2]) == fingerprint([1, 2, 3, 3]) != fingerprint([1, 2])


def test_queries_are_the_same_for_many(head, django_assert_num_queries) -> None:
    take(head, 0), take(head, 1)
    with django_assert_num_queries(3):
        proposals(head)
    for number in range(12):
        factories.claim(head, project_name=f"{WAYS[number % 4]}", received_on=factories.ASSIGNED_ON)
        factories.claim(head, project_name=f"白塔{number}号工地")
    with django_assert_num_queries(3):
        proposals(head)
