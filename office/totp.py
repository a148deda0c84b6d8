"""One-time codes of a second factor: six digits that an app on the telephone shows anew every half minute (RFC 6238).

依据：GB/T 22239—2019 身份鉴别（两种以上鉴别技术）。
"""

from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
# A telephone's clock may be so many steps off.
DRIFT = 1
ISSUER = "根治欠薪联合接访"


def new_secret() -> str:
    """160 bits as the apps read them (base32)."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The step that a code belongs to; None for a code of no step near now."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.HOTP(secret)
    steps = range(present - DRIFT, present + DRIFT + 1)
    return next((step for step in steps if compare_digest(codes.at(step), digits)), None)


def enrolment_address(secret: str, *, username: str) -> str:
    """What the picture says to the app."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=username, issuer_name=ISSUER)
