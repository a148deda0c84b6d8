"""Two ways to run an office: `default`, and `djbh` for one that is assessed under 等级保护. Chosen by SECURITY_PROFILE."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Profile:
    """What the profile asks for beyond what always holds."""

    name: str
    # 三员分立: system, security and audit are three accounts, and none of them works on cases.
    separates_duties: bool


DEFAULT = Profile("default", separates_duties=False)
DJBH = Profile("djbh", separates_duties=True)
PROFILES = {profile.name: profile for profile in (DEFAULT, DJBH)}


def profile() -> Profile:
    """The one in force."""
    return PROFILES[settings.SECURITY_PROFILE]
