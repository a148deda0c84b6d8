"""From the receipt to the progress: scanned or typed, on a phone of 320 pixels, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from office.roles import Role
from tests.journeys.crawl import axe_faults, focus_faults, language_faults
from tests.journeys.program import Program
from tests.journeys.test_every_page import sign_in

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="what a page looks like does not depend on the database")
SIZES = ((320, 568), (390, 844), (1366, 768))


@pytest.fixture
def receipt(demo_program: Program, new_page: Callable[[], Page]) -> tuple[str, str]:
    """Code and last four of the phone of the demo's second claim, from its page and its receipt."""
    page = new_page()
    sign_in(page, demo_program, next(row for row in demo_program.accounts() if row["role"] == Role.CLERK))
    page.goto(f"{demo_program.url}/reception/claims/2/")
    phone = re.search(r"1\d\d\*{4}(\d{4})", page.content())
    page.get_by_role("link", name="打印回执").click()
    square = page.get_by_alt_text("查询办理进度的二维码")
    expect(square).to_be_visible()
    page.wait_for_load_state("load")
    assert square.evaluate("image => image.naturalWidth") > 0
    return page.locator(".receipt-code").inner_text(), phone[1]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_scanned_on_any_screen(
    demo_program: Program, new_page: Callable[[], Page], complaints: list[str], receipt: tuple[str, str], width: int,
    height: int,
) -> None:  # fmt: skip
    code, tail = receipt
    page = new_page()
    page.set_viewport_size({"width": width, "height": height})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url.partition("#")[0] + str(request.headers.get("referer"))))

    page.goto(f"{demo_program.url}/progress/#{code.replace(' ', '')}")
    expect(page.get_by_label("查询码")).to_have_value(code)
    expect(page.get_by_label("后四位")).to_be_focused()
    faults = _faults(page, complaints)
    page.keyboard.type("zzzz")
    page.keyboard.press("Enter")
    page.get_by_text("没有查到。").wait_for()
    expect(page.get_by_label("查询码")).to_have_value(code)
    faults += _faults(page, complaints)
    page.keyboard.type(tail)
    page.keyboard.press("Enter")
    page.get_by_text("现在在这一步").wait_for()
    faults += _faults(page, complaints) + focus_faults(page)

    assert faults == []
    assert [address for address in sent if code.replace(" ", "") in address or tail in address] == []


def test_typed_without_javascript(demo_program: Program, browser: Browser, receipt: tuple[str, str]) -> None:
    code, tail = receipt
    context = browser.new_context(viewport={"width": 320, "height": 568}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo_program.url}/progress/")
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_label("后四位").fill(tail)
    page.get_by_role("button", name="查询").click()

    expect(page.get_by_text("现在在这一步")).to_be_visible()
    assert context.cookies() == []
    context.close()


def _faults(page: Page, complaints: list[str]) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return language_faults(page, names=set()) + axe_faults(page, complaints) + ["wider than the screen"] * wide
