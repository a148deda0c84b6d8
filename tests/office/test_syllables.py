"""Readings of single characters, without the dictionary of phrases."""

import os
import subprocess
import sys

import pytest
from pypinyin.constants import PHRASES_DICT

from office.syllables import syllable

ALL = range(0x4E00, 0x9FA6)
_WITH_PHRASES = """
from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT
assert PHRASES_DICT
print(" ".join(pinyin(chr(code), style=Style.NORMAL)[0][0] for code in range(0x4E00, 0x9FA6)))
"""


@pytest.mark.parametrize(
    ("character", "read"), [("张", "zhang"), ("吕", "lv"), ("a", "a"), ("12b", "12b"), ("〇", "ling")]
)
def test_one_character(character, read):
    assert syllable(character) == read


def test_phrases_are_not_loaded():
    assert PHRASES_DICT == {}


def test_every_character_is_read_as_with_them():
    environment = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    told = subprocess.run([sys.executable, "-c", _WITH_PHRASES], env=environment, check=True, stdout=subprocess.PIPE)
    assert told.stdout.decode().split() == [syllable(chr(code)) for code in ALL]
