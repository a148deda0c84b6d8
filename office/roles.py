"""Who may do what: one table of acts and roles, asked by actions and by URLs.

依据：`领导小组成员单位职责分工` as practised by the office; a deputy acts as `head`
(`User.role_set`).
Which *rows* a person may see is another question, answered by `visible_to` on each queryset.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models


class Role(models.TextChoices):
    CLERK = "clerk", "登记员"
    LIAISON = "liaison", "联络员"
    HEAD = "head", "主任"
    LEADER = "leader", "包案领导"
    CITY = "city", "市级"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


CASE_ROLES = frozenset({Role.CLERK, Role.LIAISON, Role.HEAD, Role.LEADER})
# The city reads the cases that were sent up to it, and does nothing with them.
CASE_READERS = CASE_ROLES | {Role.CITY}
SEPARATE_ROLES = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
OFFICE_ROLES = frozenset({Role.CLERK, Role.HEAD})
EVERYBODY = frozenset(Role)
ANONYMOUS: frozenset[Role] = frozenset()

_CLERK, _LIAISON, _HEAD, _LEADER = Role.CLERK, Role.LIAISON, Role.HEAD, Role.LEADER

ACTS: dict[str, tuple[str, frozenset[Role]]] = {
    # act: (label, roles that may do it)
    "plan_session": ("安排接访场次", frozenset({_CLERK, _HEAD})),
    "open_session": ("开始接访", frozenset({_CLERK, _HEAD})),
    "close_session": ("结束接访", frozenset({_CLERK, _HEAD})),
    "cancel_session": ("取消或改期接访", frozenset({_HEAD})),
    "confirm_delegate": ("确认参加人员", frozenset({_LIAISON})),
    "tick_checklist": ("核对准备事项", frozenset({_CLERK, _HEAD})),
    "publish_notice": ("发布公告", frozenset({_CLERK, _HEAD})),
    "record_posting": ("登记公告的公开渠道", frozenset({_CLERK, _HEAD})),
    "sign_in_unit": ("单位签到", frozenset({_CLERK, _HEAD})),
    "handle_directly": ("登记领导直接处理", frozenset({_CLERK, _HEAD})),
    "give_opinion": ("填写现场处理意见", frozenset({_LIAISON})),
    "run_queue": ("取号叫号", frozenset({_CLERK, _HEAD})),
    "supplement_summary": ("补充接访小结", frozenset({_HEAD})),
    "register_claim": ("登记诉求", frozenset({_CLERK, _HEAD})),
    "add_visit": ("登记再次来访", frozenset({_CLERK, _HEAD})),
    "print_claim": ("打印回执", frozenset({_CLERK, _HEAD})),
    "renew_receipt_code": ("换发查询码", frozenset({_HEAD})),
    "print_advice": ("打印告知单", frozenset({_CLERK, _HEAD})),
    "correct_claim": ("更正登记", frozenset({_CLERK, _HEAD})),
    "void_claim": ("作废登记", frozenset({_HEAD})),
    "gather": ("归集", frozenset({_HEAD})),
    "split_off": ("拆分", frozenset({_HEAD})),
    "merge_duplicate": ("判重", frozenset({_HEAD})),
    "assign": ("交办", frozenset({_HEAD})),
    "decide_return": ("决定是否退回", frozenset({_HEAD})),
    "sign_for": ("签收", frozenset({_LIAISON, _HEAD})),
    "ask_return": ("申请退回", frozenset({_LIAISON, _HEAD})),
    "start_statutory": ("登记法定期限", frozenset({_LIAISON, _HEAD})),
    "close_statutory": ("法定期限办结", frozenset({_LIAISON, _HEAD})),
    "extend_statutory": ("延长法定期限", frozenset({_HEAD})),
    "pause_clock": ("中止计时", frozenset({_LIAISON, _HEAD})),
    "resume_clock": ("恢复计时", frozenset({_LIAISON, _HEAD})),
    "note_progress": ("登记进展", frozenset({_LIAISON, _HEAD})),
    "record_payment": ("登记支付", frozenset({_LIAISON, _HEAD})),
    "record_outcome": ("登记办结结果", frozenset({_LIAISON, _HEAD})),
    "add_evidence": ("登记证明材料", frozenset({_LIAISON, _HEAD})),
    "record_instruction": ("登记领导批示", frozenset({_CLERK, _HEAD, _LEADER})),
    "confirm_facts": ("确认案情清楚和事情解决", frozenset({_LIAISON, _HEAD})),
    "follow_up": ("登记回访", frozenset({_CLERK, _HEAD})),
    "request_completion": ("申请办结", frozenset({_LIAISON, _HEAD})),
    "settle_on_spot": ("当场解决", frozenset({_CLERK, _LIAISON, _HEAD})),
    "send_back": ("退回补办", frozenset({_HEAD})),
    "complete": ("办结", frozenset({_HEAD})),
    "strike_off": ("销号", frozenset({_HEAD})),
    "reopen": ("重新办理", frozenset({_HEAD})),
    "refuse_reopening": ("不同意重新办理", frozenset({_HEAD})),
    "ask_extension": ("申请延期", frozenset({_LIAISON, _HEAD})),
    "grant_extension": ("批准延期", frozenset({_HEAD})),
    "refuse_extension": ("不批准延期", frozenset({_HEAD})),
    "extend": ("延长期限", frozenset({_HEAD})),
    "remind": ("催办", frozenset({_CLERK, _HEAD})),
    "supervise": ("督办", frozenset({_HEAD})),
    "reply_supervision": ("回复督办", frozenset({_LIAISON, _HEAD})),
    "note_consultation": ("登记会商", frozenset({_LIAISON, _HEAD})),
    "plan_instalments": ("登记分期计划", frozenset({_LIAISON, _HEAD})),
    "withdraw_instalments": ("撤销分期计划", frozenset({_LIAISON, _HEAD})),
    "mark_major": ("认定重大案件", frozenset({_HEAD})),
    "name_leader": ("确定包案领导", frozenset({_HEAD})),
    "record_leader_visit": ("登记领导下访", frozenset({_CLERK, _HEAD, _LEADER})),
    "fast_track": ("快速办理", frozenset({_HEAD})),
    "request_escalation": ("提请提级办理", frozenset({_HEAD})),
    "send_escalation": ("报送提级办理", frozenset({_HEAD})),
    "record_escalation_reply": ("登记提级批复", frozenset({_HEAD})),
    "conclude_escalation": ("提级办理结论", frozenset({_HEAD})),
    "open_procedure": ("登记程序", frozenset({_LIAISON, _HEAD})),
    "note_procedure": ("登记程序进展", frozenset({_LIAISON, _HEAD})),
    "close_procedure": ("程序办结", frozenset({_LIAISON, _HEAD})),
    "correct_procedure": ("更正程序结果", frozenset({_HEAD})),
    "decide_police": ("决定是否移送公安", frozenset({_HEAD})),
    "exempt_procedure": ("认定程序不影响工资支付", frozenset({_HEAD})),
    "print_slip": ("打印引导告知单", frozenset({_CLERK, _LIAISON, _HEAD})),
    "record_payment_list": ("登记支付清单", frozenset({_LIAISON, _HEAD})),
    "record_advance": ("登记垫付", frozenset({_LIAISON, _HEAD})),
    "void_advance": ("冲销垫付", frozenset({_HEAD})),
    "record_recovery": ("登记追偿", frozenset({_LIAISON, _HEAD})),
    "view_funds": ("查看资金账户和保函", frozenset({_CLERK, _HEAD})),
    "open_fund": ("建立资金账户", frozenset({_HEAD})),
    "close_fund": ("停用资金账户", frozenset({_HEAD})),
    "enter_fund": ("登记资金账户收支", frozenset({_HEAD})),
    "register_guarantee": ("登记保函", frozenset({_CLERK, _HEAD})),
    "end_guarantee": ("解除保函", frozenset({_HEAD})),
    "set_risk": ("评定风险等级", frozenset({_LIAISON, _HEAD})),
    "add_measure": ("登记稳控措施", frozenset({_LIAISON, _HEAD})),
    "check_measure": ("核查稳控措施", frozenset({_LIAISON, _HEAD})),
    "view_stability": ("查看事件、隐患和预警", frozenset({_CLERK, _HEAD})),
    "register_incident": ("登记事件", frozenset({_CLERK, _LIAISON, _HEAD})),
    "close_incident": ("登记事件平息", frozenset({_CLERK, _HEAD})),
    "void_incident": ("作废事件", frozenset({_HEAD})),
    "register_lead": ("登记隐患", frozenset({_CLERK, _HEAD})),
    "check_lead": ("核查隐患", frozenset({_CLERK, _HEAD})),
    "close_lead": ("隐患结案", frozenset({_CLERK, _HEAD})),
    "decide_same_matter": ("判断是否同一项目", frozenset({_HEAD})),
    "read_warning": ("阅处预警", frozenset({_HEAD})),
    "view_assessment": ("查看考核指标", frozenset({_CLERK, _HEAD})),
    "view_table": ("查看情况表", frozenset({_CLERK, _HEAD})),
    "view_statistics": ("查看统计", frozenset({_CLERK, _HEAD})),
    "set_table_form": ("设定情况表口径和样式", frozenset({_HEAD})),
    "leave_out_session": ("不计入接访次数", frozenset({_HEAD})),
    "freeze_table": ("封存情况表", frozenset({_HEAD})),
    "submit_table": ("登记情况表报送", frozenset({_HEAD})),
    "record_receipt": ("登记情况表回执", frozenset({_CLERK, _HEAD})),
    "view_frozen_table": ("查看封存的情况表", frozenset({_CLERK, _HEAD, Role.CITY})),
    "view_city_table": ("查看全市情况表", frozenset({_HEAD, Role.CITY})),
    "take_district_file": ("上传县区情况表文件", frozenset({_HEAD, Role.CITY})),
    "accept_district_file": ("收下县区情况表文件", frozenset({_HEAD, Role.CITY})),
    "freeze_city_table": ("封存全市情况表", frozenset({_HEAD, Role.CITY})),
    "submit_city_table": ("登记全市情况表报送", frozenset({_HEAD, Role.CITY})),
    "record_city_receipt": ("登记全市情况表回执", frozenset({_HEAD, Role.CITY})),
    "view_public_list": ("查看社会公布清单", frozenset({_CLERK, _HEAD})),
    "confirm_public_list": ("确认社会公布清单", frozenset({_HEAD})),
    "import_ledger": ("导入台账", frozenset({_HEAD})),
    "import_clues": ("导入工单和线索", frozenset({_CLERK, _HEAD})),
    "import_projects": ("导入工程项目", frozenset({_HEAD})),
    "export_ledger": ("导出台账", frozenset({_HEAD})),
    "export_cases": ("导出案件清单", frozenset({_CLERK, _LIAISON, _HEAD})),
    "export_identity": ("导出含个人信息的清单", frozenset({_LIAISON, _HEAD})),
    "print_ledger": ("打印台账", frozenset({_CLERK, _LIAISON, _HEAD})),
    "print_case": ("打印案件", frozenset({_CLERK, _LIAISON, _HEAD})),
    "save_view": ("保存常用查询", CASE_ROLES),
    "delete_view": ("删除常用查询", CASE_ROLES),
    "find_person": ("按证件号或手机号查找", frozenset({_CLERK, _LIAISON, _HEAD})),
    "disclose_identity": ("登记告知被反映方", frozenset({_LIAISON, _HEAD})),
    "reveal_identity": ("查看完整证件和电话", frozenset({_CLERK, _LIAISON, _HEAD})),
    "edit_reference": ("维护基础资料", frozenset({_HEAD, Role.SYSADMIN})),
    "appoint_deputy": ("安排代理", frozenset({_HEAD, Role.SECADMIN})),
    "end_deputyship": ("结束代理", frozenset({_HEAD, Role.SECADMIN})),
    "manage_accounts": ("管理账号", frozenset({Role.SECADMIN})),
    "review_account": ("复核账号", frozenset({Role.SECADMIN})),
    "rotate_keys": ("更换密钥", frozenset({Role.SYSADMIN})),
    "backup": ("备份", frozenset({Role.SYSADMIN})),
    "deidentify_cases": ("旧案去标识", frozenset({_HEAD, Role.SYSADMIN})),
    "trim_trail": ("清理到期的审计记录", frozenset({Role.AUDITOR})),
    "read_trail": ("查看审计记录", frozenset({Role.AUDITOR})),
}


def may(user: Any, act: str) -> bool:
    """True if an active account holds a role the act is open to. A misspelt act is a KeyError."""
    return holds(user, ACTS[act][1])


def holds(user: Any, roles: Iterable[Role]) -> bool:
    """True if an active account holds at least one of the roles."""
    return bool(user and user.is_active and user.role_set & set(roles))


def may_stand_in(roles: Collection[str], *, of_lead_unit: bool) -> bool:
    """True if an account with these roles may act as head for some days, or goes on acting.

    Clerks, leaders, and liaisons of the leading unit, to which the office belongs; no head, who needs none of it, and
    no system, security or audit account, whose work is kept apart from cases.
    """
    held = set(roles)
    if held & {Role.HEAD, *SEPARATE_ROLES}:
        return False
    return bool(held & {Role.CLERK, Role.LEADER}) or (of_lead_unit and Role.LIAISON in held)


def as_deputy(user: Any, act: str) -> bool:
    """True if the account may do this only because it acts as head for another."""
    return user.is_deputy and act in ACTS and not user.own_roles & ACTS[act][1]


def require(user: Any, act: str) -> None:
    """Refuses with a sentence that names the act.

    Raises:
        PermissionDenied: the account holds no role that may do this.
    """
    if not may(user, act):
        raise PermissionDenied(f"您的岗位不能进行“{ACTS[act][0]}”，请联系治欠办主任。")
