"""What is found by which figures, and how far it is said to have come."""

from datetime import date

import pytest

from ledger.actions.assignment import accept_return, ask_return
from ledger.actions.completion import reopen
from ledger.actions.regroup import gather, merge_duplicate, void_claim
from ledger.models import Case
from ledger.progress_words import STEPS
from ledger.selectors.progress import claim_of_receipt, progress_of
from ledger.workflow import Status
from reception.actions.claims import PersonData
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

PHONE = "13812345678"
TODAY = date(2021, 5, 10)
PERSON = PersonData(name="岩甲", id_number=make_id(), phone=PHONE)


def register(by, person: PersonData = PERSON, **values) -> Claim:
    return Claim.objects.get(pk=factories.claim(by, petitioner=person, **values).pk)


def found(claim: Claim, last_four: str) -> bool:
    return claim_of_receipt(code=claim.receipt_code, last_four=last_four) == claim.pk


def stage(claim: Claim) -> tuple[str, date]:
    progress = progress_of(claim.pk, today=TODAY)
    return STEPS[progress.step], progress.since


def case_of(claim: Claim) -> Case:
    return Case.objects.get(case_claims__claim=claim)


def test_own_phone_and_own_id_number_open_it_and_nothing_else(clerk) -> None:
    claim = register(clerk)
    tails = (PHONE[-4:], make_id()[-4:], PHONE[:4], "0000", "", PHONE[-3:])

    assert [found(claim, tail) for tail in tails] == [True, True, False, False, False, False]


def test_an_id_number_that_ends_in_x(clerk) -> None:
    number = next(number for serial in range(200) if (number := make_id(sequence=serial))[-1] == "X")
    claim = register(clerk, PersonData(name="岩乙", id_number=number))

    assert (found(claim, number[-4:]), found(claim, "XXXX")) == (True, False)


@pytest.mark.parametrize("person", [PersonData(name="岩丙"), PersonData(name="岩丙", phone="12345")])
def test_without_a_whole_number_nothing_opens_it(clerk, person: PersonData) -> None:
    claim = register(clerk, person)
    assert [found(claim, tail) for tail in ("", "2345", "0000")] == [False, False, False]


def test_others_on_the_roll_do_not_open_it(clerk) -> None:
    rows = (factories.worker_data("岩甲", phone=PHONE), factories.worker_data("岩丁", phone="13900001111"))
    claim = register(clerk, workers_count=2, amount_yuan=200, workers=rows)

    assert (found(claim, "5678"), found(claim, "1111")) == (True, False)


@pytest.mark.parametrize("code", ["", "0" * 16])
def test_no_code_finds_nobody_not_even_a_claim_without_code(clerk, code: str) -> None:
    claim = register(clerk)
    Claim.objects.filter(pk=claim.pk).update(receipt_code="", receipt_code_index="")

    assert claim_of_receipt(code=code, last_four="5678") is None


def test_wrong_and_absent_take_the_same_queries(clerk, django_assert_num_queries) -> None:
    claim = register(clerk)
    for code, tail in ((claim.receipt_code, "0000"), ("0" * 16, "5678"), (claim.receipt_code, "5678")):
        with django_assert_num_queries(1):
            claim_of_receipt(code=code, last_four=tail)


@pytest.mark.parametrize(
    ("status", "label", "since"),
    [
        (Status.REGISTERED, "已登记", date(2021, 4, 20)),
        (Status.ASSIGNED, "已交给责任单位", factories.ASSIGNED_ON),
        (Status.IN_PROGRESS, "正在核实办理", factories.SIGNED_ON),
        (Status.UNDER_REVIEW, "等待审核", factories.PAID_ON),
        (Status.COMPLETED, "已办结", factories.PAID_ON),
        (Status.STRUCK_OFF, "已办结", factories.PAID_ON),
    ],
)
def test_stage_and_the_day_it_was_reached(clerk, head, status: Status, label: str, since: date) -> None:
    claim = register(clerk)
    factories.brought_to(status, case_of(claim), head)

    progress = progress_of(claim.pk, today=TODAY)
    unit = "" if status == Status.REGISTERED else "区住房和城乡建设局"
    assert (stage(claim), progress.unit) == ((label, since), unit)
    assert [place for _label, place in progress.steps].count("now") == 1


def test_returned_and_reopened_stand_where_they_are_now(clerk, head) -> None:
    returned, reopened = register(clerk), register(clerk)
    case = factories.assigned(case_of(returned), head)
    ask_return(case=case, by=head, reason="不归我管", on=date(2021, 4, 23))
    accept_return(case=Case.objects.get(pk=case.pk), by=head, reason="同意", on=date(2021, 4, 24))
    case = factories.brought_to(Status.COMPLETED, case_of(reopened), head)
    reopen(case=case, by=head, reason="没有收到", due_on=date(2021, 5, 20), on=date(2021, 5, 6))

    assert stage(returned) == ("已登记", date(2021, 4, 24))
    assert stage(reopened) == ("正在核实办理", date(2021, 5, 6))


def test_a_claim_gathered_later_is_not_older_than_its_own_day(clerk, head) -> None:
    early, late = register(clerk), register(clerk, received_on=date(2021, 5, 6))
    target = factories.assigned(case_of(early), head)
    gather(claims=[late], into=target, by=head)

    assert [stage(claim) for claim in (early, late)] == [
        ("已交给责任单位", factories.ASSIGNED_ON), ("已交给责任单位", date(2021, 5, 6)),
    ]  # fmt: skip


def test_a_merged_claim_leads_to_the_one_it_was_merged_into(clerk, head) -> None:
    first, again = register(clerk), register(clerk)
    factories.assigned(case_of(first), head)
    merge_duplicate(claim=again, into=first, by=head, reason="同一件")

    assert found(again, "5678")
    assert (stage(again), progress_of(again.pk, today=TODAY).is_merged) == (stage(first), True)
    assert progress_of(first.pk, today=TODAY).is_merged is False


def test_a_void_claim_says_so_and_nothing_more(clerk, head) -> None:
    claim = register(clerk)
    void_claim(claim=claim, by=head, reason="误登")

    progress = progress_of(claim.pk, today=TODAY)
    assert (progress.is_void, progress.unit, progress.told) == (True, "", None)


def test_queries_of_the_stage_do_not_grow(clerk, head, django_assert_max_num_queries) -> None:
    claim = register(clerk)
    factories.brought_to(Status.IN_PROGRESS, case_of(claim), head)
    with django_assert_max_num_queries(4) as queries:
        progress_of(claim.pk, today=TODAY)
    assert len(queries) == 4
