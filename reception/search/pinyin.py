"""How a person's name is read: surnames by a table of their own, the rest by the dictionary. Pure."""

from functools import lru_cache

from office.syllables import syllable

# Only where the surname is read otherwise than the character usually is.
_SURNAMES = {
    "单": "shan", "解": "xie", "区": "ou", "曾": "zeng", "仇": "qiu", "查": "zha", "朴": "piao", "乐": "yue",
    "盖": "ge", "翟": "zhai", "折": "she", "缪": "miao", "洗": "xian", "员": "yun", "贠": "yun", "秘": "bi",
    "召": "shao", "繁": "po", "种": "chong", "重": "chong", "覃": "qin", "隗": "wei", "郇": "xun", "句": "gou",
    "祭": "zhai", "黑": "he", "阚": "kan", "能": "nai", "佴": "nai", "牟": "mu", "藏": "zang", "卜": "bu", "会": "gui",
    "么": "yao", "尉": "wei", "冼": "xian", "逄": "pang", "宓": "mi", "谌": "chen",
}  # fmt: skip
_COMPOUND = {
    "单于": ("chan", "yu"), "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"), "令狐": ("ling", "hu"), "欧阳": ("ou", "yang"), "司马": ("si", "ma"),
    "司徒": ("si", "tu"), "上官": ("shang", "guan"), "诸葛": ("zhu", "ge"), "夏侯": ("xia", "hou"),
    "皇甫": ("huang", "fu"), "慕容": ("mu", "rong"), "东方": ("dong", "fang"), "公孙": ("gong", "sun"),
    "宇文": ("yu", "wen"), "端木": ("duan", "mu"), "呼延": ("hu", "yan"), "鲜于": ("xian", "yu"),
}  # fmt: skip
# Given names that people read in either way; rare readings of other characters would only find strangers.
_EITHER = {
    "乐": ("le", "yue"), "长": ("chang", "zhang"), "朝": ("chao", "zhao"), "行": ("xing", "hang"),
    "重": ("chong", "zhong"), "晟": ("sheng", "cheng"), "盛": ("sheng", "cheng"), "茜": ("qian", "xi"),
    "娜": ("na", "nuo"), "传": ("chuan", "zhuan"), "都": ("du", "dou"), "单": ("dan", "shan"), "解": ("jie", "xie"),
    "曾": ("zeng", "ceng"), "莞": ("wan", "guan"), "炅": ("jiong", "gui"), "赟": ("yun", "bin"), "柏": ("bai", "bo"),
    "奇": ("qi", "ji"), "仔": ("zi", "zai"), "恪": ("ke", "que"), "阿": ("a", "e"), "勒": ("le", "lei"),
    "参": ("can", "shen"), "洗": ("xi", "xian"), "调": ("tiao", "diao"), "降": ("jiang", "xiang"),
}  # fmt: skip
VARIANTS = 8


@lru_cache(maxsize=20_000)
def pinyin_tokens(name: str) -> tuple[str, ...]:
    """What may be typed for a name: `zhang`, `zhangxiao`, `zhangxiaoming`, `xiaoming`, `zhangxm`, `zxm`.

    A given name with a character of several readings is found by either. Empty for a name without Chinese characters.
    """
    characters = [c for c in name if _is_chinese(c)]
    if not characters:
        return ()
    family, given = _family(characters), characters[_family_length(characters) :]
    tokens = (token for variant in _variants(given) for token in _tokens(family, variant))
    return tuple(dict.fromkeys(filter(None, tokens)))


@lru_cache(maxsize=5_000)
def initials(text: str) -> str:
    """`南屏小区3期` → `npxq3q`: the first letter of each character as it is usually read; figures and letters stay."""
    return "".join(_readings(c)[0][0] if _is_chinese(c) else c for c in text)


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def _family_length(characters: list[str]) -> int:
    return 2 if len(characters) > 2 and "".join(characters[:2]) in _COMPOUND else 1


def _family(characters: list[str]) -> tuple[str, ...]:
    if _family_length(characters) == 2:
        return _COMPOUND["".join(characters[:2])]
    first = characters[0]
    return (_SURNAMES.get(first) or _readings(first)[0],)


def _readings(character: str) -> tuple[str, ...]:
    """The usual one first; a character that the dictionary lacks is read as itself."""
    return _EITHER.get(character) or (syllable(character),)


def _variants(given: list[str]) -> list[tuple[str, ...]]:
    """The usual reading, and others with one character read otherwise; a few at most."""
    readings = [_readings(character) for character in given]
    usual = tuple(options[0] for options in readings)
    others = [
        (*usual[:place], options[1], *usual[place + 1 :]) for place, options in enumerate(readings) if len(options) > 1
    ]
    return [usual, *others][:VARIANTS]


def _tokens(family: tuple[str, ...], given: tuple[str, ...]) -> list[str]:
    surname, syllables = "".join(family), (*family, *given)
    spelt = ["".join(syllables[:length]) for length in range(len(family), len(syllables) + 1)]
    initials = "".join(syllable[0] for syllable in given)
    return [*spelt, "".join(given), surname + initials, "".join(s[0] for s in family) + initials]
