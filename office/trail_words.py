"""What the trail's acts and facts are called on pages; what is stored keeps its short names."""

from typing import Any

from office.roles import ACTS, Role

OTHER_ACTS = {
    "load_reference": "装入基础资料",
    "load_source_sessions": "装入方案中的接访场次",
    "load_clock_rules": "装入期限规则",
    "load_unit_routes": "装入默认责任单位",
    "load_procedure_kinds": "装入程序种类",
    "recompute_deadlines": "重新计算期限",
    "import_calendar": "导入节假日安排",
    "add_reference": "新增资料",
    "change_reference": "修改资料",
    "create_account": "建立账号",
    "change_account": "修改账号",
    "reset_password": "重置密码",
    "change_own_password": "修改自己的密码",
    "set_large_type": "切换大字",
    "accept_return": "同意退回",
    "refuse_return": "不同意退回",
    "change_plan": "修改接访安排",
    "postpone_session": "接访改期",
    "set_roster": "安排带班和参加人员",
    "copy_roster": "照抄上一场参加人员",
    "undo_sign_in": "撤销单位签到",
    "give_receipt_code": "生成查询码",
    "waive_handling": "不用领导直接处理",
    "take_number": "取号",
    "call_number": "叫号",
    "call_again": "重新叫号",
    "serve_number": "号已接待",
    "mark_left": "号已离开",
    "verify_amounts": "核实金额",
    "verify_roll": "逐人核实",
    "add_proof": "补充支付凭证",
    "void_payment": "作废支付",
    "void_recovery": "冲销追偿",
    "reverse_entry": "冲正账户记录",
    "request_reopening": "申请重新办理",
    "take_session_in": "恢复计入接访次数",
    "download_file": "下载附件",
    "show_duplicate": "按证件号或手机号提示重复",
    "import_units": "导入成员单位",
    "name_headings": "对应栏目",
    "upload_import": "上传导入文件",
    "check_import": "核对导入文件",
    "confirm_import": "确认导入",
    "cancel_import": "取消导入",
    "fail_import": "导入没有完成",
    "download_refused": "下载有误的行",
    "export": "导出",
    "send_reminders": "发送提醒",
    "demo": "装入演示数据",
    "sign_in": "登录",
    "sign_out": "退出",
}
ACT_LABELS = {act: label for act, (label, _) in ACTS.items()} | OTHER_ACTS


def act_label(act: str) -> str:
    """The act in Chinese; an act without a label is shown as it is stored."""
    return ACT_LABELS.get(act, act)


FACT_LABELS = {
    "added": "新装入",
    "advance": "垫付",
    "already": "原已登记行数",
    "agreed_amount_yuan": "约定金额",
    "amount_yuan": "金额（元）",
    "area": "区划",
    "as_deputy": "以代主任身份",
    "before_risk": "原风险等级",
    "before_verified_amount_yuan": "原核实金额（元）",
    "campaign": "专项行动",
    "case": "案件",
    "cases": "案件",
    "changed": "更正的栏目",
    "claim": "诉求",
    "claims": "诉求",
    "column_b": "第二列的内容",
    "columns": "栏目",
    "completed_on": "办结日期",
    "conditions": "条件",
    "confirmed": "已确认",
    "deputy": "代理人账号",
    "deadline": "期限名称",
    "deadlines": "期限数",
    "differing": "与欠发不同的人数",
    "desk": "窗口",
    "document_number": "文号",
    "drift": "与附件不同的处数",
    "due_on": "期限",
    "ends_on": "至",
    "errors": "错误数",
    "entry": "账户记录",
    "faulty": "有问题行数",
    "fields": "栏目",
    "found": "找到件数",
    "head": "主任账号",
    "heading": "第二列的标题",
    "held_on": "接访日期",
    "into": "并入",
    "is_active": "在用",
    "is_done": "已完成",
    "is_ended": "已解除",
    "is_same": "是同一项目",
    "is_wages": "是否欠薪",
    "key": "参数",
    "kind": "种类",
    "label": "名称",
    "large_type": "大字",
    "leader": "包案领导",
    "left": "记为已离开的号数",
    "level": "级别",
    "matched": "登记行数",
    "month": "月份",
    "name": "名称",
    "new": "新场次",
    "next_check_on": "下次核查日",
    "number": "编号",
    "numbers": "编号",
    "on": "日期",
    "outcome": "结果",
    "outcome_on": "结果日期",
    "payment": "支付",
    "payments": "支付",
    "place": "渠道",
    "people": "人数",
    "planned_on": "计划日期",
    "posted_on": "公开日期",
    "predecessor": "原包案领导",
    "proof_kind": "凭证种类",
    "published_on": "公开日期",
    "purpose": "用途",
    "reason": "原因",
    "quarter": "季度",
    "received_on": "接访日期",
    "reply_due_on": "回复期限",
    "requests": "申请",
    "reverses": "冲正的记录",
    "risk": "风险等级",
    "roles": "岗位",
    "rule": "口径",
    "rows": "行数",
    "rows_known": "不变行数",
    "rows_new": "新增行数",
    "rows_refused": "有误行数",
    "rows_withdrawn": "撤销的期数",
    "satisfaction": "满意度",
    "seed": "演示序号",
    "sent": "发出条数",
    "session": "场次",
    "sessions": "场次",
    "sha256": "文件摘要",
    "skipped": "跳过的环节",
    "source": "资金渠道",
    "starts_on": "自",
    "step": "步骤",
    "struck_off_on": "销号日期",
    "submission": "登记表单",
    "to": "改到",
    "transfers": "移送公安",
    "unconfirmed": "须重新确认的单位数",
    "unit": "单位",
    "units": "单位",
    "until": "延至",
    "value": "值",
    "values": "新值",
    "verified_amount_yuan": "核实金额",
    "version": "版本",
    "visited_on": "来访日期",
    "warnings": "提示数",
    "what": "内容",
    "years": "年份",
    "with_identity": "含个人信息",
    "withdrawn": "撤销",
    "workers_count": "涉及人数",
}
# Short names that are stored as values.
VALUE_LABELS = {
    "monthly_table": "情况表",
    "frozen_table": "封存的情况表",
    "statistics": "统计表",
    "assessment": "考核指标表",
    "groups": "情况表分类汇总",
    "public_list": "社会公布清单",
    "flow": "按解决月份",
    "cohort": "按接访月份",
    "short_name": "区划简称",
    "day": "接访日期",
    "history": "历史台账",
    "h12345": "12345 工单",
    "roll": "工资花名册",
    "national": "全国平台线索",
    "holidays": "节假日和调休",
    "units": "成员单位",
    "projects": "工程项目",
}
_BEFORE = "before_"


def facts_text(data: dict[str, Any]) -> str:
    """The facts of an event in one line; a name without a label is shown as it is stored."""
    return "；".join(f"{_fact_label(name)}：{_value_text(value)}" for name, value in data.items())


def _fact_label(name: str) -> str:
    if name.startswith(_BEFORE):
        return "原" + _fact_label(name.removeprefix(_BEFORE))
    return FACT_LABELS.get(name, name)


def _value_text(value: Any) -> str:
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "，".join(f"{_fact_label(name)} {_value_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(_value_text(inner) for inner in value) or "无"
    return VALUE_LABELS.get(value) or (str(Role(value).label) if value in Role.values else str(value))
