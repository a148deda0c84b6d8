"""What a correction at the counter may do to a case that stands on the claim."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ledger.actions.cases import check_correction
from ledger.actions.move import start_case
from ledger.workflow import Status
from office.refusals import Refused
from reception.actions.claims import correct_claim, data_of
from reception.models import Claim
from tests import factories

HELD_ON, LATER = date(2021, 4, 20), date(2021, 6, 9)


@pytest.fixture
def claim(head) -> Claim:
    """Solved on 2021-04-28, completed."""
    case = factories.case(head, factories.session(head, on=HELD_ON, starts_at=time(9)))
    factories.brought_to(Status.COMPLETED, case, head)
    return Claim.objects.get(caseclaim__case=case)


@pytest.fixture
def later(head):
    return factories.session(head, on=LATER, starts_at=time(9))


def test_a_claim_is_not_received_after_its_outcome(head, claim, later):
    moved = replace(data_of(claim), session=later, received_on=LATER)
    with pytest.raises(Refused) as refused:
        correct_claim(claim=claim, by=head, data=moved, reason="补录", before_correction=check_correction)
    assert refused.value.missing == [
        f"{claim.number}的接访日期 {LATER} 晚于它的结果日期 {factories.PAID_ON}：请核对日期，或先在台账中重新办理。"
    ]
    claim.refresh_from_db()
    assert (claim.received_on, claim.corrections.count()) == (HELD_ON, 0)


def test_everything_else_may_still_be_corrected(head, claim):
    data = replace(data_of(claim), demand="支付四个月工资")
    correct_claim(claim=claim, by=head, data=data, reason="补录", before_correction=check_correction)
    claim.refresh_from_db()
    assert claim.demand == "支付四个月工资"


def test_the_counter_s_page_asks_the_ledger(client, head, claim, later):
    client.force_login(head)
    address = reverse("reception:claim_correct", args=[claim.pk])
    page = client.get(address)
    form, roll = page.context["form"], page.context["roll"]
    fields = [*form, *roll.management_form, *(field for row in roll for field in row)]
    sent = {field.html_name: field.value() for field in fields if field.value() is not None}
    sent = {name: getattr(value, "pk", value) for name, value in sent.items() if value is not False}
    response = client.post(address, sent | {"session": later.pk, "received_on": str(LATER), "reason": "补录"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        f"{claim.number}的接访日期 {LATER} 晚于它的结果日期 {factories.PAID_ON}：请核对日期，或先在台账中重新办理。"
    ]


@pytest.mark.parametrize("role", ["liaison", "leader", "auditor"])
def test_cases_are_opened_and_split_off_by_who_may(claim: Claim, role: str) -> None:
    user = factories.user(role)
    for name in ("register", "split_in"):
        with pytest.raises(PermissionDenied):
            start_case(name=name, claim=claim, by=user, on=LATER, now=timezone.now())
