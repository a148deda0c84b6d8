"""The ledger's list by keyboard, in a real browser: a name that stays out of addresses, rows, intake, one's own queries."""

import base64
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from playwright.sync_api import Page, expect

from tests.journeys.people import Person, signed_in
from tests.journeys.program import Program

LIST = "/admin/ledger/case/"


def test_list_by_keyboard(demo_program: Program, new_page: Callable[[], Page]) -> None:
    clerk = signed_in(demo_program, new_page, "taizhang", "clerk")

    name_stays_out_of_addresses(clerk)
    arrows_and_enter_open_a_case(clerk)
    letters_lead_on_but_not_while_writing(clerk)
    heading_stays_in_sight(clerk)
    own_query_is_kept_and_used(clerk)


def name_stays_out_of_addresses(clerk: Person) -> None:
    clerk.open(LIST)
    shown = clerk.page.locator("table.ledger tbody tr td:nth-child(2)")
    name = next(text for text in shown.all_text_contents() if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text))
    asked: list[str] = []
    clerk.page.on("request", lambda request: asked.append(request.url))

    clerk.page.get_by_label("查找", exact=True).fill(name)
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/admin/ledger/case/?text=*")
    expect(clerk.page.get_by_label("查找", exact=True)).to_have_value(name)
    expect(shown.first).to_have_text(name)
    spelled = [name, quote(name), base64.urlsafe_b64encode(name.encode()).decode(), name.encode().hex()]
    addresses = [*asked, clerk.page.url, *(link.get_attribute("href") or "" for link in clerk.page.locator("a").all())]
    found = [address for address in addresses for text in spelled if text in address or text in unquote(address)]
    assert found == []
    assert len(asked) >= 2


def arrows_and_enter_open_a_case(clerk: Person) -> None:
    clerk.open(LIST)
    links = clerk.page.locator("table.ledger tbody th a")
    keyboard = clerk.page.keyboard
    keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    expect(links.nth(1)).to_be_focused()
    number = links.nth(1).inner_text()
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/ledger/cases/*/")
    clerk.sees(number)
    # Whoever comes back goes on at the same row.
    clerk.page.go_back()
    expect(links.nth(1)).to_be_focused()


def letters_lead_on_but_not_while_writing(clerk: Person) -> None:
    clerk.open(LIST)
    box = clerk.page.get_by_label("查找", exact=True)
    box.click()
    clerk.page.keyboard.type("n/")
    expect(box).to_have_value("n/")
    clerk.page.keyboard.press("ArrowDown")
    expect(box).to_be_focused()

    clerk.open(LIST)
    clerk.page.keyboard.press("/")
    expect(clerk.page.get_by_label("全局查找")).to_be_focused()
    clerk.open(LIST)
    clerk.page.keyboard.press("n")
    clerk.page.wait_for_url("**/reception/claims/new/")


def heading_stays_in_sight(clerk: Person) -> None:
    clerk.open(LIST)
    for _ in range(40):
        clerk.page.keyboard.press("ArrowDown")
    heading = clerk.page.locator("table.ledger thead th").first.bounding_box()
    row = clerk.page.locator("table.ledger tbody a:focus").bounding_box()
    assert clerk.page.evaluate("scrollY") > 300
    assert heading["y"] == 0
    assert heading["height"] <= row["y"] <= 768 - row["height"]


def own_query_is_kept_and_used(clerk: Person) -> None:
    """By keyboard alone: the choice, its name, its use, its end."""
    clerk.open(LIST)
    keyboard = clerk.page.keyboard
    clerk.page.get_by_role("combobox", name="状态", exact=True).focus()
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    clerk.page.get_by_label("查找", exact=True).focus()
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/?status=open")

    clerk.page.locator(".saved summary").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.insert_text("未办的")
    keyboard.press("Enter")
    clerk.sees("常用查询“未办的”已保存")

    clerk.open(LIST)
    link = clerk.page.get_by_role("link", name="未办的", exact=True)
    link.focus()
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/?status=open")
    expect(link).to_have_attribute("aria-current", "true")

    clerk.page.locator(".saved summary").focus()
    keyboard.press("Enter")
    clerk.page.get_by_role("button", name="删除“未办的”").focus()
    keyboard.press("Enter")
    clerk.sees("常用查询“未办的”已删除")
    expect(link).to_have_count(0)
