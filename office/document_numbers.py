"""文号: 机关代字〔年份〕顺序号号. Brackets and digits typed otherwise are put right; what cannot be is told in words. Pure.

依据：GB/T 9704—2012《党政机关公文格式》7.2.5：年份标全称，用六角括号“〔〕”括入；发文顺序号不加“第”字，不编虚位。
"""

import re

from office.text import fold

EXAMPLE = "临翔治欠办〔2021〕2号"
LONGEST = 60
_OPENING = str.maketrans("([【{<〈《「［", "〔" * 9)
_CLOSING = str.maketrans(")]】}>〉》」］", "〕" * 9)
_YEAR = re.compile(r"〔([^〔〕]*)〕")
_FOUR = re.compile(r"\d{4}", re.ASCII)
_SERIAL = re.compile(r"[1-9]\d{0,4}号", re.ASCII)


def tidy_number(text: str) -> str:
    """``临翔治欠办（２０２１）2 号`` → ``临翔治欠办〔2021〕2号``: half-width digits, hexagonal brackets, no spaces."""
    return fold(text).translate(_OPENING).translate(_CLOSING)


def number_faults(text: str, label: str = "文号") -> list[str]:
    """Sentences on a number that `tidy_number` has seen; empty if it is one."""
    if not text:
        return [f"请填写{label}，写成 {EXAMPLE} 的样子。"]
    if len(text) > LONGEST:
        return [f"{label}最多 {LONGEST} 个字，请核对。"]
    years = _YEAR.findall(text)
    if len(years) != 1 or text.count("〔") != 1 or text.count("〕") != 1:
        return [f"{label}“{text}”的年份须用一对六角括号括入，写成 {EXAMPLE} 的样子。"]
    organ, serial = text.split("〔")[0], text.split("〕")[1]
    faults = []
    if not organ or any(c.isdigit() for c in organ):
        faults.append(f"{label}“{text}”的括号前应是发文机关代字，如“临翔治欠办”。")
    if not _FOUR.fullmatch(years[0]):
        faults.append(f"{label}“{text}”的年份应为四位数字，如 2021。")
    if not _SERIAL.fullmatch(serial):
        faults.append(f"{label}“{text}”的括号后应是顺序号和“号”字，如“2号”，不加“第”，前面不补 0。")
    return faults


def year_of(text: str) -> int | None:
    """The year a sound number names; None for any other."""
    return None if number_faults(text) else int(_YEAR.findall(text)[0])
