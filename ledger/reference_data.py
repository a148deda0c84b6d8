"""The deadlines every installation starts with. Data only; the office edits its own copy.

依据：每一行的“依据”。The limits of the office itself are parameters (`office_limit_days`, `office_limit_low_income_days`).
"""

from dataclasses import dataclass
from datetime import date

# 信访工作条例 came into force on this day, and 信访条例 ended the day before.
PETITION_RULES_SINCE, PETITION_RULES_UNTIL = date(2022, 5, 1), date(2022, 4, 30)
OFFICE_LIMIT, MISROUTE_OBJECTION = "office_limit", "misroute_objection"
# They follow from assignment and signature; the others are started by hand or by the channel.
OF_THE_OFFICE = frozenset({OFFICE_LIMIT, MISROUTE_OBJECTION})
PETITION_NOTICE, PETITION_CLOSE = "petition_notice", "petition_close"
# Channels by which a petition is owed an answer on whether it is accepted.
PETITION_CHANNELS = frozenset({"letter", "superior", "online"})


@dataclass(frozen=True)
class ClockRuleRow:
    """One deadline: `length` and `extension` in `unit`; 0 for a length that lies elsewhere."""

    code: str
    label: str
    applies: str
    trigger: str
    length: int
    unit: str
    basis: str
    extension: int = 0
    is_duty: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


# fmt: off
CLOCK_RULES = (
    ClockRuleRow(OFFICE_LIMIT, "办理期限", "所有案件，长度见参数", "交办", 0, "working", "实施方案六（三）"),
    ClockRuleRow(MISROUTE_OBJECTION, "退回异议", "已交办、未签收", "交办", 5, "working",
                 "信访工作条例第二十三条（条例施行前为本办惯例）", is_duty=False),
    ClockRuleRow("accept_decision", "受理决定", "走劳动保障监察程序", "收到投诉", 5, "working",
                 "关于实施《劳动保障监察条例》若干规定第十八条"),
    ClockRuleRow("investigation", "监察调查", "已立案", "立案", 60, "working", "劳动保障监察条例第十七条", extension=30),
    ClockRuleRow("decision", "处理决定", "调查终结", "调查终结", 15, "working",
                 "关于实施《劳动保障监察条例》若干规定（转引，请核对原文）"),
    ClockRuleRow("order_payment", "责令支付", "已下达责令支付文书", "文书送达", 0, "date", "法释〔2013〕3号第四条"),
    ClockRuleRow(PETITION_NOTICE, "信访告知", "来信、网上、上级转送", "收到", 15, "calendar", "信访条例第二十一条",
                 valid_to=PETITION_RULES_UNTIL),
    ClockRuleRow(PETITION_NOTICE, "信访告知", "来信、网上、上级转送", "收到", 15, "calendar",
                 "信访工作条例第二十二条、第二十三条", valid_from=PETITION_RULES_SINCE),
    ClockRuleRow(PETITION_CLOSE, "信访办结", "信访事项已受理", "受理", 60, "calendar", "信访条例第三十三条", extension=30,
                 valid_to=PETITION_RULES_UNTIL),
    ClockRuleRow(PETITION_CLOSE, "信访办结", "信访事项已受理", "受理", 60, "calendar", "信访工作条例第三十四条",
                 extension=30, valid_from=PETITION_RULES_SINCE),
    ClockRuleRow("arbitration_award", "仲裁裁决", "仲裁已受理", "仲裁受理", 45, "calendar",
                 "劳动争议调解仲裁法第四十三条", extension=15),
    ClockRuleRow("inspection_limit", "监察时效", "登记时提示", "违法行为终了", 2, "year", "劳动保障监察条例第二十条",
                 is_duty=False),
    ClockRuleRow("guarantee_expiry", "保函到期", "有银行保函，填到期前一个月的日期", "保函到期前一个月", 0, "date",
                 "工程建设领域农民工工资保证金规定第十七条", is_duty=False),
)
# fmt: on
