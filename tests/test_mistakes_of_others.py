"""Mistakes that others made with programs like this one, each done here on purpose: the program must not make it too."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from config.home.claims import registered_today
from config.reminders import send_reminders
from ledger.actions import prints
from ledger.actions.assignment import assign, sign_for
from ledger.actions.completion import complete, reopen, request_completion, send_back, strike_off
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.regroup import gather, merge_duplicate
from ledger.actions.work import add_follow_up, confirm_facts, record_outcome
from ledger.models import Case, CaseClaim, Clock, Message, Transition
from ledger.selectors import review
from ledger.selectors.case_conditions import filtered_cases
from ledger.workbook.importing import import_sheets
from ledger.workflow import Outcome, Status
from office.models import User
from office.refusals import Refused
from reception.actions.claims import ClaimData, PersonData, correct_claim, data_of
from reception.models import Claim
from reports.period import Month, office_day
from reports.table import Table, build_table
from tests import factories
from tests.factories import DUE_ON, ENDED_ON, PAID_ON, SHANGHAI
from tests.identity_numbers import make_id
from tests.rows import all_rows
from tests.workbooks import a_session, a_solved_claim, history_sheets

APRIL, MAY = Month(2021, 4), Month(2021, 5)
LIST, PRINT = "/admin/ledger/case/", "/ledger/print/"
WORKED, REVIEWED = Status.IN_PROGRESS, Status.UNDER_REVIEW


def table(month: Month = APRIL) -> Table:
    found = build_table(area=factories.area(), month=month)
    assert found.identity.holds
    return found


def figures(month: Month = APRIL) -> tuple[int, int]:
    """件 received and 件 solved of the month."""
    row = table(month).rows[0]
    return row.claims, int(row.figures["solved_flow"].value)


def at_session(head: User, **values: object) -> Case:
    """The case of a claim made at the session of 2021-04-12."""
    held = values.pop("of", None) or factories.session(head)
    return factories.case(head, held, **values)


def on_list(client, query: str) -> list[str]:
    return [row["number"] for row in client.get(LIST + query).context["rows"]]


def withdrawn(case: Case, head: User) -> Case:
    """办结 with 撤回: closed, and nothing solved."""
    factories.brought_to(WORKED, case, head, ready=False)
    case.evidence.create(
        kind="withdrawal", on=PAID_ON, text="撤回", file=factories.stored_file(head), at=timezone.now(), by=head
    )
    record_outcome(case_claim=CaseClaim.objects.get(case=case), by=head, outcome=Outcome.WITHDRAWN, outcome_on=PAID_ON)
    confirm_facts(case=case, by=head, facts_clear_text="查清", matter_settled_text="已撤回")
    add_follow_up(case=case, by=head, none_reason="当面说明", on=PAID_ON)
    request_completion(case=case, by=head, on=PAID_ON)
    return complete(case=case, by=head, on=PAID_ON)


def test_mistake_months_cut_in_utc(head) -> None:
    """The first eight hours of a month belong to it, though they are still the last month in UTC."""
    first_hours = datetime(2021, 4, 30, 16, 5, tzinfo=UTC)
    assert (office_day(first_hours), Month.of(first_hours)) == (date(2021, 5, 1), MAY)
    case = at_session(head, of=factories.session(head, on=date(2021, 5, 1)))
    Claim.objects.filter(caseclaim__case=case).update(registered_at=first_hours)
    assert (figures(APRIL), figures(MAY)) == ((0, 0), (1, 0))


def test_mistake_a_rolling_window_called_today(client, head, clerk) -> None:
    """Today begins at midnight in Shanghai: neither the last 24 hours nor the day in UTC."""
    today = date(2021, 4, 22)
    taken = {
        "yesterday, six minutes before midnight": datetime(2021, 4, 21, 23, 54, tzinfo=SHANGHAI),
        "today, six minutes after midnight": datetime(2021, 4, 22, 0, 6, tzinfo=SHANGHAI),
        "today at nine": datetime(2021, 4, 22, 9, 0, tzinfo=SHANGHAI),
    }
    for name, at in taken.items():
        claim = factories.claim(clerk, petitioner=PersonData(name=name))
        Claim.objects.filter(pk=claim.pk).update(registered_at=at)
    assert {own.claim.petitioner.name for own in registered_today(clerk, today=today)} == set(list(taken)[1:])
    for due_on in (today - timedelta(1), today, today + timedelta(1)):
        factories.assigned(factories.case(head), head, due_on=due_on, on=factories.ASSIGNED_ON)
    due = filtered_cases(Case.objects.all(), today=today, due="today")
    assert list(due.values_list("due_on", flat=True)) == [today]


def test_mistake_reopened_still_counted_as_closed(client, head) -> None:
    case = factories.brought_to(Status.STRUCK_OFF, at_session(head), head)
    assert figures() == (1, 1)
    reopen(case=case, by=head, reason="未履行", due_on=DUE_ON, on=ENDED_ON)
    assert figures() == (1, 0)
    assert table().identity.closing == 1
    client.force_login(head)
    assert (on_list(client, "?status=open"), on_list(client, "?status=struck_off")) == ([case.number], [])
    stored = Case.objects.get(pk=case.pk)
    assert (stored.completed_on, stored.struck_off_on) == (None, None)
    assert list(CaseClaim.objects.values_list("outcome", flat=True)) == [""]


def test_mistake_duplicates_still_counted_as_received_or_shown_overdue(client, head) -> None:
    held = factories.session(head)
    first, second = at_session(head, of=held), at_session(head, of=held)
    for case in (first, second):
        factories.assigned(case, head, due_on=date(2021, 4, 26))
    client.force_login(head)
    assert (figures(), len(on_list(client, "?due=overdue"))) == ((2, 0), 2)
    earlier, later = Claim.objects.order_by("pk")
    merge_duplicate(claim=later, into=earlier, by=head, reason="同一事项")
    assert figures() == (1, 0)
    assert on_list(client, "?due=overdue") == [first.number]
    assert not Clock.objects.filter(case=second, closed_on=None).exists()


def test_mistake_closed_taken_for_solved(client, head) -> None:
    withdrawn(at_session(head), head)
    assert figures() == (1, 0)
    identity = table().identity
    assert (identity.solved, identity.other, identity.closing) == (0, 1, 0)


@pytest.mark.parametrize(
    "query", ["?status=open", "?status=completed", "?due=overdue", "?low_income=on", "?list=stalled"]
)
def test_mistake_a_filter_ignored_in_the_print(client, head, query) -> None:
    """What is asked on the list is what is printed, and each filter does leave something out."""
    factories.case(head, is_low_income=True)
    factories.brought_to(Status.COMPLETED, factories.case(head), head)
    factories.assigned(factories.case(head, received_on=timezone.localdate()), head, on=None, due_on=date(2099, 1, 4))
    client.force_login(head)
    printed = [row.case.number for row in client.get(PRINT + query).context["ledger"].rows]
    assert printed == on_list(client, query)
    assert len(printed) < len(on_list(client, ""))
    assert client.get(PRINT + "?colour=red").status_code == 400


def test_mistake_a_filter_ignored_in_the_export(client, head) -> None:
    """The workbook of the statistics holds the months that the page shows, no other."""
    at_session(head)
    client.force_login(head)
    page = client.get("/reports/statistics/", {"month": "2021-04"})
    book = client.post("/reports/statistics/xlsx/", {"month": "2020-03"})
    shown = client.get("/reports/statistics/", {"month": "2020-03"})
    assert [response.status_code for response in (page, book, shown)] == [200, 200, 200]
    assert _numbers_in(book.content) == sum_of(shown)
    assert sum_of(shown) != sum_of(page)


def sum_of(response) -> int:
    months = next(part["part"] for part in response.context["parts"] if part["part"].key == "months")
    return sum(line.values[0] for line in months.lines)


def _numbers_in(content: bytes) -> int:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return sum(row[1] for row in sheet.iter_rows(values_only=True) if re.match(r"\d{4}年", str(row[0])) and row[1])


def test_mistake_a_silent_row_limit(client, head, clerk, monkeypatch) -> None:
    """Where there is a limit, it refuses or says so, and never just leaves rows out."""
    monkeypatch.setattr(prints, "MOST_ROWS", 2)
    monkeypatch.setattr(review, "AT_MOST", 2)
    for _ in range(3):
        factories.brought_to(REVIEWED, factories.case(head), head)
    client.force_login(head)
    refused = client.get(PRINT)
    assert refused.status_code == 422
    assert "超过 2 件，没有打印" in refused.content.decode()
    shown = client.get("/ledger/review/")
    assert (len(shown.context["form"].rows), shown.context["is_cut"]) == (2, True)
    listed = client.get(LIST)
    gathering = client.get(f"/ledger/cases/{factories.case(head).pk}/gather/").content.decode()
    assert "最多列出最近登记的 50 个；其余的在下面填编号。" in gathering
    assert (len(listed.context["rows"]), "3" in listed.context["total"]) == (3, True)
    for _ in range(9):
        factories.claim(clerk)
    client.force_login(clerk)
    assert "只列最近 8 件" in client.get("/").content.decode()


def test_mistake_a_date_keyed_on_last_modification(head) -> None:
    """What is done to a claim in later months moves it out of none: only the days of the events count."""
    case = factories.brought_to(Status.COMPLETED, at_session(head), head)
    before = figures(APRIL)
    claim = Claim.objects.with_parties().get(caseclaim__case=case)
    correct_claim(claim=claim, by=head, data=changed(claim, demand="补充说明"), reason="补充")
    add_follow_up(case=case, by=head, none_reason="不愿接听")
    strike_off(case=case, by=head)
    assert before == figures(APRIL) == (1, 1)
    assert figures(Month.of(timezone.localdate())) == figures(MAY) == (0, 0)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.completed_on, stored.opened_on) == (PAID_ON, date(2021, 4, 12))


def changed(claim: Claim, **values: object) -> ClaimData:
    return replace(data_of(claim), **values)


def test_mistake_a_close_gate_passed_by_bulk_edit_or_a_second_page(client, head) -> None:
    """Every door asks the same: the act's page, the batch page, the admin's list, the page that settles at the table."""
    case = factories.brought_to(REVIEWED, factories.case(head), head)
    case.payments.update(proof=None)
    client.force_login(head)
    act, batch, bulk = f"/ledger/cases/{case.pk}/complete/", "/ledger/review/", LIST
    shown, reviewed = client.get(act).context["form"], client.get(batch).context["form"]
    versions = {name: str(reviewed[name].value()) for name in reviewed.fields if name.endswith("_version")}
    token = {"version": shown["version"].value(), "submission": str(shown["submission"].value()), "on": str(PAID_ON)}
    tries = [
        (act, token),
        (batch, versions | {f"case_{case.pk}_chosen": "on", "on": str(PAID_ON)}),
        (f"/ledger/cases/{case.pk}/strike_off/", token),
        (f"/ledger/cases/{case.pk}/settle_on_spot/", token),
        (bulk, {"action": "complete", "_selected_action": case.pk, "status": "completed", "_save": ""}),
        (f"{bulk}{case.pk}/change/", {"status": "completed", "completed_on": str(PAID_ON), "_save": ""}),
    ]
    for address, values in tries:
        before = all_rows()
        client.post(address, values)
        assert all_rows() == before, address
    assert Case.objects.get(pk=case.pk).status == REVIEWED


def test_mistake_a_masked_value_written_over_the_real_one(client, head) -> None:
    """The page of the correction sent back as it was shown, with one word more."""
    person = PersonData(name="岩甲", gender="m", id_number=make_id(), phone="13812345678", address="凤翔街道一号")
    claim = factories.claim(head, petitioner=person)
    client.force_login(head)
    page = f"/reception/claims/{claim.pk}/correct/"
    response = client.get(page)
    shown = as_shown(response.context["form"], response.context["roll"])
    assert "*" in "".join(map(str, shown.values()))
    answer = client.post(page, shown | {"demand": "支付拖欠的工资和加班费", "reason": "补充"})
    assert answer.status_code == 302
    stored = Claim.objects.select_related("petitioner").get(pk=claim.pk)
    kept = stored.petitioner
    assert stored.demand == "支付拖欠的工资和加班费"
    assert (kept.id_number, kept.phone, kept.address) == (person.id_number, person.phone, person.address)
    assert [row.id_number for row in stored.workers.all()] == [person.id_number]


def as_shown(form, roll) -> dict[str, object]:
    """Every field of the page with the value it shows."""
    forms: Iterable = [form, roll.management_form, *roll]
    found = {bound.html_name: bound.value() for part in forms for bound in part}
    sent = {name: value for name, value in found.items() if value is not None and value is not False}
    return {name: "on" if value is True else getattr(value, "pk", value) for name, value in sent.items()}


def test_mistake_a_refused_close_that_still_saved_its_reason(head) -> None:
    case = factories.brought_to(REVIEWED, factories.case(head), head)
    case.follow_ups.all().delete()
    done = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    refusals = [
        lambda: complete(case=case, by=head, note="先办结，回访以后再补", on=PAID_ON),
        lambda: strike_off(case=case, by=head, note="不再跟踪"),
        lambda: send_back(case=done, by=head, reason="材料不齐"),
        lambda: reopen(case=done, by=head, reason="未履行", due_on=None),
    ]
    for refusal in refusals:
        before = all_rows()
        with pytest.raises(Refused):
            refusal()
        assert all_rows() == before


def test_mistake_a_take_over_that_reset_the_due_date(head) -> None:
    case = factories.brought_to(WORKED, factories.case(head), head, ready=False)
    clock = Clock.objects.get(case=case, closed_on=None)
    water = factories.unit("水务")
    assign(case=case, by=head, unit=water, officer_name="张接手", due_on=case.due_on, note="改由水务办理")
    sign_for(case=case, by=head)
    stored, now = Case.objects.get(pk=case.pk), Clock.objects.get(case=case, closed_on=None)
    assert (stored.responsible_unit, stored.due_on) == (water, DUE_ON)
    assert (now.pk, now.started_on, now.due_on) == (clock.pk, clock.started_on, DUE_ON)


def test_mistake_pausing_that_moved_no_date(head) -> None:
    """From 28 April to 12 May 2021 there are eight working days, 8 May made up; so many later it is due."""
    case = factories.brought_to(WORKED, factories.case(head), head, ready=False)
    paused_on, resumed_on = date(2021, 4, 28), date(2021, 5, 12)
    pause_case(case=case, by=head, reason="等待仲裁", next_check_on=date(2021, 6, 30), on=paused_on)
    assert Case.objects.get(pk=case.pk).due_on == date(2021, 6, 30)
    resume_case(case=case, by=head, on=resumed_on)
    assert (DUE_ON, Case.objects.get(pk=case.pk).due_on) == (date(2021, 5, 14), date(2021, 5, 26))


def test_mistake_at_most_ten_children_and_cancelled_with_the_parent(head) -> None:
    """Twelve claims on one case: each stays a claim that counts and ends with an outcome of its own."""
    held = factories.session(head)
    case = at_session(head, of=held)
    claims = [factories.claim(head, held) for _ in range(11)]
    gather(claims=claims, into=case, by=head)
    assert CaseClaim.objects.filter(case=case).count() == 12
    assert Case.objects.filter(status=Status.ABSORBED).count() == 11
    assert figures() == (12, 0)
    factories.assigned(case, head, on=None, due_on=date(2099, 1, 5))
    sign_for(case=case, by=head)
    day = timezone.localdate()
    factories.made_ready(case, head, outcome_on=day)
    request_completion(case=case, by=head)
    complete(case=case, by=head)
    concluded = Transition.objects.filter(case=case, move="conclude").values_list("outcome", flat=True)
    assert list(concluded) == [Outcome.PAID] * 12
    assert Claim.objects.live().count() == 12
    assert figures(Month.of(day)) == (0, 12)
    reopen(case=case, by=head, reason="一人未收到", due_on=date(2099, 2, 5), claims=claims[:1])
    assert figures(Month.of(day)) == (0, 11)


def test_mistake_reminders_at_midnight_and_on_holidays(head, liaison) -> None:
    """Nothing at night, on a Sunday or on 1 May; on 8 May, a Saturday that is worked, what had come up."""
    factories.assigned(factories.case(head), head, due_on=date(2021, 5, 8))
    Message.objects.all().delete()
    silent = [(5, 7, 0, 0), (5, 7, 23, 59), (5, 7, 7, 0), (5, 1, 10, 0), (5, 4, 10, 0), (5, 9, 10, 0)]
    for month, day, hour, minute in silent:
        sent = send_reminders(now=datetime(2021, month, day, hour, minute, tzinfo=SHANGHAI))
        assert (sent.messages, sent.mails, Message.objects.count()) == (0, 0, 0)
    assert send_reminders(now=datetime(2021, 5, 8, 10, 0, tzinfo=SHANGHAI)).messages > 0


def test_mistake_an_import_that_compares_each_row_with_every_other(head) -> None:
    """230 rows, and the same 230 once more, in hardly more queries than 23."""
    few, many, again = (_queries_of_import(head, rows) for rows in (23, 230, 230))
    assert Claim.objects.count() == 253
    assert (many <= few + 10, again <= few + 10) == (True, True), (few, many, again)
    assert many < 230 / 2


def _queries_of_import(head: User, rows: int) -> int:
    day = f"2021-04-{12 if rows == 23 else 13}"
    claims = [a_solved_claim(姓名=f"第{number}人", 接访日期=day, 办结日期=day, 销号日期=day) for number in range(rows)]
    sheets = history_sheets(sessions=[a_session(日期=day)], claims=claims)
    with CaptureQueriesContext(connection) as captured:
        report = import_sheets(sheets, area=factories.area(), by=head, sha256="0" * 64)
    assert report.findings.errors == []
    assert report.claims_created + report.claims_unchanged == rows
    return len(captured)
