"""What every installation starts with: areas, units, codes, parameters. Data only; the office edits its own copy.

依据：临翔治欠办〔2021〕2号（成员单位、填报单位）；行政区划按 GB/T 2260。The rest is usual practice and may be edited.
"""

from dataclasses import dataclass

from office.models import Code

REPORTING_BODY = "根治拖欠农民工工资工作领导小组办公室"
HOME_AREA = "530902"

# code, full name, short name, parent, reporting unit
AREAS = (
    ("530000", "云南省", "云南省", "", f"云南省{REPORTING_BODY}"),
    ("530900", "云南省临沧市", "临沧市", "530000", f"临沧市{REPORTING_BODY}"),
    ("530902", "云南省临沧市临翔区", "临翔区", "530900", f"临沧市临翔区{REPORTING_BODY}"),
)


@dataclass(frozen=True)
class UnitRow:
    """One member unit of the home area, in the order of the notice."""

    short_name: str
    name: str
    is_lead: bool = False
    is_regulator: bool = False
    is_attending: bool = True


UNITS = (
    UnitRow("人社", "区人力资源和社会保障局", is_lead=True),
    UnitRow("住建", "区住房和城乡建设局", is_regulator=True),
    UnitRow("交通", "区交通运输局", is_regulator=True),
    UnitRow("水务", "区水务局", is_regulator=True),
    UnitRow("检察院", "区人民检察院"),
    UnitRow("公安", "区公安分局"),
    UnitRow("工会", "区总工会"),
    UnitRow("法院", "区人民法院", is_attending=False),
    UnitRow("仲裁院", "区劳动人事争议仲裁院", is_attending=False),
)

# kind: key and label in the order shown
CODES: dict[Code.Kind, dict[str, str]] = {
    Code.Kind.SECTOR: {
        "building": "房屋建筑",
        "municipal": "市政",
        "transport": "交通运输",
        "water": "水利",
        "power": "电力能源",
        "agriculture": "农业农村",
        "other_works": "其他工程",
        "not_construction": "非工程建设",
    },
    Code.Kind.CAUSE: {
        "unlawful_letting": "违法发包",
        "subletting": "转包",
        "unlawful_subcontracting": "违法分包",
        "borrowed_licence": "挂靠",
        "unpaid_works": "拖欠工程款",
        "missing_funds": "建设资金不到位",
        "prefinanced_works": "垫资施工",
        "works_dispute": "工程量或质量争议",
        "absconded": "负责人逃匿",
        "hardship": "经营困难",
        "labour_cost_withheld": "人工费未拨专户",
        "malicious": "恶意欠薪",
        "employment_dispute": "劳动关系争议",
        "other": "其他",
    },
    Code.Kind.CHANNEL: {
        "session": "联合接访现场",
        "daily": "日常来访",
        "phone": "来电",
        "letter": "来信",
        "online": "网上",
        "superior": "上级转送",
        "h12345": "12345",
        "h12333": "12333",
        "national": "全国根治欠薪线索平台",
        "other": "其他",
    },
    Code.Kind.NATURE: {"first": "初次", "repeat": "重复", "group": "集体", "leapfrog": "越级"},
    Code.Kind.HANDLING: {
        "on_the_spot": "当场解决",
        "agreement": "协调达成还款协议",
        "inquiry_notice": "调查询问通知",
        "correction_order": "责令限期改正",
        "filed": "立案查处",
        "penalty": "行政处理或处罚",
        "arbitration": "引导仲裁",
        "court": "引导司法或法律援助",
        "regulator": "移送行业主管部门",
        "police": "移送公安",
        "enforcement": "申请强制执行",
        "other_area": "转送其他地区",
        "explained": "解释说明（不属欠薪）",
    },
    Code.Kind.SOURCE: {
        "employer": "用人单位",
        "contractor": "总包先行清偿",
        "developer": "建设单位垫付",
        "deposit": "工资保证金",
        "guarantee": "银行保函",
        "fund": "应急周转金",
        "other": "其他",
    },
    Code.Kind.NOT_WAGES: {
        "works_payment": "工程款",
        "materials": "材料款",
        "equipment_rent": "设备租赁费",
        "manager_loan": "管理人员借款",
        "price_dispute": "质量造价争议",
        "personal_debt": "个人债务",
    },
    Code.Kind.RISK: {"normal": "一般", "watch": "关注", "key": "重点"},
    Code.Kind.SATISFACTION: {"good": "满意", "fair": "基本满意", "bad": "不满意"},
    Code.Kind.DOSSIER: {
        "form": "登记表",
        "roll": "工资花名册",
        "verified": "核实金额",
        "account": "案情说明",
        "steps": "已采取措施",
        "consultation": "协调会商记录",
        "papers": "相关文书",
        "reason": "提请理由",
        "proposal": "拟请市级协调的事项",
    },
    Code.Kind.PREPARATION: {
        "notice": "公告已张贴、已上网",
        "units": "各单位参加人员已确认",
        "forms": "登记表、回执和公章",
        "equipment": "电脑、打印机和读卡器",
        "room": "接待桌椅和等候区",
        "order": "现场秩序和安保",
    },
    Code.Kind.EPIDEMIC: {
        "temperature": "入口测温和登记",
        "masks": "口罩和消毒用品",
        "distance": "间隔就座和通风",
        "isolation": "临时隔离处",
    },
    Code.Kind.NOTICE_PLACE: {"office": "办公场所张贴", "portal": "政府门户网站", "site": "工地张贴", "chat": "工作群"},
}

# What the slip says to somebody whose matter is not wages: what it is, whom to ask, what to bring. By key of NOT_WAGES.
ADVICE = {
    "works_payment": "工程款是按承包、分包合同结算的款项，不是发给个人的工资。请先与合同对方和建设单位对账；谈不拢的，按合同约定申请仲裁，"
    "或者到工程所在地人民法院起诉。请带上合同、结算单和付款凭证。其中有您招用的工人的工资的，请工人本人来登记，按欠薪办理。",
    "materials": "材料款是买卖材料的货款。请先与买方对账，请对方书面确认欠款；谈不拢的，到人民法院起诉。数额清楚、没有争议的，也可以向"
    "人民法院申请支付令。请带上合同、送货单、对账单和付款凭证。",
    "equipment_rent": "设备租赁费是出租机械设备的租金。请先与承租方对账，请对方书面确认；谈不拢的，到人民法院起诉。请带上租赁合同、"
    "台班记录、对账单和付款凭证。您本人操作设备、另外约定了工资的，工资部分请单独登记。",
    "manager_loan": "这是借款，由借款的人归还。请先与借款人或者借款单位协商，写明归还日期；谈不拢的，到人民法院起诉。请带上借条、"
    "转账记录。",
    "price_dispute": "工程质量请向项目的行业主管部门（房屋和市政是住建局，公路是交通运输局，水利是水务局）反映；造价有争议的，可以"
    "共同委托造价咨询机构核算，谈不拢的，按合同约定申请仲裁或者到人民法院起诉。请带上合同、图纸、验收和结算资料。",
    "personal_debt": "这是个人之间的债务。可以请村（社区）人民调解委员会调解；谈不拢的，到人民法院起诉。请带上借条、收条和转账记录。",
}
# key, label, value, note
PARAMETERS = (
    ("office_limit_days", "办理期限（工作日）", "15", "交办之日起的默认办理期限，实施方案六（三）"),
    ("office_limit_low_income_days", "低收入农村劳动力办理期限（工作日）", "5", "低收入农村劳动力欠薪第一时间调查处理"),
    ("due_soon_days", "临期天数", "3", "到期前几天起提示临期，按自然日；到期提醒提前这么多个工作日"),
    ("contact_attempts", "无法联系：至少联系次数", "3", "须在不同日期"),
    ("contact_days", "无法联系：首末次联系至少相隔天数", "15", ""),
    ("sign_days", "签收：交办后几个工作日", "1", "过后提醒责任单位和登记员"),
    ("contact_within_days", "首次联系：交办后几个工作日", "3", "没有登记进展的，过后提醒责任单位"),
    ("notice_days", "超期通报：超期几个工作日", "5", "超期满这么多工作日提醒主任"),
    ("stalled_days", "久拖不决：多少天没有进展", "60", "未办结，且这么多天没有办理动作、进展或支付"),
    ("long_open_days", "久拖不决：登记满多少天", "180", "未办结，且登记已满这么多天"),
    ("repeat_visits", "重复信访：来访几次以上", "2", "同一诉求，登记那次也算"),
    ("major_workers", "重大案件：涉及人数", "10", "达到这么多人，提示重大，由主任认定"),
    ("major_amount_yuan", "重大案件：金额（元）", "100000", "达到这么多元，提示重大"),
    (
        "major_months",
        "重大案件：拖欠月数",
        "6",
        "欠的工资满这么多个月，提示重大：自欠薪起，到欠薪止，没有欠薪止的到登记那天",
    ),
    ("major_visits", "重大案件：再次来访次数", "3", "同一诉求再次来访这么多次，提示重大；登记那次不算"),
    ("very_major_workers", "特别重大案件：涉及人数", "50", "达到这么多人，提示特别重大"),
    ("very_major_amount_yuan", "特别重大案件：金额（元）", "1000000", "达到这么多元，提示特别重大；发生事件的也提示"),
    ("crime_one_months", "涉嫌犯罪提示：一人被欠月数", "3", "法释〔2013〕3号第三条，一名劳动者三个月以上"),
    ("crime_one_yuan", "涉嫌犯罪提示：一人被欠金额（元）", "5000", "法释〔2013〕3号第三条，五千元至二万元以上"),
    ("crime_many_workers", "涉嫌犯罪提示：多人人数", "10", "法释〔2013〕3号第三条，十名以上劳动者"),
    ("crime_many_yuan", "涉嫌犯罪提示：多人金额（元）", "30000", "法释〔2013〕3号第三条，三万元至十万元以上"),
    ("fast_track_workdays", "快速办理期限（工作日）", "5", "典型重大案件快速办理的默认办理期限，自快速办理之日起"),
    ("warning_people", "预警：人数", "10", "同一项目在规定的工作日内收到的诉求，涉及人数满这么多，预警一次"),
    ("warning_claims", "预警：件数", "3", "同一项目在规定的工作日内收到的诉求，满这么多件，预警一次"),
    ("warning_workdays", "预警：几个工作日内", "10", "从首件收到之日起算，当日算在内"),
    ("guarantee_remind_days", "保函到期提醒：提前几天", "30", "自然日；到期前这么多天提醒主任，并显示临期"),
    (
        "deidentify_years",
        "去标识：销号满多少年",
        "3",
        "销号满这么多年的案件，由去标识命令去掉能认出人的内容，数字不变",
    ),
    ("office_phone", "治欠办电话", "", "印在回执上；空着则不印"),
    ("contact_officer", "联络人", "", "劳动保障监察机构主要负责人，印在公告和报送材料上"),
    ("contact_phone", "联络人电话", "", "印在公告和报送材料上；空着则不印"),
    ("notice_lead_days", "公告：至少提前几天", "3", "自然日；晚于这个天数公开的，提示公告偏晚"),
    ("epidemic_checklist", "防疫检查", "是", "填“是”或“否”：每场接访是否列出防疫检查事项"),
    ("queue_numbers", "取号叫号", "否", "填“是”或“否”：接访当天是否使用取号、叫号和大厅显示"),
)
