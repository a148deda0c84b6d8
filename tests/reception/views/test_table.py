"""The table on the pages: a leader's handling is entered, a suggestion waved off, an opinion written and read."""

import pytest
from django.urls import reverse

from ledger.models import Case
from reception.actions.sessions import close_session
from reception.actions.table import give_opinion, handle_directly
from reception.identity_access import Identity
from reception.models import Claim, DirectHandling, ReceptionSession, TableOpinion
from reception.papers import form_lines
from reception.selectors.day import opinions_of
from tests import factories


@pytest.fixture
def session(clerk) -> ReceptionSession:
    opened = factories.session(clerk, units=("人社", "住建"))
    ReceptionSession.objects.update(duty_leader="张局长")
    opened.refresh_from_db()
    return opened


@pytest.fixture
def claim(clerk, session) -> Claim:
    return factories.claim(clerk, session, sector=factories.code("sector", "building"), is_group=True)


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def test_the_form_starts_with_the_leader_of_the_day_and_the_reason(client, clerk, claim, session):
    form = get(client, clerk, "reception:claim_direct", claim.pk).context["form"]
    assert form.initial == {"session": session.pk, "why": "group", "leader": "张局长", "post": "带班领导"}


def test_a_handling_is_entered_and_seen_on_claim_and_case(client, clerk, claim, session):
    told = {"session": session.pk, "why": "group", "leader": "张局长", "text": "三日内约谈总包单位。"}
    response = post(client, clerk, "reception:claim_direct", claim.pk, **told)

    assert (response.status_code, DirectHandling.objects.get().leader) == (302, "张局长")
    assert "三日内约谈总包单位。" in get(client, clerk, "reception:claim", claim.pk).content.decode()
    for name in ("ledger:case", "ledger:case_history", "ledger:case_print"):
        page = get(client, clerk, name, claim.caseclaim.case_id).content.decode()
        assert ("领导直接处理" in page, "三日内约谈总包单位。" in page) == (True, True)


def test_faults_are_named_and_typing_is_kept(client, clerk, claim, session):
    response = post(client, clerk, "reception:claim_direct", claim.pk, session="", why="", leader="", text="约谈")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["session", "why", "leader"]
    assert response.context["form"]["text"].value() == "约谈"


def test_a_session_where_it_was_not_brought_is_no_choice(client, clerk, claim):
    other = factories.session(clerk, starts_at=None)
    told = {"session": other.pk, "why": "group", "leader": "张局长", "text": "约谈"}
    response = post(client, clerk, "reception:claim_direct", claim.pk, **told)
    assert response.context["form"].errors["session"] == ["这件诉求不是在这场接访反映的。"]


def test_a_claim_without_a_session_offers_nothing(client, clerk):
    claim = factories.claim(clerk)
    assert get(client, clerk, "reception:claim_direct", claim.pk).status_code == 422
    assert "登记领导直接处理" not in get(client, clerk, "reception:claim", claim.pk).content.decode()


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "secadmin"])
def test_others_neither_enter_nor_wave_off(client, claim, session, role):
    user = factories.user(role, unit="住建")
    assert post(client, user, "reception:claim_direct", claim.pk).status_code == 403
    assert post(client, user, "reception:handling_waive", session.pk, claim.pk).status_code == 403


def test_foreign_and_absent_are_not_found(client, claim, session):
    stranger = factories.user("head", area=factories.area("530999"))
    for pk in (claim.pk, 10**6):
        assert get(client, stranger, "reception:claim_direct", pk).status_code == 404
    assert post(client, stranger, "reception:handling_waive", session.pk, claim.pk).status_code == 404


def test_a_foreign_session_is_not_found_with_a_claim_of_ones_own(client, clerk, claim):
    away = factories.area("530999")
    foreign = factories.session(factories.user("clerk", area=away))
    for pk in (foreign.pk, 10**6):
        assert post(client, clerk, "reception:handling_waive", pk, claim.pk).status_code == 404


def test_a_suggestion_is_waved_off(client, clerk, claim, session):
    assert post(client, clerk, "reception:handling_waive", session.pk, claim.pk).status_code == 302
    assert get(client, clerk, "reception:session", session.pk).context["for_leader"] == []


def test_an_opinion_is_written_and_read_by_the_office(client, clerk, claim, liaison):
    assert post(client, liaison, "reception:opinion_create", claim.pk, text="明日约谈。").status_code == 302
    for name, pk in (("reception:claim", claim.pk), ("ledger:case_history", claim.caseclaim.case_id)):
        assert "明日约谈。" in get(client, clerk, name, pk).content.decode()
    assert "住建：明日约谈。" in get(client, clerk, "reception:claim_form", claim.pk).content.decode()


def test_the_registration_form_holds_every_opinion_or_room_to_write(claim, liaison):
    lines = dict(form_lines(claim, Identity("岩甲"), age=None, opinions=opinions_of(claim)))
    assert lines["处理意见"] == ""
    for text in ("约谈", "已约谈"):
        give_opinion(claim=claim, by=liaison, text=text)
    lines = dict(form_lines(claim, Identity("岩甲"), age=None, opinions=opinions_of(claim)))
    assert lines["处理意见"] == "住建：约谈\n住建：已约谈"


def test_the_form_for_opinions_is_there_while_the_session_is_open(client, clerk, claim, session, head, liaison):
    assert get(client, liaison, "reception:claim", claim.pk).context["opinion_form"] is not None
    assert get(client, clerk, "reception:claim", claim.pk).context["opinion_form"] is None
    factories.assigned(claim.caseclaim.case, head)

    close_session(session=session, by=clerk)

    assert get(client, liaison, "reception:claim", claim.pk).context["opinion_form"] is None


def test_the_extra_view_ends_with_the_session(client, clerk, claim, session, liaison):
    addresses = [("reception:claim", claim.pk), ("ledger:case", claim.caseclaim.case_id)]
    assert [get(client, liaison, name, pk).status_code for name, pk in addresses] == [200, 200]

    close_session(session=session, by=clerk)

    assert [get(client, liaison, name, pk).status_code for name, pk in addresses] == [404, 404]
    assert post(client, liaison, "reception:opinion_create", claim.pk, text="约谈").status_code == 404
    assert not TableOpinion.objects.exists()


def test_settling_on_the_spot_opens_for_the_unit_at_the_table(client, claim, liaison, foreign_liaison):
    case = Case.objects.get(case_claims__claim=claim)
    page = get(client, liaison, "ledger:act", case.pk, "settle_on_spot")
    assert (page.status_code, "unit" in page.context["form"].fields) == (200, False)
    assert get(client, foreign_liaison, "ledger:act", case.pk, "settle_on_spot").status_code == 404


def test_words_about_a_hidden_person_are_hidden_but_for_the_units_own(client, clerk, claim, session, liaison):
    give_opinion(claim=claim, by=liaison, text="本单位意见")
    TableOpinion.objects.create(
        claim=claim, session=session, unit=factories.unit("人社"), text="他单位意见", at=session.opened_at, by=clerk
    )
    handle_directly(claim=claim, session=session, by=clerk, why="sensitive", leader="张局长", text="专人办理")
    Claim.objects.update(is_secret=True)

    shown = get(client, liaison, "reception:claim", claim.pk).content.decode()
    assert [text in shown for text in ("本单位意见", "他单位意见", "专人办理")] == [True, False, False]
