"""A service that speaks CAS (protocol 2.0 and 3.0), as many identity platforms of the government do.

The ticket that the browser brings is asked for at the service itself, never believed.
"""

from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings

from office.single_sign_on import Denied

_NAMES = {"cas": "http://www.yale.edu/tp/cas"}
_SECONDS, _MOST_BYTES, _LONGEST_ID = 5, 64 * 1024, 100


class _NoRedirect(HTTPRedirectHandler):
    """The answer comes from where it was asked, or it is none."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class CasService:
    """At IDENTITY_SERVICE_URL: `/login`, `/serviceValidate`, `/logout`."""

    def sign_in_address(self, *, back: str) -> str:
        return _address("login", service=back)

    def external_id(self, *, ticket: str, back: str) -> str:
        answer = _ask(_address("serviceValidate", service=back, ticket=ticket))
        try:
            name = fromstring(answer).findtext("cas:authenticationSuccess/cas:user", default="", namespaces=_NAMES)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise Denied("the answer is not readable") from error
        if not name.strip() or len(name.strip()) > _LONGEST_ID:
            raise Denied("the ticket is not vouched for")
        return name.strip()

    def sign_out_address(self, *, back: str) -> str:
        return _address("logout", service=back)


def _address(path: str, **query: str) -> str:
    return f"{settings.IDENTITY_SERVICE_URL}/{path}?{urlencode(query)}"


def _ask(address: str) -> bytes:
    """The body of the answer; certificates are checked."""
    request = Request(address, headers={"Accept": "application/xml"})  # noqa: S310 the address is the operator's setting
    try:
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            body: bytes = answer.read(_MOST_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise Denied("the service is not reached") from error
    if len(body) > _MOST_BYTES:
        raise Denied("the answer is too long")
    return body
