"""The city's table: one row per district from what it signed or sent; late, absent and replaced ones; its own chain."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from office.models import Event
from office.refusals import Refused
from reports.actions.district_files import accept_district_file, open_district_file, take_district_file
from reports.actions.freeze import freeze_table
from reports.actions.settings import set_table_form
from reports.actions.submission import submit_table
from reports.city import city_table, districts
from reports.frozen import check_tables, content
from reports.models import Acceptance, DistrictFile, MonthlyTable, TableHead
from reports.period import Month
from reports.snapshot import canonical, digest_of
from tests import factories
from tests.reports import cities, rows
from tests.reports.cities import APRIL, FILED, form_of, frozen
from tests.reports.test_form_reading import form, put

pytestmark = pytest.mark.django_db
TODAY = date(2021, 5, 6)


@pytest.fixture
def areas(city):
    """临翔区 and 凤庆县; the city's account is there."""
    return [factories.area(), cities.districts()[0]]


def take(area, by, data: bytes, **values) -> DistrictFile:
    told = {"month": APRIL, "name": "情况表.xlsx", "now": FILED}
    return take_district_file(**(told | {"area": area, "by": by, "data": data} | values))


def table(**values):
    return city_table(**({"area": cities.city(), "month": APRIL} | values))


def numbers(row) -> list:
    return [row.label, row.sessions_held, row.claims, row.workers, row.amount_yuan, row.solved]


def test_each_district_is_one_row_from_its_latest_version(areas, city) -> None:
    home, other = areas
    first = frozen(home)
    rows.claim(rows.held_session(date(2021, 4, 26)), amount_yuan=Decimal("4444.44"))
    freeze_table(area=home, month=APRIL, by=first.frozen_by, reason="补录", now=FILED)
    frozen(other, claims=3, amount="0.05", solved=3)
    found = table()
    assert [numbers(row) for row in found.rows][:2] == [
        ["临翔区", 2, 3, 3, Decimal("29135.78"), 1],
        ["凤庆县", 1, 3, 3, Decimal("0.15"), 3],
    ]
    assert [(row.no, row.area.code) for row in found.rows] == [
        (number, code) for number, code in enumerate(["530902", *cities.SEVEN], start=1)
    ]
    assert (found.identity.received, found.identity.solved, found.identity.closing) == (6, 4, 2)
    assert found.identity.holds is True


def test_what_was_entered_after_a_freeze_is_not_in_the_city_table(areas) -> None:
    frozen(areas[0])
    rows.claim(rows.held_session(date(2021, 4, 26)))
    assert table().rows[0].claims == 2


def test_a_district_that_sent_nothing_keeps_its_row_and_is_named(areas) -> None:
    frozen(areas[0])
    found = table()
    assert (numbers(found.rows[1])[1:], found.rows[1].remarks) == ([0, 0, 0, Decimal("0.00"), 0], "未报送。")
    assert "凤庆县未报送：没有封存，也没有收到文件，本行没有数字。" in found.warnings
    assert "临翔区已封存，尚未登记报送。" in found.warnings
    assert len(found.warnings) == 8


def test_the_figure_a_district_printed_is_the_one_taken(areas, head) -> None:
    session = rows.held_session(date(2021, 4, 12))
    rows.conclude(rows.claim(session), date(2021, 5, 4))
    set_table_form(
        area=areas[0],
        from_month=APRIL,
        by=head,
        rule="cohort",
        column_b="short_name",
        document_number="临治欠办〔2021〕9号",
    )
    freeze_table(area=areas[0], month=APRIL, by=head, now=datetime(2021, 5, 6, tzinfo=rows.OFFICE_TIME))
    found = table()
    assert (found.rows[0].solved, found.rule, found.identity.solved, found.identity.holds) == (1, "flow", 0, True)
    assert "临翔区的已解决按接访月份填报，与本表口径不同。" in found.warnings


def test_a_district_with_a_row_for_each_session_is_one_row_of_the_city(areas, head) -> None:
    set_table_form(area=areas[0], from_month=APRIL, by=head, rule="flow", column_b="day")
    for day in (12, 26):
        rows.claim(rows.held_session(date(2021, 4, day)), amount_yuan=Decimal("4444.44"))
    made = freeze_table(area=areas[0], month=APRIL, by=head, now=FILED)
    assert len(content(made)["rows"]) == 2
    assert numbers(table().rows[0]) == ["临翔区", 2, 2, 2, Decimal("8888.88"), 0]


@pytest.mark.parametrize(
    ("today", "sent_on", "state", "css"),
    [
        (date(2021, 5, 3), None, "已封存，未报送", "soon"),
        (date(2021, 5, 5), None, "已封存，未报送，超期 2 天", "overdue"),
        (date(2021, 5, 9), date(2021, 5, 3), "已报送", "ok"),
        (date(2021, 5, 9), date(2021, 5, 4), "已报送，迟 1 天", "overdue"),
    ],
)
def test_late_is_said_in_a_word(areas, today: date, sent_on: date | None, state: str, css: str) -> None:
    made = frozen(areas[0])
    if sent_on:
        submit_table(table=made, by=made.frozen_by, sent_on=sent_on, person="王岗位")
    found = districts(cities.city(), APRIL, today=today)[0]
    assert (found.state, found.css) == (state, css)


def test_an_absent_district_is_late_only_after_the_third(areas) -> None:
    states = [districts(cities.city(), APRIL, today=day)[1].state for day in (date(2021, 5, 3), date(2021, 5, 4))]
    assert states == ["未报送", "未报送，超期 1 天"]


def test_a_file_counts_once_it_is_accepted_and_a_later_one_replaces_it(areas, city) -> None:
    other = areas[1]
    first = take(other, city, form_of(other))
    assert (table().rows[1].claims, districts(cities.city(), APRIL, today=TODAY)[1].state) == (
        0,
        "文件待核对，超期 3 天",
    )
    accept_district_file(file=first, by=city, now=FILED)
    assert numbers(table().rows[1]) == ["凤庆县", 1, 2, 6, Decimal("40000.00"), 0]
    second = take(other, city, form_of(other, claims=3))
    assert (table().rows[1].claims, second.number) == (2, 2)
    assert "凤庆县另有一份新上传的文件待核对，本表仍用原来收下的。" in table().warnings
    with pytest.raises(Refused, match="已经收下"):
        accept_district_file(file=first, by=city)
    accept_district_file(file=second, by=city, now=FILED)
    assert table().rows[1].claims == 3
    assert [row.file.sha256 != "" for row in DistrictFile.objects.all()] == [True, True]
    acts = [event.act for event in Event.objects.order_by("pk") if "district_file" in event.act]
    assert acts == ["take_district_file", "accept_district_file"] * 2


def test_a_former_file_is_opened_as_it_was_sent(areas, city) -> None:
    data = form_of(areas[1])
    first = take(areas[1], city, data)
    take(areas[1], city, form_of(areas[1], claims=3))
    assert open_district_file(file=first, by=city)[1] == data
    assert Event.objects.filter(act="download_file").count() == 1


def test_a_file_that_cannot_be_read_is_kept_and_not_accepted(areas, city) -> None:
    row = take(areas[1], city, form(put(F4="涉及金额（元）")))
    with pytest.raises(Refused, match="F4 标题是“涉及金额（元）”"):
        accept_district_file(file=row, by=city)
    assert (DistrictFile.objects.count(), Acceptance.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "文件是空的"),
        (b"hello", "不是 .xlsx 工作簿"),
        ("序号,数量\n1,2".encode(), "不是 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "工作簿"),
    ],
)
def test_what_is_no_workbook_leaves_nothing(areas, city, data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        take(areas[1], city, data)
    assert (DistrictFile.objects.count(), Event.objects.filter(act="take_district_file").count()) == (0, 0)


def test_what_is_hidden_in_a_workbook_is_named(areas, city) -> None:
    def hide(sheet) -> None:
        sheet.row_dimensions[5].hidden = True

    row = take(areas[1], city, form(hide))
    assert [(each["cell"], "隐藏" in each["text"]) for each in row.reading["drift"]] == [("A1", True)]


def test_the_same_file_twice_and_a_month_to_come_are_refused(areas, city) -> None:
    data = form_of(areas[1])
    take(areas[1], city, data)
    with pytest.raises(Refused, match="完全相同"):
        take(areas[1], city, data)
    with pytest.raises(Refused, match="还没有开始"):
        take(areas[1], city, form_of(areas[1], claims=5), month=Month(2021, 6))


def test_a_district_that_freezes_here_sends_no_file(areas, city) -> None:
    waiting = take(areas[1], city, form_of(areas[1]))
    frozen(areas[1])
    for act in (
        lambda: take(areas[1], city, form_of(areas[1], claims=3)),
        lambda: accept_district_file(file=waiting, by=city),
    ):
        with pytest.raises(Refused, match="已在本系统封存2021年4月的情况表，以封存的为准"):
            act()
    assert table().rows[1].claims == 2


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "sysadmin", "secadmin", "auditor"])
def test_only_the_city_takes_files_and_signs(areas, role: str) -> None:
    account = factories.user(role, area=cities.city())
    with pytest.raises(PermissionDenied):
        take(areas[1], account, form_of(areas[1]))
    with pytest.raises(PermissionDenied):
        freeze_table(area=cities.city(), month=APRIL, by=account, now=FILED)


def test_another_city_and_a_district_take_no_file(areas) -> None:
    for account in (factories.user("city", area=factories.area("530800")), factories.user("head")):
        with pytest.raises(PermissionDenied):
            take(areas[1], account, form_of(areas[1]))


def test_the_city_freezes_its_own_and_names_what_it_rests_on(areas, city) -> None:
    home, other = areas
    source = frozen(home)
    file = take(other, city, form_of(other))
    accept_district_file(file=file, by=city, now=FILED)
    signed = freeze_table(area=cities.city(), month=APRIL, by=city, now=FILED)
    told = content(signed)
    assert told["sources"] == [
        {"area": "530902", "digest": source.digest}, {"area": "530921", "file_sha256": file.file.sha256},
    ]  # fmt: skip
    assert told["figures"]["1"]["claims"]["lines"] == [
        ["table", source.pk, "2021-04 版本 1", 2, f"取自临翔区封存的情况表，版本 1，摘要 {source.digest[:8]}"]
    ]
    assert (told["figures"]["2"]["amount"]["lines"][0][0], told["previous_of_area"]) == ("file", "")
    assert "凤庆县报的是文件：金额的元数由万元换算，月度平衡不含在内。" in told["warnings"]
    again = freeze_table(area=cities.city(), month=APRIL, by=city, reason="补县区", now=FILED)
    assert (content(again)["previous_of_area"], again.previous_digest) == (signed.digest, signed.digest)
    assert check_tables() == (3, None)


def test_its_own_chain_is_checked_apart(areas, city) -> None:
    frozen(areas[0])
    signed = freeze_table(area=cities.city(), month=APRIL, by=city, now=FILED)
    told = content(signed) | {"previous_of_area": "0" * 64}
    _rewrite(signed, told)
    assert check_tables()[1].what == "与本区划上一份的摘要不衔接"
    _rewrite(signed, told | {"previous_of_area": "", "sources": [{"area": "530902", "digest": "1" * 64}]})
    assert check_tables()[1].what == "530902 的来源不在了，或者被改动"


def _rewrite(signed: MonthlyTable, told: dict) -> None:
    """As somebody would who can compute digests but owns no other table."""
    snapshot = canonical(told)
    digest = digest_of(snapshot)
    MonthlyTable.objects.filter(pk=signed.pk).update(snapshot=snapshot, digest=digest)
    TableHead.objects.update(digest=digest)


def test_as_of_leaves_out_what_came_later(areas, city) -> None:
    frozen(areas[0])
    assert table(as_of=FILED).rows[0].claims == 2
    assert table(as_of=FILED - timedelta(hours=1)).rows[0].claims == 0


def test_sessions_of_the_city_itself_do_not_vanish(areas, city) -> None:
    rows.claim(rows.held_session(date(2021, 4, 12), area=cities.city()))
    frozen(areas[0])
    assert [(row.no, row.label, row.claims) for row in table().rows][:2] == [(1, "临沧市本级", 1), (2, "临翔区", 2)]
    freeze_table(area=cities.city(), month=APRIL, by=city, now=FILED)
    assert check_tables() == (2, None)


def test_live_figures_have_one_row_for_each_child(areas, capsys) -> None:
    rows.claim(rows.held_session(date(2021, 4, 12)))
    call_command("monthly_table", "--area", "530900", "--month", "2021-04", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [row["label"] for row in found["rows"]] == ["临翔区", *cities.SEVEN.values()]
    assert [row["claims"] for row in found["rows"]] == [1, *[0] * 7]


def test_the_command_freezes_the_city_from_the_districts(areas, city, capsys) -> None:
    source = frozen(areas[0])
    call_command("freeze_table", "--area", "530900", "--month", "2021-04", "--by", "city", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"][0]["claims"], found["previous_digest"], len(found["rows"])) == (2, source.digest, 8)


@pytest.mark.parametrize("signed", [1, 3])
def test_queries_do_not_grow_with_the_districts_that_signed(areas, django_assert_num_queries, signed: int) -> None:
    for area in [areas[0], *cities.districts()][:signed]:
        frozen(area)
    with django_assert_num_queries(7):
        table()
