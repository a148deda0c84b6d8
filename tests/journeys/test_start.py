"""The first page of the running program, as anyone on the machine sees it."""

from playwright.sync_api import Page

from tests.journeys.program import Program


def test_first_page_asks_to_sign_in(program: Program, page: Page) -> None:
    response = page.goto(program.url)

    assert response is not None
    assert response.status == 200
    assert page.url.startswith(f"{program.url}/accounts/login/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.locator("input[type=password]").count() == 1


def test_first_page_loads_only_its_own_files(program: Program, page: Page) -> None:
    answers = []
    page.on("response", lambda response: answers.append((response.status, response.url)))

    page.goto(program.url, wait_until="networkidle")

    assert [answer for answer in answers if answer[0] >= 400] == []
