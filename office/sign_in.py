"""How often a password may be tried: so few times that guessing leads nowhere, whoever tries from wherever.

依据：GB/T 22239—2019 身份鉴别（登录失败处理）。
"""

import unicodedata
from datetime import datetime

from office.throttle import Limit, allow, forget, give_back

MINUTES = 15
PER_ACCOUNT = Limit("sign_in.account", tries=5, per_seconds=MINUTES * 60)
# Behind one address sits a whole office.
PER_ADDRESS = Limit("sign_in.address", tries=50, per_seconds=MINUTES * 60)
# That a name is locked is written down once in a while, however often it is tried.
PER_NOTE = Limit("sign_in.note", tries=1, per_seconds=MINUTES * 60)
LOCKED = (
    f"密码输错次数过多，已暂停登录：请过 {MINUTES} 分钟再试；急用的请安全管理员重置密码。暂停期间输入的密码不作核对。"
)


def may_try(username: str, address: str, *, now: datetime) -> bool:
    """Counts one more try of a name and of an address; False if either has had its tries, and then nothing is looked at."""
    return allow(PER_ADDRESS, address, now=now) and allow(PER_ACCOUNT, _folded(username), now=now)


def is_to_be_noted(username: str, *, now: datetime) -> bool:
    """True for the first try that was not looked at."""
    return allow(PER_NOTE, _folded(username), now=now)


def was_right(username: str, address: str) -> None:
    """The password was right: the name has its tries again, and the address one more."""
    forget(PER_ACCOUNT, _folded(username))
    give_back(PER_ADDRESS, address)


def unlock(username: str) -> None:
    """A new password was given out: it may be typed at once."""
    forget(PER_ACCOUNT, _folded(username))


def _folded(username: str) -> str:
    return unicodedata.normalize("NFKC", username).casefold()
