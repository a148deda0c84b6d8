"""How one Chinese character is usually read. The one place that loads the dictionary of readings, without its phrases."""

import os
from functools import lru_cache

# Phrases would take 45 MB in every process, and nothing here is read by phrases.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin  # noqa: E402


@lru_cache(maxsize=20_000)
def syllable(character: str) -> str:
    """`张` → `zhang`, ü as v; what the dictionary lacks, letters and figures are read as themselves."""
    return pinyin(character, style=Style.NORMAL)[0][0]
