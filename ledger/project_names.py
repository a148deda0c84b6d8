"""How the name of a project or a company is read, so that names written differently can be compared. Pure.

What tells two projects of one name apart (二期, 一标段, 3号楼, 2020年) is kept apart from the name itself as marks.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from office.syllables import syllable

Tokens = tuple[str, ...]

PHASE = "期"
_NUMBER = r"[一二三四五六七八九十]{1,3}|\d{1,4}|[ivx]{1,4}(?![a-z])"
_UNITS = {
    "期": PHASE, "施工标段": "标", "标段": "标", "合同段": "标", "标": "标", "分部": "标",
    "号楼": "楼", "栋": "楼", "幢": "楼", "座": "楼", "#楼": "楼", "#": "楼",
    "号地块": "地块", "地块": "地块", "工区": "工区", "片区": "片区", "区": "片区", "组团": "组团", "批次": "批", "批": "批",
    "年度": "年", "年": "年", "号": "号",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_MARK = re.compile(rf"第?(?P<value>(?<![a-z])(?:{_NUMBER})|(?<![a-z])[a-z])-?(?P<unit>{_UNIT})")
_AFTER = re.compile(rf"(?P<unit>标段|合同段|期)(?P<value>{_NUMBER})")
_CHINESE_NUMBER = re.compile(r"第?([一二三四五六七八九十]{1,3})")
_BRACKETS = re.compile(r"^([^(\[【]+)[(\[【]([^)\]】]*)[)\]】]?")
_TOKEN = re.compile(r"\d+|[a-z]+|.")
_FIGURES = {figure: value for value, figure in enumerate("一二三四五六七八九", start=1)}
_CAPITALS = str.maketrans("壹贰貳叁參肆伍陆柒捌玖拾", "一二二三三四五六七八九十")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}

# What stands around a project's name and says nothing of it.
_BEFORE = re.compile(r"^(?:新建|在建|续建|关于)+")
_BEHIND = re.compile(
    r"(?:建设|施工|工程|项目|经理|部|工地|现场|总承包|总包|epc|土建|房建|主体|及?配套|及?附属|设施|标段|的|点)+$"
)
_GENERIC = re.compile(
    r"小区|住宅|住房|安置房|房屋|工地|工程|项目|建设|施工|装修|装饰|道路|公路|厂房|办公楼|宿舍|商住|楼|路|桥|厂|店|[0-9a-z]"
)
# Behind a place, what makes it the name itself: 临沧大道, 临翔街.
_PART_OF_NAME = re.compile(r"大道|大桥|路|街|桥|机场")
_LEGAL = re.compile(
    r"股份|有限|责任|公司|集团|总公司|分公司|子公司|项目经理部|项目部|施工队|工程队|建筑队|劳务队|施工班组|班组|工作室"
)
_TRADE = re.compile(r"(?:建筑|建设|建工|建安|安装|工程|施工|总承包|实业|发展|开发|房地产|置业)+$")
_ORGANISATION = re.compile(r"公司|集团|局|厂|院|中心|指挥部|项目部|商行|经营部|合作社|有限")


@dataclass(frozen=True)
class ProjectName:
    """`core`: the name in tokens without what surrounds it, empty for a bare 工地; `marks`: its phase, lot, building, year by kind."""

    core: Tokens
    marks: tuple[tuple[str, str], ...]
    is_generic: bool


@dataclass(frozen=True)
class CompanyName:
    """`core`: the name in tokens without legal form and trade; a person's name says nothing of another company."""

    core: Tokens
    is_organisation: bool


@lru_cache(maxsize=20_000)
def read_project(name: str, *, places: tuple[str, ...] = (), companies: tuple[CompanyName, ...] = ()) -> ProjectName:
    """A project's name as read in an area with these `places`, the names of its own companies left out."""
    text = _plain(name)
    text, marks = _without_marks(_without_places(text, places))
    text = _CHINESE_NUMBER.sub(lambda match: str(_number(match[1])), text)
    text = _BEFORE.sub("", _BEHIND.sub("", text))
    for company in companies:
        word = "".join(company.core)
        if company.is_organisation and len(word) > 1 and text.startswith(word) and len(text) > len(word) + 1:
            text = text[len(word) :]
    text = _without_places(text, places)
    return ProjectName(tuple(_TOKEN.findall(text)), marks, not _GENERIC.sub("", text))


@lru_cache(maxsize=20_000)
def read_company(name: str, *, places: tuple[str, ...] = ()) -> CompanyName:
    """A company's name as read in an area with these `places`."""
    plain = _plain(name)
    text = plain
    for place in places:
        text = text.replace(place, "") or text
    text = _LEGAL.sub("", text) or text
    brand = _TRADE.sub("", text)
    text = brand if len(brand) > 1 else text
    text = _CHINESE_NUMBER.sub(lambda match: str(_number(match[1])), text)
    return CompanyName(tuple(_TOKEN.findall(text)), bool(_ORGANISATION.search(plain)))


def place_names(names: Iterable[str]) -> tuple[str, ...]:
    """What may stand before a name for its area, longest first: 临沧市, 临翔区, and both without their last character."""
    found = {name for name in names if name}
    found |= {name[:-1] for name in found if len(name) > 2 and name[-1] in "省市区县州"}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def misspelt(short: Tokens, long: Tokens) -> int | None:
    """In how many places `short`, found within `long` in the same order, is written with another character of the same sound.

    None if it is not found there.
    """
    place, count = 0, 0
    for token in short:
        while place < len(long) and sound(long[place]) != sound(token):
            place += 1
        if place == len(long):
            return None
        count += long[place] != token
        place += 1
    return count


def sound(token: str) -> str:
    """A character as it is read, without its tone; figures and letters as they are."""
    return syllable(token)


def _plain(name: str) -> str:
    """One width, no case, no spaces or punctuation but what joins a lot's letters and figures; first what stood in brackets."""
    folded = _BRACKETS.sub(r"\2\1", unicodedata.normalize("NFKC", name).lower())
    return "".join(c for c in folded.translate(_CAPITALS) if c.isalnum() or c in "#-")


def _without_places(text: str, places: Iterable[str]) -> str:
    """The text without the names of its area before it, as long as something is left."""
    for place in places:
        if text.startswith(place) and len(text) > len(place) + 1 and not _PART_OF_NAME.match(text, len(place)):
            text = text[len(place) :]
    return text


def _without_marks(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    marks: dict[str, str] = {}
    for pattern in (_MARK, _AFTER):
        for match in pattern.finditer(text):
            marks[_UNITS[match["unit"]]] = str(_number(match["value"]))
        text = pattern.sub("", text)
    if marks.get(PHASE) == "1":  # the first phase is mostly written without its number
        del marks[PHASE]
    return text.replace("-", "").replace("#", ""), tuple(sorted(marks.items()))


def _number(text: str) -> int | str:
    if text.isdecimal():
        return int(text)
    if text in _ROMAN:
        return _ROMAN[text]
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _FIGURES.get(tens, 1) * 10 + _FIGURES.get(ones, 0)
    return "".join(str(_FIGURES[c]) for c in text) if set(text) <= set(_FIGURES) else text
