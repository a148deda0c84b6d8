"""Persons of a journey: each signs in with a browser of their own and works by the labels they read."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from config.demo.papers import scan_png
from tests.journeys.program import Program

LASTING = "Zheng-Qian-Lao-Dong-2021"


@dataclass(frozen=True)
class Person:
    """Someone signed in: a page, and the few gestures every page of the program answers to."""

    page: Page
    url: str

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def click(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, values: dict[str, str]) -> None:
        """Types into fields by their label, in the order given."""
        for label, value in values.items():
            self.page.get_by_label(label, exact=True).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)


def signed_in(program: Program, new_page: Callable[[], Page], name: str, *roles: str, unit: str = "") -> Person:
    """A new account, signed in with its one-time password and asked for a lasting one before anything else."""
    password = program.create_account(name, *roles, unit=unit, area="530902")
    person = Person(new_page(), program.url)
    person.open("/")
    person.fill({"用户名": name, "密码": password})
    person.click("登录")
    person.sees("一次性密码")
    person.page.locator("input[name=old_password]").fill(password)
    person.page.locator("input[name=new_password1]").fill(LASTING)
    person.page.locator("input[name=new_password2]").fill(LASTING)
    person.click("修改密码")
    person.sees("工作台")
    return person


def proof(name: str) -> dict[str, object]:
    """A small picture, as a scanner would give it, ready for a file field."""
    return {"name": name, "mimeType": "image/png", "buffer": scan_png(shade=200)}
