"""Every page that links lead to, for every role: Chinese throughout, titled, quiet in the console, sound for axe at desk and telephone."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page

from office.roles import Role
from tests.journeys.crawl import (
    axe_faults,
    crawl,
    focus_faults,
    kind_of,
    language_faults,
    phone_faults,
    signals_without_words,
)
from tests.journeys.program import Program

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="what a page looks like does not depend on the database")
# The page asked for, or a page that says why it is not to be had now.
ANSWERS = {200, 422}
# Names of URLs that answer with a file, not with a page.
FILES = re.compile(
    r"(_xlsx|_picture|_qr|:receipt_file|:file|:calendar|:template|:refused|:case_export|^favicon|^home_trend)(?=$|[:?])"
)


def is_file(kind: str) -> bool:
    return bool(FILES.search(kind))


@pytest.fixture(scope="module")
def kinds_seen() -> set[str]:
    """Kinds of pages that axe has looked at already; another role sees less of the same."""
    return set()


@pytest.mark.parametrize("role", list(Role))
def test_every_page(
    demo_program: Program, new_page: Callable[[], Page], kinds_seen: set[str], complaints: list[str], role: Role
) -> None:
    page = new_page()
    accounts = demo_program.accounts()
    sign_in(page, demo_program, next(account for account in accounts if account["role"] == role))
    names = {account["username"] for account in accounts}

    faults, visits = [], []
    for visit in crawl(page, demo_program.url, leave_out=is_file):
        visits.append(visit)
        found = [] if visit.status in ANSWERS else [f"answered {visit.status}"]
        found += language_faults(page, names=names) + signals_without_words(page)
        if visit.kind == "home" or visit.kind not in kinds_seen:
            found += axe_faults(page, complaints) + phone_faults(page, complaints)
        kinds_seen.add(visit.kind)
        faults += [f"{visit.path}: {fault}" for fault in found]
    assert "\n".join(faults) == ""
    assert len(visits) >= 2


PAGES_TO_TAB_THROUGH = (
    "/",
    "/admin/ledger/case/",
    "/reception/claims/new/",
    "/reports/monthly/",
    "/reports/statistics/",
)


@pytest.mark.parametrize("path", [*PAGES_TO_TAB_THROUGH, "a case"])
def test_keyboard_reaches_everything_in_order(demo_program: Program, page: Page, path: str) -> None:
    account = next(account for account in demo_program.accounts() if account["role"] == Role.HEAD)
    sign_in(page, demo_program, account)
    page.goto(demo_program.url + ("/admin/ledger/case/" if path == "a case" else path))
    if path == "a case":
        page.locator("table.ledger th a").first.click()
        page.wait_for_url("**/ledger/cases/*/")

    assert "\n".join(focus_faults(page)) == ""


def test_answers_to_mistakes_are_sound(demo_program: Program, page: Page, complaints: list[str]) -> None:
    account = next(account for account in demo_program.accounts() if account["role"] == Role.CLERK)
    sign_in(page, demo_program, account)
    page.goto(f"{demo_program.url}/reception/claims/new/")
    page.keyboard.press("Control+Enter")
    page.locator(".errorlist").first.wait_for()
    assert language_faults(page, names=set()) + axe_faults(page, complaints) + signals_without_words(page) == []

    page.goto(f"{demo_program.url}/")
    page.get_by_label("全局查找").fill("示例")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger/search/")
    assert language_faults(page, names=set()) + axe_faults(page, complaints) + signals_without_words(page) == []


def test_kinds_tell_pages_apart() -> None:
    assert kind_of("/ledger/cases/5/") == kind_of("/ledger/cases/6/")
    assert kind_of("/ledger/cases/5/assign/") != kind_of("/ledger/cases/5/reopen/")
    assert kind_of("/admin/ledger/case/?status=assigned&due=") == "admin:ledger_case_changelist?status"


def test_files_are_told_from_pages() -> None:
    files = ["imports:template:history", "reports:monthly_table_xlsx?area?month", "ledger:file:0b1c", "notice:calendar"]
    pages = ["reports:district_file", "reports:monthly?month", "ledger:case", "imports:upload:history"]
    assert [is_file(kind) for kind in files + pages] == [True] * 4 + [False] * 4


def sign_in(page: Page, program: Program, account: dict[str, str]) -> None:
    """Demo accounts keep their passwords; a one-time one is changed for a lasting one."""
    page.goto(f"{program.url}/accounts/login/")
    page.locator("#id_username").fill(account["username"])
    page.locator("#id_password").fill(account["password"])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: urlsplit(address).path == "/")
