"""A small clamd: speaks INSTREAM and PING on a socket of its own, and finds what contains the harmless test words."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HARMFUL = b"made-up-virus-for-tests"


class Scanner:
    """`manner`: "works", "error" (cannot scan), "silent" (closes at once), "odd" (answers nonsense), "full" (size limit)."""

    def __init__(self, place: Path | None, manner: str) -> None:
        self.manner, self.seen = manner, []
        if place is None:
            self.server = socket.create_server(("127.0.0.1", 0))
            self.address = f"tcp:127.0.0.1:{self.server.getsockname()[1]}"
        else:
            self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.server.bind(str(place))
            self.server.listen()
            self.address = f"unix:{place}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _peer = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                if self.manner != "silent":
                    line.sendall(self._answer(heard) + b"\0")

    def _answer(self, heard) -> bytes:
        command = b"".join(iter(lambda: heard.read(1), b"\0"))
        if command == b"zPING":
            return b"PONG"
        assert command == b"zINSTREAM"
        if self.manner == "full":
            heard.read(4 + 100)
            return b"INSTREAM size limit exceeded. ERROR"
        data = b""
        while length := struct.unpack(">I", heard.read(4))[0]:
            data += heard.read(length)
        self.seen.append(data)
        if self.manner == "error":
            return b"stream: Can't allocate memory ERROR"
        if self.manner == "odd":
            return b"HTTP/1.1 200 OK"
        return b"stream: Test.Made-Up FOUND" if HARMFUL in data else b"stream: OK"


@contextmanager
def scanner(place: Path | None = None, *, manner: str = "works") -> Iterator[Scanner]:
    running = Scanner(place, manner)
    try:
        yield running
    finally:
        running.close()
