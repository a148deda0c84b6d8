"""统一身份认证: the seam through which somebody else's service says who is signing in. Roles are always ours.

IDENTITY_SERVICE names a class of the shape below; `office.cas.CasService` is one. An account is found by its external id,
which the security officer enters; nobody gets an account, a role or an area from outside.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Denied(Exception):
    """The service does not vouch for whoever is asking; or it gave no answer, and then nobody is let in."""


class IdentityService(Protocol):
    """What a service has to be able to do. `back` is our own address to which the browser returns."""

    def sign_in_address(self, *, back: str) -> str:
        """Where the browser is sent to sign in."""

    def external_id(self, *, ticket: str, back: str) -> str:
        """Who the ticket was given to, asked of the service itself.

        Raises:
            Denied: the ticket is unknown, used or another's; the service is not reached or says what nobody can read.
        """

    def sign_out_address(self, *, back: str) -> str:
        """Where the browser may be sent to end the sitting there too; empty if there is no such thing."""


def is_on() -> bool:
    """True if the office signs in by such a service."""
    return bool(settings.IDENTITY_SERVICE)


def service() -> IdentityService:
    """The one of the setting; a new one each time, as it keeps nothing."""
    made: IdentityService = import_string(settings.IDENTITY_SERVICE)()
    return made


def may_use_password(username: str) -> bool:
    """False where passwords are switched off, but for the one account that is kept for the day the service is down."""
    return settings.LOCAL_SIGN_IN or username == settings.BREAK_GLASS_ACCOUNT
