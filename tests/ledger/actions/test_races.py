"""Two people at once: one wins, the other is told. Real threads and commits, on either database."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from ledger.actions.completion import complete
from ledger.actions.instalments import request_reopening_for_broken_promises
from ledger.actions.pauses import pause_case
from ledger.actions.payments import Line, record_payment
from ledger.actions.regroup import gather
from ledger.actions.requests import ask_extension, grant_extension, refuse_extension
from ledger.actions.statutory import extend_statutory, start_statutory
from ledger.models import Case, CaseClaim, ClockChange, Instalment, Payment, Request, Transition
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from office.trail import check_chain
from reception.models import Worker
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of acts started at the same instant: "done", or the class of the refusal."""
    barrier, came = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            act()
            came.append("done")
        except Refused as refused:
            came.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(came)


def test_two_heads_complete_one_case() -> None:
    factories.reference()
    heads = [factories.user("head"), factories.user("head")]
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(heads[0]), heads[0])
    seen = [(Case.objects.get(pk=case.pk), head) for head in heads]

    came = at_once(*(lambda case=case, by=by: complete(case=case, by=by) for case, by in seen))

    assert came == [Conflict.__name__, "done"]
    assert Transition.objects.filter(move="complete").count() == 1
    assert Transition.objects.filter(move="conclude").count() == 1
    assert Event.objects.filter(act="complete").count() == 1
    assert check_chain()[1] is None


def test_one_form_sent_four_times_is_one_payment() -> None:
    factories.reference()
    head = factories.user("head")
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    worker = Worker.objects.select_related("claim").get()
    form = {
        "by": head, "on": factories.PAID_ON, "source": factories.code("source", "employer"), "submission": uuid4(),
        "lines": [Line(claim=worker.claim, worker=worker, amount_yuan=worker.owed_yuan)],
    }  # fmt: skip
    copies = [Case.objects.get(pk=case.pk) for _ in range(4)]

    came = at_once(*(lambda case=copy: record_payment(case=case, **form) for copy in copies))

    assert came == ["done"] * 4
    assert Payment.objects.count() == 1


def test_two_cases_gathered_into_each_other_never_wait_for_each_other() -> None:
    factories.reference()
    head = factories.user("head")
    first, second = factories.claim(head), factories.claim(head)
    cases = {claim.pk: Case.objects.get(case_claims__claim=claim) for claim in (first, second)}

    came = at_once(
        lambda: gather(claims=[first], into=cases[second.pk], by=head),
        lambda: gather(claims=[second], into=cases[first.pk], by=head),
    )

    assert came.count("done") == 1
    assert len(came) == 2
    assert len(set(CaseClaim.objects.values_list("case", flat=True))) == 1


def test_one_request_is_granted_and_refused_at_once() -> None:
    factories.reference()
    heads = [factories.user("head"), factories.user("head")]
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(heads[0]), heads[0], ready=False)
    ask_extension(case=case, by=heads[0], until=date(2099, 1, 1), reason="等待审计")
    first, second = Request.objects.get(), Request.objects.get()

    came = at_once(
        lambda: grant_extension(request=first, by=heads[0], until=date(2099, 1, 1), note="同意"),
        lambda: refuse_extension(request=second, by=heads[1], note="不同意"),
    )

    assert came == [Refused.__name__, "done"]
    case.refresh_from_db()
    assert (case.due_on == date(2099, 1, 1)) == Request.objects.get().granted


def test_two_ticks_ask_once_for_reopening() -> None:
    factories.reference()
    head = factories.user("head")
    case = factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    entry = case.case_claims.get()
    Instalment.objects.create(
        case=case, claim=entry.claim, due_on=date(2021, 6, 1), amount_yuan=99999, at=case.struck_off_at, by=head
    )
    now = timezone.now()

    came = at_once(*[lambda: request_reopening_for_broken_promises(today=date(2021, 6, 2), now=now)] * 2)

    assert came == ["done", "done"]
    assert Request.objects.count() == Event.objects.filter(act="request_reopening").count() == 1
    assert check_chain()[1] is None


def test_two_pauses_and_two_extensions_at_once() -> None:
    factories.reference()
    head = factories.user("head")
    case = factories.assigned(factories.case(head), head)
    clock = start_statutory(case=case, by=head, code="investigation", started_on=factories.ASSIGNED_ON, reason="立案")
    seen = case.version
    told = {"by": head, "on": factories.SIGNED_ON, "expected_version": seen}
    copies = [Case.objects.get(pk=case.pk) for _ in range(2)]

    came = at_once(
        *(
            lambda case=copy: pause_case(case=case, reason="等待仲裁", next_check_on=date(2021, 6, 20), **told)
            for copy in copies
        )
    )

    assert came == [Conflict.__name__, "done"]
    assert ClockChange.objects.filter(kind="pause").count() == 1
    told["expected_version"] = Case.objects.get(pk=case.pk).version
    came = at_once(
        *(
            lambda case=copy, day=day: extend_statutory(
                case=case, clock=clock, until=date(2021, 8, day), reason="案情复杂", **told
            )
            for copy, day in zip(copies, (2, 9), strict=True)
        )
    )
    assert came == [Conflict.__name__, "done"]
    assert ClockChange.objects.filter(kind="extend").count() == 1
    assert check_chain()[1] is None
