"""A small identity service that speaks CAS, over real HTTP in a thread of the test's process."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

OPEN, SHUT = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">', "</cas:serviceResponse>"


class IdentityServer:
    """Whoever `present` names is signed in there; tickets are good once, and for the address they were given for."""

    def __init__(self) -> None:
        self.present = ""
        self.tickets: dict[str, tuple[str, str]] = {}
        self.answer: bytes | None = None
        self.asked: list[str] = []
        self.url = ""

    def ticket_for(self, service: str) -> str:
        ticket = f"ST-{secrets.token_hex(8)}"
        self.tickets[ticket] = (service, self.present)
        return ticket

    def validate(self, service: str, ticket: str) -> bytes:
        given_for, name = self.tickets.pop(ticket, ("", ""))
        if not name or given_for != service:
            inner = '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
        else:
            inner = f"<cas:authenticationSuccess><cas:user>{name}</cas:user></cas:authenticationSuccess>"
        return f"{OPEN}{inner}{SHUT}".encode()


@contextmanager
def identity_server() -> Iterator[IdentityServer]:
    known = IdentityServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(at.query).items()}
            known.asked.append(at.path)
            if at.path == "/cas/login":
                ticket = urlencode({"ticket": known.ticket_for(query["service"])})
                self._answer(302, b"", {"Location": f"{query['service']}&{ticket}"})
            elif at.path == "/cas/serviceValidate":
                said = known.validate(query["service"], query.get("ticket", ""))
                self._answer(200, said if known.answer is None else known.answer, {})
            else:
                self._answer(404, b"", {})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/cas"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
