"""登记支付清单 on a roll of thirty: what is recorded, what is named, and that a second time changes nothing."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.payment_list import Outcome, Slip, record_payment_list
from ledger.models import Case, Payment, PaymentLine
from ledger.payment_list import Verdict
from ledger.payment_list_reading import read_text
from ledger.selectors.facts import case_facts
from ledger.workflow import Status
from office.models import Event
from office.refusals import Refused
from reception.identity import check_digit
from tests import factories

FIRST, SECOND = date(2021, 4, 28), date(2021, 4, 29)
THIRTY = 30


def id_number(n: int) -> str:
    first = f"5309021901010{n:04d}"[:17]
    return first + check_digit(first)


@pytest.fixture
def case(head) -> Case:
    """Thirty workers, each owed 1,000.00, two of one name; every other with an account."""
    roll = tuple(
        factories.worker_data(
            "岩同名" if n in (3, 4) else f"岩工{n:02d}", "1000.00", id_number=id_number(n), account=f"62220000{n:04d}"
        )
        for n in range(1, THIRTY + 1)
    )
    case = factories.case(head, workers_count=THIRTY, amount_yuan=Decimal(30000), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


def pasted(*, wrong: bool = True) -> str:
    """A line per worker, half on each day; one wrong name, one sum too large, one line that repeats another."""
    rows = ["姓名\t身份证号后四位\t实发金额（元）\t发放日期\t流水号"]
    for n in range(1, THIRTY + 1):
        name = "岩同名" if n in (3, 4) else f"岩工{n:02d}"
        ending = id_number(n)[-4:] if n % 2 else f"{n:04d}"
        rows.append(f"{name}\t{ending}\t1,000.00\t{FIRST if n <= 15 else SECOND}\tLS{n:03d}")
    if wrong:
        rows[10] = rows[10].replace("岩工10", "岩土10")
        rows[20] = rows[20].replace("1,000.00", "10,000.00")
        rows[30] = rows[5]
    return "\n".join(rows)


def slip(head, **values) -> Slip:
    usual = {
        "source": factories.code("source", "contractor"), "proof_kind": "transfer", "proof": factories.stored_file(head),
    }  # fmt: skip
    return Slip(**(usual | values))


def recorded(case: Case, by, text: str, **values) -> Outcome:
    return record_payment_list(case=case, by=by, lines=read_text(text), slip=slip(by), **values)


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return tuple(outcome.count(verdict) for verdict in Verdict)


def test_thirty_lines_with_three_mistakes_and_the_same_list_again(case, liaison):
    outcome = recorded(case, liaison, pasted())
    assert counts(outcome) == (27, 0, 3)
    named = [(each.line.number, each.remark) for each in outcome.judged if each.verdict is Verdict.PROBLEM]
    assert [(number, remark[:8]) for number, remark in named] == [
        (11, "本案花名册上没有"), (21, "金额 10,00"), (31, "与第 6 行重复"),
    ]  # fmt: skip
    payments = list(Payment.objects.order_by("id").values_list("on", "amount_yuan", "proof_kind", "source__key"))
    assert payments == [
        (FIRST, Decimal("14000.00"), "transfer", "contractor"), (SECOND, Decimal("13000.00"), "transfer", "contractor"),
    ]  # fmt: skip
    assert Payment.objects.exclude(proof=None).count() == 2
    assert set(PaymentLine.objects.values_list("serial", flat=True)) == {f"LS{n:03d}" for n in range(1, 30)} - {
        "LS010",
        "LS020",
    }
    assert sum(row.paid_yuan for row in case_facts(Case.objects.get()).claims[0].roll) == 27000

    case.refresh_from_db()
    version, events = case.version, Event.objects.count()
    again = recorded(case, liaison, pasted())
    case.refresh_from_db()
    assert counts(again) == (0, 27, 3)
    assert (case.version, Event.objects.count(), PaymentLine.objects.count(), again.payments) == (
        version,
        events,
        27,
        [],
    )

    # Put right, the three that were left out are recorded and nobody is paid twice.
    assert counts(recorded(case, liaison, pasted(wrong=False))) == (3, 27, 0)
    assert {row.paid_yuan for row in case_facts(Case.objects.get()).claims[0].roll} == {Decimal(1000)}


def test_event_has_counts_and_no_names(case, liaison):
    recorded(case, liaison, pasted())
    data = Event.objects.get(act="record_payment_list").data
    told = {name: data[name] for name in ("rows", "matched", "already", "faulty", "amount_yuan")}
    assert told == {"rows": 30, "matched": 27, "already": 0, "faulty": 3, "amount_yuan": "27000.00"}
    assert "岩" not in str(data)
    assert Event.objects.filter(act="record_payment").count() == 0


def test_the_same_page_sent_twice_is_recorded_once(case, liaison):
    submission = uuid4()
    for _ in range(2):
        recorded(case, liaison, pasted(), submission=submission)
    assert (Payment.objects.count(), Event.objects.filter(act="record_payment_list").count()) == (2, 1)


def test_worker_paid_twice_on_one_day_stands_on_two_payments(case, liaison):
    text = f"岩工01 {id_number(1)[-4:]} 400 2021-04-28 A1\n岩工01 {id_number(1)[-4:]} 600 2021-04-28 A2"
    assert counts(recorded(case, liaison, text)) == (2, 0, 0)
    assert list(Payment.objects.order_by("id").values_list("on", "amount_yuan")) == [(FIRST, 400), (FIRST, 600)]


def test_two_payments_of_one_sum_on_one_day_by_their_serial_numbers(case, liaison):
    lines = [f"岩工01\t{id_number(1)[-4:]}\t400.00\t{FIRST}\tLS{n}" for n in (1, 2)]
    assert counts(recorded(case, liaison, lines[0])) == (1, 0, 0)
    assert counts(recorded(case, liaison, "\n".join(lines))) == (1, 1, 0)
    assert counts(recorded(case, liaison, "\n".join(lines))) == (0, 2, 0)
    assert list(PaymentLine.objects.order_by("id").values_list("amount_yuan", "serial")) == [(400, "LS1"), (400, "LS2")]


def test_a_cancelled_payment_may_be_recorded_again(case, liaison, head):
    recorded(case, liaison, pasted())
    Payment.objects.update(voided_at="2021-05-01T00:00Z", voided_by=head, void_reason="误登")
    assert counts(recorded(case, liaison, pasted())) == (27, 0, 3)


def test_nothing_is_written_if_one_payment_is_refused(case, liaison):
    with pytest.raises(Refused) as refused:
        record_payment_list(case=case, by=liaison, lines=read_text(pasted()), slip=slip(liaison, source=None))
    assert refused.value.missing == ["请选择资金渠道。"]
    assert (
        Payment.objects.count(),
        PaymentLine.objects.count(),
        Event.objects.filter(act="record_payment_list").count(),
    ) == (0, 0, 0)


def test_only_the_unit_and_the_head_on_a_case_that_is_worked_on(case, head, clerk, foreign_liaison, liaison):
    for by in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            recorded(case, by, pasted())
    new = factories.case(head)
    with pytest.raises(Refused) as refused:
        recorded(new, head, pasted())
    assert refused.value.missing == [f"案件 {new.number} 现在是“已登记”，不能登记支付清单：须在“办理中”时登记。"]
    with pytest.raises(Refused) as refused:
        record_payment_list(case=case, by=head, lines=[], slip=slip(head))
    assert refused.value.missing == ["清单是空的：请粘贴支付明细或选择表格文件。"]


def test_hidden_people_are_not_found_by_trying_names(case, head, liaison):
    claim = case.case_claims.get().claim
    claim.is_secret = True
    claim.save(update_fields=["is_secret"])
    outcome = recorded(case, liaison, pasted(wrong=False))
    assert counts(outcome) == (0, 0, 30)
    assert {each.remark[:8] for each in outcome.judged} == {"本案花名册上没有"}
    assert counts(recorded(case, head, pasted(wrong=False))) == (30, 0, 0)
