"""What the program's log holds of a request, of a fault and of what somebody typed: no name, no number, one line."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from django.urls import path

import config.urls
from config.logs import OneLine
from office.urls_registry import route
from tests.identity_numbers import make_id

ID, PHONE, NAME = make_id(), "13900000001", "岩某某甲"


def faulty(request: HttpRequest) -> None:
    typed = request.POST["name"] + request.POST["id_number"]
    try:
        int(typed)
    except ValueError as error:
        raise LookupError(f"no row for {request.POST['phone']}, {typed}") from error


urlpatterns = [
    *config.urls.urlpatterns,
    route("faulty/", faulty, name="faulty", anonymous=True),  # type: ignore[arg-type]
    path("", lambda _request: None),
]


class Lines(logging.Handler):
    """Keeps what the program's own formatter makes of each record."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(OneLine())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Any:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


def record(message: str, *args: object, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("office", logging.WARNING, __file__, 1, message, args, exc_info)


@pytest.mark.urls(__name__)
def test_a_fault_leaves_its_place_and_no_value(db: None, lines: list[str], capsys: Any) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/faulty/", {"name": NAME, "id_number": ID, "phone": PHONE})

    assert answer.status_code == 500
    (line,) = lines
    assert "django.request account=- from=127.0.0.1 Internal Server Error: /faulty/" in line
    assert line.count("LookupError(") == line.count(" from ValueError(") == 1
    assert "tests/config/test_logs.py:" in line
    said = line + answer.content.decode() + "".join(capsys.readouterr())
    assert [value for value in (NAME, ID, PHONE) if value in said] == []


@pytest.mark.urls(__name__)
def test_a_fault_is_mailed_to_nobody(db: None, settings: Any) -> None:
    settings.ADMINS = settings.MANAGERS = [("管理员", "admin@example.invalid")]
    Client(raise_request_exception=False).post("/faulty/", {"name": NAME, "id_number": ID, "phone": PHONE})
    Client(headers={"referer": "http://testserver/elsewhere/"}).get("/nowhere/")

    assert mail.outbox == []


def test_a_refusal_names_account_and_address(client: Client, auditor: Any, lines: list[str]) -> None:
    client.force_login(auditor)
    assert client.get("/ledger/funds/").status_code == 403
    assert client.get("/nowhere/?q=" + NAME).status_code == 404

    assert [line.split(" ", 2)[2] for line in lines] == [
        f"django.request account={auditor.pk} from=127.0.0.1 Forbidden (Permission denied): /ledger/funds/",
        f"django.request account={auditor.pk} from=127.0.0.1 Not Found: /nowhere/",
    ]


def test_a_refused_form_token_is_on_record(db: None, lines: list[str]) -> None:
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": NAME}).status_code == 403

    (line,) = lines
    assert line.split(" ", 2)[2].startswith("django.security.csrf account=- from=127.0.0.1 Forbidden (")
    assert NAME not in line


def test_lines_have_the_time_with_its_zone() -> None:
    said = record("x")
    said.created = 1618209005.0

    assert OneLine().format(said) == "2021-04-12T14:30:05+08:00 WARNING office x"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x1b[2J", "\x00", "\u2028", "\x85"])
def test_one_record_is_one_line(end: str) -> None:
    line = OneLine().format(record("asked for %s", f"a{end}2021-04-12 ERROR forged"))

    assert line.isprintable()
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("number", [ID, ID[:-1] + "X", PHONE, "6222020000000000000"])
def test_long_numbers_are_starred(number: str) -> None:
    assert OneLine().format(record("asked for %s twice", number)).endswith(" office asked for * twice")


def test_no_handler_but_the_console() -> None:
    named = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("django")]

    consoles = [handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]

    assert set(settings.LOGGING["handlers"]) == {"console"}
    assert [type(handler.formatter) for handler in consoles] == [OneLine]
    assert [logger.name for logger in named if logger.name != "django.server" and logger.handlers] == []
    assert all(logger.propagate for logger in named if logger.name != "django.server")
