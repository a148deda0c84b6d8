"""Open cases of the same project and debtor, beside the intake form."""

from ledger.actions.regroup import void_claim
from ledger.selectors.duplicates import open_cases_of_the_matter
from ledger.workflow import Status
from reception.duplicates import SHOWN, Typed
from tests import factories

HERE = Typed(project="南屏小区三期", debtor="云南甲乙劳务有限公司")


def test_newest_open_cases_alone(head):
    cases = [factories.case(head) for _ in range(SHOWN + 1)]
    factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    void_claim(claim=factories.case(head).case_claims.get().claim, by=head, reason="重复录入")
    factories.case(head, project_name="别处")
    assert open_cases_of_the_matter(HERE, user=head) == cases[:0:-1]


def test_foreign_areas_stay_unseen(head):
    factories.case(head)
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert (len(open_cases_of_the_matter(HERE, user=head)), open_cases_of_the_matter(HERE, user=stranger)) == (1, [])


def test_nothing_before_both_are_typed(head):
    factories.case(head)
    assert open_cases_of_the_matter(Typed(project=HERE.project), user=head) == []
