from datetime import date

from office.actions.reference import load_reference
from office.models import Area, CalendarYear, Code, Event, Parameter, SpecialDay, Unit


def test_load_reference_area_tree(nothing_loaded) -> None:
    load_reference()

    home = Area.objects.get(code="530902")
    assert [home.parent.parent.code, home.parent.code] == ["530000", "530900"]
    assert home.reporter == "临沧市临翔区根治拖欠农民工工资工作领导小组办公室"


def test_load_reference_attending_units_are_the_seven_named_ones(nothing_loaded) -> None:
    load_reference()

    attending = Unit.objects.filter(is_attending=True).values_list("short_name", flat=True)
    assert list(attending) == ["人社", "住建", "交通", "水务", "检察院", "公安", "工会"]
    assert set(Unit.objects.filter(is_regulator=True).values_list("short_name", flat=True)) == {"住建", "交通", "水务"}
    assert Unit.objects.get(is_lead=True).short_name == "人社"


def test_load_reference_every_kind_of_code_has_entries(nothing_loaded) -> None:
    load_reference()

    assert set(Code.objects.values_list("kind", flat=True)) == set(Code.Kind.values)


def test_load_reference_calendar_knows_make_up_days(nothing_loaded) -> None:
    load_reference()

    assert SpecialDay.objects.get(day=date(2021, 4, 25)).is_workday
    assert not SpecialDay.objects.get(day=date(2021, 5, 3)).is_workday
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2004, 2027))


def test_load_reference_again_adds_nothing_and_keeps_edits(nothing_loaded) -> None:
    first = load_reference()
    Unit.objects.filter(short_name="住建").update(short_name="住建局", position=7)
    Code.objects.filter(kind="sector", key="building").update(label="房建")
    Parameter.objects.filter(key="office_limit_days").update(value="12")
    SpecialDay.objects.filter(day=date(2021, 5, 3)).delete()

    second = load_reference()

    assert first["成员单位"] == 9
    assert second == {}
    assert Unit.objects.get(name="区住房和城乡建设局").short_name == "住建局"
    assert Code.objects.get(kind="sector", key="building").label == "房建"
    assert Parameter.objects.get(key="office_limit_days").value == "12"
    assert not SpecialDay.objects.filter(day=date(2021, 5, 3)).exists()
    assert Event.objects.filter(act="load_reference").count() == 1
