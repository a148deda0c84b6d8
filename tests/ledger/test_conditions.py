"""Conditions of 办结 and 销号: whatever is missing is named, all of it and nothing else, and a refusal leaves no trace.

All 2^n combinations on plain facts; on rows of the database each condition alone, all together and some by chance,
by action, page, batch page, admin and command.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from random import Random

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import transaction

from ledger.actions.batches import complete_many
from ledger.actions.completion import complete, request_completion, strike_off
from ledger.actions.move import move
from ledger.gates import missing_for_completion, missing_for_strike_off
from ledger.models import Case
from ledger.workflow import Outcome, Status
from office.refusals import Refused
from tests import factories
from tests.conditions import ASKED, FINISHED_ON, RealCase, expected, facts_lacking
from tests.rows import all_rows
from tests.workbooks import a_solved_claim, history_workbook

NOT_COMPLETED, WAITS = "案件尚未办结，不能销号。", "有重新办理的申请等待主任决定。"
# The database itself keeps a completed case from losing them.
KEPT_BY_THE_DATABASE = {"facts_clear", "matter_settled"}
ACTS: dict[str, tuple[Status, Callable[..., Case]]] = {
    "request_completion": (Status.IN_PROGRESS, request_completion),
    "complete": (Status.UNDER_REVIEW, complete),
    "strike_off": (Status.COMPLETED, strike_off),
}
BY_CHANCE = 10


def subsets(outcome: Outcome) -> Iterator[frozenset[str]]:
    asked = ASKED[outcome]
    for size in range(len(asked) + 1):
        yield from map(frozenset, combinations(asked, size))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_combination_of_missing_conditions_is_named_exactly(outcome: Outcome) -> None:
    ways = 0
    for missing in subsets(outcome):
        sentences = expected(outcome, missing)
        told = missing_for_completion(facts_lacking(outcome, missing))
        assert sorted(told) == sentences, missing
        # Strike-off asks for all that, for the completion, and that no request waits: both ways in turn.
        completed, waiting = ways % 2 == 0, ways % 4 < 2
        facts = facts_lacking(
            outcome, missing, completed_on=date(2021, 5, 20) if completed else None, waits_for_reopening=waiting
        )
        also = [*([] if completed else [NOT_COMPLETED]), *([WAITS] if waiting else [])]
        assert sorted(missing_for_strike_off(facts)) == sorted([*sentences, *also]), missing
        assert bool(told) == bool(missing)
        ways += 1
    assert ways == 2 ** len(ASKED[outcome])


def some_subsets(outcome: Outcome, *, without: set[str] = frozenset()) -> list[list[str]]:
    """Each condition alone, all of them, and a few by chance."""
    asked, dice = [name for name in ASKED[outcome] if name not in without], Random(outcome)
    by_chance = [[name for name in asked if dice.random() < 0.5] or asked[:1] for _ in range(BY_CHANCE)]
    return [*([name] for name in asked), asked, *by_chance]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("outcome", Outcome)
def test_refused_act_names_what_the_rows_lack_and_leaves_them_as_they_were(outcome, act, head) -> None:
    status, carry_out = ACTS[act]
    real = RealCase(outcome, head, status=status)
    for missing in some_subsets(outcome, without=KEPT_BY_THE_DATABASE if act == "strike_off" else set()):
        with transaction.atomic():
            real.take_away(missing)
            before = all_rows()
            with pytest.raises(Refused) as refused:
                carry_out(case=real.case, by=head, on=FINISHED_ON)
            assert sorted(refused.value.missing) == real.expected(missing), missing
            assert all_rows() == before, missing
            transaction.set_rollback(True)
    real.case.refresh_from_db()
    assert carry_out(case=real.case, by=head, on=FINISHED_ON).status != status


@pytest.mark.parametrize("outcome", Outcome)
def test_page_of_the_act_refuses_with_the_same_sentences(outcome, client, head) -> None:
    client.force_login(head)
    for act, (status, _) in ACTS.items():
        real = RealCase(outcome, head, status=status)
        page = f"/ledger/cases/{real.case.pk}/{act}/"
        for missing in some_subsets(outcome, without=KEPT_BY_THE_DATABASE if act == "strike_off" else set())[-3:]:
            with transaction.atomic():
                real.take_away(missing)
                shown = client.get(page).context["form"]
                values = {"version": shown["version"].value(), "submission": str(shown["submission"].value())}
                before = all_rows()
                response = client.post(page, values | {"on": str(FINISHED_ON)})
                assert response.status_code == 422
                assert sorted(response.context["refused"]) == sorted(shown.missing) == real.expected(missing)
                assert [line for line in real.expected(missing) if line not in response.content.decode()] == []
                assert all_rows() == before
                transaction.set_rollback(True)


def test_page_refuses_each_condition_of_a_payment_by_itself(client, head) -> None:
    real = RealCase(Outcome.SETTLED, head)
    client.force_login(head)
    page = f"/ledger/cases/{real.case.pk}/complete/"
    for condition in ASKED[Outcome.SETTLED]:
        with transaction.atomic():
            real.take_away([condition])
            shown, before = client.get(page).context["form"], all_rows()
            response = client.post(page, {"version": shown["version"].value(), "on": str(FINISHED_ON)} | {
                "submission": str(shown["submission"].value())
            })  # fmt: skip
            assert (response.status_code, sorted(response.context["refused"])) == (422, real.expected([condition]))
            assert all_rows() == before
            transaction.set_rollback(True)


def test_batch_page_passes_no_gate_and_completes_none_of_the_others(client, head) -> None:
    cases = [RealCase(outcome, head) for outcome in Outcome]
    taken = {real.number: ["outcome"] if number % 2 else ["follow_up", "regulator", "leader"]
             for number, real in enumerate(cases) if number}  # fmt: skip
    for real in cases[1:]:
        real.take_away(taken[real.number])
    client.force_login(head)
    shown = client.get("/ledger/review/").context["form"]
    values = {name: str(shown[name].value()) for name in shown.fields if name.endswith("_version")}
    ticks = {f"case_{real.case.pk}_chosen": "on" for real in cases}
    before = all_rows()
    response = client.post("/ledger/review/", values | ticks | {"on": str(FINISHED_ON)})
    assert response.status_code == 422
    assert sorted(response.context["refused"]) == sorted(
        f"{real.case.number}：{sentence}" for real in cases[1:] for sentence in real.expected(taken[real.number])
    )
    assert all_rows() == before


def test_batch_action_and_the_bare_move_pass_no_gate_either(head) -> None:
    real = RealCase(Outcome.WITHDRAWN, head)
    real.take_away(["withdrawal", "matter_settled"])
    ways = [
        lambda: complete_many(cases=[(real.case, real.case.version)], by=head, on=FINISHED_ON),
        lambda: move(case=real.case, name="complete", by=head, on=FINISHED_ON),
        lambda: complete(case=real.case, by=head, on=FINISHED_ON, expected_version=real.case.version),
    ]
    for way in ways:
        before = all_rows()
        with pytest.raises(Refused) as refused:
            way()
        told = [sentence.removeprefix(f"{real.case.number}：") for sentence in refused.value.missing]
        assert sorted(told) == real.expected(["withdrawal", "matter_settled"])
        assert all_rows() == before


READ_ONLY = ("case", "caseclaim", "transition", "payment", "paymentline", "evidence", "followup", "clock", "request")


def test_admin_has_no_way_to_change_a_case(client, head) -> None:
    """No form, no action, no deletion: a case and everything its gates read is changed by acts alone."""
    real = RealCase(Outcome.PAID, head)
    real.take_away(["paid"])
    client.force_login(head)
    before, pk = all_rows(), real.case.pk
    typed = {"status": "completed", "completed_on": "2021-05-20", "facts_clear_text": "好", "_save": "保存"}
    sent = {
        f"/admin/ledger/case/{pk}/change/": typed,
        f"/admin/ledger/case/{pk}/delete/": {"post": "yes"},
        "/admin/ledger/case/add/": typed,
        "/admin/ledger/case/": {"action": "delete_selected", "_selected_action": str(pk), "post": "yes"},
        "/admin/ledger/case/?": {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(pk),
                                 "form-0-status": "completed", "_save": "保存"},
    }  # fmt: skip
    answers = [client.post(address, values).status_code for address, values in sent.items()]
    assert [code for code in answers if code not in (302, 400, 403, 404, 405)] == []
    assert all_rows() == before
    assert Case.objects.get(pk=pk).status == Status.UNDER_REVIEW
    registered = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "ledger"}
    assert registered.isdisjoint(set(READ_ONLY) - {"case", "clock"})


def test_no_command_completes_a_case(head, tmp_path, capsys) -> None:
    """Of the program's commands only the import of history brings finished cases, and those pass checks of their own."""
    rooms = {config.name for config in apps.get_app_configs()} & {"config", "office", "reception", "ledger", "reports"}
    ours = {name for name, app in get_commands().items() if app in rooms}
    assert ours.isdisjoint({"complete", "strike_off", "close_cases", "move"})
    wrong = {
        "no outcome": a_solved_claim(办结结果=None),
        "no day": a_solved_claim(办结日期=None),
        "no unit": a_solved_claim(责任单位=None),
        "not paid": a_solved_claim(已支付金额=29999),
        "struck off before it was completed": a_solved_claim(办结日期="2021-04-13"),
    }
    for row in wrong.values():
        path = tmp_path / "台账.xlsx"
        path.write_bytes(history_workbook(claims=[a_solved_claim(姓名="另一人"), row]))
        before = all_rows()
        with pytest.raises(CommandError):
            call_command("import_ledger", str(path), "--area", "530902", "--by", head.username)
        assert all_rows() == before
    capsys.readouterr()


def test_settling_on_the_spot_asks_for_the_same_and_keeps_nothing(client, head) -> None:
    """The one page that passes every state at once: what is missing there is missing all the same."""
    case = factories.case(head, workers_count=1, amount_yuan=100, workers=(factories.worker_data(),))
    client.force_login(head)
    page = f"/ledger/cases/{case.pk}/settle_on_spot/"
    shown, before = client.get(page).context["form"], all_rows()
    values = {"version": shown["version"].value(), "submission": str(shown["submission"].value())}
    response = client.post(page, values | {"on": "2021-04-20", "outcome": "paid", "facts_clear_text": "查清"})
    assert response.status_code == 422
    assert all_rows() == before
