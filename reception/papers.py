"""登记表 as lines of label and value, in the order of the paper; short ones share a line, so that one person fits one sheet.

依据：登记表样式（登记编号至个人信息告知）；签名处留空。
"""

from collections.abc import Iterable, Sequence

from office.amounts import in_words, show_yuan
from office.partial_dates import show
from reception.identity import EIGHTEEN
from reception.identity_access import Identity
from reception.models import Claim, TableOpinion

# What stands on one line of the paper.
PLACES = (
    ("登记编号", "接访场次"), ("来访时间", "接访人"), ("姓名", "性别"), ("年龄", "电话"), ("身份证号", "工种"), ("住址",),
    ("同行人数与代表",), ("用人单位（欠薪方）",), ("总包单位", "建设单位"), ("项目与地址",), ("用工起止", "欠薪起止"),
    ("涉及人数", "是否签订合同"), ("金额（大写）",), ("不属欠薪",), ("曾否向其他部门反映",), ("诉求",), ("证据清单",), ("处理意见",),
)  # fmt: skip
YES_NO = {True: "是", False: "否", None: ""}


def form_rows(
    claim: Claim,
    person: Identity,
    *,
    age: int | None,
    others: Sequence[Identity] = (),
    opinions: Iterable[TableOpinion] = (),
) -> list[list[tuple[str, str]]]:
    """The lines as they stand on the paper, one or two to a line; 不属欠薪 only where it is said."""
    lines = dict(form_lines(claim, person, age=age, others=others, opinions=opinions))
    rows = [[(label, lines[label]) for label in labels] for labels in PLACES]
    return [row for row in rows if row != [("不属欠薪", "")]]


def form_lines(
    claim: Claim,
    person: Identity,
    *,
    age: int | None,
    others: Sequence[Identity] = (),
    opinions: Iterable[TableOpinion] = (),
) -> list[tuple[str, str]]:
    """Every line of the paper; what is not known stays empty, to be written by hand. `others` are representatives."""
    words = in_words(claim.amount_yuan) if claim.amount_yuan is not None else "不详"
    return [
        ("登记编号", claim.number),
        ("接访场次", claim.session.day_text if claim.session else claim.channel.label),
        ("来访时间", f"{claim.received_on.year}年{claim.received_on.month}月{claim.received_on.day}日"),
        ("姓名", person.name),
        ("性别", claim.petitioner.get_gender_display()),
        ("年龄", f"{age} 岁" if age is not None else ""),
        ("身份证号", person.id_number),
        ("电话", person.phone),
        ("住址", person.address),
        ("同行人数与代表", group_text(claim, person, others)),
        ("用人单位（欠薪方）", str(claim.employer or "")),
        ("总包单位", str(claim.general_contractor or "")),
        ("建设单位", str(claim.developer or "")),
        ("项目与地址", f"{claim.project.name} {claim.project.address}".strip() if claim.project else ""),
        ("工种", claim.job_type),
        ("用工起止", _employment(claim)),
        ("欠薪起止", period_text(claim)),
        ("涉及人数", f"{claim.workers_count} 人"),
        ("金额（大写）", f"{words}（{show_yuan(claim.amount_yuan)} 元）" if claim.amount_yuan is not None else words),
        ("不属欠薪", "；".join(filter(None, (str(claim.not_wages_kind or ""), claim.not_wages_reason)))),
        ("是否签订合同", YES_NO[claim.has_contract]),
        ("曾否向其他部门反映", claim.complained_before),
        ("诉求", claim.demand),
        ("证据清单", claim.evidence_list),
        ("接访人", str(claim.registered_by)),
        ("处理意见", "\n".join(f"{row.unit}：{row.text}" for row in opinions)),
    ]


def group_text(claim: Claim, person: Identity, others: Sequence[Identity]) -> str:
    """`同行 8 人；代表：岩甲（来访人）、岩乙 138****0001`; who came alone for themselves is 本人."""
    present = f"同行 {claim.people_present} 人" if claim.people_present else ""
    if others:
        named = (f"{other.name} {other.phone}".strip() for other in others)
        return "；".join(filter(None, (present, f"代表：{person.name}（来访人）、{'、'.join(named)}")))
    if claim.workers_count > 1:
        return "；".join(filter(None, (present, f"代表：{person.name}（来访人）")))
    return f"本人；{present}" if present else "本人"


def period_text(claim: Claim) -> str:
    """`2020年11月—2021年3月`; with one end only `2020年11月起` or `至2021年3月`; nothing known is empty."""
    first, last = show(claim.owed_from), show(claim.owed_until)
    if first and last:
        return f"{first}—{last}"
    return f"{first}起" if first else f"至{last}" if last else ""


def age_of(claim: Claim) -> int | None:
    """Full years on the day of the visit, from the ID number; None without a whole one."""
    number = claim.petitioner.id_number
    if not EIGHTEEN.fullmatch(number):
        return None
    month, day = int(number[10:12]), int(number[12:14])
    had_birthday = (claim.received_on.month, claim.received_on.day) >= (month, day)
    return claim.received_on.year - int(number[6:10]) - (not had_birthday)


def _employment(claim: Claim) -> str:
    """From the earliest to the latest month on the roll; empty where the roll does not say."""
    rows = list(claim.workers.all())
    begins = sorted(row.worked_from for row in rows if row.worked_from)
    ends = sorted(row.worked_until for row in rows if row.worked_until)
    return f"{show(begins[0]) if begins else ''}—{show(ends[-1]) if ends else ''}" if begins or ends else ""
