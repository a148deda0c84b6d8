"""Fixtures of the journeys: the running program and a browser that notes every complaint.

The browser belongs to one file of tests, not to the session: while Playwright runs, its event loop makes Django refuse
the database to every other test of the same process.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.journeys.program import ROOT, Program, running_program

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
# How long a machine full of other tests may take to answer; no test decides by it.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
REPORTS = pytest.StashKey[list[pytest.TestReport]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey; the tests of one file share a program, so they stay on one worker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(HERE))))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keeps the reports on the test, so that its pages are pictured when it failed."""
    report = yield
    item.stash.setdefault(REPORTS, []).append(report)
    return report


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program without demo data: reference data only."""
    with running_program(tmp_path_factory.mktemp("var"), "--no-demo") as running:
        yield running


@pytest.fixture(scope="module")
def demo_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program as `make run` starts it the first time, with its demo data and accounts."""
    with running_program(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without its connections to the outside."""
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        running = playwright.chromium.launch(executable_path=path, headless=True, args=flags)
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages complained of: console errors, script errors, requests to foreign hosts. Empty at the end."""
    return []


@pytest.fixture
def new_page(browser: Browser, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Callable[[], Page]]:
    """Makes a page in a context of its own (one signed-in person each), 1366×768, watched for complaints."""
    contexts: list[BrowserContext] = []

    def make() -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda sent: _note_foreign(sent, complaints))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note_console(message, complaints))
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        return page

    yield make
    if complaints or _failed(request.node):
        _keep_pictures(request.node, contexts)
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    return new_page()


def _note_console(message: ConsoleMessage, complaints: list[str]) -> None:
    """A page that refuses an act in words is an answer (409, 422), though Chromium reports its status as an error."""
    if message.type == "error" and not re.search(r"status of (409|422) ", message.text):
        complaints.append(f"console: {message.text} ({message.location.get('url', '')})")


def _note_foreign(sent: Request, complaints: list[str]) -> None:
    address = urlsplit(sent.url)
    if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
        complaints.append(f"foreign host: {sent.url}")


def _failed(node: pytest.Item) -> bool:
    return any(report.failed for report in node.stash.get(REPORTS, []))


def _keep_pictures(node: pytest.Item, contexts: list[BrowserContext]) -> None:
    folder = ROOT / "test-results"
    folder.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "_", node.name)
    for number, shown in enumerate((page for context in contexts for page in context.pages), start=1):
        shown.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
