"""The code on the receipt: who sees it, its picture, making and renewing it."""

import re

import pytest
from django.urls import reverse

from office.qr import qr_svg
from reception.actions.claims import PersonData
from reception.actions.receipt_codes import mark_of
from reception.models import Claim
from reception.receipt_codes import show_code
from tests import factories
from tests.identity_numbers import make_id

PERSON = PersonData(name="岩甲", id_number=make_id(), phone="13812345678")


@pytest.fixture
def claim(clerk) -> Claim:
    return Claim.objects.get(pk=factories.claim(clerk, petitioner=PERSON).pk)


def without_code(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(receipt_code="", receipt_code_index="")


def url(name: str, claim: Claim) -> str:
    return reverse(f"reception:{name}", args=[claim.pk])


def receipt(client, user, claim) -> str:
    client.force_login(user)
    return client.get(url("claim_receipt", claim)).content.decode()


def test_receipt_bears_code_picture_and_address_and_the_same_when_printed_again(client, clerk, claim) -> None:
    first, again = receipt(client, clerk, claim), receipt(client, clerk, claim)

    for page in (first, again):
        assert [words in page for words in (show_code(claim.receipt_code), url("receipt_qr", claim), "/progress/")] == [
            True
        ] * 3


def test_who_finds_the_paper_does_not_find_the_last_four_on_it(client, clerk, claim) -> None:
    page = receipt(client, clerk, claim)
    assert [tail in page for tail in (PERSON.id_number[-4:], PERSON.phone[-4:])] == [False, False]


def test_no_address_holds_the_code(client, clerk, claim) -> None:
    page = receipt(client, clerk, claim)
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert [address for address in addresses if claim.receipt_code in address] == []


def test_picture_holds_the_address_with_the_code_behind_its_hash(client, clerk, claim) -> None:
    client.force_login(clerk)
    answer = client.get(url("receipt_qr", claim))
    picture = qr_svg(f"http://testserver/progress/#{claim.receipt_code}", border=2)

    assert (answer["Content-Type"], answer.content) == ("image/svg+xml; charset=utf-8", picture)
    assert ("no-store" in answer["Cache-Control"], "private" in answer["Cache-Control"]) == (True, True)


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("head", 200), ("liaison", 403), ("leader", 403), ("city", 403), ("auditor", 403)],
)
def test_who_sees_the_picture(client, claim, role: str, status: int) -> None:
    client.force_login(factories.user(role))
    assert client.get(url("receipt_qr", claim)).status_code == status


@pytest.mark.parametrize("name", ["receipt_qr", "receipt_code_give", "receipt_code_renew"])
def test_foreign_and_absent_claims_are_not_found(client, claim, name: str) -> None:
    client.force_login(factories.user("head", area=factories.area("530999")))
    method = client.get if name == "receipt_qr" else client.post
    absent = reverse(f"reception:{name}", args=[10**6])

    assert [method(address).status_code for address in (url(name, claim), absent)] == [404, 404]


def test_an_old_claim_gets_its_code_by_one_button(client, clerk, claim) -> None:
    without_code(claim)
    page = receipt(client, clerk, claim)
    assert ("生成查询码" in page, url("receipt_qr", claim) in page) == (True, False)
    assert client.get(url("receipt_qr", claim)).status_code == 404

    answer = client.post(url("receipt_code_give", claim), follow=True)
    code = show_code(Claim.objects.get(pk=claim.pk).receipt_code)
    assert (answer.redirect_chain, code in answer.content.decode(), len(code)) == (
        [(url("claim_receipt", claim), 302)],
        True,
        19,
    )


def test_a_head_renews_and_a_second_click_is_told(client, head, clerk, claim) -> None:
    assert "换发查询码" not in receipt(client, clerk, claim)
    assert f'name="seen" value="{mark_of(claim)}"' in receipt(client, head, claim)

    answers = [client.post(url("receipt_code_renew", claim), {"seen": mark_of(claim)}) for _ in range(2)]
    new = Claim.objects.get(pk=claim.pk).receipt_code
    assert ([answer.status_code for answer in answers], new != claim.receipt_code) == ([302, 409], True)


def test_a_clerk_renews_nothing(client, clerk, claim) -> None:
    client.force_login(clerk)
    assert client.post(url("receipt_code_renew", claim), {"seen": mark_of(claim)}).status_code == 403


@pytest.mark.parametrize("name", ["receipt_code_give", "receipt_code_renew"])
def test_codes_are_made_by_post_alone(client, head, claim, name: str) -> None:
    client.force_login(head)
    assert client.get(url(name, claim)).status_code == 405


def test_without_a_number_of_the_petitioner_only_the_telephone_is_named(client, clerk) -> None:
    claim = factories.claim(clerk, petitioner=PersonData(name="岩乙"))
    page = receipt(client, clerk, claim)
    assert (show_code(claim.receipt_code) in page, "不能上网查询" in page) == (False, True)


def test_with_public_pages_off_there_is_neither_code_nor_picture(client, clerk, claim, settings) -> None:
    settings.PUBLIC_PAGES = False
    page = receipt(client, clerk, claim)

    assert [words in page for words in (show_code(claim.receipt_code), "查询码", "/progress/")] == [False] * 3
    assert client.get(url("receipt_qr", claim)).status_code == 404


@pytest.mark.parametrize(("outside", "warned"), [("", True), ("https://www.example.invalid", False)])
def test_an_address_that_no_phone_opens_is_warned_of_and_not_printed(
    client, clerk, claim, settings, outside: str, warned: bool
) -> None:
    settings.PUBLIC_URL = outside
    page = receipt(client, clerk, claim)

    assert (
        '<p class="note no-print">二维码上的网址只有单位里的电脑能打开' in page,
        f"{outside}/progress/" in page,
    ) == (warned, True)
