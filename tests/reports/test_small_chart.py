from xml.etree import ElementTree

from reports.charts import Chart, Series
from reports.small_chart import FLOOR, TOP, small

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = tuple(f"{month}月" for month in range(1, 13))


def _chart(received: tuple[int, ...], solved: tuple[int, ...]) -> Chart:
    return Chart("十二个月", "件", MONTHS, (Series("收到", received), Series("已解决", solved, "ok")))


def _drawn(received: tuple[int, ...], solved: tuple[int, ...]) -> ElementTree.Element:
    return ElementTree.fromstring(small(_chart(received, solved)))


def _texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_small_has_its_numbers_in_words() -> None:
    root = _drawn((0, 1200, *[0] * 10), (0, 34, *[0] * 10))
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", "十二个月")
    assert root.findtext(f"{SVG}desc") == (
        "十二个月：收到合计 1,200 件，最多的是2月（1,200 件）；已解决合计 34 件，最多的是2月（34 件）。"
    )
    assert _texts(root)[:4] == ["收到 1,200 件", "已解决 34 件", "1,200", "0"]


def test_small_names_the_last_month_and_every_second() -> None:
    assert _texts(_drawn((1,) * 12, (0,) * 12))[4:] == ["2月", "4月", "6月", "8月", "10月", "12月"]


def test_small_bars_stand_for_their_numbers() -> None:
    root = _drawn((0,) * 10 + (2, 4), (0,) * 11 + (1,))
    bars = [bar for bar in root.iter(f"{SVG}rect") if bar.get("stroke")][2:]
    assert [float(bar.get("height", "")) for bar in bars] == [(FLOOR - TOP) * part for part in (0.5, 1, 0.25)]
    assert len({bar.get("fill") for bar in bars}) == 2


def test_small_without_claims_says_so() -> None:
    assert _texts(_drawn((0,) * 12, (0,) * 12)) == ["近十二个月没有诉求"]


def test_small_holds_presentation_attributes_alone() -> None:
    picture = small(_chart((1,) * 12, (1,) * 12))
    assert [word for word in ("style", "script", "href", "onload") if word in picture] == []
