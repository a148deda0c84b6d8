"""The form is the same on the page (which is also what is printed), in the workbook and when it is frozen: cell by cell."""

import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from reports.actions.freeze import freeze_table
from reports.actions.settings import set_table_form
from reports.annex import SUBHEADINGS
from reports.period import Month
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL = {"month": "2021-04"}
SPANS = {"A": 2, "B": 2, "C": 2, "G": 2, "H": 2}


def of_page(response) -> dict[str, Any]:
    """Headings with their spans, lines of eight texts, what stands above and below."""
    form = response.content.decode().split('<div class="annex">')[1].split("</div>")[0]
    head = re.findall(r"<t[hd] ?([^>]*)>(.*?)</t[hd]>", form.split("<thead>")[1].split("</thead>")[0], re.DOTALL)
    spans = [(_text(text), *(int(n) for n in re.findall(r'(?:row|col)span="(\d)"', marks))) for marks, text in head]
    lines = re.findall(r"<tr>(.*?)</tr>", form.split("<tbody>")[1], re.DOTALL)
    body = [[_text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)] for line in lines]
    title = _text(re.search(r"<h1>(.*?)</h1>", form)[1])
    return {
        "title": title,
        "head": spans,
        "body": body,
        "around": [_text(p) for p in re.findall(r"<p>(.*?)</p>", form)],
    }


def of_workbook(content: bytes) -> dict[str, Any]:
    """The same of the form as a workbook."""
    sheet = load_workbook(BytesIO(content)).active
    last = sheet.max_row - 2
    merged = {str(each).split(":")[0]: each for each in sheet.merged_cells.ranges}
    head = []
    for place in ("A3", "B3", "C3", "D3", "G3", "H3", *SUBHEADINGS):
        size = merged[place].size if place in merged else {}
        spans = [size[name] for name in ("rows", "columns") if size.get(name, 1) > 1]
        head.append((sheet[place].value or "", *spans))
    body = [[_cell(cell) for cell in row] for row in sheet.iter_rows(min_row=5, max_row=last, max_col=8)]
    around = [sheet.cell(row, 1).value for row in (1, last + 1, last + 2)]
    return {"title": sheet["A2"].value, "head": head, "body": body, "around": around}


def _cell(cell: Any) -> str:
    if cell.value is None:
        return ""
    return f"{cell.value:.2f}" if cell.number_format == "0.00" else str(cell.value)


def _text(html: str) -> str:
    return unescape(strip_tags(re.sub(r"<br ?/?>", "\n", html))).strip()


@pytest.fixture
def month(head) -> None:
    """Several sessions, one of them with too few units; amounts that need rounding; an unknown one."""
    first, second = rows.held_session(date(2021, 4, 12)), rows.held_session(date(2021, 4, 26), units=("人社",))
    for amount in ("4444.44", "4444.44", "6111.12", None):
        rows.conclude(rows.claim(first, workers_count=3, amount_yuan=amount and Decimal(amount)), date(2021, 4, 20))
    rows.claim(second, is_wages=False)


@pytest.mark.parametrize("column_b", ["short_name", "name", "day", "place"])
@pytest.mark.parametrize("sessions", [0, 4])
def test_page_workbook_and_frozen_table_are_one_form(month, head, column_b: str, sessions: int) -> None:
    for day in range(sessions):
        rows.held_session(date(2021, 4, day + 1))
    set_table_form(
        area=factories.area(), from_month=Month(2021, 4), by=head, rule="cohort", column_b=column_b, heading="区划或场次",
        document_number="示例治欠办〔2021〕8号",
    )  # fmt: skip
    client = Client()
    client.force_login(head)
    live = of_page(client.get(reverse("reports:monthly_table"), APRIL))
    assert live == of_workbook(client.post(reverse("reports:monthly_table_xlsx"), APRIL).content)

    now = datetime.now(rows.OFFICE_TIME)
    table = freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=now)
    kept = of_page(client.get(reverse("reports:frozen", args=[table.pk])))
    assert kept == of_workbook(bytes(table.workbook)) == live
    assert len(live["body"]) == max(4, (sessions + 2) if column_b in ("day", "place") else 4)


def test_the_sentence_after_an_early_table_stands_on_the_page_and_in_the_workbook(head) -> None:
    early = datetime(2021, 4, 30, 15, tzinfo=rows.OFFICE_TIME)
    freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=early)
    client = Client()
    client.force_login(head)
    asked = {"month": "2021-05"}
    live = of_page(client.get(reverse("reports:monthly_table"), asked))
    assert live == of_workbook(client.post(reverse("reports:monthly_table_xlsx"), asked).content)
    assert live["body"][0][7].splitlines() == [
        "4月情况表提前报送（截至4月30日），此后的变动不计入本月。", "本月未开展集中联合接访。",
    ]  # fmt: skip
