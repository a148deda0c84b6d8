"""Bar charts as SVG, drawn from plain numbers: text in every place where a colour tells something. Pure.

The picture is shown by `<img>` under `default-src 'self'`, so it holds presentation attributes alone: no style, no script,
no font of its own. Decision 17 says why no package draws it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# The colours of static/css/tokens.css; a picture cannot read the page's own. A test compares them.
INK, MUTED, LINE, PAPER = "#1b2733", "#5a6b7b", "#d8e0e8", "#fff"
TONES = {"brand": ("#1f5fa8", "#1f5fa8"), "ok": ("#1d7a46", "#e7f4ec"), "overdue": ("#b3261e", "#fdecea")}
SOLID = "brand"
FONT = "Microsoft YaHei, Noto Sans CJK SC, sans-serif"
WIDTH, TEXT, SIGN = 960, 15, 8.5  # SIGN: width of a half-width sign at this size of type
LEGEND, EDGE = 34, 12
PLOT, UNDER, SCALE = 250, 52, 80  # height of upright bars, room for two lines beneath, room for the scale at the left
NAMES, BAR, GAP, FIGURE = (
    216,
    15,
    12,
    84,
)  # column of names, thickness of lying bars, room between rows, room for a number
LONGEST_NAME = 24  # half-width signs
WAN, YI = 10_000, 100_000_000


@dataclass(frozen=True)
class Series:
    """One number for each category; `tone` is a key of `TONES`."""

    name: str
    values: tuple[int, ...]
    tone: str = SOLID


@dataclass(frozen=True)
class Chart:
    """Whole numbers ≥ 0 by category. A line end in a category starts its second line (upright bars only)."""

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def most(self) -> int:
        return max((value for series in self.series for value in series.values), default=0)


def describe(chart: Chart) -> str:
    """The picture in words: sums and the highest bar of each series."""
    if chart.is_empty:
        return f"{chart.title}：没有数据。"
    parts = []
    for series in chart.series:
        said = f"{series.name}合计 {sum(series.values):,} {chart.unit}"
        if most := max(series.values, default=0):
            said += f"，最多的是{_one_line(chart.categories[series.values.index(most)])}（{most:,} {chart.unit}）"
        parts.append(said)
    return f"{chart.title}：{'；'.join(parts)}。"


def upright(chart: Chart) -> str:
    """Bars standing side by side in groups, for months and other rows of few, short names."""
    top = LEGEND + (_length(_short(chart.most)) * SIGN + 8 if _is_crowded(chart) else 24)
    floor = top + PLOT
    step, scale = _scale(chart.most)
    per_unit = PLOT / scale
    parts = [_upright_grid(number, floor - number * per_unit) for number in range(0, scale + 1, step)]
    group = _group_width(chart)
    for place, category in enumerate(chart.categories):
        left = SCALE + place * group
        for line, text in enumerate(category.split("\n")):
            parts.append(_text(text, left + group / 2, floor + 20 + line * 20, anchor="middle"))
        for position, series in enumerate(chart.series):
            x = left + group * 0.12 + position * _bar_width(chart)
            height = series.values[place] * per_unit
            parts.append(_bar(series, x + 1, floor - height, (_bar_width(chart) - 2, height)))
            parts.append(_upright_number(chart, series.values[place], x + _bar_width(chart) / 2, floor - height - 5))
    return _picture(chart, floor + UNDER, parts)


def lying(chart: Chart) -> str:
    """Bars lying beneath each other, for many or long names."""
    row = BAR * len(chart.series) + GAP
    _, scale = _scale(chart.most)
    per_unit = (WIDTH - NAMES - FIGURE - EDGE) / scale
    bottom = LEGEND + row * len(chart.categories)
    parts = [_rule(NAMES, LEGEND, (NAMES, bottom), INK)]
    for place, category in enumerate(chart.categories):
        top = LEGEND + place * row + GAP / 2
        middle = top + BAR * len(chart.series) / 2 + TEXT / 3
        parts.append(_text(_cut(_one_line(category)), NAMES - 10, middle, anchor="end"))
        for position, series in enumerate(chart.series):
            length, y = series.values[place] * per_unit, top + position * BAR
            parts.append(_bar(series, NAMES, y + 1, (length, BAR - 2)))
            parts.append(_text(_short(series.values[place]), NAMES + length + 6, y + BAR - 2, size=13))
    return _picture(chart, bottom + EDGE, parts)


def _picture(chart: Chart, height: float, parts: list[SafeString]) -> str:
    if chart.is_empty:
        height, parts = 120, [_text("没有数据", WIDTH / 2, 84, anchor="middle", fill=MUTED)]
    content = [
        _element("title", _words(chart.title), id="title"),
        _element("desc", _words(describe(chart)), id="desc"),
        _element("defs", *(_hatch(tone) for tone in TONES if tone != SOLID)),
        _element("rect", width=WIDTH, height=height, fill=PAPER),
        *_legend(chart),
        *parts,
    ]
    return _element(
        "svg", *content, xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=height,
        viewBox=f"0 0 {WIDTH} {_number(height)}", role="img", aria_labelledby="title desc",
        font_family=FONT, font_size=TEXT,
    )  # fmt: skip


def _legend(chart: Chart) -> Iterator[SafeString]:
    x: float = EDGE
    for series in chart.series:
        yield _bar(series, x, 9, (22, 14))
        name = f"{series.name}（{chart.unit}）"
        yield _text(name, x + 30, 21)
        x += 30 + _length(name) * SIGN + 24


def _upright_grid(number: int, y: float) -> SafeString:
    colour = LINE if number else INK
    return _rule(SCALE, y, (WIDTH - EDGE, y), colour) + _text(
        _short(number), SCALE - 8, y + 5, anchor="end", fill=MUTED
    )


def _upright_number(chart: Chart, value: int, x: float, y: float) -> SafeString:
    if _is_crowded(chart):
        return _text(_short(value), x + 5, y, size=13, transform=f"rotate(-90 {_number(x + 5)} {_number(y)})")
    return _text(_short(value), x, y, size=13, anchor="middle")


def _group_width(chart: Chart) -> float:
    return (WIDTH - SCALE - EDGE) / max(1, len(chart.categories))


def _bar_width(chart: Chart) -> float:
    return _group_width(chart) * 0.76 / max(1, len(chart.series))


def _is_crowded(chart: Chart) -> bool:
    """Whether a number would run into the one beside it; then all of them stand on end."""
    values = (value for series in chart.series for value in series.values)
    return max((_length(_short(value)) for value in values), default=0) * SIGN * 13 / TEXT > _bar_width(chart)


def _scale(most: int) -> tuple[int, int]:
    """Step and end of a scale of whole numbers with at most five steps: 37 → 10, 40."""
    step = 1
    while step * 5 < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step, max(1, -(-most // step)) * step


def _bar(series: Series, x: float, y: float, size: tuple[float, float]) -> SafeString:
    """The second kind of bar is hatched and outlined: black and white tell them apart."""
    width, height = size
    if not width or not height:
        return mark_safe("")
    colour, _ = TONES[series.tone]
    fill = colour if series.tone == SOLID else f"url(#hatch-{series.tone})"
    return _element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=colour)


def _hatch(tone: str) -> SafeString:
    colour, ground = TONES[tone]
    return _element(
        "pattern",
        _element("rect", width=6, height=6, fill=ground),
        _rule(0, 0, (0, 6), colour, width=3),
        id=f"hatch-{tone}", width=6, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip


def _rule(x: float, y: float, to: tuple[float, float], colour: str, *, width: float = 1) -> SafeString:
    return _element("line", x1=x, y1=y, x2=to[0], y2=to[1], stroke=colour, stroke_width=width)


def _text(text: str, x: float, y: float, *, size: int = TEXT, **more: str) -> SafeString:
    attributes = {"text_anchor": more.pop("anchor", "start"), "fill": more.pop("fill", INK), **more}
    return _element("text", _words(text), x=x, y=y, font_size=size, **attributes)


def _element(name: str, *content: SafeString, **attributes: str | float) -> SafeString:
    """`_` in a name stands for `-`; numbers get two decimals at most. Every text has gone through `_words`."""
    said = "".join(
        f' {key.replace("_", "-")}="{escape(_number(value) if isinstance(value, int | float) else value)}"'
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return mark_safe(f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>")  # noqa: S308 escaped above


def _number(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < WAN else str(round(value))


def _short(value: int) -> str:
    """12,345 in full; from a hundred thousand on 12.3万, 1.2亿: the table beneath has every digit."""
    if value < 10 * WAN:
        return f"{value:,}"
    for size, word in ((YI, "亿"), (WAN, "万")):
        if value >= size:
            return f"{value / size:,.1f}".removesuffix(".0") + word
    raise AssertionError(value)


def _length(text: str) -> int:
    """In half-width signs."""
    return sum(1 if ord(sign) < 0x2000 else 2 for sign in text)


def _cut(text: str) -> str:
    while _length(text) > LONGEST_NAME:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _words(text: str) -> SafeString:
    """Escaped, and without control characters, which no XML may hold."""
    return escape("".join(sign for sign in text if sign.isprintable()))
