"""The page 逐人核实, and where its sums are seen afterwards."""

from decimal import Decimal

import pytest

from ledger.actions.regroup import gather
from ledger.models import Case, CaseClaim, VerifiedPay
from ledger.workflow import Status
from reception.models import Claim
from tests import factories


@pytest.fixture
def case(head) -> Case:
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


def address(case: Case) -> str:
    return f"/ledger/cases/{case.pk}/verify_roll/"


def fresh(client, user, case: Case, query: str = ""):
    client.force_login(user)
    return client.get(address(case) + query)


def typed(form, **values) -> dict[str, str]:
    """The page as it was shown, with what was typed over it: by the place of a worker on the roll."""
    shown = {name: form[name].value() or "" for name in form.fields}
    keys = {
        f"{what}{n}": f"{what}_{row.worker.pk}"
        for n, row in enumerate(form.roll, start=1)
        for what in ("amount", "reason")
    }
    return shown | {keys.get(name, name): value for name, value in values.items()}


def test_page_offers_what_the_roll_says_and_keeps_what_was_found(client, liaison, case):
    form = fresh(client, liaison, case).context["form"]
    assert [(row.name, amount.value(), reason.value()) for row, amount, reason in form.table()] == [
        ("岩甲", "60.00", ""), ("岩乙", "40.00", ""),
    ]  # fmt: skip
    refused = client.post(address(case), typed(form, amount2="30"))
    assert (refused.status_code, "与欠发不同，请写明原因。" in refused.content.decode()) == (422, True)
    sent = typed(form, amount2="30", reason2="已领生活费 10 元")
    done = client.post(address(case), sent, follow=True)
    assert done.redirect_chain == [(f"/ledger/cases/{case.pk}/payments/", 302)]
    text = done.content.decode()
    assert f"{case.case_claims.get().claim.number} 已逐人核实 2 人，合计 90.00 元" in text
    assert [
        words in text for words in ('30.00 <span class="muted">已领生活费 10 元</span>', "欠 30.00", "欠 60.00")
    ] == [True] * 3
    assert CaseClaim.objects.get().verified_amount_yuan == 90
    form = fresh(client, liaison, case).context["form"]
    assert [amount.value() for _row, amount, _reason in form.table()] == ["60.00", "30.00"]
    # The page that was sent is out of date now: a second click tells so and changes nothing.
    assert client.post(address(case), sent).status_code == 409
    assert VerifiedPay.objects.count() == 2


def test_each_claim_of_a_case_has_its_own_page(client, head, liaison, case):
    roll = (factories.worker_data("岩丙", "70.00"),)
    other = factories.claim(head, workers_count=1, amount_yuan=Decimal(70), workers=roll)
    bare = factories.claim(head, workers_count=5, amount_yuan=Decimal(500))
    gather(claims=Claim.objects.filter(pk__in=[other.pk, bare.pk]), into=case, by=head)
    link = CaseClaim.objects.get(claim=other)
    page = fresh(client, liaison, case)
    assert ([row.name for row in page.context["form"].roll], f"?claim={link.pk}" in page.content.decode()) == (
        ["岩甲", "岩乙"], True,
    )  # fmt: skip
    form = fresh(client, liaison, case, f"?claim={link.pk}").context["form"]
    assert [row.name for row in form.roll] == ["岩丙"]
    assert client.post(address(case), typed(form)).status_code == 302
    assert dict(CaseClaim.objects.values_list("claim", "verified_amount_yuan"))[other.pk] == 70
    # What is left comes first, and a claim of another case is no choice.
    assert [row.name for row in fresh(client, liaison, case).context["form"].roll] == ["岩甲", "岩乙"]
    foreign = factories.case(head).case_claims.get()
    form = fresh(client, liaison, case, f"?claim={foreign.pk}").context["form"]
    assert [row.name for row in form.roll] == ["岩甲", "岩乙"]
    assert client.post(address(case), typed(form, claim=foreign.pk)).status_code == 422


def test_claim_without_a_roll_says_what_to_do(client, head):
    case = factories.case(head, workers_count=3, amount_yuan=Decimal(100))
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    text = fresh(client, head, case).content.decode()
    assert ("还没有花名册：请先由窗口打开诉求" in text, '<button type="submit" class="button">' in text) == (
        True,
        False,
    )


def test_who_may_not_know_the_names_sees_none(client, head, liaison):
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll, is_secret=True)
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    text = fresh(client, liaison, case).content.decode()
    assert ("岩甲" in text, "岩乙" in text, text.count('name="amount_')) == (False, False, 2)


def test_roles_and_foreign_units(client, request, case):
    found = {}
    for role in ("head", "liaison", "clerk", "foreign_liaison"):
        found[role] = fresh(client, request.getfixturevalue(role), case).status_code
    assert found == {"head": 200, "liaison": 200, "clerk": 403, "foreign_liaison": 404}


def test_same_number_of_queries_for_one_worker_and_for_many(client, head, case, django_assert_max_num_queries):
    roll = tuple(factories.worker_data(f"工人{n}", "10.00") for n in range(12))
    large = factories.case(head, workers_count=12, amount_yuan=Decimal(120), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, large, head, ready=False)
    for each in (case, large):
        client.force_login(head)
        client.get(address(each))
        with django_assert_max_num_queries(32):
            client.get(address(each))
