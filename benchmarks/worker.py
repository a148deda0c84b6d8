"""A warm process that answers, line by line, how long one request took: `python -m benchmarks.worker product`."""

import json
import sys
import time
from collections.abc import Iterator

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.operations import Request, Work, plain_sources, product_sources  # noqa: E402
from office.models import User  # noqa: E402

Clients = dict[str, Client]


def serve(sources: dict[str, Iterator[Request | Work]]) -> None:
    """Reads names of operations, writes milliseconds, status and bytes; `queries NAME` counts queries instead."""
    clients: Clients = {}
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        name = rest if word == "queries" else line.strip()
        if name not in sources:
            _answer(None)
        elif word == "queries":
            with CaptureQueriesContext(connection) as queries:
                _timed(clients, next(sources[name]))
            _answer({"queries": len(queries)})
        else:
            _answer(_timed(clients, next(sources[name])))


def _timed(clients: Clients, request: Request | Work) -> dict[str, float]:
    if isinstance(request, Work):
        return _done(request)
    client = clients.get(request.username) or clients.setdefault(request.username, _signed_in(request.username))
    started = time.perf_counter()
    response = client.post(request.path, request.data) if request.data else client.get(request.path)
    elapsed = (time.perf_counter() - started) * 1000
    if response.status_code != request.status or request.shows not in response.content.decode():
        raise SystemExit(f"{request.path}: status {response.status_code}, or “{request.shows}” is not there")
    return {"ms": elapsed, "bytes": len(response.content)}


def _done(work: Work) -> dict[str, float]:
    started = time.perf_counter()
    found = list(work.act())
    elapsed = (time.perf_counter() - started) * 1000
    if not found:
        raise SystemExit("nothing was found")
    return {"ms": elapsed, "bytes": 0}


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _answer(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    found = product_sources() if sys.argv[1] == "product" else plain_sources()
    serve({name: source() for name, source in found.items()})
