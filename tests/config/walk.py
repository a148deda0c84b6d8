"""Every role follows every link, and asks with GET for every address that a form of a page is sent to."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from office.models import Event, User
from office.roles import Role
from reception.models import Petitioner, Worker
from tests.addresses import addresses
from tests.conftest import SignedClient
from tests.rows import all_rows

# Rows of a kind differ in what they offer: an open case has other buttons than a finished one.
OF_A_KIND = 2
_ADDRESS = re.compile(r'\s(?:href|src|action|formaction|data-[a-z-]+)="([^"]*)"')
_GET_FORM = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL | re.IGNORECASE)
_TYPED = re.compile(
    r'<(?:input(?![^>]*type="(?:hidden|submit|checkbox|radio|date|month|number)")|textarea)[^>]*name="([^"]*)"'
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# Words typed into a form that goes by GET; none of these lists holds anybody who came.
TYPED_INTO_ADDRESSES = {
    "admin:reception_company_changelist": {"q"},
    "admin:reception_project_changelist": {"q"},
    "admin:reception_campaign_changelist": {"q"},
    "admin:ledger_leader_changelist": {"q"},
    "admin:office_user_changelist": {"q"},
    "admin:office_unit_changelist": {"q"},
    "admin:office_area_changelist": {"q"},
    "admin:office_code_changelist": {"q"},
    "admin:office_specialday_changelist": {"q"},
    "admin:office_parameter_changelist": {"q"},
    "admin:office_event_changelist": {"q"},
}


@dataclass
class Visit:
    """One answer: who asked for what, and what of it the rules look at."""

    role: str
    path: str
    kind: str
    status: int
    headers: dict[str, str]
    title: str = ""
    addresses: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


@dataclass
class Walk:
    """What all visits came to, and what they left behind in the database."""

    visits: list[Visit]
    changed: dict[str, list[str]]
    acts: set[str]
    personal: re.Pattern[str]

    def told_of(self, text: str) -> str:
        """The first personal value in a text, escapes taken off; empty if none."""
        found = self.personal.search(unquote(unescape(text)))
        return found[0] if found else ""


def walk(accounts: dict[Role, User]) -> Walk:
    events = Event.objects.count()
    visits, changed = list(_steps("anonymous", Client(raise_request_exception=False))), {}
    for role, account in accounts.items():
        client = SignedClient(raise_request_exception=False)
        client.force_login(account)
        before = all_rows()
        visits += _steps(role, client)
        after = all_rows()
        changed[role] = [table for table in before if before[table] != after[table]]
    acts = set(Event.objects.order_by("pk").values_list("act", flat=True)[events:])
    return Walk(visits, changed, acts, personal_values())


def personal_values() -> re.Pattern[str]:
    """Names, numbers and telephones of everybody who came."""
    people = [*Petitioner.objects.all(), *Worker.objects.all()]
    values = {value for person in people for value in (person.name, person.id_number, person.phone) if len(value) > 1}
    return re.compile("|".join(sorted(map(re.escape, values), key=len, reverse=True)))


def _steps(role: str, client: Client) -> Iterator[Visit]:
    # What is open to whom is asked elsewhere; here each address that leads nowhere is asked for once, by nobody in particular.
    absent = [address.path for address in addresses()] if role in ("anonymous", Role.HEAD) else []
    waiting, known = deque(["/", *absent]), {"/", *absent}
    seen: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        kind = _kind_of(path)
        if seen[kind] >= OF_A_KIND:
            continue
        seen[kind] += 1
        visit = _visit(role, client, path, kind)
        yield visit
        for address in visit.addresses:
            link = _own(path, address)
            if link and link not in known:
                known.add(link)
                waiting.append(link)


def _visit(role: str, client: Client, path: str, kind: str) -> Visit:
    answer = client.get(path)
    visit = Visit(role, path, kind, answer.status_code, dict(answer.headers))
    if "Location" in answer.headers:
        visit.addresses.append(answer.headers["Location"])
    if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
        page = answer.content.decode()
        title = _TITLE.search(page)
        visit.title = title[1].strip() if title else ""
        visit.addresses += [unescape(found) for found in _ADDRESS.findall(page)]
        visit.typed = [name for form in _GET_FORM.findall(page) for name in _TYPED.findall(form)]
    if answer.streaming:
        for _ in answer:
            pass
    return visit


def _kind_of(path: str) -> str:
    parts = urlsplit(path)
    match = resolve(parts.path)
    words = sorted(str(value) for value in match.kwargs.values() if not re.fullmatch(r"\d+|[0-9a-f-]{36}", str(value)))
    asked = sorted(name for name, value in parse_qsl(parts.query) if value)
    return ":".join([match.view_name, *words]) + (f"?{'&'.join(asked)}" if asked else "")


def _own(path: str, address: str) -> str:
    """The path of an address that leads to a page of ours, signing out left aside; else empty."""
    if not address or address.startswith(("#", "javascript:")) or any(sign.isspace() for sign in address):
        return ""
    parts = urlsplit(urljoin(f"http://testserver{path}", address))
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    if parts.netloc != "testserver":
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def policy_fault(visit: Visit) -> str:
    policy = visit.headers.get("Content-Security-Policy", "")
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    if parts.get("default-src") not in (["'self'"], ["'none'"]) or "unsafe" in policy or "*" in policy:
        return policy or "no policy"
    return "" if parts.get("frame-ancestors") == ["'none'"] else "may be framed"


HEADERS = {
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"same-origin|no-referrer",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Cross-Origin-Resource-Policy": r"same-origin",
    "Permissions-Policy": r"(\w+(-\w+)*=\(\)(, )?)+",
}


def header_fault(visit: Visit) -> str:
    headers = visit.headers
    wrong = [name for name, value in HEADERS.items() if not re.fullmatch(value, headers.get(name, ""))]
    foreign = [name for name in headers if name.startswith("Access-Control-")]
    return ", ".join(wrong + foreign)


def type_fault(visit: Visit) -> str:
    kind = visit.headers.get("Content-Type", "")
    if visit.status == 204 or visit.headers.get("Content-Length") == "0" or 300 <= visit.status < 400:
        return ""
    text = kind.startswith(("text/", "image/svg", "application/javascript"))
    return kind or "no type" if not kind or (text and "charset=utf-8" not in kind.lower().replace('"', "")) else ""


def kept_fault(visit: Visit) -> str:
    kept = visit.headers.get("Cache-Control", "")
    if visit.kind.startswith("notice:") and visit.role == "anonymous":
        return ""  # for everybody alike, and read by many at once
    return "" if "no-store" in kept else kept or "may be kept"


def away_fault(visit: Visit) -> str:
    place = visit.headers.get("Location", "")
    return "" if urlsplit(place).netloc in ("", "testserver") else place


def typed_fault(visit: Visit) -> str:
    allowed = TYPED_INTO_ADDRESSES.get(visit.kind.partition("?")[0], set())
    return ", ".join(sorted(set(visit.typed) - allowed))
