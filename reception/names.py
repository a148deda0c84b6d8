"""One spelling for names of projects and companies, so that the same name typed twice finds the same row. Pure."""

import re

# Full-width letters and digits as on a keyboard, brackets as in a Chinese name.
_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDTH |= {ord("("): "（", ord(")"): "）", 0x3000: " "}
_LOOSE_SPACE = re.compile(r"(?<![!-~]) +| +(?![!-~])")


def tidy_name(text: str) -> str:
    """The spelling that is stored and looked for: `云南 建工(集团)` → `云南建工（集团）`; spaces between Latin words stay."""
    visible = text.translate(_WIDTH)
    if not visible.isprintable():
        visible = "".join(c for c in visible if c.isprintable() or c.isspace())
    return _LOOSE_SPACE.sub("", " ".join(visible.split()))


def tidy_person(text: str) -> str:
    """A person's name without stray spaces: `张 三` → `张三`; `Aye Mya` keeps its own."""
    return tidy_name(text)
