"""The one tokeniser of the search, for what is stored and for what is typed: pairs of neighbouring characters. Pure.

Nothing but letters, figures and Chinese characters is left of a text, so no sign that a database reads as a command
(quotes, `*`, `-`, `%`) ever reaches it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reception.search.pinyin import pinyin_tokens

LEAST = 2
MOST_WORDS = 6
# A token that no word of two characters can ask for: keeps the end of one text from meeting the start of the next.
_END = "0"
_ASCII_WORD = re.compile(r"[a-z0-9]+")
TOO_SHORT = "请至少输入两个字（或拼音、编号的两位）再查找。"
TOO_MANY = f"一次最多用 {MOST_WORDS} 个词查找，请减少几个词。"


@dataclass(frozen=True)
class Word:
    """One word to look for: its pairs in this order, or (`whole`) a token of its own such as `zsf`."""

    text: str
    pairs: tuple[str, ...]
    whole: bool


def clean(text: str) -> str:
    """Half-width, lower case, letters and figures alone: `云南建工（集团）` → `云南建工集团`; ü is typed v."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return folded if folded.isalnum() else "".join(c for c in folded if c.isalnum())


def pairs(cleaned: str) -> list[str]:
    """`南屏小区` → `南屏 屏小 小区`; a single character stays alone."""
    if len(cleaned) < LEAST:
        return [cleaned] if cleaned else []
    return [cleaned[start : start + LEAST] for start in range(len(cleaned) - 1)]


def name_tokens(names: Iterable[str]) -> str:
    """People of one claim as one line of tokens: pairs of each name, then its pinyin and initials."""
    cleaned = list(dict.fromkeys(filter(None, map(clean, names))))
    spelt = dict.fromkeys(token for name in cleaned for token in (pinyin_tokens(name) or (name,)))
    return " ".join([*_line(cleaned), *spelt])


def matter_tokens(texts: Iterable[str], *, numbers: Iterable[str] = ()) -> str:
    """Project, companies and numbers of other offices as one line of tokens; a number is one token."""
    cleaned = dict.fromkeys(filter(None, map(clean, texts)))
    return " ".join([*_line(cleaned), *filter(None, map(clean, numbers))])


def words_of(typed: str) -> list[Word]:
    """The words that must all be found. Pinyin may be typed with spaces between the syllables.

    Raises:
        ValueError: a word of fewer than two characters, or too many words; the message is for the reader.
    """
    cleaned = [word for word in map(clean, typed.split()) if word]
    if len(cleaned) > 1 and all(word.isascii() and word.isalpha() for word in cleaned):
        cleaned = ["".join(cleaned)]
    if not cleaned or any(len(word) < LEAST for word in cleaned):
        raise ValueError(TOO_SHORT)
    if len(cleaned) > MOST_WORDS:
        raise ValueError(TOO_MANY)
    return [Word(word, tuple(pairs(word)), bool(_ASCII_WORD.fullmatch(word))) for word in cleaned]


def is_found_in(word: Word, text: str, *, person: bool = False) -> bool:
    """True if the index would find this one text by this word; for saying what matched."""
    cleaned = clean(text)
    return word.text in cleaned or (person and word.whole and word.text in pinyin_tokens(cleaned))


def _line(cleaned: Iterable[str]) -> list[str]:
    return [token for text in cleaned for token in (*pairs(text), _END)]
