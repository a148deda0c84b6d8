"""公告 by rule, in plain words, and what must never stand in one. Pure: facts in, text out.

依据：实施方案五（提前公开接访时间、地点）；应接尽接，不属于欠薪的也登记并告知去向；接访不收费。
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = "一二三四五六日"
BRING = (
    "身份证。",
    "劳动合同，或者能说明您在那里干过活的东西：工牌、考勤表、工地照片、微信聊天记录、工友证明等。",
    "能说明欠了多少工资的东西：工资欠条、工资表、结算单、银行卡或微信的转账记录等。",
    "工地或单位的名称和地址，老板、包工头的姓名和电话。",
)
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
# Figures as people write them, with spaces, hyphens or brackets between them.
_FIGURES = re.compile(r"\d(?:[\s.()（）·‐-―−-]{0,2}\d)+[\s-]?[Xx]?")
_PERSONAL = re.compile(r"1[3-9]\d{9}|\d{15}")


@dataclass(frozen=True)
class Told:
    """What a notice tells of a plan: day, hours, place."""

    on: date
    starts_at: time | None
    ends_at: time | None
    venue: str

    @property
    def date_text(self) -> str:
        """`2021年5月10日`."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"

    @property
    def weekday(self) -> str:
        """`（星期一）`."""
        return f"（星期{WEEKDAYS[self.on.weekday()]}）"

    @property
    def day(self) -> str:
        """`2021年5月10日（星期一）`."""
        return self.date_text + self.weekday

    @property
    def hours(self) -> str:
        """`14:30—17:00`, `14:30 开始`, or empty where the plan names no hour."""
        if self.starts_at is None:
            return ""
        return f"{self.starts_at:%H:%M}—{self.ends_at:%H:%M}" if self.ends_at else f"{self.starts_at:%H:%M} 开始"

    @property
    def when(self) -> str:
        return f"{self.day} {self.hours}".strip()

    @property
    def lines(self) -> tuple[str, str]:
        """Time and place as they stand in the text."""
        return f"时间：{self.when}", f"地点：{self.venue}"


@dataclass(frozen=True)
class Facts:
    """What the text is made of; everything but the plan comes from the office's own lists and may be empty."""

    told: Told
    area: str
    units: tuple[str, ...] = ()
    not_wages: tuple[str, ...] = ()
    officer: str = ""
    phone: str = ""
    office_phone: str = ""

    @property
    def contact(self) -> str:
        """`联系人示例，电话 0883-2120000；治欠办电话 0883-2120001`; empty if the office names nobody."""
        named = "，".join(
            part
            for part in (f"联系人{self.officer}" * bool(self.officer), f"电话 {self.phone}" * bool(self.phone))
            if part
        )
        office = f"治欠办电话 {self.office_phone}" if self.office_phone and self.office_phone != self.phone else ""
        return "；".join(part for part in (named, office) if part)


def differences(before: Told, after: Told) -> list[str]:
    """What a worker must know anew, a line each; empty if day, hours and place are the same."""
    pairs = (
        ("日期", before.day, after.day),
        ("时间", before.hours or "未定", after.hours or "未定"),
        ("地点", before.venue, after.venue),
    )
    return [f"{label}由{old}改为{new}" for label, old, new in pairs if old != new]


def first_text(facts: Facts) -> str:
    """The whole notice of a session."""
    opening = "老板、包工头欠您工资不给的，请来现场反映。几个部门坐在一起，当面听您说，当场登记，一件一件办。"
    return "\n\n".join([opening, *_parts(facts)])


def change_text(facts: Facts, *, before: Told, reason: str) -> str:
    """The notice again, headed by what is different now; with nothing different it is a correction of the text."""
    changed = differences(before, facts.told)
    opening = (
        f"原定{before.when}在{before.venue}的接访有变动：{'；'.join(changed)}。" if changed else "公告内容有更正。"
    )
    return "\n\n".join([opening + _because(reason), *_parts(facts)])


def cancellation_text(facts: Facts, *, before: Told, reason: str) -> str:
    """That nobody should come, why, and where to turn meanwhile."""
    opening = f"原定{before.when}在{before.venue}的接访取消，请不要前往。{_because(reason)}"
    meanwhile = "被欠工资的，不用等下一场：上班时间可以到治欠办反映，也可以先打电话。下一场接访的时间另行公告。"
    contact = f"{facts.contact}。反映问题、登记、办理都不收费。" if facts.contact else "反映问题、登记、办理都不收费。"
    return "\n\n".join([opening, meanwhile, contact])


def paragraphs(body: str, *, leaving_out: Iterable[str] = ()) -> list[tuple[bool, str]]:
    """The lines of a notice, each with whether it is a heading (一、…); without those shown in large type above."""
    lines = (line.strip() for line in body.splitlines())
    return [(bool(_HEADING.match(line)), line) for line in lines if line and line not in leaving_out]


def personal_numbers(text: str, *, allowed: Iterable[str] = ()) -> list[str]:
    """What looks like a mobile phone, an ID or an account number, as it was written; the office's own are `allowed`.

    Landlines stay: they are offices'. It rather finds a number too many.
    """
    folded = unicodedata.normalize("NFKC", text)
    ours = [digits for digits in map(_digits, allowed) if digits]
    found = []
    for written in _FIGURES.findall(folded):
        rest = _digits(written)
        for number in ours:
            rest = rest.replace(number, " ")
        if _PERSONAL.search(rest):
            found.append(written.strip())
    return found


def _parts(facts: Facts) -> list[str]:
    bring = "\n".join(f"{number}. {item}" for number, item in enumerate(BRING, start=1))
    sections = [
        (
            "谁可以来",
            f"在{facts.area}干活、被拖欠工资的人都可以来，不只是建筑工地的。"
            "为同一件事来的人多，请推选代表，代表不超过 5 人。",
        ),
        ("请带上（有什么带什么，带不齐也可以来）", bring),
        ("哪些不算工资", _not_wages(facts)),
    ]
    if facts.units:
        sections.append(("参加接访的单位", f"{'、'.join(facts.units)}。"))
    contact = f"{facts.contact}。\n" if facts.contact else ""
    sections.append(("联系电话和收费" if contact else "收费", f"{contact}反映问题、登记、办理都不收费。"))
    numbered = [f"{'一二三四五六'[place]}、{title}\n{text}" for place, (title, text) in enumerate(sections)]
    return ["\n".join(facts.told.lines), *numbered]


def _not_wages(facts: Facts) -> str:
    kinds = "、".join(facts.not_wages) or "工程款、材料款、设备租赁费"
    return f"{kinds}不算工资。您来了我们同样登记，并告诉您该找哪个部门。"


def _because(reason: str) -> str:
    reason = reason.strip().rstrip("。")
    return f"原因：{reason}。" if reason else ""


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
