"""旧案去标识: what tells of people is gone, every number stays, and whoever is still needed stays whole."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError

from config.kept import KEPT
from ledger.actions import deidentification
from ledger.actions.completion import reopen
from ledger.actions.deidentification import deidentify_cases, due_for_deidentification
from ledger.models import Case, PaymentLine
from ledger.workflow import Status
from office import keyring
from office.append_only import install, missing
from office.models import Event, Parameter, StoredFile, User
from office.refusals import Refused
from office.trail import check_chain
from reception.actions.claim_data import PersonData
from reception.actions.claims import add_visit, correct_claim, data_of
from reception.identity import DEIDENTIFIED
from reception.models import Claim, Draft, Petitioner, Worker
from reports.actions.freeze import freeze_table
from reports.assessment import assess
from reports.figures.assessment import Period
from reports.figures.statistics import Span
from reports.frozen import check_tables
from reports.models import MonthlyTable
from reports.period import Month
from reports.snapshot import canonical, content_of
from reports.statistics import build_statistics
from reports.table import build_table
from tests import factories
from tests.identity_numbers import make_id
from tests.one_event import unwritable_trail
from tests.stored import stored_values

FILED = datetime(2021, 5, 2, 10, tzinfo=factories.SHANGHAI)
# All cases of the factories are struck off in spring 2021.
NOW = datetime(2024, 12, 1, 10, tzinfo=factories.SHANGHAI)


def person(sequence: int, **values: Any) -> PersonData:
    told = {
        "name": f"岩{sequence}",
        "id_number": make_id(sequence=sequence),
        "phone": f"198000000{sequence:02}",
        "address": f"示例乡{sequence}组",
    }
    return PersonData(**told | values)


def case_of(head: User, who: PersonData, *, workers: tuple[int, ...], status: Status = Status.STRUCK_OFF) -> Case:
    """A case of so many workers, known by their numbers and paid in full."""
    roll = [
        factories.worker_data(
            f"工{number}",
            id_number=make_id(sequence=number),
            phone=f"197000000{number:02}",
            account=f"62220000{number:04}",
        )
        for number in workers
    ]
    session = factories.session(head) if not Case.objects.exists() else Claim.objects.first().session
    case = factories.case(
        head,
        session,
        petitioner=who,
        workers=roll,
        workers_count=len(roll),
        amount_yuan=Decimal(100 * len(roll)),
        demand=f"{who.name}要求支付",
    )
    return factories.brought_to(status, case, head) if status != Status.REGISTERED else case


@pytest.fixture
def case(head: User) -> Case:
    return case_of(head, person(1), workers=(1, 2))


def figures(area: Any) -> list[str]:
    """Everything that is counted, in words; the claims behind each figure of the tables too."""
    told = []
    for month in (Month(2021, 4), Month(2021, 5), Month(2021, 6)):
        tables = {rule: build_table(area=area, month=month, rule=rule) for rule in ("flow", "cohort")}
        told += [canonical(content_of(table, by_rule=table)) for table in tables.values()]
        period = Period(first=month, last=month, area_ids=[area.pk])
        told.append(repr(build_statistics(span=Span([area.pk], month), today=NOW.date())))
        told.append(repr(assess(area=area, period=period, today=NOW.date())))
    paid = PaymentLine.objects.order_by("worker").values_list("worker", "amount_yuan")
    owed = Worker.objects.order_by("pk").values_list("pk", "owed_yuan", "claim")
    return [
        *told,
        repr([*paid]),
        repr([*owed]),
        repr([*Claim.objects.order_by("pk").values_list("pk", "amount_yuan", "workers_count")]),
    ]


def people_left(*words: str) -> set[str]:
    return {where for where, value in stored_values() if any(word in value for word in words)}


def test_people_are_gone_and_every_figure_stays(case: Case, head: User) -> None:
    shared = case_of(head, person(2), workers=(2, 3))
    freeze_table(area=head.area, month=Month(2021, 4), by=head, now=FILED)
    frozen, before = list(MonthlyTable.objects.values()), figures(head.area)
    index = set(Worker.objects.exclude(id_number="").values_list("id_number_index", flat=True))

    assert deidentify_cases(by=head, now=NOW) == 2

    assert figures(head.area) == before
    assert (list(MonthlyTable.objects.values()), check_tables()[1]) == (frozen, None)
    assert people_left("岩1", "岩2", "工1", "工2", "工3", "示例乡", "1980000", "1970000", make_id()[:14]) == set()
    assert not index & set(Worker.objects.values_list("id_number_index", flat=True))
    # Whoever stood on both rolls is still counted once.
    rows = Worker.objects.filter(claim__caseclaim__case__in=[case, shared]).values_list("id_number_index", flat=True)
    assert (len(rows), len(set(rows)), "" in rows) == (4, 3, False)
    assert set(Petitioner.objects.values_list("name", flat=True)) == {DEIDENTIFIED}
    assert [(each.deidentified_by, each.deidentified_at) for each in Case.objects.all()] == [(head, NOW)] * 2


def test_names_from_before_a_correction_go_too(head: User) -> None:
    case = case_of(head, person(1), workers=(1, 2), status=Status.REGISTERED)
    claim = case.case_claims.get().claim
    correct_claim(claim=claim, by=head, data=replace(data_of(claim), petitioner=person(3)), reason="登记有误")
    assert "reception.Correction.former_names" in people_left("岩1")
    factories.brought_to(Status.STRUCK_OFF, case, head)

    assert deidentify_cases(by=head, now=NOW) == 1
    assert (people_left("岩1", "岩3"), claim.corrections.get().former_names) == (set(), "")


def test_figures_would_tell_of_a_lost_person(case: Case, head: User) -> None:
    case_of(head, person(2), workers=(2, 3))
    before = figures(head.area)
    Worker.objects.update(id_number="", id_number_index="")
    assert figures(head.area) != before


def test_one_event_a_step_and_a_trail_that_verifies(case: Case, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deidentification, "AT_ONCE", 1)
    install(KEPT)
    case_of(head, person(9), workers=(9,))
    count = Event.objects.count()

    assert deidentify_cases(by=head, now=NOW) == 2

    told = Event.objects.filter(number__gt=count, act="deidentify_cases").order_by("number")
    assert [(each.by, each.data["cases"], each.data["closed_before"]) for each in told] == [(head, 1, "2021-12-01")] * 2
    assert (Event.objects.count(), check_chain()[1]) == (count + 2, None)
    assert missing(KEPT) == []
    assert deidentify_cases(by=head, now=NOW) == 0
    assert Event.objects.count() == count + 2


@pytest.mark.parametrize("how", ["roll", "phone", "young", "in a row", "waiting", "came again"])
def test_whoever_is_needed_elsewhere_stays_whole(case: Case, head: User, how: str) -> None:
    if how == "roll":
        case_of(head, person(7), workers=(2, 7), status=Status.REGISTERED)
    elif how == "phone":
        case_of(head, person(7, phone="19800000001"), workers=(7,), status=Status.IN_PROGRESS)
    elif how == "young":
        Case.objects.filter(pk=case_of(head, person(7), workers=(2,)).pk).update(struck_off_on=date(2022, 1, 1))
    elif how == "in a row":
        case_of(head, person(7), workers=(2, 7))
        case_of(head, person(8), workers=(7, 8), status=Status.REGISTERED)
    elif how == "waiting":
        case.requests.create(kind="reopen", on=date(2021, 6, 1), reason="没有付清", at=NOW, by=head)
    else:
        add_visit(claim=case.case_claims.get().claim, by=head, visited_on=date(2023, 1, 5), note="又来")
    kept = dict(Petitioner.objects.values_list("pk", "name"))

    assert deidentify_cases(by=head, now=NOW) == 0
    assert due_for_deidentification(now=NOW).ready == 0
    assert (dict(Petitioner.objects.values_list("pk", "name")), people_left("工2") != set()) == (kept, True)


def test_only_the_group_that_is_needed_stays(case: Case, head: User) -> None:
    case_of(head, person(7), workers=(2,), status=Status.REGISTERED)
    other = case_of(head, person(8), workers=(8,))

    assert due_for_deidentification(now=NOW) == deidentification.Due(ready=1, waiting=1)
    assert deidentify_cases(by=head, now=NOW) == 1
    assert list(Case.objects.exclude(deidentified_at=None)) == [other]


def test_the_day_is_the_offices_own(case: Case, head: User) -> None:
    day = datetime(2024, 4, 30, 10, tzinfo=factories.SHANGHAI)
    assert due_for_deidentification(now=day).ready == 0
    assert due_for_deidentification(now=day + timedelta(days=1)).ready == 1
    Parameter.objects.filter(key="deidentify_years").update(value="5")
    assert due_for_deidentification(now=day + timedelta(days=1)).ready == 0


def test_files_drafts_and_search_go_with_it(case: Case, head: User, settings: Any) -> None:
    claim = case.case_claims.get().claim
    Draft.objects.create(submission=claim.submission, area=head.area, payload="岩1", saved_at=NOW, saved_by=head)
    kept = case_of(head, person(7), workers=(7,), status=Status.IN_PROGRESS)
    deidentify_cases(by=head, now=NOW)

    assert Draft.objects.count() == 0
    proofs = {each.case_id: each.proof for each in case.payments.all() | kept.payments.all()}
    assert (proofs[case.pk].erased_at, proofs[case.pk].name) == (NOW, DEIDENTIFIED)
    assert (proofs[kept.pk].erased_at, StoredFile.objects.filter(erased_at=None).exists()) == (None, True)


def test_nobody_works_on_it_any_more(case: Case, head: User) -> None:
    deidentify_cases(by=head, now=NOW)
    case.refresh_from_db()
    with pytest.raises(Refused, match="已去标识"):
        reopen(case=case, by=head, reason="又欠", due_on=date(2025, 1, 10), now=NOW)


def test_nothing_is_offered_any_more(client: Any, case: Case, head: User) -> None:
    client.force_login(head)
    before = client.get(f"/ledger/cases/{case.pk}/").context["groups"]
    deidentify_cases(by=head, now=NOW)
    after = client.get(f"/ledger/cases/{case.pk}/").context["groups"]
    assert (bool(before), list(after)) == (True, [])
    asked = client.get(f"/ledger/cases/{case.pk}/reopen/")
    assert "已去标识，不能再办理" in asked.content.decode()


def test_pages_say_it_in_words(client: Any, case: Case, head: User) -> None:
    deidentify_cases(by=head, now=NOW)
    client.force_login(head)
    claim = case.case_claims.get().claim
    pages = [
        f"/ledger/cases/{case.pk}/",
        f"/reception/claims/{claim.pk}/",
        "/admin/ledger/case/",
        f"/ledger/cases/{case.pk}/print/",
    ]
    said = {page: client.get(page) for page in pages}
    assert [
        page
        for page, answer in said.items()
        if answer.status_code != 200 or DEIDENTIFIED not in answer.content.decode()
    ] == []


@pytest.mark.parametrize("role", ["clerk", "auditor", "liaison"])
def test_others_may_not(case: Case, role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        deidentify_cases(by=request.getfixturevalue(role), now=NOW)


def test_not_while_keys_are_changed(case: Case, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "is_changing", lambda: True)
    with pytest.raises(Refused, match="rotate_keys"):
        deidentify_cases(by=head, now=NOW)


def test_if_the_trail_cannot_be_written_nothing_is(case: Case, head: User) -> None:
    before = list(stored_values())
    with unwritable_trail(), pytest.raises(RuntimeError, match="no trail"):
        deidentify_cases(by=head, now=NOW)
    assert list(stored_values()) == before


def run(*arguments: str) -> dict[str, Any]:
    output = StringIO()
    call_command("deidentify_cases", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_command(case: Case, head: User) -> None:
    told = run("--by", "head", "--dry-run")
    assert (told["due"], told["waiting"], Case.objects.exclude(deidentified_at=None).count()) == (1, 0, 0)
    assert run("--by", "head")["done"] == 1
    assert run("--by", "head", "--dry-run")["due"] == 0
    with pytest.raises(CommandError):
        run("--by", "nobody")
