"""The kinds of 相关程序 every installation starts with. Data only; the office edits its own copy.

依据：实施方案六（四）；each row's own clause stands in its `basis`. How soon an answer is looked for is the office's practice.
"""

from dataclasses import dataclass

ARBITRATION, GUIDANCE, PAYMENT_ORDER, POLICE = "arbitration", "guidance", "payment_order", "police"
ENFORCEMENT, VIOLATION = "enforcement", "violation"


@dataclass(frozen=True)
class ProcedureKindRow:
    """One kind: `checklist` is ticked before, `slip` printed for the petitioner; `answer_days` are calendar days."""

    code: str
    label: str
    body: str
    basis: str
    opened_label: str = "提请"
    accepted_label: str = ""
    heard_label: str = ""
    closed_label: str = "办结"
    checklist: tuple[str, ...] = ()
    slip: tuple[str, ...] = ()
    asks_instrument: bool = False
    asks_violation: bool = False
    asks_due_day: bool = False
    pauses_limit: bool = False
    clock_code: str = ""
    answer_days: int = 15


# fmt: off
PROCEDURE_KINDS = (
    ProcedureKindRow(
        ARBITRATION, "仲裁绿色通道", "区劳动人事争议仲裁院",
        "实施方案六（四）快立、快审、快结；劳动争议调解仲裁法第二十九条、第四十三条",
        opened_label="申请", accepted_label="立案", heard_label="审理", closed_label="裁决",
        pauses_limit=True, clock_code="arbitration_award", answer_days=5,
    ),
    ProcedureKindRow(
        GUIDANCE, "引导仲裁", "区劳动人事争议仲裁院", "实施方案六（四）存在重大争议或者证据不足的，引导进入劳动争议处理程序",
        opened_label="告知",
        checklist=(
            "属于重大争议或者证据不足，事由中已写明是哪一种",
            "已向反映人说明到哪里申请、需要哪些材料",
        ),
        slip=(
            "本人身份证原件和复印件",
            "写明工作时间、地点、欠薪金额的申请书（不会写的，仲裁院窗口可以帮助）",
            "劳动合同、用工协议、欠条、结算单中有的任何一种",
            "考勤记录、工资表、工资卡流水、聊天和转账记录",
            "工作服、工作证、工地照片、工友的证言和电话",
            "本办登记回执",
        ),
    ),
    ProcedureKindRow(
        PAYMENT_ORDER, "责令支付", "区人力资源和社会保障局", "劳动保障监察条例第二十六条；法释〔2013〕3号第四条",
        opened_label="送达", closed_label="了结", asks_due_day=True, clock_code="order_payment", answer_days=7,
    ),
    ProcedureKindRow(
        POLICE, "移送公安", "区公安分局", "刑法第二百七十六条之一；法释〔2013〕3号；行政执法机关移送涉嫌犯罪案件的规定",
        opened_label="移送", accepted_label="立案", closed_label="结案",
        checklist=(
            "已下达责令支付文书并依法送达",
            "文书指定的支付期限已过，仍未支付",
            "拖欠的时间、金额、人数达到追诉标准",
            "有转移财产、逃匿，或者有能力支付而不支付的证据",
            "案件材料和证据清单已备齐，随案移送",
        ),
        pauses_limit=True, answer_days=10,
    ),
    ProcedureKindRow(
        "legal_aid", "法律援助", "区法律援助中心", "法律援助法（2022年前为法律援助条例）；保障农民工工资支付条例",
        opened_label="申请", accepted_label="受理", answer_days=7,
    ),
    ProcedureKindRow(
        ENFORCEMENT, "强制执行", "区人民法院", "实施方案六（四）集中执行；民事诉讼法执行程序",
        opened_label="申请", accepted_label="立案", closed_label="执行结案", asks_instrument=True, pauses_limit=True,
    ),
    ProcedureKindRow(
        VIOLATION, "违法发包等查处", "行业主管部门", "实施方案六（四）违法发包、转包、违法分包、挂靠、拖欠工程款",
        opened_label="移交", accepted_label="受理", closed_label="查处", asks_violation=True,
    ),
    ProcedureKindRow(
        "correction_order", "责令停工或改正", "行业主管部门", "实施方案六（四）及时予以制止、纠正；保障农民工工资支付条例",
        opened_label="下达", closed_label="改正", asks_due_day=True, answer_days=7,
    ),
    ProcedureKindRow(
        "other_area", "移送其他地区", "对方地区治欠办", "实施方案六（一）属地责任",
        opened_label="移送", accepted_label="接收", answer_days=10,
    ),
)
# fmt: on
