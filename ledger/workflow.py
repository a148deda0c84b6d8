"""The one table of moves: which state may follow which, whose act it is, what must be filled in, and by which clause.

依据：实施方案六（三）“明确责任单位、责任人员、办理期限，确保办结一起、销号一起”“不结案不销号”。
Pure: no models, no clock. `ledger.actions.move.move()` is the only place that carries a row out.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    REGISTERED = "registered", "已登记"
    ASSIGNED = "assigned", "已交办"
    IN_PROGRESS = "in_progress", "办理中"
    UNDER_REVIEW = "under_review", "待审核"
    COMPLETED = "completed", "已办结"
    STRUCK_OFF = "struck_off", "已销号"
    ABSORBED = "absorbed", "已并案"
    VOID = "void", "已作废"


WORKING = (Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS)
OPEN = (*WORKING, Status.UNDER_REVIEW)
FINISHED = (Status.COMPLETED, Status.STRUCK_OFF)
EMPTY = (Status.ABSORBED, Status.VOID)


class Outcome(TextChoices):
    PAID = "paid", "已支付完毕"
    SETTLED = "settled", "和解履行完毕"
    ENFORCED = "enforced", "裁判已执行到位"
    UNFOUNDED = "unfounded", "经核实不存在欠薪"
    WITHDRAWN = "withdrawn", "撤回"
    TRANSFERRED = "transferred", "移送其他地区"
    UNREACHABLE = "unreachable", "无法联系反映人"


SOLVED = frozenset({Outcome.PAID, Outcome.SETTLED, Outcome.ENFORCED})


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None means the state stays; `act` is a key of `office.roles.ACTS`.

    `stamps` is the case's cached date that takes the day of the move; `by_hand` False marks rows that only follow from
    another act and never show as a button.
    """

    name: str
    label: str
    sources: tuple[Status, ...]
    target: Status | None
    act: str
    required: tuple[str, ...] = ()
    gate: str = ""
    clause: str = ""
    stamps: str = ""
    by_hand: bool = True


_ASSIGNABLE = (Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS)
_AT_TABLE = Status.REGISTERED

# fmt: off
MOVES: dict[str, Move] = {
    row.name: row
    for row in (
        Move("register", "登记", (), Status.REGISTERED, "register_claim", clause="六（二）应接尽接、有接必办",
             by_hand=False),
        Move("assign", "交办", _ASSIGNABLE, Status.ASSIGNED, "assign", ("unit", "officer", "due_on"), clause="六（三）",
             stamps="assigned_on"),
        Move("sign_for", "签收", (Status.ASSIGNED,), Status.IN_PROGRESS, "sign_for", clause="六（三）",
             stamps="signed_for_on"),
        Move("ask_return", "申请退回", (Status.ASSIGNED,), None, "ask_return", ("reason",), clause="信访工作条例第二十三条",
             stamps="return_asked_on"),
        Move("accept_return", "同意退回", (Status.ASSIGNED,), Status.REGISTERED, "decide_return", ("reason",)),
        Move("refuse_return", "不同意退回", (Status.ASSIGNED,), None, "decide_return", ("reason",)),
        # Of major cases alone, which the action sees to; what it skips is kept with the step.
        Move("fast_track", "快速办理", (Status.REGISTERED, Status.ASSIGNED), Status.IN_PROGRESS, "fast_track",
             ("unit", "officer", "due_on", "reason"), clause="六（三）典型重大案件快速办理", stamps="signed_for_on"),
        Move("request_completion", "申请办结", (Status.IN_PROGRESS,), Status.UNDER_REVIEW, "request_completion",
             gate="completion", clause="六（二）两个不放过"),
        # On an order to pay that was not followed; 移送公安 itself is a procedure.
        Move("decide_police", "决定是否移送公安", OPEN, None, "decide_police", ("reason",),
             clause="六（四）移送公安；法释〔2013〕3号第四条"),
        Move("send_back", "退回补办", (Status.UNDER_REVIEW,), Status.IN_PROGRESS, "send_back", ("reason",)),
        Move("complete", "办结", (Status.UNDER_REVIEW,), Status.COMPLETED, "complete", gate="completion",
             clause="六（二）两个不放过", stamps="completed_on"),
        Move("strike_off", "销号", (Status.COMPLETED,), Status.STRUCK_OFF, "strike_off", gate="strike_off",
             clause="六（三）不结案不销号", stamps="struck_off_on"),
        Move("reopen", "重新办理", FINISHED, Status.IN_PROGRESS, "reopen", ("reason",)),
        Move("spot_assign", "当场交办", (_AT_TABLE,), Status.ASSIGNED, "settle_on_spot", ("unit", "officer", "due_on"),
             clause="六（一）直接处理", stamps="assigned_on"),
        Move("spot_sign_for", "当场签收", (Status.ASSIGNED,), Status.IN_PROGRESS, "settle_on_spot",
             stamps="signed_for_on", by_hand=False),
        Move("spot_request", "当场申请办结", (Status.IN_PROGRESS,), Status.UNDER_REVIEW, "settle_on_spot",
             gate="completion", by_hand=False),
        # Claims move between cases; a case that has lost its last claim ends, its number stays taken.
        Move("gather_in", "归集并入", WORKING, None, "gather", clause="六（三）分类、归集"),
        Move("gather_out", "归集转出", WORKING, None, "gather", by_hand=False),
        Move("split_off", "拆分转出", WORKING, None, "split_off"),
        Move("split_in", "拆分立案", (), Status.REGISTERED, "split_off", by_hand=False),
        Move("merge_duplicate", "判重", WORKING, None, "merge_duplicate", ("reason",)),
        Move("void_claim", "作废诉求", WORKING, None, "void_claim", ("reason",)),
        Move("absorb", "并案", WORKING, Status.ABSORBED, "gather", by_hand=False),
        Move("void", "作废", WORKING, Status.VOID, "void_claim", ("reason",), by_hand=False),
        # One row per claim, written when its case is completed or reopened: what the monthly table counts.
        Move("conclude", "诉求办结", FINISHED, None, "complete", by_hand=False),
        Move("resume", "诉求重新办理", (Status.IN_PROGRESS,), None, "reopen", by_hand=False),
        Move("history", "历史导入", (), None, "import_ledger", by_hand=False),
    )
}
# fmt: on

# The day of these bounds the days of later moves. The review's own days do not: a completion may be dated back to the
# day of the last proof, before the day on which it was asked for.
_REVIEW = ("request_completion", "spot_request", "send_back")
PACING = tuple(row.name for row in MOVES.values() if row.target and row.name not in _REVIEW)
# Bears the day of the claim's own outcome, which lies before the completion.
UNPACED = frozenset({"conclude"})
# The moves that the monthly table counts, and the one that dates a case's end.
COUNTED = frozenset({"conclude", "resume", "complete"})


def moves_from(status: str) -> list[Move]:
    """Moves whose sources hold this state, in the table's order."""
    return [move for move in MOVES.values() if status in move.sources]
