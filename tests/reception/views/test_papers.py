"""Papers: the slip for what is not wages, the sheet of a group, the receipt."""

import pytest
from django.urls import reverse

from office.models import Code, Event, Parameter
from reception.actions.claims import PersonData, RepresentativeData
from tests import factories
from tests.identity_numbers import make_id

PERSON = PersonData(name="岩甲", id_number=make_id(), phone="19900000001")


@pytest.fixture
def kind():
    return factories.code("not_wages", "materials")


@pytest.fixture
def claim(clerk, kind):
    return factories.claim(
        clerk, petitioner=PERSON, is_wages=False, not_wages_kind=kind, not_wages_reason="要的是沙石款"
    )


def slip(claim) -> str:
    return reverse("reception:advice_slip", args=[claim.pk])


def read(client, user, address) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_slip_tells_what_it_is_why_and_where_to_turn(client, clerk, claim, kind):
    page = read(client, clerk, slip(claim))
    assert [word in page for word in (claim.number, "岩甲", "材料款", "要的是沙石款", kind.advice, "12348")] == [
        True
    ] * 6
    assert make_id() not in page


def test_office_writes_the_advice(client, clerk, head, claim, kind):
    client.force_login(head)
    values = {"label": kind.label, "advice": "请找区法院立案庭。", "position": kind.position, "is_active": "on"}
    assert client.post(reverse("admin:office_code_change", args=[kind.pk]), values).status_code == 302
    assert "请找区法院立案庭。" in read(client, clerk, slip(claim))


def test_kind_without_advice_still_has_a_way(client, clerk, claim, kind):
    Code.objects.filter(pk=kind.pk).update(advice="")
    assert "到人民法院起诉" in read(client, clerk, slip(claim))


def test_printing_is_on_the_trail_without_names(client, clerk, claim):
    read(client, clerk, slip(claim))
    assert Event.objects.get(act="print_advice").data == {"number": claim.number}


def test_claim_about_wages_has_no_slip(client, clerk):
    claim = factories.claim(clerk)
    client.force_login(clerk)
    assert client.get(slip(claim)).status_code == 404
    assert slip(claim) not in read(client, clerk, reverse("reception:claim", args=[claim.pk]))


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("head", 200), ("liaison", 403), ("auditor", 403)])
def test_slip_by_role(client, claim, role, status):
    client.force_login(factories.user(role))
    assert client.get(slip(claim)).status_code == status


def test_slip_of_a_foreign_area_is_absent(client, claim):
    client.force_login(factories.user("clerk", area=factories.area("530999")))
    assert [client.get(slip(claim)).status_code, client.get("/reception/claims/999999/advice/").status_code] == [
        404,
        404,
    ]
    assert not Event.objects.filter(act="print_advice").exists()


def test_claim_and_receipt_lead_to_the_slip(client, clerk, claim):
    for name in ("claim", "claim_receipt"):
        assert slip(claim) in read(client, clerk, reverse(f"reception:{name}", args=[claim.pk]))


def test_sheet_names_the_representatives_masked(client, clerk):
    others = (RepresentativeData(name="岩乙", phone="19900000002"),)
    claim = factories.claim(clerk, petitioner=PERSON, is_group=True, people_present=7, representatives=others)
    for name in ("claim", "claim_form"):
        page = read(client, clerk, reverse(f"reception:{name}", args=[claim.pk]))
        assert "同行 7 人；代表：岩甲（来访人）、岩乙 199****0002" in page
    assert "岩乙 19900000002" in client.post(reverse("reception:claim_form", args=[claim.pk])).content.decode()


def test_case_page_hides_representatives_with_the_petitioner(client, clerk, head, liaison):
    others = (RepresentativeData(name="岩乙", phone="19900000002"),)
    case = factories.case(clerk, petitioner=PERSON, is_group=True, is_secret=True, representatives=others)
    factories.assigned(case, head, note="岩乙来问过")
    page = reverse("ledger:case", args=[case.pk])
    assert "岩乙" in read(client, clerk, page)
    assert "岩乙" not in read(client, liaison, page)


def test_receipt_names_the_contact_officer_and_no_full_number(client, clerk, claim):
    Parameter.objects.filter(key="contact_officer").update(value="示例队长")
    page = read(client, clerk, reverse("reception:claim_receipt", args=[claim.pk]))
    assert ("示例队长" in page, make_id() in page, "19900000001" in page) == (True, False, False)
