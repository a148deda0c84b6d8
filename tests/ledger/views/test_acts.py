"""The page of each act: who opens it, what is kept when it is refused, who was first, what a double click does."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.work import record_outcome, verify_amounts
from ledger.forms.acts import ACT_FORMS
from ledger.models import Case, Evidence, FollowUp, Payment, ProgressNote
from ledger.selectors.case_sheet import claim_blocks
from ledger.workflow import Status
from office.models import Code, Event, StoredFile, Unit
from tests import factories
from tests.scanner import HARMFUL, scanner

PAID_ON = "2021-04-28"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


def _address(case: Case, act: str) -> str:
    return f"/ledger/cases/{case.pk}/{act}/"


def _typed(client, user, case: Case, act: str) -> dict:
    """The hidden fields a fresh page carries."""
    client.force_login(user)
    form = client.get(_address(case, act)).context["form"]
    return {"version": form["version"].value(), "submission": str(form["submission"].value())}


def _send(client, user, case: Case, act: str, **values):
    return client.post(_address(case, act), _typed(client, user, case, act) | values)


def _pdf(name: str = "凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture
def case(head):
    return factories.assigned(factories.case(head), head)


@pytest.fixture
def working(head):
    """办理中 at 住建, nothing written down yet."""
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


# Who opens which page


@pytest.mark.parametrize("act", ACT_FORMS)
def test_page_of_a_foreign_case_is_not_found(client, foreign_liaison, case, act):
    client.force_login(foreign_liaison)
    assert client.get(_address(case, act)).status_code == 404
    assert client.post(_address(case, act), {}).status_code == 404


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_roles_without_cases_do_not_get_in(client, case, role, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(_address(case, "sign_for")).status_code == (404 if role == "leader" else 403)


def test_unknown_act_is_not_found(client, head, case):
    client.force_login(head)
    assert client.get(_address(case, "delete")).status_code == 404


@pytest.mark.parametrize("act", ACT_FORMS)
def test_acts_of_other_roles_are_forbidden(client, head, clerk, liaison, case, act):
    """Exactly the acts of the role table open, whatever the state says afterwards."""
    allowed = {
        "clerk": {
            "follow_up", "record_instruction", "record_leader_visit", "settle_on_spot", "remind", "register_incident",
        },
        "liaison": {
            "sign_for", "ask_return", "note_progress", "record_payment", "add_proof", "void_payment", "verify_amounts",
            "verify_roll", "add_evidence", "record_outcome", "confirm_facts", "request_completion", "settle_on_spot",
            "ask_extension", "reply_supervision", "note_consultation", "plan_instalments", "withdraw_instalments",
            "disclose_identity", "add_contacts", "pause_clock", "resume_clock", "start_statutory", "close_statutory",
            "record_payment_list", "record_advance", "record_allowance", "record_recovery",
            "set_risk", "add_measure", "check_measure", "register_incident",
            "open_procedure", "note_procedure", "close_procedure",
        },
        "head": set(ACT_FORMS),
    }  # fmt: skip
    for user in (head, clerk, liaison):
        client.force_login(user)
        opened = client.get(_address(case, act)).status_code
        sent = client.post(_address(case, act), {}).status_code
        assert (opened != 403) == (sent != 403) == (act in allowed[user.username]), user.username


def test_act_of_another_state_is_refused_in_words(client, head, case):
    client.force_login(head)
    response = client.get(_address(case, "complete"))
    assert response.status_code == 422
    assert f"案件 {case.number} 现为“已交办”，不能办理“办结”。" in response.content.decode()


@pytest.mark.parametrize("act", ["record_payment", "record_outcome", "add_evidence", "confirm_facts"])
def test_queries_do_not_grow_with_the_roll(client, head, django_assert_max_num_queries, act):
    small = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    roll = tuple(factories.worker_data(f"工人{n}", "100.00") for n in range(30))
    large = factories.case(head, workers_count=30, amount_yuan=Decimal("3000.00"), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, large, head, ready=False)
    client.force_login(head)
    client.get(_address(small, act))
    with django_assert_max_num_queries(25) as one:
        client.get(_address(small, act))
    with django_assert_max_num_queries(25) as many:
        client.get(_address(large, act))
    assert len(many.captured_queries) == len(one.captured_queries)


# The whole way through the pages


def test_whole_way_through_the_pages(client, head, liaison):
    case = factories.case(head)
    unit = Unit.objects.get(short_name="住建")
    entry = case.case_claims.get()
    line = f"worker_{entry.claim.workers.get().pk}"
    source = factories.code("source", "employer").pk
    good = factories.code("satisfaction", "good").pk
    steps = [
        (head, "assign", {"unit": unit.pk, "officer_name": liaison.display_name, "due_on": "2021-05-14", "on": "2021-04-21"}),
        (liaison, "sign_for", {"on": "2021-04-22"}),
        (liaison, "note_progress", {"on": "2021-04-23", "text": "约谈负责人"}),
        (liaison, "record_payment", {"on": PAID_ON, "source": source, "proof_kind": "transfer", "proof": _pdf(), line: "12500"}),
        (liaison, "verify_amounts", {"claim": entry.pk, "verified_amount_yuan": "12,500.00"}),
        (liaison, "record_outcome", {"claim": entry.pk, "outcome": "paid", "outcome_on": PAID_ON}),
        (liaison, "confirm_facts", {"facts_clear_text": "已查清", "matter_settled_text": "已付清"}),
        (head, "follow_up", {"on": PAID_ON, "satisfaction": good}),
        (liaison, "request_completion", {}),
        (head, "send_back", {"reason": "补一份材料"}),
        (liaison, "request_completion", {}),
        (head, "complete", {"on": PAID_ON}),
        (head, "strike_off", {"on": "2021-04-30"}),
        (head, "reopen", {"reason": "承诺未兑现", "due_on": "2099-01-01", "claims": [entry.claim.pk]}),
    ]  # fmt: skip
    for user, act, values in steps:
        response = _send(client, user, case, act, **values)
        assert response.status_code == 302, (act, response.context and response.context["form"].errors)
        case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS
    assert case.responsible_officer == liaison
    moves = list(case.transitions.order_by("id").values_list("move", flat=True))
    assert moves == [
        "register", "assign", "sign_for", "request_completion", "send_back", "request_completion", "complete",
        "conclude", "strike_off", "reopen", "resume",
    ]  # fmt: skip


def test_return_is_asked_for_and_decided(client, head, liaison):
    case = factories.case(head)
    unit = Unit.objects.get(short_name="住建")
    _send(
        client, head, case, "assign", unit=unit.pk, officer_name="李", due_on="2099-01-01", on=str(timezone.localdate())
    )
    assert _send(client, liaison, case, "ask_return", reason="不属本单位").status_code == 302
    client.force_login(liaison)
    assert client.get(_address(case, "ask_return")).status_code == 422
    assert _send(client, head, case, "refuse_return", reason="属本单位").status_code == 302
    assert _send(client, liaison, case, "ask_return", reason="确实不属").status_code == 302
    assert _send(client, head, case, "accept_return", reason="同意").status_code == 302
    case.refresh_from_db()
    assert (case.status, case.responsible_unit) == (Status.REGISTERED, None)


# Refusals keep everything


def test_refusal_names_what_is_missing_and_keeps_what_was_typed(client, head, case):
    water = Unit.objects.get(short_name="水务")
    typed = {"unit": water.pk, "officer_name": "赵经办", "due_on": "2099-01-01", "on": "2021-04-22", "note": ""}
    response = _send(client, head, case, "assign", **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["refused"] == [
        "由住建改交水务，请写明原因。",
        f"办理期限由 {case.due_on} 改为 2099-01-01，请写明原因。",
    ]
    assert 'value="赵经办"' in page
    assert 'value="2099-01-01"' in page
    assert Case.objects.get(pk=case.pk).responsible_unit.short_name == "住建"


def test_paying_more_than_is_owed_is_kept_and_pointed_out(client, liaison, working):
    block = claim_blocks(working, user=liaison)[0]
    line = f"worker_{block.workers[0].worker.pk}"
    source = Code.objects.filter(kind=Code.Kind.SOURCE).first()
    paid = {"on": str(timezone.localdate()), "source": source.pk, "proof_kind": Payment.ProofKind.NONE}
    _send(client, liaison, working, "record_payment", **paid, **{line: "99999"})
    told = client.get(f"/ledger/cases/{working.pk}/").content.decode()
    assert "支付已登记。其中 1 笔超过未付金额，请核对；填错的用“冲销支付”改正。" in told


def test_every_act_of_a_case_has_a_name_of_its_own():
    labels = [form.label for form in ACT_FORMS.values()]
    assert len(set(labels)) == len(labels)


def test_refused_return_is_told_as_refused(client, head, liaison):
    case = factories.case(head)
    unit = Unit.objects.get(short_name="住建")
    ordered = {"unit": unit.pk, "officer_name": "李", "due_on": "2099-01-01", "on": str(timezone.localdate())}
    _send(client, head, case, "assign", **ordered)
    _send(client, liaison, case, "ask_return", reason="不属于我单位")
    _send(client, head, case, "refuse_return", reason="房建项目归住建")
    told = client.get(f"/ledger/cases/{case.pk}/").content.decode()
    assert f"案件 {case.number}：没有同意退回，仍由原单位办理。" in told


def test_empty_fields_are_named_in_plain_words(client, head, case):
    page = _send(client, head, case, "assign", unit="", officer_name="", due_on="2021-13-40", note="字" * 2001)
    assert page.context["form"].errors == {
        "unit": ["请选择。"],
        "officer_name": ["请填写。"],
        "due_on": ["不是有效的日期，请写成 2021-05-10 的样子。"],
        "on": ["请填写。"],
        "note": ["最多 2000 个字，请精简。"],
    }


def test_filling_in_says_that_a_chosen_file_is_lost(client, liaison, working):
    page = _send(client, liaison, working, "record_payment", fill="1", proof=_pdf())
    assert (page.status_code, "附件须重新选择。" in page.content.decode()) == (200, True)


def test_gate_names_every_missing_thing_with_nothing_written(client, liaison, working):
    before = Event.objects.count()
    response = _send(client, liaison, working, "request_completion")
    assert response.status_code == 422
    number = working.case_claims.get().claim.number
    assert response.context["refused"] == [
        f"{number}：没有办结结果。",
        "没有确认“案情清楚”（内容、确认人和时间）。",
        "没有确认“事情解决”（内容、确认人和时间）。",
        "没有回访记录，也没有写明未回访的原因（由治欠办登记）。",
    ]
    assert Event.objects.count() == before


def test_gate_hides_names_under_secrecy(client, head, liaison):
    case = factories.case(head, is_secret=True)
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    entry = case.case_claims.get()
    verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal("12500.00"))
    record_outcome(case_claim=entry, by=head, outcome="paid")
    response = _send(client, liaison, case, "request_completion")
    assert response.status_code == 422
    assert "岩甲" not in response.content.decode()
    for act in ("record_payment", "record_outcome", "add_evidence", "verify_amounts"):
        assert "岩甲" not in client.get(_address(case, act)).content.decode()


@pytest.mark.parametrize(
    ("act", "values", "field"),
    [
        ("record_payment", {"on": "2999-01-01"}, "on"),
        ("record_payment", {"amount": "1e5"}, "amount"),
        ("record_payment", {"amount": "-5"}, "amount"),
        ("record_payment", {"amount": "1.234"}, "amount"),
        ("record_payment", {"amount": ""}, "__all__"),
        ("record_payment", {"source": "999999"}, "source"),
        ("record_outcome", {"claim": "999999", "outcome": "paid", "outcome_on": PAID_ON}, "claim"),
        ("record_outcome", {"outcome": "solved"}, "outcome"),
        ("verify_amounts", {"verified_amount_yuan": "很多"}, "verified_amount_yuan"),
        ("confirm_facts", {}, "__all__"),
        ("follow_up", {"on": PAID_ON}, "__all__"),
        ("note_progress", {"text": "   "}, "text"),
        ("merge_duplicate", {"into": "J530902-2021-9999", "reason": "同一件"}, "into"),
        ("gather", {"other": "A530902-2021-9999"}, "other"),
        ("gather", {}, "__all__"),
    ],
)
def test_wrong_input_is_named_at_its_field(client, head, working, act, values, field):
    line = f"worker_{working.case_claims.get().claim.workers.get().pk}"
    values = {line if name == "amount" else name: value for name, value in values.items()}
    if act == "record_payment":
        complete = {"on": PAID_ON, "source": factories.code("source", "employer").pk, "proof_kind": "none", line: "100"}
        values = complete | values
    response = _send(client, head, working, act, **values)
    assert response.status_code == 422
    assert (line if field == "amount" else field) in response.context["form"].errors


def test_claims_and_payments_of_other_cases_cannot_be_chosen(client, head, working):
    other = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    payment = factories.pay(other, head)
    sent = {"claim": other.case_claims.get().pk, "outcome": "paid", "outcome_on": PAID_ON}
    assert "claim" in _send(client, head, working, "record_outcome", **sent).context["form"].errors
    factories.pay(working, head)
    response = _send(client, head, working, "void_payment", payment=payment.pk, reason="错")
    assert "payment" in response.context["form"].errors


# Somebody else was first


def test_conflict_says_who_and_keeps_what_was_typed(client, head, liaison, working):
    typed = _typed(client, liaison, working, "confirm_facts") | {"facts_clear_text": "写了很久的话"}
    factories.pay(working, head)
    response = client.post(_address(working, "confirm_facts"), typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert f"已由{head}于" in response.context["refused"][0]
    assert "登记支付" in response.context["refused"][0]
    assert "写了很久的话" in page
    assert not Case.objects.get(pk=working.pk).facts_clear_text

    again = typed | {"version": response.context["form"]["version"].value()}
    assert client.post(_address(working, "confirm_facts"), again).status_code == 302


def test_conflict_on_an_act_that_is_over_offers_no_button(client, head, liaison, case):
    typed = _typed(client, liaison, case, "sign_for") | {"on": "2021-04-22"}
    sign_for(case=case, by=head, on=date(2021, 4, 22))
    response = client.post(_address(case, "sign_for"), typed)
    assert response.status_code == 409
    assert response.context["closed"]
    assert "这件事已不能办" in response.content.decode()


# A double click


def test_payment_is_recorded_once(client, head, working):
    line = f"worker_{working.case_claims.get().claim.workers.get().pk}"
    source = factories.code("source", "employer").pk
    typed = _typed(client, head, working, "record_payment")
    typed |= {"on": PAID_ON, "source": source, "proof_kind": "none", line: "100"}
    assert [client.post(_address(working, "record_payment"), typed).status_code for _ in range(2)] == [302, 302]
    assert [payment.amount_yuan for payment in Payment.objects.all()] == [Decimal("100.00")]


def test_notes_papers_and_calls_are_not_doubled(client, head, working):
    for act, values, model in (
        ("note_progress", {"on": PAID_ON, "text": "约谈"}, ProgressNote),
        ("add_evidence", {"on": PAID_ON, "kind": "contact", "text": "电话"}, Evidence),
        ("follow_up", {"on": PAID_ON, "none_reason": "当面付清"}, FollowUp),
    ):
        typed = _typed(client, head, working, act) | values
        statuses = [client.post(_address(working, act), typed).status_code for _ in range(2)]
        assert statuses == ([302, 302] if model is ProgressNote else [302, 409])
        assert model.objects.count() == 1


# Payments


def test_button_fills_in_what_is_outstanding_and_writes_nothing(client, head):
    roll = tuple(factories.worker_data(f"工人{n}", f"{n + 1}00.50") for n in range(3))
    case = factories.case(head, workers_count=3, amount_yuan=Decimal("601.50"), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    first, second, third = (f"worker_{worker.pk}" for worker in case.case_claims.get().claim.workers.all())
    response = _send(client, head, case, "record_payment", fill="1", note="已谈妥", **{second: "50"})
    form = response.context["form"]
    assert response.status_code == 200
    assert [form[name].value() for name in (first, second, third)] == ["100.50", "50", "300.50"]
    assert form["note"].value() == "已谈妥"
    assert not Payment.objects.exists()


def test_infected_paper_is_refused_and_named_on_the_trail(client, head, working, settings):
    values = _typed(client, head, working, "add_evidence") | {"on": PAID_ON, "kind": "contact", "text": "电话"}
    with scanner() as clamd:
        settings.CLAMAV = clamd.address
        for body in (HARMFUL, b""):
            file = SimpleUploadedFile("协议.pdf", b"%PDF-1.4\n" + body + b"\nstartxref\n0\n%%EOF\n")
            page = client.post(_address(working, "add_evidence"), values | {"file": file})
            assert (page.status_code, "查出病毒，没有接收" in page.content.decode()) == (
                (422, True) if body else (302, False)
            )
            assert StoredFile.objects.count() == (0 if body else 1)
    event = Event.objects.get(act="refuse_infected")
    assert (event.by, set(event.data), StoredFile.objects.get().scanned_at is None) == (head, {"sha256"}, False)


def test_proof_is_stored_and_a_bad_file_is_refused(client, head, working):
    line = f"worker_{working.case_claims.get().claim.workers.get().pk}"
    values = {"on": PAID_ON, "source": factories.code("source", "employer").pk, "proof_kind": "transfer", line: "100"}
    bad = SimpleUploadedFile("凭证.pdf", b"MZ not a document", content_type="application/pdf")
    response = _send(client, head, working, "record_payment", proof=bad, **values)
    assert response.status_code == 422
    assert "proof" in response.context["form"].errors
    assert "附件须重新选择" in response.content.decode()
    assert not StoredFile.objects.exists()

    assert _send(client, head, working, "record_payment", proof=_pdf(), **values).status_code == 302
    assert Payment.objects.get().proof.name == "凭证.pdf"


def test_refused_act_leaves_no_file(client, head, working, settings):
    line = f"worker_{working.case_claims.get().claim.workers.get().pk}"
    values = {"source": factories.code("source", "employer").pk, "proof_kind": "transfer", line: "100"}
    response = _send(client, head, working, "record_payment", proof=_pdf(), on="1999-12-31", **values)
    assert response.status_code == 422
    assert response.context["refused"] == ["支付日期 1999-12-31 早于 2000 年，请核对。"]
    assert not StoredFile.objects.exists()


def test_proof_is_added_later_and_payment_struck_out(client, head, working):
    payment = factories.pay(working, head, with_proof=False, proof_kind="none")
    sent = _send(client, head, working, "add_proof", payment=payment.pk, proof_kind="receipt", proof=_pdf())
    assert sent.status_code == 302
    payment.refresh_from_db()
    assert (payment.proof_kind, payment.proof.name) == ("receipt", "凭证.pdf")
    assert _send(client, head, working, "void_payment", payment=payment.pk, reason="错").status_code == 302
    payment.refresh_from_db()
    assert payment.voided_by == head


# Claims move between cases


def test_related_cases_are_offered_first_and_any_other_by_number(client, head):
    into, same = factories.case(head), factories.case(head)
    other = factories.case(head, project_name="别处", employer_name="别家")
    client.force_login(head)
    offered = client.get(_address(into, "gather")).context["form"].fields["cases"].queryset
    assert list(offered) == [same]
    sent = _send(client, head, into, "gather", cases=[same.pk], other=other.number.removeprefix("A"))
    assert sent.status_code == 302
    assert into.case_claims.count() == 3
    same.refresh_from_db()
    assert same.status == Status.ABSORBED

    claim = into.case_claims.last()
    assert _send(client, head, into, "split_off", claim=claim.pk).status_code == 302
    assert into.case_claims.count() == 2


def test_claim_is_merged_and_voided_from_its_own_address(client, head, liaison):
    first, second, third = (factories.case(head).case_claims.get() for _ in range(3))
    client.force_login(head)
    address = client.get(f"/ledger/claims/{second.claim.pk}/merge/")["Location"]
    assert address == f"/ledger/cases/{second.case_id}/merge_duplicate/?claim={second.pk}"
    assert client.get(address).context["form"]["claim"].value() == str(second.pk)
    sent = _send(
        client, head, second.case, "merge_duplicate", claim=second.pk, into=first.claim.number, reason="同一人同一事"
    )
    assert sent.status_code == 302
    assert first.claim.visits.count() == 1
    assert _send(client, head, third.case, "void_claim", claim=third.pk, reason="登记错误").status_code == 302
    client.force_login(liaison)
    assert client.get(f"/ledger/claims/{first.claim.pk}/void/").status_code == 403


# Settled at the table


def _spot(case: Case, **values) -> dict:
    line = f"worker_{case.case_claims.get().claim.workers.get().pk}"
    return {
        "on": str(timezone.localdate()), "outcome": "paid", "source": factories.code("source", "employer").pk,
        "proof_kind": "receipt", "proof": _pdf(), "facts_clear_text": "已查清", "matter_settled_text": "当场付清",
        "satisfaction": factories.code("satisfaction", "good").pk, line: "12500",
    } | values  # fmt: skip


def test_settled_on_the_spot_waits_for_the_head_alone(client, clerk, head):
    case = factories.case(clerk)
    assert _send(client, clerk, case, "settle_on_spot", **_spot(case)).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW
    assert _send(client, head, case, "complete", on=str(timezone.localdate())).status_code == 302


def test_spot_without_proof_is_refused_whole(client, clerk):
    case = factories.case(clerk)
    response = _send(client, clerk, case, "settle_on_spot", **_spot(case, proof=""))
    assert response.status_code == 422
    assert any("缺少凭证" in sentence for sentence in response.context["refused"])
    case.refresh_from_db()
    assert case.status == Status.REGISTERED
    assert not Payment.objects.exists()


def test_spot_settlement_rests_on_the_agreement(client, clerk):
    case = factories.case(clerk)
    line = f"worker_{case.case_claims.get().claim.workers.get().pk}"
    values = _spot(case, outcome="settled", paper=_pdf("和解协议.pdf"), **{line: "12000"})
    values[f"verified_{case.case_claims.get().claim.pk}"] = "12500.00"
    assert _send(client, clerk, case, "settle_on_spot", **values).status_code == 302
    entry = case.case_claims.get()
    assert (entry.verified_amount_yuan, entry.agreed_amount_yuan) == (Decimal("12500.00"), Decimal("12000.00"))
    assert Evidence.objects.get().file.name == "和解协议.pdf"


@pytest.mark.parametrize(
    ("status", "act", "field"),
    [
        (Status.REGISTERED, "assign", "assisting"),
        (Status.REGISTERED, "gather", "cases"),
        (Status.COMPLETED, "reopen", "claims"),
    ],
)
@pytest.mark.parametrize("value", ["9" * 30, "-1", "²", "abc"])
def test_number_that_no_row_can_have_is_not_offered(client, head, status, act, field, value):
    case = factories.brought_to(status, factories.case(head), head)
    client.force_login(head)
    response = client.post(f"/ledger/cases/{case.pk}/{act}/", {field: value})
    assert (response.status_code, field in response.context["form"].errors) == (422, True)


def test_token_of_another_payment_is_refused_in_words(client, head):
    first, second = (factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False) for _ in "ab")
    sent = {"submission": str(uuid.uuid4()), "on": "2021-04-28", "proof_kind": "none"}
    sent["source"] = factories.code("source", "employer").pk
    client.force_login(head)
    statuses = []
    for case in (first, second):
        worker = case.case_claims.get().claim.workers.get()
        paid = sent | {"version": case.version, f"worker_{worker.pk}": "1"}
        statuses.append(client.post(f"/ledger/cases/{case.pk}/record_payment/", paid).status_code)
    assert (statuses, second.payments.count()) == ([302, 422], 0)
