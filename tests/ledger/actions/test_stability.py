"""Risk, measures and incidents of a case: who may, what is asked for, what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.demo.desk import claims_of
from ledger.actions.incidents import close_incident, register_incident, void_incident
from ledger.actions.regroup import gather
from ledger.actions.stability import add_measure, check_measure, set_risk
from ledger.models import Case, Incident, RiskMark, StabilityMeasure
from ledger.selectors.major import major_facts
from ledger.selectors.stability import incidents_of, incidents_this_year, measure_rows
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories

ON, LATER = date(2021, 5, 6), date(2099, 1, 5)


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


def rate(case: Case, by, key: str = "key", **values) -> RiskMark:
    return set_risk(case=case, by=by, risk=factories.code("risk", key), **({"reason": "扬言聚集", "on": ON} | values))


def watch(case: Case, by, **values) -> StabilityMeasure:
    given = {"text": "每日联系", "unit": factories.unit(), "person": "李经办", "next_check_on": LATER, "on": ON}
    return add_measure(case=case, by=by, **(given | values))


def happen(by, case: Case | None = None, **values) -> Incident:
    given = {"area": by.area, "kind": "group", "on": ON, "place": "大门", "text": "九人聚集"}
    return register_incident(by=by, case=case, **(given | values))


def incidents_counted(case: Case) -> tuple[str, ...]:
    return major_facts([case], today=date(2021, 5, 10))[case.pk].incidents


def last_event() -> Event:
    return Event.objects.order_by("-number").first()


def test_newest_risk_stands_on_the_case_and_the_earlier_ones_are_kept(case, liaison, head) -> None:
    rate(case, liaison, "watch")
    rate(case, head, "key")
    assert str(Case.objects.get(pk=case.pk).risk) == "重点"
    assert [str(mark.risk) for mark in case.risk_marks.all()] == ["重点", "关注"]
    event = last_event()
    assert (event.act, event.data["risk"], event.data["before_risk"], "扬言" in str(event.data)) == (
        "set_risk", "重点", "关注", False,
    )  # fmt: skip


def test_risk_needs_a_reason_and_a_change(case, head) -> None:
    with pytest.raises(Refused) as refused:
        set_risk(case=case, by=head, risk=None, reason=" ", on=timezone.localdate() + timedelta(1))
    assert len(refused.value.missing) == 3
    rate(case, head)
    with pytest.raises(Refused, match="现在就是“重点”"):
        rate(case, head)
    with pytest.raises(Refused, match="请选择风险等级"):
        set_risk(case=case, by=head, risk=factories.code("source", "employer"), reason="误选", on=ON)


def test_only_the_unit_and_the_head_see_to_a_case(case, clerk, foreign_liaison, leader, city, head) -> None:
    measure = watch(case, head)
    for user in (clerk, foreign_liaison, leader, city):
        for act in (rate, watch):
            with pytest.raises(PermissionDenied):
                act(case, user)
        with pytest.raises(PermissionDenied):
            check_measure(measure=measure, by=user, text="平稳")
    for user in (foreign_liaison, leader, city):
        with pytest.raises(PermissionDenied):
            happen(user, case)


def test_finished_case_is_not_rated_or_watched_any_more_but_a_measure_ends(case, head) -> None:
    measure = watch(case, head)
    done = factories.brought_to(Status.COMPLETED, factories.made_ready(case, head), head)
    for act in (rate, watch):
        with pytest.raises(Refused, match="已办结"):
            act(done, head)
    with pytest.raises(Refused, match="不能继续稳控"):
        check_measure(measure=measure, by=head, text="平稳", next_check_on=LATER)
    assert check_measure(measure=measure, by=head, text="已付清").ended_on == timezone.localdate()


def test_measure_names_everything_that_is_missing(case, head) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused) as refused:
        watch(case, head, text="", unit=None, person=" ", next_check_on=today)
    assert refused.value.missing == [
        "请填写措施。", "请填写责任人。", "请选择责任单位。", f"下次核查日 {today} 应当晚于今天 {today}。",
    ]  # fmt: skip
    foreign = factories.unit("外地", of=factories.area("530999"))
    with pytest.raises(Refused, match="不是本区划"):
        watch(case, head, unit=foreign)


def test_every_check_is_kept_and_the_end_says_what_came_of_it(case, liaison) -> None:
    measure = watch(case, liaison, next_check_on=timezone.localdate() + timedelta(1))
    check_measure(measure=measure, by=liaison, text="平稳", next_check_on=LATER)
    ended = check_measure(measure=measure, by=liaison, text="已付清，各自返乡")
    assert (ended.last_check, ended.ended_by, ended.next_check_on) == ("已付清，各自返乡", liaison, LATER)
    row = measure_rows(case, today=ON)[0]
    assert ([check.text for check in row.checks], row.light.text) == (["已付清，各自返乡", "平稳"], "已解除")
    with pytest.raises(Refused, match="解除"):
        check_measure(measure=measure, by=liaison, text="再看", next_check_on=LATER)


def test_stale_form_is_refused(case, head) -> None:
    version = Case.objects.get(pk=case.pk).version
    rate(case, head)
    with pytest.raises(Conflict):
        watch(case, head, expected_version=version)


@pytest.mark.parametrize(
    ("day", "text", "level"),
    [(date(2021, 5, 9), "逾期 3 天未核查", "overdue"), (date(2021, 5, 6), "今天核查", "soon"), (ON - timedelta(2), "还有 2 天核查", "")],
)  # fmt: skip
def test_light_tells_in_words_how_the_next_check_stands(case, head, day, text, level) -> None:
    measure = watch(case, head)
    StabilityMeasure.objects.filter(pk=measure.pk).update(next_check_on=ON)
    light = measure_rows(case, today=day)[0].light
    assert (light.text, light.level) == (text, level)


def test_incident_stands_on_a_case_or_alone_and_counts_in_its_year(case, clerk, liaison, head) -> None:
    on_case, alone = happen(liaison, case), happen(clerk, kind="online", place="某平台")
    with pytest.raises(PermissionDenied):
        happen(liaison)
    assert (on_case.case, alone.case) == (case, None)
    assert incidents_this_year(head, today=date(2021, 12, 31)) == {
        "群体性事件": 1, "极端事件": 0, "网络舆论事件": 1,
    }  # fmt: skip
    assert set(incidents_this_year(head, today=date(2022, 1, 1)).values()) == {0}
    with pytest.raises(Refused) as refused:
        happen(head, kind="noise", place="", text="")
    assert len(refused.value.missing) == 3


def test_second_click_on_an_incident_alone_writes_nothing(case, clerk, head) -> None:
    first = happen(clerk)
    told = Event.objects.count()
    assert happen(clerk, place=" 大门 ") == first
    assert (Incident.objects.count(), Event.objects.count()) == (1, told)
    others = [happen(head), happen(clerk, place="后门"), happen(clerk, people_count=9), happen(clerk, case)]
    assert len({first, *others}) == 5


def test_incident_ends_once_with_what_was_done(clerk, liaison) -> None:
    incident = happen(clerk)
    with pytest.raises(PermissionDenied):
        close_incident(incident=incident, by=liaison, handling="劝返")
    with pytest.raises(Refused, match="早于事件日期"):
        close_incident(incident=incident, by=clerk, handling="劝返", on=ON - timedelta(1))
    close_incident(incident=incident, by=clerk, handling="到场劝返", on=ON)
    with pytest.raises(Refused, match="已于 2021-05-06 平息"):
        close_incident(incident=incident, by=clerk, handling="再次", on=ON)


def test_open_measures_go_along_when_a_case_is_gathered_into_another(case, head) -> None:
    other = factories.case(head)
    ended, going_on = watch(other, head), watch(other, head, text="到场值守")
    check_measure(measure=ended, by=head, text="平稳")
    gather(claims=claims_of(other), into=case, by=head)
    assert list(case.measures.all()) == [going_on]


def test_days_before_the_case_are_refused(case, head) -> None:
    before = case.opened_on - timedelta(1)
    for act in (rate, watch):
        with pytest.raises(Refused) as refused:
            act(case, head, on=before)
        assert refused.value.missing == [f"日期 {before} 早于立案日期 {case.opened_on}。"]
        act(case, head, on=case.opened_on)


def test_check_does_not_lie_before_the_measure_or_the_last_check(case, head) -> None:
    measure = watch(case, head)
    checked = check_measure(measure=measure, by=head, text="平稳", next_check_on=LATER, on=ON + timedelta(3))
    for day, said in (
        (ON - timedelta(1), ["核查日期 2021-05-05 早于措施日期 2021-05-06。", "核查日期 2021-05-05 早于上次核查的日期 2021-05-09。"]),
        (ON, ["核查日期 2021-05-06 早于上次核查的日期 2021-05-09。"]),
    ):  # fmt: skip
        for again in (LATER, None):
            with pytest.raises(Refused) as refused:
                check_measure(measure=checked, by=head, text="平稳", next_check_on=again, on=day)
            assert refused.value.missing == said
    assert check_measure(measure=checked, by=head, text="已付清", on=ON + timedelta(3)).ended_on == ON + timedelta(3)


def test_incident_registered_by_mistake_is_voided_and_counts_nowhere(case, clerk, liaison, head) -> None:
    incident, alone = happen(clerk, case), happen(clerk)
    for by in (clerk, liaison):
        with pytest.raises(PermissionDenied):
            void_incident(incident=incident, by=by, reason="误登")
    for reason in (" ", "长" * 201):
        with pytest.raises(Refused, match="作废原因"):
            void_incident(incident=incident, by=head, reason=reason)
    assert incidents_counted(case) == ("群体性事件",)
    version = Case.objects.get(pk=case.pk).version
    for row in (incident, alone):
        voided = void_incident(incident=row, by=head, reason=" 登记到别的案件了 ")
        assert (voided.voided_by, voided.void_reason, voided.text) == (head, "登记到别的案件了", "九人聚集")
    assert last_event().data == {"kind": "群体性事件", "on": "2021-05-06"}
    assert Event.objects.filter(act="void_incident", data__number=case.number).count() == 1
    assert Case.objects.get(pk=case.pk).version == version + 1
    assert incidents_counted(case) == ()
    assert set(incidents_this_year(head, today=date(2021, 12, 31)).values()) == {0}
    assert [incidents_of(head, state=state).count() for state in ("", "open", "closed")] == [2, 0, 0]


def test_incident_is_voided_once_and_is_over_then(clerk, head) -> None:
    incident = happen(clerk)
    void_incident(incident=incident, by=head, reason="误登")
    told = Event.objects.count()
    assert void_incident(incident=incident, by=head, reason="误登").void_reason == "误登"
    assert Event.objects.count() == told
    with pytest.raises(Refused, match="作废。"):
        void_incident(incident=incident, by=head, reason="再次")
    with pytest.raises(Refused, match="这起事件已作废。"):
        close_incident(incident=incident, by=clerk, handling="劝返", on=ON)
    # What is void stands in nobody's way: the same may happen in earnest.
    assert happen(clerk) != incident


def test_head_of_another_area_ends_and_voids_nothing(clerk) -> None:
    stranger, incident = factories.user("head", area=factories.area("530921")), happen(clerk)
    with pytest.raises(Incident.DoesNotExist):
        close_incident(incident=incident, by=stranger, handling="劝返", on=ON)
    with pytest.raises(Incident.DoesNotExist):
        void_incident(incident=incident, by=stranger, reason="误登")


def test_incident_of_another_century_is_refused(clerk, case, head) -> None:
    for by, where in ((clerk, None), (head, case)):
        with pytest.raises(Refused) as refused:
            happen(by, where, on=date(1921, 5, 6))
        assert refused.value.missing == ["事件日期 1921-05-06 早于 2000 年，请核对。"]
    assert happen(clerk, on=date(2000, 1, 1)).on == date(2000, 1, 1)
