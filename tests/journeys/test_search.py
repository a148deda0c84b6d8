"""Finding and being warned while typing, by keyboard, in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import Person, signed_in
from tests.journeys.program import Program

PHONE = "13800000001"


def test_search_box_and_duplicate_hint(program: Program, new_page: Callable[[], Page]) -> None:
    clerk = signed_in(program, new_page, "chazhao", "clerk")
    take_claim(clerk)
    clerk.sees("J530902-2021-0001")

    suggestions_by_keyboard(clerk)
    page_of_what_was_found(clerk)
    numbers_stay_out_of_addresses(clerk)
    hint_beside_the_form(clerk)


def take_claim(clerk: Person) -> None:
    clerk.open("/reception/claims/new/")
    clerk.page.locator("#id_name").fill("单雄信")
    clerk.page.locator("#id_project_name").fill("南屏小区三期")
    clerk.page.locator("#id_employer_name").fill("恒信劳务公司")
    clerk.page.locator("#id_amount_yuan").fill("5000")
    clerk.page.locator("#id_owed_from").fill("2020-11")
    clerk.page.locator("#id_demand").fill("要求支付拖欠的工资")
    clerk.page.locator("#id_phone").fill(PHONE)
    if not clerk.page.locator("#id_received_on").is_visible():
        clerk.page.locator("summary", has_text="接访场次").click()
    clerk.page.locator("#id_received_on").fill("2021-04-20")
    clerk.page.keyboard.press("Control+Enter")


def suggestions_by_keyboard(clerk: Person) -> None:
    clerk.open("/")
    keyboard = clerk.page.keyboard
    keyboard.press("/")
    box = clerk.page.get_by_label("全局查找")
    expect(box).to_be_focused()
    keyboard.type("sxx")
    expect(clerk.page.get_by_role("option")).to_contain_text(["单雄信"])
    keyboard.press("ArrowDown")
    expect(clerk.page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    keyboard.press("Enter")
    clerk.page.wait_for_url("**/ledger/cases/*/")
    clerk.sees("A530902-2021-0001")


def page_of_what_was_found(clerk: Person) -> None:
    clerk.page.keyboard.press("/")
    clerk.page.keyboard.insert_text("屏小区")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.get_by_role("link", name="A530902-2021-0001")).to_be_focused()
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/ledger/cases/*/")


def numbers_stay_out_of_addresses(clerk: Person) -> None:
    clerk.open("/admin/ledger/case/")
    clerk.page.locator("form.query [name=q]").fill(PHONE)
    clerk.page.keyboard.press("Enter")
    clerk.sees("本次查找已记入审计")
    clerk.sees("A530902-2021-0001")
    assert clerk.page.url.endswith("/ledger/search/")
    assert PHONE not in clerk.page.content()


def hint_beside_the_form(clerk: Person) -> None:
    clerk.open("/reception/claims/new/")
    clerk.page.locator("#id_name").fill("单雄信")
    expect(clerk.page.locator("#known [role=option]")).to_contain_text(["单雄信"])
    hint = clerk.page.locator("[data-duplicate-hint]")
    clerk.page.locator("#id_project_name").fill("南屏小区三期")
    clerk.page.locator("#id_employer_name").fill("恒信劳务公司")
    expect(hint).to_contain_text("同一欠薪方")
    expect(hint).to_contain_text("A530902-2021-0001")

    take_claim(clerk)
    clerk.sees("可能重复，尚未保存")
    clerk.click("不是同一件，继续登记（Alt+6）")
    clerk.sees("J530902-2021-0002")
