"""The whole way once: a session is held, claims are taken, worked and struck off, the month's table comes out."""

import io
from collections.abc import Callable

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.people import Person, proof, signed_in
from tests.journeys.program import Program

PROJECT = "凤翔路管网改造"
CLAIMS = (
    # name, project, debtor, people, amount: Σ 4 people, 1.50 万元
    ("赵春生", PROJECT, "恒信劳务公司", "1", "4444.44"),
    ("钱夏至", PROJECT, "恒信劳务公司", "1", "4444.44"),
    ("孙秋实", "博尚安置房", "宏达建筑公司", "2", "6111.12"),
)


def test_from_the_counter_to_the_monthly_table(program: Program, new_page: Callable[[], Page]) -> None:
    clerk = signed_in(program, new_page, "dengji", "clerk")
    head = signed_in(program, new_page, "zhuren", "head")
    liaison = signed_in(program, new_page, "zhujian", "liaison", unit="住建")

    hold_session(clerk)
    for claim in CLAIMS:
        take_claim(clerk, *claim)
    gather_second_into_first(head)
    assign_session(head)
    case = work_until_refused(liaison)
    add_what_was_missing(liaison, case)
    finish(head, case)
    check_table(head)


def hold_session(clerk: Person) -> None:
    clerk.open("/reception/sessions/")
    clerk.page.get_by_role("link", name="2021年4月12日").first.click()
    clerk.fill({"实际接访日期": "2021-04-12"})
    clerk.click("开始接访")
    for unit, person in (("人社", "周到"), ("住建", "吴明"), ("水务", "郑清")):
        clerk.fill({f"{unit}参加人": person})
        clerk.click(f"{unit}签到")
    expect(clerk.page.locator("td", has_text="已签到")).to_have_count(3)
    expect(clerk.page.locator("tr.absent")).to_have_count(4)


def take_claim(clerk: Person, name: str, project: str, debtor: str, people: str, amount: str) -> None:
    """Keyboard only: from field to field with Tab, saved with Ctrl+Enter."""
    clerk.follow("登记诉求")
    keyboard = clerk.page.keyboard
    expect(clerk.page.locator("#id_name")).to_be_focused()
    clerk.page.wait_for_load_state()  # the keys are listened to from then on
    for value in (name, project, debtor, people, amount):
        keyboard.press("Control+a")
        keyboard.insert_text(value)
        keyboard.press("Tab")
    clerk.fill({"欠薪起": "2020-11", "欠薪止": "2021-02", "诉求": "要求支付拖欠的工资"})
    keyboard.press("Control+Enter")
    clerk.sees("530902-2021-")
    clerk.sees(name)


def gather_second_into_first(head: Person) -> None:
    head.open("/admin/ledger/case/")
    head.follow("A530902-2021-0001")
    head.follow("归集")
    head.page.get_by_label("A530902-2021-0002").check()
    head.click("归集")
    head.sees("已归集到本案")
    head.sees("J530902-2021-0002")


def assign_session(head: Person) -> None:
    head.open("/reception/sessions/")
    head.page.get_by_role("link", name="2021年4月12日").first.click()
    head.follow("成批交办本场诉求")
    expect(head.page.get_by_role("row", name="A530902-2021-0002")).to_have_count(0)
    head.page.locator("[name$=all_unit]").select_option(label="住建")
    head.page.locator("[name$=all_officer_name]").fill("zhujian")
    head.page.locator("[name$=all_due_on]").fill("2021-04-30")
    head.page.get_by_label("交办日期").fill("2021-04-13")
    head.click("交办勾选的案件")
    head.open("/admin/ledger/case/")
    expect(head.page.get_by_role("row").filter(has_text="已交办")).to_have_count(2)


def work_until_refused(liaison: Person) -> str:
    liaison.open("/admin/ledger/case/")
    liaison.follow("A530902-2021-0001")
    case = liaison.page.url
    liaison.follow("签收")
    liaison.fill({"签收日期": "2021-04-14"})
    liaison.click("签收")
    liaison.follow("登记支付")
    liaison.fill({"支付日期": "2021-04-20"})
    liaison.choose("资金渠道", "总包先行清偿")
    liaison.choose("凭证种类", "暂无凭证")
    liaison.click("填入未付金额")
    liaison.click("登记支付")
    liaison.sees("支付已登记")
    for number in ("J530902-2021-0001", "J530902-2021-0002"):
        verify_and_conclude(liaison, number)
    liaison.follow("确认案情清楚和事情解决")
    liaison.fill(
        {"案情清楚": "恒信劳务公司欠付四个月工资，有考勤和结算单。", "事情解决": "总包已先行清偿，本人确认收到。"}
    )
    liaison.click("确认案情清楚和事情解决")
    liaison.follow("申请办结")
    liaison.click("申请办结")
    liaison.sees("支付 2021-04-20 8,888.88 元缺少凭证")
    return case


def verify_and_conclude(liaison: Person, number: str) -> None:
    liaison.follow("核实金额")
    choose_claim(liaison, number)
    liaison.fill({"核实金额（元）": "4,444.44"})
    liaison.click("核实金额")
    liaison.follow("登记办结结果")
    choose_claim(liaison, number)
    liaison.choose("办结结果", "已支付完毕")
    liaison.fill({"结果日期": "2021-04-20"})
    liaison.click("登记办结结果")


def choose_claim(person: Person, number: str) -> None:
    option = person.page.locator("select[name=claim] option", has_text=number)
    person.page.locator("select[name=claim]").select_option(value=option.get_attribute("value"))


def add_what_was_missing(liaison: Person, case: str) -> None:
    liaison.page.goto(case)
    liaison.follow("补凭证")
    liaison.page.get_by_label("哪一笔支付").select_option(index=1)
    liaison.choose("凭证种类", "银行转账凭证")
    liaison.page.get_by_label("凭证", exact=True).set_input_files(proof("转账回单.png"))
    liaison.click("补凭证")
    liaison.sees("凭证已补上")


def finish(head: Person, case: str) -> None:
    """The head calls the workers, lets the request through and strikes the case off."""
    head.page.goto(case)
    head.follow("回访")
    head.choose("满意度", "满意")
    head.click("回访")
    head.follow("申请办结")
    head.click("申请办结")
    head.follow("办结")
    head.fill({"办结日期": "2021-04-22"})
    head.click("办结")
    head.follow("销号")
    head.fill({"销号日期": "2021-04-23"})
    head.click("销号")
    head.sees("已销号")


def check_table(head: Person) -> None:
    head.open("/reports/monthly/?month=2021-04")
    with head.page.expect_download() as download:
        head.page.get_by_role("button", name="下载情况表").click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == 1)
    assert row[:7] == (1, "临翔区", 1, 3, 4, 1.5, 2)
    head.page.locator("table").get_by_role("link", name="3", exact=True).click()
    for name_number in range(1, 4):
        head.sees(f"J530902-2021-000{name_number}")
