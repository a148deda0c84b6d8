"""The day's page in a real browser: it renews itself while others work, and never under somebody's hands."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import Person, signed_in
from tests.journeys.program import Program

A_TURN = 21_000


def test_the_day_renews_itself_but_not_while_somebody_types(program: Program, new_page: Callable[[], Page]) -> None:
    head = signed_in(program, new_page, "zhuren", "head")
    clerk = signed_in(program, new_page, "dengji", "clerk")
    clerk.page.clock.install()
    open_session(clerk)
    signed = clerk.page.locator("td", has_text="已签到")
    expect(signed).to_have_count(0)
    typed = clerk.page.get_by_label("其他单位参加人")

    typed.fill("某某")
    sign_in(head, clerk.page.url, "人社")
    clerk.page.clock.run_for(A_TURN)
    clerk.page.wait_for_timeout(500)
    expect(signed).to_have_count(0)
    expect(typed).to_have_value("某某")

    typed.fill("")
    clerk.page.get_by_role("link", name="结束接访").focus()
    clerk.page.clock.run_for(A_TURN)
    expect(signed).to_have_count(1)

    clerk.page.get_by_role("button", name="水务签到").focus()
    sign_in(head, clerk.page.url, "住建")
    clerk.page.clock.run_for(A_TURN)
    expect(signed).to_have_count(2)
    expect(clerk.page.get_by_role("button", name="水务签到")).to_be_focused()


def open_session(clerk: Person) -> None:
    clerk.open("/reception/sessions/")
    clerk.follow("2021年4月12日")
    clerk.click("开始接访")
    clerk.sees("接访已开始")


def sign_in(person: Person, address: str, unit: str) -> None:
    person.page.goto(address)
    person.click(f"{unit}签到")
    person.sees(f"{unit}已签到。")
