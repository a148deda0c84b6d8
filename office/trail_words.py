"""What the trail's acts are called on pages: the acts of the role table, and those that need no role of their own."""

from office.roles import ACTS

OTHER_ACTS = {
    "load_reference": "装入基础资料",
    "load_source_sessions": "装入方案中的接访场次",
    "add_reference": "新增资料",
    "change_reference": "修改资料",
    "create_account": "建立账号",
    "change_account": "修改账号",
    "reset_password": "重置密码",
    "change_own_password": "修改自己的密码",
    "accept_return": "同意退回",
    "refuse_return": "不同意退回",
    "change_plan": "修改接访安排",
    "postpone_session": "接访改期",
    "undo_sign_in": "撤销单位签到",
    "verify_amounts": "核实金额",
    "add_proof": "补充支付凭证",
    "void_payment": "作废支付",
    "download_file": "下载附件",
    "export": "导出",
    "sign_in": "登录",
    "sign_out": "退出",
}
ACT_LABELS = {act: label for act, (label, _) in ACTS.items()} | OTHER_ACTS


def act_label(act: str) -> str:
    """The act in Chinese; an act without a label is shown as it is stored."""
    return ACT_LABELS.get(act, act)
