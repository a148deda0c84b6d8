"""建议领导直接处理: which visits the rules put before the leader who is present. A suggestion; people decide.

依据：实施方案六（一）领导小组组长直接处理重大、敏感来访或群访问题。
"""

from dataclasses import dataclass

from office.amounts import show_yuan
from reception.models import Claim, DirectHandling

Why = DirectHandling.Why


@dataclass(frozen=True, kw_only=True)
class LeaderNumbers:
    """Each named as its parameter, with the usual value: from how many people and yuan on a claim is major."""

    major_workers: int = 10
    major_amount_yuan: int = 100_000


@dataclass(frozen=True)
class Ground:
    """One reason: 重大, 敏感 or 群访, and what it rests on."""

    why: str
    sentence: str


def grounds(claim: Claim, numbers: LeaderNumbers) -> list[Ground]:
    """Why the leader should take this visit, the weightiest reason first; empty if nothing speaks for it."""
    found = []
    if claim.is_group:
        found.append(Ground(Why.GROUP, "集体访"))
    if claim.workers_count >= numbers.major_workers:
        found.append(Ground(Why.MAJOR, f"涉及 {claim.workers_count} 人"))
    if claim.amount_yuan is not None and claim.amount_yuan >= numbers.major_amount_yuan:
        found.append(Ground(Why.MAJOR, f"金额 {show_yuan(claim.amount_yuan)} 元"))
    if claim.is_secret:
        found.append(Ground(Why.SENSITIVE, "要求保密"))
    return found
