"""The template of a kind of table: made of the importer's columns, opened by its guard, taken by its import."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ledger.workbook.importing import import_workbook
from ledger.workbook.kind import HISTORY
from ledger.workbook.reading import COLUMNS
from office.imports.kinds import KINDS, Task
from office.imports.mapping import columns_of
from office.imports.template import template
from office.models import Area
from office.sheets.reader import read_file
from tests import factories

ADDRESS = reverse("imports:template", args=["history"])


@pytest.fixture
def book(reference):
    return load_workbook(io.BytesIO(template(HISTORY, area=factories.area())))


def rules(sheet) -> dict[str, list]:
    """Drop-down lists and hints by the letter of their column."""
    return {str(rule.sqref).partition("2:")[0]: rule for rule in sheet.data_validations.dataValidation}


def letter_of(sheet, heading: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if cell.value.rstrip("*") == heading)


def test_headings_are_those_of_the_importer_with_stars(book) -> None:
    for name, columns in COLUMNS.items():
        wanted = [f"{each.column_name}*" if each.required else each.column_name for each in columns.values()]
        assert [cell.value for cell in book[name][1]] == wanted
        assert book[name].max_row == 1


def test_personal_columns_are_text_and_days_are_days(book) -> None:
    sheet = book["诉求台账"]
    formats = {
        name: sheet.column_dimensions[letter_of(sheet, name)].number_format for name in ("身份证号", "手机", "接访日期")
    }
    assert formats == {"身份证号": "@", "手机": "@", "接访日期": "yyyy-mm-dd"}
    assert sheet.column_dimensions[letter_of(sheet, "涉及金额（元）")].number_format == "0.00"


def test_drop_down_lists_name_what_may_be_chosen(book) -> None:
    sheet = book["诉求台账"]
    rule = rules(sheet)[letter_of(sheet, "办理状态")]
    name, _, cells = rule.formula1.partition("!")
    listed = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
    assert (rule.type, listed) == ("list", ["已登记", "已交办", "办理中", "待审核", "已办结", "已销号"])
    assert rules(book["接访场次"])[letter_of(book["接访场次"], "参加单位")].type is None  # several: a list takes one


@pytest.mark.parametrize("heading", ["渠道", "行业领域", "欠薪原因", "责任单位", "办结结果", "是否欠薪"])
def test_every_column_that_chooses_has_its_list(book, heading) -> None:
    sheet = book["诉求台账"]
    assert rules(sheet)[letter_of(sheet, heading)].type == "list"


def test_notes_tell_of_every_column(book) -> None:
    told = [(row[0].value, row[1].value) for row in book["填表说明"].iter_rows(min_row=5)]
    assert told == [(name, column.column_name) for name, columns in COLUMNS.items() for column in columns.values()]


def test_an_untouched_template_and_its_example_bring_nothing(head) -> None:
    data = template(HISTORY, area=factories.area())
    assert read_file(data).notices == []
    report = import_workbook(data, area=factories.area(), by=head)
    assert (report.findings.errors, report.claims_created, report.sessions_created) == ([], 0, 0)


def test_the_example_is_what_the_importer_takes(head, book) -> None:
    """Moved into the tables it is imported without an error."""
    example = list(book["填写示例"].iter_rows(min_row=3, values_only=True))
    for number, name in enumerate(COLUMNS):
        for index, text in enumerate(example[number * 4 + 2], start=1):
            if text is not None:
                book[name].cell(2, index, text)
    stream = io.BytesIO()
    book.save(stream)
    report = import_workbook(stream.getvalue(), area=factories.area(), by=head)
    assert report.findings.errors == []
    assert (report.claims_created, report.sessions_created) == (1, 1)


def test_no_cell_is_a_formula(book) -> None:
    assert [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []


def test_other_sheets_are_never_taken_for_a_table() -> None:
    others = ("填表说明", "填写示例", "可填内容")
    assert [columns_of(HISTORY, name, area=Area(pk=1)) for name in others] == [None, None, None]


def test_download(client: Client, head) -> None:
    client.force_login(head)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == [
        "接访场次", "诉求台账", "填表说明", "填写示例", "可填内容",
    ]  # fmt: skip
    assert ADDRESS in client.get(reverse("imports:list")).content.decode()
    assert ADDRESS in client.get(reverse("imports:upload", args=["history"])).content.decode()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_kind_has_a_template(reference, kind) -> None:
    assert load_workbook(io.BytesIO(template(kind, area=factories.area()))).sheetnames[: len(kind.tables)] == list(
        kind.tables
    )


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS.values() if len(kind.tables) == 1 and kind.target is None],
    ids=lambda kind: kind.slug,
)
def test_the_example_is_not_taken_for_a_table_whose_own_headings_are_wrong(head, kind) -> None:
    book = load_workbook(io.BytesIO(template(kind, area=factories.area())))
    (name,) = kind.tables
    book[name].cell(1, 1, "别的标题")
    book[name].cell(2, 1, "x")
    stream = io.BytesIO()
    book.save(stream)
    sheets = read_file(stream.getvalue()).sheets
    task = Task(sheets, factories.area(), head, "0" * 64, timezone.now())
    preview = kind.check(task).preview
    assert preview.new == 0
    assert {found.sheet for found in (*preview.errors, *preview.warnings)} == {name}


def test_only_for_those_who_may_import(client: Client, clerk) -> None:
    client.force_login(clerk)
    assert client.get(ADDRESS).status_code == 403
    assert client.get(reverse("imports:template", args=["nothing"])).status_code == 404
