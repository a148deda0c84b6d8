"""Who sees which claims: what the table of an open session adds for the liaison of a unit that sits at it."""

from datetime import date

import pytest

from ledger.models import Case
from office.models import Unit
from reception.actions.claims import mark_void
from reception.actions.sessions import close_session, sign_in_unit, undo_sign_in
from reception.identity_access import HIDDEN_NAME, petitioner_name
from reception.models import Attendance, Claim, Company, ReceptionSession
from tests import factories


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社", "住建"))


@pytest.fixture
def claim(clerk, session) -> Claim:
    return factories.claim(clerk, session, sector=factories.code("sector", "building"))


def seen_by(user) -> tuple[list[Claim], list[Case]]:
    return list(Claim.objects.visible_to(user)), list(Case.objects.visible_to(user))


def test_the_table_shows_its_industry_while_the_session_is_open(claim, session, clerk, liaison):
    assert seen_by(liaison) == ([claim], [claim.caseclaim.case])

    close_session(session=session, by=clerk)

    assert seen_by(liaison) == ([], [])


def test_only_a_unit_that_has_signed_in_sees_it(claim, session, clerk, liaison, foreign_liaison):
    undo_sign_in(attendance=Attendance.objects.get(unit=liaison.unit), by=clerk)
    assert seen_by(liaison) == ([], [])

    sign_in_unit(session=session, unit=foreign_liaison.unit, by=clerk)
    assert seen_by(foreign_liaison) == ([], [])


@pytest.mark.parametrize(
    ("sector", "unit"),
    [("building", "住建"), ("municipal", "住建"), ("transport", "交通"), ("water", "水务"), ("power", "人社")],
)
def test_each_industry_goes_to_its_unit(clerk, sector, unit):
    session = factories.session(clerk, units=("人社", "住建", "交通", "水务", "公安"))
    claim = factories.claim(clerk, session, sector=factories.code("sector", sector))
    people = {name: factories.user("liaison", unit=name) for name in ("人社", "住建", "交通", "水务", "公安")}

    assert [name for name, user in people.items() if seen_by(user) == ([claim], [claim.caseclaim.case])] == [unit]


def test_an_unknown_industry_is_nobodys_until_the_counter_suggests_a_unit(clerk, session, liaison):
    factories.claim(clerk, session)
    suggested = factories.claim(clerk, session, suggested_unit=liaison.unit)

    assert seen_by(liaison) == ([suggested], [suggested.caseclaim.case])


def test_the_projects_industry_counts_where_the_claim_has_none(clerk, session, liaison):
    claim = factories.claim(clerk, session)
    claim.project.sector = factories.code("sector", "building")
    claim.project.save()
    assert seen_by(liaison)[0] == [claim]

    Claim.objects.update(sector=factories.code("sector", "water"))
    assert seen_by(liaison)[0] == []


def test_claims_of_other_sessions_and_of_no_session_are_not_at_the_table(clerk, claim, liaison):
    elsewhere = factories.session(clerk, on=date(2021, 4, 26), units=("人社",))
    for of in (elsewhere, None):
        factories.claim(clerk, of, sector=claim.sector)

    assert seen_by(liaison)[0] == [claim]


def test_a_namesake_in_another_area_sees_nothing(claim, liaison):
    area = factories.area("530999")
    stranger = factories.user("liaison", area=area, unit=Unit.objects.create(area=area, short_name="住建", name="他区"))

    assert seen_by(stranger) == ([], [])


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_a_seat_is_no_view_for_other_roles(claim, role):
    seated = factories.user(role, unit="住建")

    assert seen_by(seated) == ([], [])
    assert list(Claim.objects.at_table_of(seated)) == []


def test_void_claims_leave_the_table(claim, head, liaison):
    mark_void(claim=claim, by=head, reason="误录")

    assert seen_by(liaison)[0] == []


def test_secrecy_and_recusal_hold_at_the_table(clerk, claim, session, liaison):
    secret = factories.claim(clerk, session, sector=claim.sector, is_secret=True)
    Company.objects.filter(pk=claim.employer_id).update(unit=liaison.unit)

    names = [petitioner_name(row, liaison) for row in Claim.objects.visible_to(liaison).with_parties()]

    assert (secret.is_secret, names) == (True, [HIDDEN_NAME, HIDDEN_NAME])


def test_what_was_assigned_stays_after_the_session(clerk, claim, session, head, liaison):
    factories.assigned(claim.caseclaim.case, head)
    close_session(session=session, by=clerk)

    assert seen_by(liaison) == ([claim], [claim.caseclaim.case])


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_what_is_assigned_to_a_unit_is_its_liaisons(clerk, claim, session, head, role):
    case = factories.assigned(claim.caseclaim.case, head, assisting=[factories.unit("交通")])
    close_session(session=session, by=clerk)

    assert [seen_by(factories.user(role, unit=unit)) for unit in ("住建", "交通")] == [([], []), ([], [])]
    assert seen_by(factories.user("liaison", unit="交通")) == ([claim], [case])
