"""Two ways to run an office: `default`, and `djbh` for one that is assessed under 等级保护. Chosen by SECURITY_PROFILE.

依据：GB/T 22239—2019 身份鉴别（口令复杂度、定期更换，两种以上鉴别技术）、安全管理中心；why `default` has no rotation:
docs/decisions, "Two security profiles".
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Profile:
    """What is asked for beyond what always holds."""

    name: str
    # 三员分立: system, security and audit are three accounts, and none of them works on cases.
    separates_duties: bool
    # Whoever has no second factor is led to set one up.
    needs_second_factor: bool
    password_length: int
    # So many of capital letters, small letters, digits and other signs.
    password_kinds: int
    # Calendar days after which a password must be changed, None for never; a reminder so many days before.
    password_days: int | None
    reminder_days: int
    # So many passwords, the present one included, are not taken again.
    remembered_passwords: int


DEFAULT = Profile(
    "default", separates_duties=False, needs_second_factor=False, password_length=10, password_kinds=0,
    password_days=None, reminder_days=0, remembered_passwords=1,
)  # fmt: skip
DJBH = Profile(
    "djbh", separates_duties=True, needs_second_factor=True, password_length=10, password_kinds=3,
    password_days=90, reminder_days=14, remembered_passwords=5,
)  # fmt: skip
PROFILES = {profile.name: profile for profile in (DEFAULT, DJBH)}


def profile() -> Profile:
    """The one in force."""
    return PROFILES[settings.SECURITY_PROFILE]


def second_factor_required() -> bool:
    """True if nobody works without one: the profile asks for it, or the office does."""
    return profile().needs_second_factor or settings.SECOND_FACTOR_REQUIRED
