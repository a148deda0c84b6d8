"""相关程序 and what they do to the deadlines of their case."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.clocks import office_clock
from ledger.actions.completion import complete, request_completion
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.procedures import close_procedure, exempt_procedure, note_procedure, open_procedure
from ledger.actions.reference import load_procedure_kinds
from ledger.actions.regroup import gather, merge_duplicate, split_off, void_claim
from ledger.actions.statutory import start_statutory
from ledger.models import Case, Procedure, ProcedureKind, ProcedureStep
from ledger.procedure_data import PROCEDURE_KINDS
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import DUE_ON, SHANGHAI, SIGNED_ON

OPENED, FILED, HEARD, CLOSED = date(2021, 4, 26), date(2021, 4, 28), date(2021, 5, 20), date(2021, 6, 10)
CHECK = date(2021, 5, 6)
WHEN = datetime(2021, 4, 28, 10, tzinfo=SHANGHAI)


@pytest.fixture
def case(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)


def refused(action, **values) -> list[str]:
    with pytest.raises(Refused) as refusal:
        action(**values)
    return refusal.value.missing


def open_codes(case: Case) -> set[str]:
    return set(case.clocks.filter(closed_on=None).values_list("rule__code", flat=True))


def opened(case: Case, head, kind: str = "arbitration", **values) -> Procedure:
    return factories.procedure(case, head, kind, **({"next_check_on": CHECK} | values))


def test_kinds_are_loaded_once_and_stay_as_edited(reference):
    assert ProcedureKind.objects.count() == len(PROCEDURE_KINDS) == 9
    ProcedureKind.objects.filter(code="police").update(answer_days=3, label="移送公安机关")
    assert load_procedure_kinds() == {}
    assert ProcedureKind.objects.get(code="police").label == "移送公安机关"
    ProcedureKind.objects.filter(code="legal_aid").delete()
    assert load_procedure_kinds() == {"程序种类": 1}
    assert Event.objects.order_by("-number")[0].act == "load_procedure_kinds"


def test_arbitration_pauses_the_limit_and_starts_the_legal_one_when_it_is_filed(case, head):
    procedure = opened(case, head)
    assert (procedure.answer, procedure.next_check_on, procedure.checklist) == ("waiting", CHECK, [])
    clock = office_clock(case)
    assert (clock.paused_on, clock.next_check_on, clock.pause_reason) == (OPENED, CHECK, "等待仲裁绿色通道")
    assert (case.due_on, open_codes(case)) == (CHECK, {"office_limit"})
    noted = note_procedure(
        procedure=procedure, by=head, step="accepted", on=FILED, next_check_on=HEARD, reference="仲案〔2021〕示例 1 号"
    )
    assert (noted.label, noted.on, noted.next_check_on) == ("立案", FILED, HEARD)
    assert (procedure.accepted_on, procedure.answer, procedure.reference) == (
        FILED,
        "accepted",
        "仲案〔2021〕示例 1 号",
    )
    award = case.clocks.get(rule__code="arbitration_award")
    # 45 days from 28 April are 12 June, the first of three days off.
    assert (award.started_on, award.due_on) == (FILED, date(2021, 6, 15))
    case.refresh_from_db()
    assert (office_clock(case).next_check_on, case.due_on) == (HEARD, HEARD)
    note_procedure(procedure=procedure, by=head, step="heard", on=HEARD, next_check_on=CLOSED)
    close_procedure(procedure=procedure, by=head, result="裁决支付 12,500 元", on=CLOSED)
    case = Case.objects.get(pk=case.pk)
    assert (open_codes(case), award.__class__.objects.get(pk=award.pk).closed_on) == ({"office_limit"}, CLOSED)
    # Twelve working days were left on 26 April; they are counted again from 10 June.
    assert (office_clock(case).paused_on, case.due_on) == (None, date(2021, 6, 29))
    steps = list(ProcedureStep.objects.order_by("id").values_list("label", "on", "next_check_on"))
    assert steps == [("申请", OPENED, CHECK), ("立案", FILED, HEARD), ("审理", HEARD, CLOSED), ("裁决", CLOSED, None)]
    acts = list(Event.objects.order_by("number").values_list("act", flat=True))[-4:]
    assert acts == ["open_procedure", "note_procedure", "note_procedure", "close_procedure"]
    assert Event.objects.order_by("-number")[0].data.keys() == {"number", "kind", "on"}


def test_refusal_closes_with_its_reason_and_lets_the_limit_run_on(case, head):
    procedure = opened(case, head)
    assert refused(note_procedure, procedure=procedure, by=head, step="refused", on=FILED) == ["请填写不予受理的理由。"]
    note_procedure(procedure=procedure, by=head, step="refused", text="超过仲裁时效", on=FILED)
    assert (procedure.answer, procedure.closed_on, procedure.result, procedure.next_check_on) == (
        "refused", FILED, "超过仲裁时效", None,
    )  # fmt: skip
    assert office_clock(case).paused_on is None
    assert open_codes(case) == {"office_limit"}
    assert refused(close_procedure, procedure=procedure, by=head, result="无") == [
        "“仲裁绿色通道”已于 2021-04-28 办结，不能再登记。"
    ]


def test_limit_waits_for_the_last_of_two_and_is_looked_at_on_the_earlier_check(case, head):
    first = opened(case, head)
    second = opened(case, head, "police", next_check_on=date(2021, 4, 30))
    case.refresh_from_db()
    assert (office_clock(case).next_check_on, case.due_on) == (date(2021, 4, 30), date(2021, 4, 30))
    close_procedure(procedure=second, by=head, result="已立案侦查", on=HEARD)
    assert (office_clock(case).paused_on, office_clock(case).next_check_on) == (OPENED, CHECK)
    close_procedure(procedure=first, by=head, result="撤回申请", on=FILED)
    resumed = office_clock(case).changes.get(kind="resume")
    # The other one was waited for until then.
    assert resumed.on == HEARD


def test_a_person_s_own_pause_is_no_procedure_s_to_end(case, head):
    pause_case(case=case, by=head, reason="等待审计", next_check_on=HEARD, on=date(2021, 4, 23))
    procedure = opened(case, head)
    assert procedure.pause is None
    note_procedure(procedure=procedure, by=head, step="look", text="还在排期", on=FILED, next_check_on=CHECK)
    close_procedure(procedure=procedure, by=head, result="撤回申请", on=FILED)
    clock = office_clock(case)
    assert (clock.paused_on, clock.next_check_on) == (date(2021, 4, 23), HEARD)


def test_a_limit_resumed_by_a_person_and_paused_anew_stays_paused(case, head):
    procedure = opened(case, head)
    resume_case(case=case, by=head, on=FILED)
    pause_case(case=case, by=head, reason="等待审计", next_check_on=HEARD, on=date(2021, 4, 30))
    close_procedure(procedure=procedure, by=head, result="撤回申请", on=CHECK)
    assert office_clock(case).paused_on == date(2021, 4, 30)


def test_an_overdue_limit_is_not_paused_and_the_step_says_so(case, head):
    procedure = opened(case, head, opened_on=date(2021, 5, 17), next_check_on=CLOSED)
    assert (office_clock(case).paused_on, office_clock(case).due_on) == (None, DUE_ON)
    assert procedure.steps.get().text == "办理期限已于 2021-05-14 到期，没有中止。"
    close_procedure(procedure=procedure, by=head, result="撤回申请", on=HEARD)
    assert office_clock(case).due_on == DUE_ON


def test_a_procedure_older_than_the_limit_pauses_it_from_its_beginning(case, head):
    opened(case, head, opened_on=date(2021, 3, 1))
    assert office_clock(case).paused_on == office_clock(case).started_on


def test_kinds_that_nobody_decides_on_leave_the_limit_running(case, head):
    for kind in ("guidance", "payment_order", "legal_aid", "violation", "correction_order", "other_area"):
        opened(case, head, kind, next_check_on=CLOSED)
    assert office_clock(case).paused_on is None
    assert open_codes(case) == {"office_limit", "order_payment"}
    assert case.clocks.get(rule__code="order_payment").due_on == date(2021, 5, 10)


def test_legal_deadline_runs_until_the_last_procedure_on_it_ends(case, head):
    first, second = opened(case, head, "payment_order"), opened(case, head, "payment_order")
    close_procedure(procedure=first, by=head, result="已支付", on=CHECK)
    assert "order_payment" in open_codes(case)
    close_procedure(procedure=second, by=head, result="已支付", on=CHECK)
    assert "order_payment" not in open_codes(case)


def test_an_application_that_was_never_filed_ends_nobody_s_deadline(case, head):
    start_statutory(case=case, by=head, code="arbitration_award", started_on=OPENED, reason="另案")
    procedure = opened(case, head)
    close_procedure(procedure=procedure, by=head, result="撤回申请", on=FILED)
    assert "arbitration_award" in open_codes(case)


def test_next_check_is_set_by_the_kind_on_a_working_day(case, head):
    data = factories.procedure_data(opened_on=None, next_check_on=None)
    # Five days on is the third of five days off.
    assert open_procedure(case=case, by=head, data=data, now=WHEN).next_check_on == date(2021, 5, 6)
    order = factories.procedure_data("payment_order", opened_on=None, due_on=date(2021, 5, 14))
    assert open_procedure(case=case, by=head, data=order, now=WHEN).next_check_on == date(2021, 5, 17)


def test_police_is_told_only_with_every_precondition(case, head):
    items = ProcedureKind.objects.get(code="police").items
    data = factories.procedure_data("police", ticked=items[1:-1])
    assert refused(open_procedure, case=case, by=head, data=data) == [
        "事前核对未勾选：已下达责令支付文书并依法送达。", "事前核对未勾选：案件材料和证据清单已备齐，随案移送。",
    ]  # fmt: skip
    procedure = factories.procedure(case, head, "police")
    assert procedure.checklist == items


@pytest.mark.parametrize(
    ("kind", "told", "said"),
    [
        ("enforcement", {"instrument": ""}, ["请选择文书种类（判决、裁决，或者申请强制执行的决定）。"]),
        ("enforcement", {"amount_yuan": None}, ["请填写标的金额，须大于零，最多两位小数。"]),
        ("enforcement", {"amount_yuan": Decimal("0.001")}, ["请填写标的金额，须大于零，最多两位小数。"]),
        ("violation", {"violation": None}, ["请选择违法情形。"]),
        ("payment_order", {"due_on": None}, ["请填写文书指定的日期。"]),
        ("payment_order", {"due_on": date(2021, 4, 1)}, ["文书指定的日期 2021-04-01 早于送达日期 2021-04-26。"]),
        ("legal_aid", {"text": " ", "sent_to": ""}, ["请填写事由。", "请填写承办机关。"]),
        ("legal_aid", {"text": "长" * 501}, ["事由最多 500 个字，请精简。"]),
        ("legal_aid", {"reference": "长" * 81}, ["文号或案号最多 80 个字，请精简。"]),
        ("legal_aid", {"opened_on": date(1921, 4, 26)}, ["申请日期 1921-04-26 早于 2000 年，请核对。"]),
        ("legal_aid", {"next_check_on": OPENED}, ["下次核查日 2021-04-26 应当晚于申请日期 2021-04-26。"]),
        ("arbitration", {"next_check_on": date(2021, 4, 20)}, ["下次核查日 2021-04-20 应当晚于申请日期 2021-04-26。"]),
    ],
)
def test_what_the_kind_asks_for_is_named(case, head, kind, told, said):
    assert refused(open_procedure, case=case, by=head, data=factories.procedure_data(kind, **told)) == said
    assert not Procedure.objects.exists()


def test_a_day_to_come_and_what_is_not_of_this_case_are_refused(case, head):
    other = factories.claim(head)
    data = factories.procedure_data("legal_aid", claim=other, opened_on=date(2021, 4, 29))
    assert refused(open_procedure, case=case, by=head, data=data, now=WHEN) == [
        "申请日期 2021-04-29 晚于今天。", f"{other.number}不在案件 {case.number} 中。",
    ]  # fmt: skip
    ProcedureKind.objects.filter(code="legal_aid").update(is_active=False)
    unused = factories.procedure_data("legal_aid")
    assert refused(open_procedure, case=case, by=head, data=unused) == ["“法律援助”已停用，请选择其他程序。"]


def test_only_what_the_kind_asks_for_is_kept(case, head):
    told = {
        "instrument": "award",
        "amount_yuan": Decimal(5),
        "due_on": HEARD,
        "violation": factories.code("cause", "subletting"),
    }
    row = opened(case, head, "legal_aid", **told)
    assert (row.instrument, row.amount_yuan, row.due_on, row.violation) == ("", None, None, None)


def test_stages_stand_in_their_order(case, head):
    procedure = opened(case, head)
    note = {"procedure": procedure, "by": head}
    assert refused(note_procedure, step="heard", on=HEARD, **note) == ["还没有登记立案，请先登记。"]
    assert refused(note_procedure, step="accepted", on=date(2021, 4, 20), **note) == [
        "立案日期 2021-04-20 早于申请日期 2021-04-26。"
    ]
    assert refused(note_procedure, step="look", text="问过", on=date(2021, 4, 20), **note) == [
        "核查日期 2021-04-20 早于申请日期 2021-04-26。"
    ]
    assert refused(note_procedure, step="look", on=FILED, **note) == ["请填写核查情况。"]
    note_procedure(step="accepted", on=FILED, **note)
    assert refused(note_procedure, step="refused", text="不收", on=HEARD, **note) == [
        "已于 2021-04-28 立案，不能再登记是否受理；有结果的请登记办结。"
    ]
    note_procedure(step="heard", on=HEARD, **note)
    assert refused(note_procedure, step="heard", on=CLOSED, **note) == [
        "已登记审理日期 2021-05-20；再次开庭的请登记核查情况。"
    ]
    assert refused(close_procedure, procedure=procedure, by=head, result="裁决支付", on=FILED) == [
        "裁决日期 2021-04-28 早于审理日期 2021-05-20。"
    ]
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(close_procedure, procedure=procedure, by=head, result="", on=tomorrow) == [
        "请填写结果。", f"裁决日期 {tomorrow} 晚于今天。",
    ]  # fmt: skip


def test_a_kind_without_a_stage_has_no_such_step(case, head):
    procedure = opened(case, head, "guidance")
    assert refused(note_procedure, procedure=procedure, by=head, step="accepted") == [
        "“引导仲裁”没有受理这一步，请登记核查情况或办结。"
    ]
    assert refused(note_procedure, procedure=procedure, by=head, step="nothing") == ["请选择登记什么。"]
    other = opened(case, head, "legal_aid")
    assert refused(note_procedure, procedure=other, by=head, step="heard") == [
        "“法律援助”没有审理这一步，请登记核查情况或办结。"
    ]


def test_an_open_procedure_holds_up_completion_until_it_is_closed_or_found_without_bearing(case, head):
    procedure = opened(case, head, "violation")
    factories.made_ready(case, head)
    asked = refused(request_completion, case=case, by=head, on=CHECK)
    assert asked == ["违法发包等查处（2021-04-26 移交）尚未办结（请登记程序办结，或由主任认定不影响工资支付）。"]
    assert refused(exempt_procedure, procedure=procedure, by=head, reason=" ") == ["请填写理由。"]
    exempt_procedure(procedure=procedure, by=head, reason="工资已付清，违法行为另案查处")
    assert refused(exempt_procedure, procedure=procedure, by=head, reason="再次")[0].endswith("认定不影响工资支付。")
    request_completion(case=case, by=head, on=CHECK)
    complete(case=case, by=head, on=CHECK)
    # What others decide may come long after.
    close_procedure(procedure=procedure, by=head, result="罚款", on=CLOSED)
    assert (procedure.closed_on, Case.objects.get(pk=case.pk).status) == (CLOSED, Status.COMPLETED)


def test_exemption_lets_the_limit_run_on(case, head):
    procedure = opened(case, head, "police")
    exempt_procedure(procedure=procedure, by=head, reason="工资另行支付", now=WHEN)
    assert (office_clock(case).paused_on, procedure.closed_on) == (None, None)
    note_procedure(procedure=procedure, by=head, step="accepted", on=FILED)
    close_procedure(procedure=procedure, by=head, result="移送起诉", on=HEARD)
    assert office_clock(case).changes.filter(kind="resume").count() == 1


def test_who_may(case, head, liaison, foreign_liaison, clerk, leader):
    procedure = opened(case, liaison)
    note_procedure(procedure=procedure, by=liaison, step="accepted", on=FILED)
    for nobody in (foreign_liaison, clerk, leader):
        with pytest.raises(PermissionDenied):
            opened(case, nobody)
        with pytest.raises(PermissionDenied):
            note_procedure(procedure=procedure, by=nobody, step="look", text="看过")
        with pytest.raises(PermissionDenied):
            close_procedure(procedure=procedure, by=nobody, result="无")
    with pytest.raises(PermissionDenied):
        exempt_procedure(procedure=procedure, by=liaison, reason="不影响")
    close_procedure(procedure=procedure, by=liaison, result="裁决支付", on=HEARD)


def test_states_in_which_they_are_opened_and_noted(head, liaison):
    case = factories.case(head)
    assert "不能登记程序" in refused(opened, case=case, head=head)[0]
    factories.brought_to(Status.IN_PROGRESS, case, head)
    procedure = opened(case, head, "legal_aid")
    exempt_procedure(procedure=procedure, by=head, reason="不影响")
    request_completion(case=case, by=head, on=CHECK)
    assert "不能登记程序" in refused(opened, case=case, head=head)[0]
    look = {"procedure": procedure, "step": "look", "text": "问过", "on": FILED}
    assert refused(note_procedure, by=liaison, **look) == [
        f"案件 {case.number} 现在是“待审核”，不能登记程序进展：待审核的案件由主任办理，或先退回补办。"
    ]
    note_procedure(by=head, **look)


def test_stale_version_is_a_conflict(case, head):
    version = case.version
    procedure = opened(case, head)
    with pytest.raises(Conflict):
        close_procedure(procedure=procedure, by=head, result="无", expected_version=version)
    with pytest.raises(Conflict):
        open_procedure(case=case, by=head, data=factories.procedure_data(), expected_version=version)


def test_claims_stay_where_their_procedures_are_looked_after(case, head):
    mine, other = case.case_claims.get().claim, factories.assigned(factories.case(head), head)
    procedure = opened(case, head, claim=mine)
    whole = opened(other, head)
    busy = f"{mine.number}有未办结的程序，请先登记程序办结。"
    last = "有未办结的程序，不能没有诉求：请先登记程序办结，或者把其他诉求归集到该案件。"
    assert refused(gather, claims=[mine], into=other, by=head) == [busy, f"案件 {case.number} {last}"]
    theirs = other.case_claims.get().claim
    assert refused(gather, claims=[theirs], into=case, by=head) == [f"案件 {other.number} {last}"]
    assert refused(void_claim, claim=theirs, by=head, reason="误登") == [f"案件 {other.number} {last}"]
    assert refused(merge_duplicate, claim=theirs, into=mine, by=head, reason="同一事项") == [
        f"案件 {other.number} {last}"
    ]
    third = factories.claim(head)
    gather(claims=[third], into=case, by=head)
    assert refused(split_off, claim=mine, by=head) == [busy]
    close_procedure(procedure=procedure, by=head, result="撤回", on=FILED)
    close_procedure(procedure=whole, by=head, result="撤回", on=FILED)
    split = split_off(claim=mine, by=head)
    assert list(split.procedures.all()) == [procedure]


@pytest.mark.parametrize(("last_on", "resumed_on"), [(CLOSED, CLOSED), (FILED, HEARD)])
def test_limit_runs_on_though_the_procedure_that_paused_it_has_left_with_its_claim(case, head, last_on, resumed_on):
    mine, other = case.case_claims.get().claim, factories.case(head)
    gather(claims=[factories.claim(head)], into=case, by=head)
    paused_it, whole = opened(case, head, claim=mine), opened(case, head, "enforcement")
    close_procedure(procedure=paused_it, by=head, result="裁决", on=HEARD)
    gather(claims=[mine], into=other, by=head)
    paused_it.refresh_from_db()
    assert (paused_it.case, office_clock(case).paused_on) == (other, OPENED)
    close_procedure(procedure=whole, by=head, result="撤回", on=last_on)
    clock = office_clock(case)
    assert clock.paused_on is None
    assert clock.changes.get(kind="resume").on == resumed_on


def test_procedure_that_came_with_its_claim_has_no_say_in_the_limit_it_never_held(case, head):
    source = sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)
    theirs = source.case_claims.get().claim
    close_procedure(procedure=opened(source, head, claim=theirs), by=head, result="裁决", on=CLOSED)
    whole = opened(case, head)
    gather(claims=[theirs], into=case, by=head)
    close_procedure(procedure=whole, by=head, result="撤回", on=HEARD)
    assert office_clock(case).changes.get(kind="resume").on == HEARD


def test_a_person_s_own_pause_outlasts_a_procedure_that_did_not_begin_it(case, head):
    pause_case(case=case, by=head, reason="等待审计", next_check_on=CHECK, on=OPENED)
    close_procedure(procedure=opened(case, head), by=head, result="撤回", on=FILED)
    assert office_clock(case).paused_on == OPENED


def test_a_drive_of_another_area_is_refused(case, head):
    drive = replace(factories.procedure_data("enforcement"), drive=_drive("530921"))
    assert refused(open_procedure, case=case, by=head, data=drive) == ["“夏季集中执行”不是本区划的专项行动。"]
    mine = replace(factories.procedure_data("enforcement"), drive=_drive(factories.HOME))
    assert open_procedure(case=case, by=head, data=mine).drive == mine.drive


def _drive(area: str):
    return Procedure.drive.field.related_model.objects.create(area=factories.area(area), name="夏季集中执行")
