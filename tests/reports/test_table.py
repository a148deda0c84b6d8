"""The table by counting rule v1, over rows written directly."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from office.models import Area
from reception.models import Correction, ReceptionSession
from reports.period import Month
from reports.row import in_wan
from reports.table import build_table
from tests import factories
from tests.reports import rows

APRIL, MAY, JUNE = Month(2021, 4), Month(2021, 5), Month(2021, 6)
DAY = date(2021, 4, 12)
QUERIES = 13
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(reference) -> None:
    """Areas, units and codes for every test here."""


def row(month: Month = APRIL, **options):
    table = build_table(area=factories.area(), month=month, **options)
    assert table.identity.holds
    assert len(table.rows) == 1
    return table.rows[0]


def test_dali_day_gives_the_published_figures() -> None:
    session = rows.held_session(DAY)
    solved = [(4, "40000.00"), (4, "60000.00"), (3, "45000.00"), (3, "50000.00"), (3, "50000.00")]
    unsolved = [(6, "80000.00"), (5, "65000.00"), (4, "50000.00"), (3, "50000.00")]
    for workers, amount in solved:
        rows.conclude(rows.claim(session, workers_count=workers, amount_yuan=Decimal(amount)), DAY)
    for workers, amount in unsolved:
        rows.claim(session, workers_count=workers, amount_yuan=Decimal(amount))

    assert build_table(area=factories.area(), month=APRIL).as_json() == {
        "area": "530902", "month": "2021-04", "rule": "flow", "rule_version": "v1", "as_of": None,
        "rows": [{
            "no": 1, "label": "临翔区", "sessions_held": 1, "claims": 9, "workers": 35, "amount_yuan": "490000.00",
            "amount_wan": "49.00", "solved": 5, "solved_flow": 5, "solved_cohort": 5, "remarks": "",
        }],
        "identity": {"opening": 0, "received": 9, "reopened": 0, "solved": 5, "other": 0, "closing": 4},
        "warnings": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("yuan", "wan"),
    [
        ("0", "0.00"), ("49.99", "0.00"), ("50.00", "0.01"), ("149.99", "0.01"), ("150.00", "0.02"), ("250", "0.03"),
        ("15000", "1.50"), ("999999999999.99", "100000000.00"),
    ],
)  # fmt: skip
def test_wan_rounds_half_up(yuan: str, wan: str) -> None:
    assert str(in_wan(Decimal(yuan))) == wan


def test_amount_is_converted_once_from_the_sum() -> None:
    session = rows.held_session(DAY)
    for amount in ("4444.44", "4444.44", "6111.12"):
        rows.claim(session, amount_yuan=Decimal(amount))

    assert (str(row().amount_yuan), str(row().amount_wan)) == ("15000.00", "1.50")


def test_amount_too_small_to_show_warns() -> None:
    rows.claim(rows.held_session(DAY), amount_yuan=Decimal("49.99"))

    table = build_table(area=factories.area(), month=APRIL)
    assert str(table.rows[0].amount_wan) == "0.00"
    assert table.warnings == ("涉及金额合计 49.99 元，不足 50 元，换算为万元后显示为 0.00。",)


def test_amount_of_fifty_yuan_shows_and_is_silent() -> None:
    rows.claim(rows.held_session(DAY), amount_yuan=Decimal("50.00"))

    table = build_table(area=factories.area(), month=APRIL)
    assert (str(table.rows[0].amount_wan), table.warnings) == ("0.01", ())


def test_amount_unknown_is_zero_and_named() -> None:
    session = rows.held_session(DAY)
    unknown = rows.claim(session, amount_yuan=None)
    rows.claim(session, amount_yuan=Decimal("20000"))

    table = build_table(area=factories.area(), month=APRIL)
    assert str(table.rows[0].amount_wan) == "2.00"
    assert table.rows[0].remarks == "金额不详 1 件，按 0 计。"
    assert table.warnings == (f"金额不详 1 件，按 0 计入涉及金额：{unknown.number}。",)


def test_month_without_session_is_zeros_with_a_warning() -> None:
    table = build_table(area=factories.area(), month=JUNE)

    zeros = table.rows[0].as_json() | {"remarks": ""}
    assert zeros == {
        "no": 1, "label": "临翔区", "sessions_held": 0, "claims": 0, "workers": 0, "amount_yuan": "0.00",
        "amount_wan": "0.00", "solved": 0, "solved_flow": 0, "solved_cohort": 0, "remarks": "",
    }  # fmt: skip
    assert table.rows[0].remarks == "本月未开展集中联合接访。"
    assert table.warnings == ("2021年6月没有开展集中联合接访，情况表为零报告，请核对后仍按时报送。",)


def test_session_without_visitors_counts_once() -> None:
    rows.held_session(DAY)
    assert (row().sessions_held, row().claims) == (1, 0)


def test_session_planned_cancelled_or_moved_counts_where_it_was_held() -> None:
    clerk, plan = rows.entry_clerk(), {"area": factories.area(), "venue": "一楼服务大厅"}
    cancel = {"cancelled_at": rows.ENTERED, "cancelled_by": clerk}
    ReceptionSession.objects.create(planned_on=date(2021, 4, 5), **plan)
    ReceptionSession.objects.create(
        planned_on=date(2021, 4, 6), status="cancelled", cancel_reason="省里改期", **cancel, **plan
    )
    held = rows.held_session(date(2021, 5, 8))
    ReceptionSession.objects.create(
        planned_on=date(2021, 4, 26), status="postponed", postponed_to=held, cancel_reason="停电", **cancel, **plan
    )

    assert (row().sessions_held, row(MAY).sessions_held) == (0, 1)
    assert row().remarks == (
        "本月未开展集中联合接访。\n原定4月6日的接访取消（省里改期）。\n原定4月26日的接访改至5月8日（停电）。"
    )


@pytest.mark.parametrize(
    ("units", "weakness"),
    [
        (("人社",), "签到单位不足两个"), (("住建",), "签到单位不足两个、人社部门未签到"), (("住建", "水务"), "人社部门未签到"),
        ((), "签到单位为零、人社部门未签到"), (("人社", "水务"), ""),
    ],
)  # fmt: skip
def test_session_with_too_few_units_warns_and_is_named(units: tuple[str, ...], weakness: str) -> None:
    rows.held_session(DAY, units=units)

    table = build_table(area=factories.area(), month=APRIL)
    assert table.rows[0].sessions_held == 1
    assert table.rows[0].remarks == (f"4月12日接访{weakness}。" if weakness else "")
    assert table.warnings == ((f"2021年4月12日的接访{weakness}，请核对签到。",) if weakness else ())


def test_session_still_open_warns() -> None:
    session = rows.held_session(DAY)
    session.status, session.closed_at, session.closed_by = "open", None, None
    session.save()

    table = build_table(area=factories.area(), month=APRIL)
    assert table.warnings == ("2021年4月12日的接访尚未结束，登记还可能变动。",)


def test_claim_void_or_duplicate_does_not_count() -> None:
    session = rows.held_session(DAY)
    first, second, third = (rows.claim(session, workers_count=2) for _ in range(3))
    rows.void(second)
    rows.merge(third, first)

    april = row()
    assert (april.claims, april.workers, str(april.amount_yuan)) == (1, 2, "1000.00")
    assert [(out.fact.pk, out.reason) for out in april.figures["claims"].left_out] == [
        (second.pk, "登记已作废"),
        (third.pk, f"与 {first.number} 判重，计为其再次来访"),
    ]


def test_claim_without_session_stands_beside_the_table() -> None:
    rows.held_session(DAY)
    hall = rows.claim(None, received_on=date(2021, 4, 20))
    rows.conclude(hall, date(2021, 4, 21))

    april = row()
    assert (april.claims, april.solved_flow, april.solved_cohort) == (0, 0, 0)
    assert [line.fact.pk for line in april.figures["beside"].lines] == [hall.pk]
    assert [out.reason for out in april.figures["claims"].left_out] == ["2021年4月20日收到，不在集中联合接访现场"]
    assert row(MAY).figures["beside"].value == 0


def test_claim_month_is_the_day_of_its_session() -> None:
    """Taken on paper on 30 April, typed on 1 May."""
    late = datetime(2021, 5, 1, 3, tzinfo=UTC)
    rows.claim(rows.held_session(date(2021, 4, 30), at=late), at=late)
    assert (row().claims, row(MAY).claims) == (1, 0)


def test_claim_not_wages_counts_and_is_named() -> None:
    session = rows.held_session(DAY)
    rows.claim(session, is_wages=False)
    rows.claim(session)
    assert (row().claims, row().remarks) == (2, "接访的诉求，其中不属欠薪 1 件。")
    rows.claim(session, is_wages=False, not_wages_kind=factories.code("not_wages", "works_payment"))
    assert (row().claims, row().remarks) == (3, "接访的诉求，其中不属欠薪 2 件（工程款 1 件）。")


def test_workers_on_the_rolls_of_two_claims_count_once() -> None:
    session = rows.held_session(DAY)
    first, second, third = (rows.claim(session, workers_count=size) for size in (10, 20, 1))
    rows.roll(first, "530902190101010012", "530902190101010020")
    rows.roll(second, "530902190101010012")
    rows.roll(third, "530902190101010012")

    april = row()
    assert april.workers == 29
    assert [(line.fact.pk, line.value) for line in april.figures["workers"].lines] == [
        (first.pk, 10), (second.pk, 20), (third.pk, 1), (second.pk, -1), (third.pk, -1),
    ]  # fmt: skip


def test_workers_of_a_void_claim_or_another_month_prove_nothing() -> None:
    first = rows.claim(rows.held_session(DAY), workers_count=2)
    gone = rows.claim(first.session, workers_count=2)
    other_month = rows.claim(rows.held_session(date(2021, 5, 10)), workers_count=2)
    for claim in (first, gone, other_month):
        rows.roll(claim, "530902190101010012")
    rows.void(gone)
    assert (row().workers, row(MAY).workers) == (2, 2)


@pytest.mark.parametrize("outcome", ["paid", "settled", "enforced"])
def test_solved_outcome_counts_in_the_month_of_its_day(outcome: str) -> None:
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session), date(2021, 4, 30), outcome)
    rows.conclude(rows.claim(session), date(2021, 5, 1), outcome)

    april, may = row(), row(MAY)
    assert (april.solved_flow, april.solved_cohort, may.solved_flow, may.solved_cohort) == (1, 2, 1, 0)
    assert may.remarks == "本月未开展集中联合接访。\n已解决的诉求，其中以前月份接访 1 件。"
    assert row(MAY, rule="cohort").remarks == "本月未开展集中联合接访。"


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        ("unfounded", "经核实不存在欠薪"),
        ("withdrawn", "撤回"),
        ("transferred", "移送其他地区"),
        ("unreachable", "无法联系反映人"),
    ],
)
def test_other_outcome_is_not_solved_but_named(outcome: str, label: str) -> None:
    rows.conclude(rows.claim(rows.held_session(DAY)), date(2021, 4, 30), outcome)

    april = row()
    assert (april.claims, april.solved_flow, april.solved_cohort, april.figures["other"].value) == (1, 0, 0, 1)
    assert april.remarks == f"本月另有未计入已解决的办结 1 件（{label} 1 件）。"
    assert [out.reason for out in april.figures["solved_flow"].left_out] == [f"2021年4月30日{label}，不算解决"]


def test_solved_rule_chooses_what_is_printed() -> None:
    rows.conclude(rows.claim(rows.held_session(DAY)), date(2021, 5, 1))
    assert (row().solved, row(rule="cohort").solved) == (0, 1)
    with pytest.raises(ValueError, match="没有“rolling”这种口径"):
        row(rule="rolling")


def test_reopened_claim_leaves_the_old_month_and_is_named_in_the_new() -> None:
    claim = rows.claim(rows.held_session(DAY))
    rows.conclude(claim, date(2021, 4, 20))
    rows.resume(claim, date(2021, 5, 6))

    april, may = row(), row(MAY)
    assert (april.solved_flow, april.solved_cohort) == (1, 0)
    assert (may.solved_flow, may.figures["reopened"].value, may.figures["closing"].value) == (0, 1, 1)
    assert may.remarks == "本月未开展集中联合接访。\n以前月份已计为解决、本月重新办理 1 件。"


def test_reopened_and_solved_again_in_one_month_counts_once() -> None:
    claim = rows.claim(rows.held_session(DAY))
    rows.conclude(claim, date(2021, 4, 13))
    rows.resume(claim, date(2021, 4, 15))
    assert row().solved_flow == 0
    assert [out.reason for out in row().figures["solved_flow"].left_out] == ["办结后重新办理，本月末尚未再次办结"]

    rows.conclude(claim, date(2021, 4, 28), "settled")
    assert (row().solved_flow, row().figures["reopened"].value) == (1, 0)


@pytest.mark.parametrize("held_on", [date(2021, 5, 1), date(2021, 5, 10)])
def test_conclusion_dated_before_the_session_counts_with_it(held_on: date) -> None:
    rows.conclude(rows.claim(rows.held_session(held_on)), date(2021, 4, 30))
    assert (row().solved_flow, row(MAY).solved_flow, row(MAY).solved_cohort) == (0, 1, 1)


def test_as_of_knows_only_what_was_entered() -> None:
    noon = datetime(2021, 5, 2, 4, tzinfo=UTC)
    later, session = noon + timedelta(seconds=1), rows.held_session(DAY, at=noon)
    first, second = rows.claim(session, at=noon), rows.claim(session, at=noon)
    rows.claim(session, at=later)
    rows.void(second, at=later)
    rows.conclude(first, DAY, at=later)
    rows.held_session(date(2021, 4, 26), at=later)

    then, now = row(as_of=noon), row()
    assert (then.sessions_held, then.claims, then.solved_flow, then.solved_cohort) == (1, 2, 0, 0)
    assert (now.sessions_held, now.claims, now.solved_flow, now.solved_cohort) == (2, 2, 1, 1)
    before = row(as_of=noon - timedelta(seconds=1))
    assert (before.sessions_held, before.claims) == (0, 0)


def test_as_of_reads_values_before_later_corrections() -> None:
    noon = datetime(2021, 5, 2, 4, tzinfo=UTC)
    april, may = rows.held_session(DAY), rows.held_session(date(2021, 5, 10))
    claim = rows.claim(may, workers_count=7, amount_yuan=Decimal("70000"), is_wages=True)
    history = [(noon, april, 3, None), (noon + timedelta(hours=1), april, 5, "50000")]
    for at, session, workers, amount in history:
        Correction.objects.create(
            claim=claim, at=at, by=claim.registered_by, session=session, received_on=session.held_on,
            workers_count=workers, amount_yuan=amount, is_wages=False,
        )  # fmt: skip

    first, between, last = row(as_of=noon - timedelta(minutes=1)), row(as_of=noon), row(as_of=noon + timedelta(hours=1))
    assert (first.claims, first.workers, str(first.amount_wan)) == (1, 3, "0.00")
    assert first.remarks == "接访的诉求，其中不属欠薪 1 件。\n金额不详 1 件，按 0 计。"
    assert (between.claims, between.workers, str(between.amount_wan)) == (1, 5, "5.00")
    assert (last.claims, row().claims, row(MAY).workers, str(row(MAY).amount_wan)) == (0, 0, 7, "7.00")


def test_as_of_leaves_a_claim_moved_back_later_out_of_the_old_month() -> None:
    noon = datetime(2021, 6, 2, 4, tzinfo=UTC)
    may, claim = rows.held_session(date(2021, 5, 10)), rows.claim(rows.held_session(DAY))
    Correction.objects.create(
        claim=claim, at=noon, by=claim.registered_by, session=may, received_on=may.held_on, workers_count=1,
        amount_yuan=None, is_wages=True,
    )  # fmt: skip

    before = noon - timedelta(seconds=1)
    then = [row(month, as_of=before).figures for month in (APRIL, MAY)]
    now = [row(month).figures for month in (APRIL, MAY)]
    assert [figures["opening"].value for figures in then] == [0, 0]
    assert [figures["closing"].value for figures in then] == [0, 1]
    assert [figures["opening"].value for figures in now] == [0, 1]
    assert [figures["closing"].value for figures in now] == [1, 1]


def test_area_with_children_has_one_row_for_each() -> None:
    city = factories.area("530900")
    other = Area.objects.create(code="530921", name="云南省临沧市凤庆县", short_name="凤庆县", parent=city)
    rows.claim(rows.held_session(DAY), workers_count=2)
    rows.conclude(rows.claim(rows.held_session(DAY, area=other), workers_count=3), DAY)

    table = build_table(area=city, month=APRIL)
    assert [(r.no, r.label, r.sessions_held, r.claims, r.workers, r.solved) for r in table.rows] == [
        (1, "临翔区", 1, 1, 2, 0),
        (2, "凤庆县", 1, 1, 3, 1),
    ]
    assert table.identity.as_json() == {
        "opening": 0, "received": 2, "reopened": 0, "solved": 1, "other": 0, "closing": 1,
    }  # fmt: skip
    rows.held_session(DAY, area=city)
    assert [r.label for r in build_table(area=city, month=APRIL).rows] == ["临沧市本级", "临翔区", "凤庆县"]


def test_queries_do_not_grow_with_claims(django_assert_num_queries) -> None:
    session, home = rows.held_session(DAY), factories.area()

    def one_more() -> None:
        claim = rows.claim(session)
        rows.roll(claim, "530902190101010012")
        rows.conclude(claim, DAY)

    one_more()
    with django_assert_num_queries(QUERIES):
        build_table(area=home, month=APRIL)
    for _ in range(29):
        one_more()
    with django_assert_num_queries(QUERIES):
        assert build_table(area=home, month=APRIL).rows[0].claims == 30
