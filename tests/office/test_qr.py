"""QR codes of papers."""

import re

import segno

from office.qr import QUIET_MODULES, qr_svg

ADDRESS = "https://example.invalid/notice/16/"


def test_picture_holds_the_text_and_nothing_else() -> None:
    """The dark modules drawn are those of the text: nothing here can read a QR code, so it is compared with one."""
    assert drawn(qr_svg(ADDRESS)) == dark_modules(ADDRESS)
    assert drawn(qr_svg(ADDRESS)) != dark_modules(ADDRESS + "1")


def test_picture_keeps_to_the_content_policy() -> None:
    text = qr_svg(ADDRESS).decode()
    assert re.findall(r"<script|style=|xlink|href", text) == []


def dark_modules(text: str) -> set[tuple[int, int]]:
    matrix = segno.make(text, error="m", micro=False).matrix
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def drawn(svg: bytes) -> set[tuple[int, int]]:
    """Modules of the strokes: `Mx y` begins, `mdx dy` moves on, `hn` draws n modules to the right."""
    path = re.search(rb' stroke="#000"[^>]* d="([^"]+)"|d="([^"]+)"[^>]* stroke="#000"', svg)
    assert path is not None
    x, y, found = 0.0, 0.0, set()
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,](-?[\d.]+))?", (path[1] or path[2]).decode()):
        if step == "M":
            x, y = float(first), float(second)
        elif step == "m":
            x, y = x + float(first), y + float(second)
        else:
            found |= {(int(x) + place - QUIET_MODULES, int(y) - QUIET_MODULES) for place in range(int(first))}
            x += float(first)
    return found
