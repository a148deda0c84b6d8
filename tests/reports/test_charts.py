"""The pictures: well-formed, safe under the policy, told by words as well as by colour."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports import charts
from reports.charts import Chart, Series, describe, lying, upright
from tests.source import ROOT

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = [upright, lying]


def chart(
    *values: tuple[int, ...], categories: tuple[str, ...] = ("3月\n2021", "4月\n2021"), tone: str = "ok"
) -> Chart:
    names = ("收到", "已解决")
    series = tuple(Series(name, row, kind) for name, row, kind in zip(names, values, ("brand", tone), strict=False))
    return Chart("各月诉求", "件", categories, series)


def drawn(draw, of: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(draw(of))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def bars(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Those of the drawing, without ground, hatch and legend."""
    found = [element for element in root.findall(f"{SVG}rect") if element.get("stroke")]
    return found[sum(text.endswith("（件）") for text in texts(root)) :]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_picture_has_title_and_description(draw) -> None:
    root = drawn(draw, chart((3, 9), (1, 2)))
    assert root.findtext(f"{SVG}title") == "各月诉求"
    assert root.findtext(f"{SVG}desc") == (
        "各月诉求：收到合计 12 件，最多的是4月2021（9 件）；已解决合计 3 件，最多的是4月2021（2 件）。"
    )
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_bar_has_its_number_and_every_series_its_name_and_pattern(draw) -> None:
    root = drawn(draw, chart((3, 9), (1, 0)))
    assert [text for text in ("收到（件）", "已解决（件）") if text in texts(root)] == ["收到（件）", "已解决（件）"]
    assert len(bars(root)) == 3
    assert {bar.get("fill") for bar in bars(root)} == {"#1f5fa8", "url(#hatch-ok)"}
    assert [number for number in ("3", "9", "1", "0") if number not in texts(root)] == []


def test_upright_bars_stand_for_their_numbers() -> None:
    heights = [float(bar.get("height", 0)) for bar in bars(drawn(upright, chart((5, 10))))]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.1)
    assert heights[1] == charts.PLOT


def test_lying_bars_stand_for_their_numbers() -> None:
    lengths = [float(bar.get("width", 0)) for bar in bars(drawn(lying, chart((5, 10))))]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.1)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("of", [chart((0, 0), (0, 0)), chart((), (), categories=()), Chart("图", "件", (), ())])
def test_picture_of_nothing_says_so(draw, of: Chart) -> None:
    root = drawn(draw, of)
    assert (of.is_empty, "没有数据" in texts(root), bars(root)) == (True, True, [])
    assert describe(of).endswith("：没有数据。")


@pytest.mark.parametrize("draw", DRAWINGS)
def test_picture_of_one_month_is_inside_its_frame(draw) -> None:
    assert_inside(drawn(draw, chart((7,), (7,), categories=("4月\n2021",))))


@example(numbers=[(0, 1)], name="一" * 12)  # just as long as is not cut
@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=16),
    st.text(min_size=1, max_size=30),
)
@pytest.mark.parametrize("draw", DRAWINGS)
def test_picture_of_any_numbers_and_names_is_sound(draw, numbers: list[tuple[int, int]], name: str) -> None:
    of = chart(*zip(*numbers, strict=True), categories=(name,) * len(numbers))
    root = drawn(draw, of)
    assert_inside(root)
    source = draw(of)
    assert re.findall(r"<(?!/?(?:svg|title|desc|defs|pattern|rect|line|text)\b)", source) == []
    assert re.findall(r"\s(?:style|class|on\w+|href|xlink:href)=", re.sub(r">[^<]*<", "><", source)) == []


def assert_inside(root: ElementTree.Element) -> None:
    """Nothing is cut off, upright text included; names of categories are cut by themselves."""
    width, height = (float(root.get(name, 0)) for name in ("width", "height"))
    for bar in bars(root):
        x, y, w, h = (float(bar.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert (x >= 0, y >= 0, x + w <= width + 0.1, y + h <= height + 0.1) == (True,) * 4
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x", 0)), float(text.get("y", 0))
        length = charts._length(text.text or "") * charts.SIGN * int(text.get("font-size", 15)) / charts.TEXT
        if text.get("transform"):
            assert y - length >= 0
        elif text.get("text-anchor") == "start":
            assert x + length <= width
        elif text.get("text-anchor") == "end":
            assert x - length >= 0


@pytest.mark.parametrize("months", [1, 5, 12])
@pytest.mark.parametrize("most", [9, 999, 99_999, 123_456_789])
def test_numbers_of_neighbours_do_not_run_into_each_other(months: int, most: int) -> None:
    root = drawn(upright, chart((most,) * months, (most,) * months, categories=("4月",) * months))
    numbers = [text for text in root.iter(f"{SVG}text") if text.get("font-size") == "13"]
    places = sorted(float(text.get("x", 0)) for text in numbers)
    standing = {bool(text.get("transform")) for text in numbers}
    room = 13 if standing == {True} else charts._length(numbers[0].text or "") * charts.SIGN * 13 / charts.TEXT
    assert len(numbers) == 2 * months
    assert min(b - a for a, b in pairwise(places)) >= room


@pytest.mark.parametrize(
    ("most", "step", "end"),
    [(0, 1, 1), (1, 1, 1), (5, 1, 5), (6, 2, 6), (11, 5, 15), (37, 10, 40), (100, 20, 100), (101, 50, 150)],
)
def test_scale_has_whole_steps(most: int, step: int, end: int) -> None:
    assert charts._scale(most) == (step, end)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (99_999, "99,999"), (100_000, "10万"), (123_456, "12.3万"), (100_000_000, "1亿"), (10**12, "10,000亿")],
)
def test_short_numbers(value: int, shown: str) -> None:
    assert charts._short(value) == shown


def test_text_is_escaped() -> None:
    source = lying(chart((1,), categories=("<b>&\x0b",)))
    assert "&lt;b&gt;&amp;</text>" in source
    assert "\x0b" not in source


def test_colours_are_those_of_the_tokens() -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text()
    ours = {charts.INK, charts.MUTED, charts.LINE, charts.PAPER, *sum(charts.TONES.values(), ())}
    assert [colour for colour in ours if f": {colour};" not in tokens] == []
