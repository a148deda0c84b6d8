"""What a worker is told of a claim, in the words of the hall: how far it has come, what that means, what to do now. Pure.

依据：公告须用通俗的话；办结结果见领域说明“办结结果”。No names, no amounts, no numbers: whoever holds a receipt may read this.
"""

from dataclasses import dataclass

from ledger.workflow import Outcome, Status

STEPS = ("已登记", "已交给责任单位", "正在核实办理", "等待审核", "已办结")
_STEP_OF = {
    Status.REGISTERED: 0,
    Status.ASSIGNED: 1,
    Status.IN_PROGRESS: 2,
    Status.UNDER_REVIEW: 3,
    Status.COMPLETED: 4,
    Status.STRUCK_OFF: 4,
}


@dataclass(frozen=True)
class Told:
    """What a stage means, and what the worker can do now, one sentence each."""

    meaning: str
    to_do: tuple[str, ...]


_REACHABLE = "请保持电话畅通，换了号码请打电话告诉我们。"
_PROOFS = "把能证明干活和欠钱的东西找出来放好：劳动合同、工资条、考勤记录、欠条、聊天记录、转账记录。有什么算什么。"
_COME_BACK = "钱没有收到，或者数目不对，请打电话，也可以带身份证和回执来，要求重新办理。"
_MAYBE_NO_WAGES = "您反映的钱可能不是工资（比如工程款、材料款）。我们一样核实，再告诉您该找哪里。"
_NEW_PROOFS = "有新的证据，请带身份证和回执来，我们重新核实。"

_UNDER_WAY = {
    0: Told("您反映的事已经登记，正在确定由哪个单位办。", ("不用再登记一次。", _REACHABLE, _PROOFS)),
    1: Told("已经交给责任单位，单位会找您核实情况。", (_REACHABLE, _PROOFS)),
    2: Told(
        "责任单位正在找欠钱的一方核实、催办。",
        (
            _REACHABLE,
            "单位约您去核实时，带上身份证和能证明干活、欠钱的东西。",
            "欠钱的一方自己把钱付了，也请打电话说一声。",
        ),
    ),
    3: Told("责任单位已经办完，正在等治欠办审核。", ("钱没有收到，或者数目不对，请马上打电话说明。", _REACHABLE)),
}
_ENDED = {
    Outcome.PAID: Told("经核实，欠的工资已经付清。", (_COME_BACK,)),
    Outcome.SETTLED: Told("双方谈妥了，说好的钱已经付清。", (_COME_BACK,)),
    Outcome.ENFORCED: Told("按法院或者仲裁的决定，钱已经付到。", (_COME_BACK,)),
    Outcome.UNFOUNDED: Told("经核实，没有查到拖欠工资。", (_NEW_PROOFS, "想知道是怎么查的，请打电话问。")),
    Outcome.WITHDRAWN: Told("您已经书面撤回，不再办了。", ("如果还欠着钱，可以带身份证和回执来，要求重新办理。",)),
    Outcome.TRANSFERRED: Told(
        "这件事归其他地方管，已经转给那边的部门去办。", ("转到了哪里、找谁问，请打电话。", "不用重新登记。")
    ),
    Outcome.UNREACHABLE: Told(
        "我们几次打电话都没有联系上您，先停办了。", ("请打电话留下新的号码，或者带身份证和回执来，要求重新办理。",)
    ),
}
_NO_WAGES = Told(
    "经核实，您反映的钱不是工资（比如工程款、材料款），不归我们追讨。",
    ("可以到人民法院起诉，也可以到法律援助中心问一问。", "该找哪里、带什么，请打电话问我们。"),
)
_ENDED_SOMEHOW = Told("这件事已经办结。", (_COME_BACK,))


def step_of(status: str) -> int:
    """How far a case has come, as a place in `STEPS`; a case that no longer stands for itself counts as registered."""
    return _STEP_OF.get(Status(status), 0)


def told_of(*, status: str, outcome: str, is_wages: bool) -> Told:
    """The words for a claim on a case of this status; its outcome is told once the case is completed."""
    step = step_of(status)
    if step in _UNDER_WAY:
        told = _UNDER_WAY[step]
        return told if is_wages else Told(told.meaning, (_MAYBE_NO_WAGES, *told.to_do))
    if outcome == Outcome.UNFOUNDED and not is_wages:
        return _NO_WAGES
    return _ENDED[Outcome(outcome)] if outcome else _ENDED_SOMEHOW
