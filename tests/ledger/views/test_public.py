"""The page for workers: one answer for everything that fits nothing, and nothing personal in the one that fits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.actions.regroup import merge_duplicate, void_claim
from ledger.models import Case
from ledger.workflow import Status
from office.models import Parameter
from reception.actions.claims import PersonData
from reception.models import Claim
from reception.receipt_codes import new_code, show_code
from tests import factories
from tests.identity_numbers import make_id

PHONE, ADDRESS = "13812345678", "临翔区凤翔街道南屏社区一号"
PERSON = PersonData(name="岩甲", gender="m", id_number=make_id(), phone=PHONE, address=ADDRESS)
RIGHT, WRONG = "5678", "0000"
FIELDS = ("code", "last_four")


@pytest.fixture
def claim(clerk) -> Claim:
    rows = (factories.worker_data("岩甲", "6000.00"), factories.worker_data("岩乙", "6500.00"))
    told = {"workers_count": 2, "amount_yuan": Decimal("12500.00"), "workers": rows, "demand": "岩甲要讨工钱"}
    return Claim.objects.get(pk=factories.claim(clerk, petitioner=PERSON, **told).pk)


@pytest.fixture
def anyone() -> Client:
    """A telephone without cookies, which does check what the page asks of it."""
    return Client(enforce_csrf_checks=True)


def ask(client: Client, code: str, last_four: str = RIGHT, **extra: Any) -> Any:
    return client.post("/progress/", dict(zip(FIELDS, (code, last_four), strict=True)), **extra)


def text(response: Any) -> str:
    return response.content.decode()


def test_the_form_asks_for_two_things_and_keeps_nothing(db, anyone) -> None:
    answer = anyone.get("/progress/")
    page = text(answer)

    assert (answer.status_code, page.count("<input"), page.count("<button")) == (200, 2, 1)
    assert ('type="tel"' in page, 'method="post"' in page, "csrf" in page) == (True, True, False)
    assert (dict(answer.cookies), "no-store" in answer["Cache-Control"]) == ({}, True)


def test_a_code_in_the_address_is_not_looked_at(anyone, claim) -> None:
    page = anyone.get("/progress/", {"code": claim.receipt_code, "last_four": RIGHT})
    assert text(page) == text(anyone.get("/progress/"))


@pytest.mark.parametrize("typed", [str, str.lower, show_code])
def test_code_and_figures_show_the_stage(anyone, head, claim, typed: Any) -> None:
    factories.brought_to(Status.IN_PROGRESS, Case.objects.get(case_claims__claim=claim), head)
    Parameter.objects.filter(key="office_phone").update(value="0883-0000000")
    answer = ask(anyone, typed(claim.receipt_code))

    page = text(answer)
    for words in ("正在核实办理", "2021年4月22日起", "区住房和城乡建设局", "tel:0883-0000000", "您现在可以做什么"):
        assert words in page
    assert (answer.status_code, answer.context["progress"].step) == (200, 2)


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.IN_PROGRESS, Status.STRUCK_OFF])
def test_nothing_personal_no_amount_and_no_number_is_shown(anyone, head, claim, status: Status) -> None:
    case = factories.brought_to(status, Case.objects.get(case_claims__claim=claim), head)
    page = text(ask(anyone, claim.receipt_code))
    hidden = (
        "岩甲", "岩乙", make_id(), PHONE, ADDRESS, RIGHT, make_id()[-4:], "12,500", "12500", "6000", claim.number, case.number,
        claim.receipt_code, show_code(claim.receipt_code), "南屏小区", "云南甲乙", str(head), str(claim.registered_by), "李经办",
    )  # fmt: skip
    assert [words for words in hidden if words in page] == []


def test_wrong_absent_and_closed_are_one_answer_byte_by_byte(claim) -> None:
    answers = [
        ask(Client(), claim.receipt_code, WRONG),
        ask(Client(), new_code(), RIGHT),
        ask(Client(), new_code(), WRONG),
    ]
    for number in range(5):
        ask(Client(), claim.receipt_code, WRONG, REMOTE_ADDR=f"203.0.113.{number}")
    answers.append(ask(Client(), claim.receipt_code, RIGHT))

    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.content for answer in answers}) == 1
    assert len({_headers(answer) for answer in answers}) == 1
    assert "没有查到" in text(answers[0])


def _headers(answer: Any) -> tuple:
    return tuple((name, value) for name, value in sorted(answer.items()) if name not in ("Expires", "Date"))


def test_every_answer_is_kept_by_nobody_and_names_no_referrer(anyone, claim) -> None:
    answers = [anyone.get("/progress/"), ask(anyone, claim.receipt_code), ask(anyone, new_code()), ask(anyone, "")]

    assert [answer["Referrer-Policy"] for answer in answers] == ["no-referrer"] * 4
    assert ["no-store" in answer["Cache-Control"] for answer in answers] == [True] * 4
    assert [dict(answer.cookies) for answer in answers] == [{}] * 4


def test_the_eleventh_look_up_within_a_minute_is_told_to_wait(anyone, claim) -> None:
    statuses = [ask(anyone, new_code()).status_code for _ in range(10)]
    answer = ask(anyone, claim.receipt_code)

    assert (statuses, answer.status_code, answer["Retry-After"]) == ([422] * 10, 429, "60")
    assert ("过一分钟再试" in text(answer), "正在" in text(answer)) == (True, False)
    assert ask(anyone, claim.receipt_code, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_an_address_that_anybody_may_write_does_not_help(db, anyone) -> None:
    statuses = [ask(anyone, new_code(), HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]


def test_what_was_typed_wrongly_is_told_beside_the_field_and_kept(anyone, db) -> None:
    answer = ask(anyone, "K7MP", "12")
    page = text(answer)

    assert (answer.status_code, "查询码是 16 个字母和数字" in page, "一共四个" in page) == (422, True, True)
    assert ('value="K7MP"' in page, page.count('aria-invalid="true"')) == (True, 2)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_looking_and_asking(anyone, method: str) -> None:
    assert getattr(anyone, method)("/progress/").status_code == 405


def test_a_merged_claim_and_a_void_one(anyone, clerk, head, claim) -> None:
    again, mistaken = (factories.claim(clerk, petitioner=PERSON) for _ in range(2))
    merge_duplicate(claim=again, into=claim, by=head, reason="同一件")
    void_claim(claim=mistaken, by=head, reason="岩甲误登")
    merged, void = text(ask(anyone, again.receipt_code)), text(ask(anyone, mistaken.receipt_code))

    assert ("两次登记合在一起办" in merged, claim.number in merged) == (True, False)
    assert ("该登记已撤销" in void, "误登" in void) == (True, False)


def test_the_next_published_session_is_told(anyone, head, claim) -> None:
    day = timezone.localdate() + timedelta(days=3)
    session = factories.planned_session(head, on=day)
    assert "下一次联合接访" not in text(ask(anyone, claim.receipt_code))

    factories.notice(session, head, on=timezone.localdate())
    page = text(ask(anyone, claim.receipt_code))
    told = ("下一次联合接访", f"{day.year}年{day.month}月{day.day}日", "14:30—17:00", "一楼服务大厅")
    assert [words in page for words in told] == [True] * 4


def test_switched_off_it_says_whom_to_call(anyone, claim, settings) -> None:
    settings.PUBLIC_PAGES = False
    answers = [anyone.get("/progress/"), ask(anyone, claim.receipt_code)]

    assert [(answer.status_code, "本页没有开放" in text(answer)) for answer in answers] == [(404, True)] * 2


def test_queries_are_few_and_the_same_for_every_claim(anyone, clerk, head, django_assert_max_num_queries) -> None:
    counts = []
    for workers in (1, 3):
        rows = tuple(factories.worker_data(f"岩{n}", "1.00") for n in range(workers))
        claim = factories.claim(clerk, petitioner=PERSON, workers_count=workers, amount_yuan=workers, workers=rows)
        factories.brought_to(Status.ASSIGNED, Case.objects.get(case_claims__claim=claim), head)
        ask(anyone, claim.receipt_code)
        with django_assert_max_num_queries(15) as queries:
            ask(anyone, claim.receipt_code)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_address_is_the_one_on_the_receipt() -> None:
    assert reverse("progress") == "/progress/"
