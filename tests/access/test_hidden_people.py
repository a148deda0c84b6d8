"""People who asked for secrecy, or whose debtor is the reader's unit, in everything that was ever written about them."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from ledger.actions.assignment import sign_for
from ledger.actions.list_exports import export_list
from ledger.actions.payments import Line, record_payment
from ledger.actions.procedures import close_procedure
from ledger.actions.regroup import gather, merge_duplicate, split_off, void_claim
from ledger.actions.stability import add_measure
from ledger.actions.verified_pay import Figure, verify_roll
from ledger.actions.work import confirm_facts
from ledger.models import Case, CaseClaim, Procedure, VerifiedPay
from ledger.selectors.list_export import LISTS
from office.models import User
from office.refusals import Refused
from reception.actions.claim_data import PersonData, RepresentativeData
from reception.actions.claims import add_visit
from reception.models import Claim
from reports.actions.disclosure import confirm_public_list
from reports.disclosure import Quarter
from reports.selectors import decided_cases
from tests import factories

SECRET, LATER = "刀保密", date(2021, 5, 20)
SHORT = {"purpose": "与企业核对"}


def secret(head: User, **values) -> Case:
    """In hand with 住建."""
    case = factories.case(head, petitioner=PersonData(name=SECRET), is_secret=True, **values)
    return in_hand(head, case)


def in_hand(head: User, case: Case) -> Case:
    return sign_for(case=factories.assigned(case, head), by=head, on=factories.SIGNED_ON)


def claim_of(case: Case) -> Claim:
    return Claim.objects.filter(caseclaim__case=case).order_by("-pk")[0]


def left(head: User) -> Case:
    """A case on which a secret claim was for a while."""
    case = in_hand(head, factories.case(head))
    gather(claims=[claim_of(secret(head))], into=case, by=head)
    return case


def page(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def exported(slug: str, by: User, *, with_identity: bool) -> str:
    export = export_list(kind=LISTS[slug], by=by, with_identity=with_identity, **SHORT)
    return str(list(load_workbook(io.BytesIO(b"".join(export.pieces)))[LISTS[slug].title].iter_rows(values_only=True)))


@pytest.mark.parametrize("slug", ["procedures", "measures", "payments"])
@pytest.mark.parametrize("with_identity", [True, False])
def test_lists_about_cases_name_them_to_nobody_else(head: User, liaison: User, slug: str, with_identity: bool) -> None:
    case = secret(head)
    factories.procedure(case, head, "arbitration", reference=f"{SECRET}诉示例公司案")
    close_procedure(procedure=Procedure.objects.get(), by=head, result=f"裁决支付{SECRET}工资", on=LATER)
    add_measure(
        case=case, by=head, text=f"每日联系{SECRET}", unit=factories.unit("住建"), person=SECRET,
        next_check_on=date(2099, 1, 5), on=LATER,
    )  # fmt: skip
    claim = claim_of(case)
    record_payment(
        case=case, by=head, on=LATER, source=factories.code("source", "employer"), note=f"{SECRET}本人领取",
        lines=[Line(claim=claim, worker=claim.workers.first(), amount_yuan=Decimal(10))],
    )  # fmt: skip
    told = exported(slug, liaison, with_identity=with_identity)
    assert (case.number in told, SECRET in told) == (True, False)
    assert ("（保密）" in told) == (with_identity or slug != "payments")
    assert (SECRET in exported(slug, head, with_identity=True)) is True


def test_rows_of_many_cases_are_struck_in_the_same_number_of_questions(
    head: User, liaison: User, django_assert_max_num_queries
) -> None:
    for number in range(4):
        factories.procedure(secret(head), head, "arbitration", reference=f"{SECRET}案{number}")
    with django_assert_max_num_queries(14):
        assert SECRET not in exported("procedures", liaison, with_identity=True)


def test_confirmations_forget_nobody_who_left_the_case(client: Client, head: User, liaison: User) -> None:
    case = left(head)
    confirm_facts(case=case, by=head, facts_clear_text=f"{SECRET}等二人被欠薪属实", matter_settled_text="")
    split_off(claim=claim_of(case), by=head)
    for address in ("", "confirm_facts/"):
        assert SECRET not in page(client, liaison, f"/ledger/cases/{case.pk}/{address}")
    assert SECRET in page(client, head, f"/ledger/cases/{case.pk}/confirm_facts/")


def test_reasons_of_verified_pay_are_struck_in_the_form_too_and_stay_as_written(
    client: Client, head: User, liaison: User
) -> None:
    case = secret(head, workers=(factories.worker_data("刀工甲", "12500.00"),))
    link = CaseClaim.objects.get(case=case)
    worker, reason = link.claim.workers.get(), "刀工甲只做了一天"
    verify_roll(case_claim=link, by=head, figures=[Figure(worker=worker.pk, amount_yuan=Decimal(1), reason=reason)])
    address = f"/ledger/cases/{case.pk}/verify_roll/"
    assert "刀工甲" not in page(client, liaison, address)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert client.post(address, {name: value for name, value in sent.items() if value is not None}).status_code == 302
    assert VerifiedPay.objects.get().reason == reason


def test_why_a_claim_is_void_is_not_told_of_a_hidden_one(client: Client, head: User, liaison: User) -> None:
    case = secret(head)
    claim = claim_of(case)
    void_claim(claim=claim, by=head, reason=f"{SECRET}重复登记")
    assert SECRET not in page(client, liaison, f"/ledger/cases/{case.pk}/history/")
    assert SECRET not in page(client, liaison, f"/reception/claims/{claim.pk}/")
    assert SECRET in page(client, head, f"/reception/claims/{claim.pk}/")


def test_who_asks_for_secrecy_the_second_time_is_hidden_in_the_first_claim(
    client: Client, head: User, liaison: User
) -> None:
    first = factories.claim(head, petitioner=PersonData(name=SECRET), received_on=date(2021, 4, 10))
    case = in_hand(head, Case.objects.get(case_claims__claim=first))
    again = claim_of(secret(head))
    add_visit(claim=again, by=head, visited_on=date(2021, 5, 3), note=f"{SECRET}说怕被报复")
    assert SECRET in page(client, liaison, f"/ledger/cases/{case.pk}/")
    merge_duplicate(claim=again, into=first, by=head, reason="同一件")
    assert SECRET not in page(client, liaison, f"/ledger/cases/{case.pk}/")
    assert "说怕被报复" not in page(client, liaison, f"/reception/claims/{first.pk}/")


def public(head: User, case: Case, decision: str) -> None:
    entries = [found.entry for found in decided_cases(head.area, Quarter(2021, 2))]
    assert [entry.case_id for entry in entries] == [case.pk]
    entries = [replace(entries[0], decision=decision)]
    confirm_public_list(area=head.area, quarter=Quarter(2021, 2), entries=entries, by=head)


def test_public_list_names_nobody_who_spoke_for_a_group(head: User) -> None:
    speaker = (RepresentativeData(name="刀代表", phone="13800000078"),)
    group = in_hand(head, factories.case(head, is_group=True, workers_count=8, representatives=speaker))
    factories.procedure(group, head, "payment_order", reference="示例令一号")
    with pytest.raises(Refused):
        public(head, group, "责令支付（刀代表等八人）。")


def test_public_list_names_nobody_who_left_the_case(head: User) -> None:
    case = left(head)
    factories.procedure(case, head, "payment_order", reference="示例令一号")
    split_off(claim=claim_of(case), by=head)
    with pytest.raises(Refused):
        public(head, case, f"责令支付（{SECRET}等二人）。")
    public(head, case, "责令支付。")


def test_a_place_that_bears_the_name_is_read_without_it_everywhere(client: Client, head: User, liaison: User) -> None:
    session = factories.session(head, units=("住建",))
    case = in_hand(head, factories.case(
        head, session, petitioner=PersonData(name=SECRET), is_secret=True, project_name=f"{SECRET}家建房",
    ))  # fmt: skip
    addresses = [
        "/", "/admin/ledger/case/", "/ledger/print/", f"/ledger/cases/{case.pk}/", f"/ledger/cases/{case.pk}/payments/",
        f"/ledger/cases/{case.pk}/note_progress/", f"/ledger/cases/{case.pk}/print/",
        f"/reception/claims/{claim_of(case).pk}/", f"/reception/sessions/{session.pk}/",
    ]  # fmt: skip
    assert [address for address in addresses if SECRET in page(client, liaison, address)] == []
    found = client.post("/ledger/search/", {"text": "家建房"}).content.decode()
    assert (case.number in found, SECRET in found) == (True, False)
    assert SECRET not in exported("claims", liaison, with_identity=True)
    assert f"{SECRET}家建房" in page(client, head, "/admin/ledger/case/")
