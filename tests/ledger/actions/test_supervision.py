"""催办, 督办 and replies, 会商: who asks whom, who answers, who sees the case for it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.supervision import note_consultation, remind, reply_supervision, supervise
from ledger.gates import missing_for_completion
from ledger.models import Case, ProgressNote, Supervision
from ledger.selectors.facts import case_facts
from ledger.selectors.oversight import supervision_rows
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from reception.models import Claim, Company
from tests import factories

ON, REPLY_DUE, REPLIED_ON = date(2021, 5, 6), date(2021, 5, 12), date(2021, 5, 11)


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def ask(case: Case, by, kind: str = "supervise", unit: str = "住建", **values) -> Supervision:
    given = {"text": "五日内付清", "reply_due_on": REPLY_DUE, "on": ON} | values
    return supervise(case=case, by=by, kind=kind, unit=factories.unit(unit), **given)


def test_reminder_asks_for_no_reply(case, clerk, liaison) -> None:
    row = remind(case=case, by=clerk, unit=liaison.unit, text="请抓紧", on=ON)
    assert (row.kind, row.reply_due_on, supervision_rows(case, today=REPLY_DUE)[0].awaits_reply) == (
        "remind",
        None,
        False,
    )
    with pytest.raises(Refused, match="催办不须回复"):
        reply_supervision(supervision=row, by=liaison, reply="知道了", on=REPLIED_ON)
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["unit"], "请抓紧" in str(event.data)) == ("remind", "住建", False)


def test_head_supervises_and_the_clerk_only_reminds(case, head, clerk, liaison, foreign_liaison, leader) -> None:
    for user in (clerk, liaison, foreign_liaison, leader):
        with pytest.raises(PermissionDenied):
            ask(case, user)
    for user in (liaison, foreign_liaison, leader):
        with pytest.raises(PermissionDenied):
            remind(case=case, by=user, unit=liaison.unit, text="请抓紧")
    assert ask(case, head, "listed").get_kind_display() == "挂牌督办"


def test_everything_missing_is_named_at_once(case, head) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        supervise(case=case, by=head, kind="supervise", unit=None, text=" ", reply_due_on=None, on=tomorrow)
    assert refused.value.missing == [
        "请填写要求。",
        f"日期 {tomorrow} 晚于今天。",
        "请选择对象单位。",
        "请填写回复期限。",
    ]
    for kind in ("remind", "shout"):
        with pytest.raises(Refused, match="请选择督办的种类"):
            ask(case, head, kind)
    with pytest.raises(Refused, match=f"回复期限 {ON - timedelta(1)} 早于 {ON}"):
        ask(case, head, reply_due_on=ON - timedelta(1))
    assert Supervision.objects.count() == 0


def test_only_a_regulator_need_not_be_on_the_case(case, head) -> None:
    for kind in ("supervise", "listed"):
        with pytest.raises(Refused, match="水务不是本案的责任单位或协办单位"):
            ask(case, head, kind, "水务")
    case.assisting_units.add(factories.unit("水务"))
    assert ask(case, head, "supervise", "水务").unit.short_name == "水务"
    assert ask(case, head, "regulator", "交通").unit.short_name == "交通"
    elsewhere = factories.unit("他处", of=factories.area("530922"))
    with pytest.raises(Refused, match="他处不是本区划的成员单位"):
        supervise(case=case, by=head, kind="regulator", unit=elsewhere, text="核查", reply_due_on=REPLY_DUE, on=ON)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (Status.REGISTERED, {"regulator"}),
        (Status.ASSIGNED, {"remind", "supervise", "regulator"}),
        (Status.UNDER_REVIEW, {"remind", "supervise", "regulator"}),
        (Status.STRUCK_OFF, set()),
    ],
)
def test_states_in_which_a_unit_is_asked(head, status, allowed) -> None:
    case = factories.brought_to(status, factories.case(head), head)
    case.assisting_units.add(factories.unit("住建"))
    acts = {
        "remind": lambda: remind(case=case, by=head, unit=factories.unit("住建"), text="请抓紧", on=ON),
        "supervise": lambda: ask(case, head),
        "regulator": lambda: ask(case, head, "regulator"),
    }
    for name in allowed:
        acts.pop(name)()
    for act in acts.values():
        with pytest.raises(Refused, match=f"现在是“{status.label}”，不能"):
            act()


def test_unit_that_was_asked_replies_once(case, head, liaison) -> None:
    row = ask(case, head)
    seen = Case.objects.get(pk=case.pk).version
    stale = Supervision.objects.get()
    reply_supervision(supervision=row, by=liaison, reply="已付一半", on=REPLIED_ON, expected_version=seen)
    with pytest.raises(Conflict, match=f"已由{liaison}于 .* 办理“回复督办”"):
        reply_supervision(supervision=stale, by=head, reply="代为登记", expected_version=seen)
    with pytest.raises(Refused, match=f"已于 {REPLIED_ON} 回复"):
        reply_supervision(supervision=stale, by=liaison, reply="又来", on=REPLIED_ON)
    stored = Supervision.objects.get()
    assert (stored.reply, stored.replied_on, stored.replied_by) == ("已付一半", REPLIED_ON, liaison)
    assert "已付一半" not in str(list(Event.objects.values_list("data", flat=True)))


def test_another_unit_does_not_reply(case, head, clerk, liaison, foreign_liaison) -> None:
    row = ask(case, head, "regulator", "水务")
    for user in (liaison, clerk, factories.user("head", area=factories.area("530921"))):
        with pytest.raises(PermissionDenied):
            reply_supervision(supervision=row, by=user, reply="与我无关")
    with pytest.raises(Refused) as refused:
        reply_supervision(supervision=row, by=foreign_liaison, reply=" ", on=ON - timedelta(1))
    assert refused.value.missing == ["请填写回复。", f"回复日期 {ON - timedelta(1)} 早于行业督办日期 {ON}。"]
    assert reply_supervision(supervision=row, by=foreign_liaison, reply="已核查", on=REPLIED_ON).reply == "已核查"
    by_head = ask(case, head, "regulator", "水务")
    assert reply_supervision(supervision=by_head, by=head, reply="不影响工资支付", on=REPLIED_ON).replied_by == head


def test_late_reply_is_told_in_days_until_it_comes(case, head, liaison) -> None:
    row = ask(case, head)
    over = [supervision_rows(case, today=REPLY_DUE + timedelta(days))[0].days_over for days in (-1, 0, 1, 9)]
    assert over == [0, 0, 1, 9]
    reply_supervision(supervision=row, by=liaison, reply="已付清", on=REPLIED_ON)
    assert supervision_rows(case, today=date(2022, 1, 1))[0].days_over == 0


def test_regulator_sees_the_case_and_its_claims_from_then_on(case, head, foreign_liaison) -> None:
    def seen() -> tuple[bool, bool]:
        return (
            Case.objects.visible_to(foreign_liaison).filter(pk=case.pk).exists(),
            Claim.objects.visible_to(foreign_liaison).filter(caseclaim__case=case).exists(),
        )

    assert seen() == (False, False)
    case.assisting_units.add(factories.unit("人社"))
    row = ask(case, head, "regulator", "水务")
    assert seen() == (True, True)
    reply_supervision(supervision=row, by=foreign_liaison, reply="已核查", on=REPLIED_ON)
    assert seen() == (True, True)
    assert Case.objects.visible_to(foreign_liaison).count() == Claim.objects.visible_to(foreign_liaison).count() == 1


def test_other_kinds_show_the_case_to_nobody_else(case, head, foreign_liaison) -> None:
    case.assisting_units.add(foreign_liaison.unit)
    ask(case, head, "supervise", "水务")
    case.assisting_units.clear()
    assert not Case.objects.visible_to(foreign_liaison).exists()
    assert not Claim.objects.visible_to(foreign_liaison).exists()


def test_unanswered_regulator_is_named_by_the_gate_and_no_other_kind(case, head, foreign_liaison) -> None:
    factories.made_ready(case, head)
    for kind in ("supervise", "listed"):
        ask(case, head, kind)
    assert missing_for_completion(case_facts(case)) == []
    row = ask(case, head, "regulator", "水务")
    assert missing_for_completion(case_facts(case)) == [
        f"行业督办（水务，{ON}）尚未回复（由该单位回复，或由主任代为登记）。"
    ]
    reply_supervision(supervision=row, by=foreign_liaison, reply="已核查", on=REPLIED_ON)
    assert missing_for_completion(case_facts(case)) == []


def test_what_was_asked_may_be_answered_when_the_case_is_finished(case, head, liaison) -> None:
    row = ask(case, head)
    factories.made_ready(case, head)
    factories.brought_to(Status.STRUCK_OFF, case, head)
    assert reply_supervision(supervision=row, by=liaison, reply="已付清", on=REPLIED_ON).replied_on == REPLIED_ON


def test_units_that_met_are_kept_with_what_they_agreed(case, head, liaison, foreign_liaison, clerk) -> None:
    units = [factories.unit("住建"), factories.unit("公安")]
    with pytest.raises(PermissionDenied):
        note_consultation(case=case, by=foreign_liaison, text="会商", units=units)
    with pytest.raises(PermissionDenied):
        note_consultation(case=case, by=clerk, text="会商", units=units)
    case.assisting_units.add(foreign_liaison.unit)
    for user in (head, liaison, foreign_liaison):
        note_consultation(case=case, by=user, text="先付后议", units=units, on=ON)
    notes = ProgressNote.objects.filter(kind="consultation")
    assert [(note.text, note.on, set(note.units.all())) for note in notes] == [("先付后议", ON, set(units))] * 3
    assert Event.objects.filter(act="note_consultation").first().data["units"] == ["住建", "公安"]


def test_consultation_needs_words_two_units_of_the_area_and_an_open_case(case, head) -> None:
    one, elsewhere = factories.unit("住建"), factories.unit("他处", of=factories.area("530922"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        note_consultation(case=case, by=head, text=" ", units=[elsewhere, elsewhere], on=tomorrow)
    assert refused.value.missing == [
        f"日期 {tomorrow} 晚于今天。",
        "他处不是本区划的成员单位。",
        "他处不是本区划的成员单位。",
        "会商须有两个以上单位参加，请勾选参加的单位。",
        "请填写会商内容。",
    ]
    factories.made_ready(case, head)
    factories.brought_to(Status.COMPLETED, case, head)
    with pytest.raises(Refused, match="现在是“已办结”，不能登记会商"):
        note_consultation(case=case, by=head, text="会商", units=[one, factories.unit("公安")], on=ON)


def test_unit_in_conflict_is_asked_and_still_reads_no_name(case, head, foreign_liaison) -> None:
    """行业督办 of the very unit that is complained of: the head may want its answer, the petitioner stays hidden."""
    Company.objects.update(unit=foreign_liaison.unit)
    ask(case, head, "regulator", "水务")
    claim = Claim.objects.visible_to(foreign_liaison).get()
    assert claim.caseclaim.case == case
