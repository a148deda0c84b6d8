"""Somebody at a browser without a screen: keeps cookies, fills in the forms of pages, sends what a browser sends."""

import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.access.page_reader import PageReader
from tests.journeys.people import LASTING
from tests.journeys.program import Program

File = tuple[str, bytes]


@dataclass(frozen=True)
class Answer:
    """Where it led to in the end, with which status and body."""

    status: int
    url: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Visitor:
    url: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self._address(path)))

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **files: File) -> Answer:
        """As a form of the page would send it."""
        asked = {"csrfmiddlewaretoken": self._token(path), **(fields or {})}
        if files:
            kind, body = _multipart(asked, files)
        else:
            kind, body = "application/x-www-form-urlencoded", urlencode(asked, doseq=True).encode()
        headers = {"Content-Type": kind, "Referer": self._address(path)}
        return self._ask(urllib.request.Request(self._address(path), body, headers))

    def form(self, path: str, *, holding: str) -> dict[str, str]:
        """The values of the form that has a field of this name, as the page offers them."""
        return form_in(self.get(path).text, holding=holding)

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    def _token(self, path: str) -> str:
        token = next((each.value for each in self.cookies if each.name == "csrftoken"), None)
        if token is None:
            self.get(path)
        return token or next((each.value or "" for each in self.cookies if each.name == "csrftoken"), "")

    def _ask(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=120) as answer:
                return Answer(answer.status, answer.url, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url or "", error.read())


def signed_in(program: Program, name: str, *roles: str) -> Visitor:
    """A new account, signed in, with a lasting password."""
    password = program.create_account(name, *roles, area="530902")
    visitor = Visitor(program.url)
    visitor.post("/accounts/login/", {"username": name, "password": password})
    changed = {"old_password": password, "new_password1": LASTING, "new_password2": LASTING}
    assert "工作台" in visitor.post("/accounts/password/", changed).text
    return visitor


def _multipart(fields: Mapping[str, Any], files: Mapping[str, File]) -> tuple[str, bytes]:
    mark = uuid4().hex
    parts = [(f'name="{name}"', str(value).encode()) for name, value in fields.items()]
    parts += [
        (f'name="{name}"; filename="{file}"\r\nContent-Type: application/octet-stream', data)
        for name, (file, data) in files.items()
    ]
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts
    )
    return f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()


def form_in(page: str, *, holding: str) -> dict[str, str]:
    """The values of the first form of the page that has a field of this name."""
    return next(sent for form in PageReader(page).forms if holding in (sent := form.sent()))


def number_in(url: str) -> int:
    """The key of the row that an address names."""
    found = re.search(r"/(\d+)/", url)
    assert found, url
    return int(found[1])
