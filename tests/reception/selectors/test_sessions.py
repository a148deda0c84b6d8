"""The list of sessions counts and names only what the account sees."""

from reception.selectors import session_years, sessions_of_years
from tests import factories


def test_claims_are_counted_as_far_as_they_are_in_view(clerk, foreign_liaison):
    factories.claim(clerk, factories.session(clerk))
    counted = [[row.claims_taken for row in sessions_of_years(user, [2021])] for user in (clerk, foreign_liaison)]
    assert counted == [[1], [0]]


def test_years_are_those_of_the_own_area(clerk):
    factories.session(clerk)
    stranger = factories.user("clerk", area=factories.area("530999"))
    assert (session_years(clerk), session_years(stranger)) == ([2021], [])
