"""The small picture of the first page: twelve months in the width of a column. Pure; the large ones are in `reports.charts`."""

from xml.etree import ElementTree as Tree

from reports.charts import FONT, INK, LINE, MUTED, PAPER, TONES, Chart, describe

WIDTH, HEIGHT = 380, 190
LEFT, TOP, FLOOR = 34, 40, 166
TEXT, SMALL = 13, 11


def small(chart: Chart) -> str:
    """Upright bars with the sum of each series in words; every second category is named. Numbers stand on the large picture."""
    root = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "width": f"{WIDTH}",
            "height": f"{HEIGHT}",
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": FONT,
        },
    )
    Tree.SubElement(root, "title", {"id": "title"}).text = chart.title
    Tree.SubElement(root, "desc", {"id": "desc"}).text = describe(chart)
    Tree.SubElement(root, "rect", {"width": f"{WIDTH}", "height": f"{HEIGHT}", "fill": PAPER})
    if chart.is_empty:
        _write(root, "近十二个月没有诉求", WIDTH / 2, HEIGHT / 2, size=TEXT, anchor="middle")
    else:
        _legend(root, chart)
        _scale(root, chart)
        _bars(root, chart)
    return Tree.tostring(root, encoding="unicode")


def _legend(root: Tree.Element, chart: Chart) -> None:
    for place, series in enumerate(chart.series):
        x = LEFT + place * (WIDTH - LEFT) / len(chart.series)
        _bar(root, series.tone, (x, 8, 14, 12))
        _write(root, f"{series.name} {sum(series.values):,} {chart.unit}", x + 20, 19, size=TEXT, fill=INK)


def _scale(root: Tree.Element, chart: Chart) -> None:
    for y, number in ((TOP, chart.most), (FLOOR, 0)):
        line = {"x1": f"{LEFT}", "x2": f"{WIDTH}", "y1": f"{y}", "y2": f"{y}", "stroke": LINE if number else INK}
        Tree.SubElement(root, "line", line)
        _write(root, f"{number:,}", LEFT - 5, y + 4, anchor="end")


def _bars(root: Tree.Element, chart: Chart) -> None:
    group = (WIDTH - LEFT) / len(chart.categories)
    width = group * 0.8 / len(chart.series)
    for place, category in enumerate(chart.categories):
        x = LEFT + group * (place + 0.1)
        if (len(chart.categories) - place) % 2:
            _write(root, category, x + group * 0.4, FLOOR + 16, anchor="middle")
        for position, series in enumerate(chart.series):
            height = (FLOOR - TOP) * series.values[place] / chart.most
            if height:
                _bar(root, series.tone, (x + position * width, FLOOR - height, width - 1, height))


def _bar(root: Tree.Element, tone: str, box: tuple[float, float, float, float]) -> None:
    """The second kind is pale with an outline: told apart in black and white as well."""
    colour, fill = TONES[tone]
    x, y, width, height = (f"{number:.1f}" for number in box)
    Tree.SubElement(root, "rect", {"x": x, "y": y, "width": width, "height": height, "fill": fill, "stroke": colour})


def _write(
    root: Tree.Element, text: str, x: float, y: float, *, size: int = SMALL, anchor: str = "start", fill: str = MUTED
) -> None:
    placed = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": f"{size}", "text-anchor": anchor, "fill": fill}
    Tree.SubElement(root, "text", placed).text = text
