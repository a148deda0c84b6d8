"""The pages for people outside, as a phone and a desk computer show them: nobody signs in."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.crawl import axe_faults, crawl, focus_faults, language_faults, signals_without_words
from tests.journeys.program import Program
from tests.journeys.test_every_page import sign_in

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="what a page looks like does not depend on the database")
SIZES = {"desk": (1366, 768), "phone": (390, 844), "small phone": (320, 640)}
_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
_SMALL = """() => [...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && e.textContent.trim()
  && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 90))"""


def is_no_notice(kind: str) -> bool:
    return not kind.startswith(("notice:list", "notice:page"))


@pytest.mark.parametrize("size", SIZES)
def test_notices_are_read_by_anybody(demo_program: Program, page: Page, complaints: list[str], size: str) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    faults, kinds = [], []
    for visit in crawl(page, demo_program.url, leave_out=is_no_notice, start=["/notice/"]):
        kinds.append(visit.kind)
        found = [] if visit.status == 200 else [f"answered {visit.status}"]
        found += language_faults(page, names=set()) + axe_faults(page, complaints) + signals_without_words(page)
        found += ["wider than the screen"] if page.evaluate(_TOO_WIDE) else []
        found += [f"small letters: {html}" for html in page.evaluate(_SMALL)]
        faults += [f"{visit.path}: {fault}" for fault in [*found, *focus_faults(page)]]
    assert "\n".join(faults) == ""
    assert (set(kinds), page.context.cookies()) == ({"notice:list", "notice:page"}, [])


def test_notice_is_read_without_scripts(demo_program: Program, new_page: Callable[[], Page]) -> None:
    page = new_page()
    plain = page.context.browser.new_context(java_script_enabled=False)
    try:
        shown = plain.new_page()
        shown.goto(f"{demo_program.url}/notice/")
        shown.locator(".card .button").first.click()
        assert shown.locator(".facts dd").count() == 2
        assert shown.get_by_text("身份证", exact=False).count() > 0
    finally:
        plain.close()


def test_absent_notice_leads_to_the_list(demo_program: Program, page: Page, complaints: list[str]) -> None:
    page.goto(f"{demo_program.url}/notice/999999/")
    complaints.clear()  # Chromium reports the status 404 as an error
    assert language_faults(page, names=set()) + axe_faults(page, complaints) == []
    page.get_by_role("link", name="看全部接访公告").click()
    page.wait_for_url("**/notice/")


def test_poster_is_one_sheet_with_its_code(demo_program: Program, page: Page) -> None:
    account = next(account for account in demo_program.accounts() if account["role"] == "clerk")
    sign_in(page, demo_program, account)
    page.goto(f"{demo_program.url}/reception/notices/")
    page.get_by_role("link", name="打开", exact=False).last.click()
    page.get_by_role("link", name="打印海报").click()
    assert page.locator(".poster img").evaluate("image => image.complete && image.naturalWidth > 0") is True
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets == 1


def test_text_for_the_portal_is_copied_by_the_button(demo_program: Program, page: Page) -> None:
    account = next(account for account in demo_program.accounts() if account["role"] == "clerk")
    sign_in(page, demo_program, account)
    page.goto(f"{demo_program.url}/reception/notices/")
    page.get_by_role("link", name="打开", exact=False).last.click()
    page.get_by_role("link", name="门户网站文字").click()
    page.get_by_role("button", name="复制文字").click()
    page.get_by_text("已复制。").wait_for()
    assert pasted(page).replace("\r\n", "\n") == page.locator("#portal-text").input_value()


def pasted(page: Page) -> str:
    """What Ctrl+V brings, as a clerk would paste it into another page."""
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'elsewhere'}))")
    page.locator("#elsewhere").press("Control+V")
    return page.locator("#elsewhere").input_value()
