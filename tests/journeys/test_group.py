"""A group at the counter: its roll pasted and typed in the grid, keys alone; the papers it takes home, one page each.

The keystroke model: 0.28 s for a key (a clerk who types now and then), 1.35 s to think before each field, 1.1 s to reach
for the mouse, which is not needed. Letters stand for the pinyin that an input method would be given.
依据：Card, Moran, Newell 1980.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.identity_numbers import make_id
from tests.journeys.crawl import axe_faults
from tests.journeys.people import Person, signed_in
from tests.journeys.program import Program

KEY, THINK = 0.28, 1.35
PEOPLE = 30
HEADING = "序号\t姓名\t身份证号\t手机\t工种\t应发\t已发\t签字"
ROLL = "\n".join(
    [
        HEADING,
        *(f"{n}\t甲工{n}\t{make_id(sequence=n)}\t199000000{n:02d}\t木工\t5000\t1000\t" for n in range(1, PEOPLE + 1)),
    ]
    + [f"合计\t\t\t\t\t{PEOPLE * 5000}\t{PEOPLE * 1000}\t"]
)
COUNT_KEYS = "window.keysPressed = 0; addEventListener('keydown', () => { window.keysPressed += 1; }, true);"


@pytest.fixture
def clerk(program: Program, new_page: Callable[[], Page], request: pytest.FixtureRequest) -> Person:
    """A clerk of their own for each test, who may paste."""
    person = signed_in(program, new_page, f"dengji{len(request.node.name)}", "clerk")
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.add_init_script(COUNT_KEYS)
    return person


def begin(clerk: Person) -> None:
    clerk.open("/reception/sessions/")
    clerk.follow("登记日常来访")
    expect(clerk.page.locator("#id_name")).to_be_focused()
    clerk.page.wait_for_load_state()  # the keys are listened to from then on


def typed(clerk: Person, *values: str) -> None:
    """Each into the field that has the focus, then Enter."""
    for value in values:
        clerk.page.keyboard.type(value)
        clerk.page.keyboard.press("Enter")


def pasted(clerk: Person, text: str) -> None:
    clerk.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    clerk.page.keyboard.press("Control+V")


def cell(clerk: Person, row: int, name: str):  # noqa: ANN201
    return clerk.page.locator(f"#id_roll-{row - 1}-{name}")


def pages_of(clerk: Person) -> int:
    """How many sheets the page prints on."""
    sheet = clerk.page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", sheet))


def test_group_of_thirty_is_registered_by_keys_within_a_minute(clerk: Person, complaints: list[str]) -> None:
    begin(clerk)
    keyboard = clerk.page.keyboard
    # Name, project, debtor; people and amount come from the roll: past them and 不详; since when, until when, the demand.
    typed(clerk, "zhaochunsheng", "nanpingxiaoqu", "hengxinlaowu", "", "", "", "2020-10", "2021-02")
    keyboard.type("yaoqiuzhifugongzi")
    keyboard.press("Alt+2")
    keyboard.press("Alt+0")
    pasted(clerk, ROLL)
    expect(clerk.page.locator("[data-roll-said]")).to_contain_text(f"已读入 {PEOPLE} 行")
    expect(clerk.page.locator("[data-roll-verdict]")).to_have_text("与登记一致")
    expect(clerk.page.locator("#id_amount_yuan")).to_have_value("120,000.00")
    faults = axe_faults(clerk.page, complaints)
    keys = clerk.page.evaluate("window.keysPressed")
    keyboard.press("Control+Enter")
    clerk.sees("已登记，登记编号")
    expect(clerk.page.locator("td", has_text="甲工30")).to_be_visible()
    seconds = (keys + 2) * KEY + 8 * THINK
    assert (faults, keys <= 120, seconds <= 60) == ([], True, True), f"{keys} keys, {seconds:.0f} s"


def test_each_fault_is_said_in_its_cell_and_goes_when_it_is_mended(clerk: Person, complaints: list[str]) -> None:
    begin(clerk)
    clerk.page.keyboard.press("Alt+0")
    pasted(clerk, "姓名\t身份证号\t欠发\n甲工\t5.30902E+17\t一千\n乙工\t\t3000\n乙工\t\t2000")
    number, owed = cell(clerk, 1, "id_number"), cell(clerk, 1, "owed_yuan")
    expect(clerk.page.locator("#id_roll-0-id_number_said")).to_contain_text("科学计数法")
    assert number.get_attribute("aria-describedby") == "id_roll-0-id_number_said"
    expect(clerk.page.locator("#id_roll-1-name_said")).to_contain_text("与第 3 行同名")
    assert axe_faults(clerk.page, complaints) == []
    number.fill(make_id())
    owed.fill("1000")
    owed.press("Tab")
    expect(clerk.page.locator("#id_roll-0-id_number_said")).to_have_count(0)
    expect(clerk.page.locator("#id_roll-0-owed_yuan_said")).to_have_count(0)
    expect(clerk.page.locator("#id_roll-1-name_said")).to_have_count(1)


def test_keys_move_in_the_grid_and_a_composition_does_not(clerk: Person) -> None:
    begin(clerk)
    keyboard = clerk.page.keyboard
    keyboard.press("Alt+0")
    expect(cell(clerk, 4, "name")).to_be_focused()
    typed(clerk, "jiagong", "", "", "mugong", "2020-10", "2021-02", "4000")
    expect(cell(clerk, 4, "account")).to_be_focused()
    keyboard.press("Enter")
    expect(cell(clerk, 5, "name")).to_be_focused()
    keyboard.press("ArrowUp")
    expect(cell(clerk, 4, "name")).to_be_focused()
    keyboard.press("End")
    keyboard.press("ArrowRight")
    expect(cell(clerk, 4, "id_number")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(cell(clerk, 5, "id_number")).to_be_focused()
    cell(clerk, 5, "id_number").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(cell(clerk, 5, "id_number")).to_be_focused()
    cell(clerk, 5, "name").focus()
    keyboard.press("Enter")
    expect(clerk.page.locator("[data-save]")).to_be_focused()


def test_paste_without_an_answer_is_not_lost(clerk: Person, complaints: list[str]) -> None:
    begin(clerk)
    clerk.page.keyboard.press("Alt+0")
    clerk.page.route("**/reception/roll/", lambda route: route.abort())
    pasted(clerk, "甲工\t4000\n乙工\t3000")
    expect(clerk.page.locator("#id_roll-pasted")).to_have_value("甲工\t4000\n乙工\t3000")
    clerk.page.unroute("**/reception/roll/")
    clerk.click("读入花名册")
    expect(cell(clerk, 2, "name")).to_have_value("乙工")
    expect(clerk.page.locator("#id_roll-pasted")).to_have_value("")
    complaints[:] = [text for text in complaints if "ERR_FAILED" not in text]


def test_papers_are_one_page_each_and_a_visit_is_one_however_often_clicked(
    clerk: Person, complaints: list[str]
) -> None:
    begin(clerk)
    typed(clerk, "qiandonglai", "boshanggongdi", "hongdajianzhu", "", "5000", "", "2020-10", "")
    clerk.page.keyboard.type("yaoshashikuan")
    clerk.page.keyboard.press("Alt+3")
    clerk.choose("不属欠薪的种类", "材料款")
    clerk.fill({"不属欠薪的理由": "要的是沙石款", "手机": "19988880001"})
    clerk.page.keyboard.press("Control+Enter")
    clerk.sees("已登记，登记编号")
    claim = clerk.page.url
    for name in ("打印回执", "打印登记表", "打印告知单"):
        clerk.page.goto(claim)
        clerk.follow(name)
        assert (name, pages_of(clerk), axe_faults(clerk.page, complaints)) == (name, 1, [])
    clerk.page.goto(claim)
    clerk.follow("登记再次来访")
    assert axe_faults(clerk.page, complaints) == []
    clerk.page.keyboard.type("wuxinqingkuang")
    clerk.page.locator("[data-save]").dblclick()
    clerk.sees("再次来访已登记在")
    clerk.sees("重复：再次来访 1 次")
