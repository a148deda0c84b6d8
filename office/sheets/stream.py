"""A workbook written while it is sent: rows come in, bytes go out, and only one piece of it is held at a time.

openpyxl writes about 4,600 rows of 25 columns a second and keeps the packed file; rustpy-xlsxwriter is fast, but gives
its cells neither the text format nor the quote mark that keep `=…` a text, no filter, no print titles, and needs a
file to write to. So the few parts that a list needs are written here. Everything else is openpyxl's.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from office.sheets.writer import ESCAPE_LIKE, MAX_TEXT

PIECE = 256 * 1024
EPOCH = date(1899, 12, 30).toordinal()
MOST_ROWS = 1_048_575
# Texts that must be escaped, cleaned or kept from losing their white space; all others are written as they are.
UNUSUAL = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|^\s|\s$|_x")
NOT_XML = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Shape(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    YUAN = "yuan"
    WHOLE = "whole"
    DAY = "day"


@dataclass(frozen=True)
class Head:
    """A column: its heading, what its cells hold, its width in characters."""

    title: str
    shape: Shape = Shape.TEXT
    width: int = 14


@dataclass
class Table:
    """A sheet to be: `rows` is gone through once, each with a value for every column."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]
    footer: str = ""
    written: int = field(default=0, init=False)


def stream(tables: Sequence[Table]) -> Iterator[bytes]:
    """The bytes of the workbook, in pieces.

    Text of any kind comes back as the same text; numbers are numbers, days are days. The heading row is frozen, filtered
    and printed on every page; A4 landscape, as wide as the table.
    """
    out = _Out()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for number, table in enumerate(tables, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for text in _sheet(table):
                    part.write(text.encode("utf-8"))
                    if out.size >= PIECE:
                        yield out.taken()
        for name, content in _other_parts(tables).items():
            archive.writestr(name, _START + content)
    yield out.taken()


class _Out:
    """What the zip writer takes for a file that cannot be gone back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        data = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        return data


def _sheet(table: Table) -> Iterator[str]:
    letters = [get_column_letter(index) for index in range(1, len(table.heads) + 1)]
    widths = "".join(
        f'<col min="{index}" max="{index}" width="{head.width}" style="{_STYLES[head.shape]}" customWidth="1"/>'
        for index, head in enumerate(table.heads, start=1)
    )
    headings = "".join(
        f'<c r="{letter}1" s="{_HEADING}" t="inlineStr"><is><t>{xml_text(head.title)}</t></is></c>'
        for letter, head in zip(letters, table.heads, strict=True)
    )
    yield (
        f'{_START}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f'<sheetData><row r="1" ht="30" customHeight="1">{headings}</row>'
    )
    yield from _rows(table, letters)
    last = f"{letters[-1]}{table.written + 1}"
    footer = escape(table.footer.replace("&", "&&"))
    yield (
        f'</sheetData><autoFilter ref="A1:{last}"/>'
        '<printOptions gridLines="1"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>&amp;L{footer}&amp;R第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _rows(table: Table, letters: Sequence[str]) -> Iterator[str]:
    """Some hundred rows at a time."""
    cells = [(letter, _CELLS[head.shape]) for letter, head in zip(letters, table.heads, strict=True)]
    held: list[str] = []
    number = 1
    for row in table.rows:
        number += 1
        at = str(number)
        held.append(f'<row r="{at}">')
        held += [
            cell(letter + at, value)
            for (letter, cell), value in zip(cells, row, strict=True)
            if value is not None and value != ""
        ]
        held.append("</row>")
        if len(held) > 4_000:
            yield "".join(held)
            held = []
    if number > MOST_ROWS:
        raise ValueError(f"一张工作表最多 {MOST_ROWS} 行。")
    table.written = number - 1
    yield "".join(held)


def _text(at: str, value: Any) -> str:
    text = value if type(value) is str else ("是" if value else "否") if isinstance(value, bool) else str(value)
    if not text.isalnum() and UNUSUAL.search(text):
        return f'<c r="{at}" s="1" t="inlineStr"><is><t xml:space="preserve">{xml_text(text)}</t></is></c>'
    return f'<c r="{at}" s="1" t="inlineStr"><is><t>{text[:MAX_TEXT]}</t></is></c>'


def _yuan(at: str, value: Any) -> str:
    return f'<c r="{at}" s="2"><v>{value:f}</v></c>' if isinstance(value, Decimal) else _text(at, value)


def _whole(at: str, value: Any) -> str:
    return f'<c r="{at}" s="3"><v>{value}</v></c>' if type(value) is int else _text(at, value)


def _day(at: str, value: Any) -> str:
    return f'<c r="{at}" s="4"><v>{value.toordinal() - EPOCH}</v></c>' if type(value) is date else _text(at, value)


_STYLES = {Shape.TEXT: 1, Shape.YUAN: 2, Shape.WHOLE: 3, Shape.DAY: 4}
_HEADING = 5
_CELLS: dict[Shape, Callable[[str, Any], str]] = {
    Shape.TEXT: _text,
    Shape.YUAN: _yuan,
    Shape.WHOLE: _whole,
    Shape.DAY: _day,
}


def xml_text(text: str) -> str:
    """Any text as a workbook holds it: what it cannot hold is left out, what readers would unescape is escaped."""
    text = NOT_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return escape(ESCAPE_LIKE.sub("_x005F_", text[:MAX_TEXT]))


def _other_parts(tables: Sequence[Table]) -> dict[str, str]:
    numbered = list(enumerate(tables, start=1))
    sheets = "".join(f'<sheet name="{_quoted(t.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, t in numbered)
    names = "".join(_names(number - 1, table) for number, table in numbered)
    leads = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    styles = f'<Relationship Id="rId{len(tables) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>' for n, _ in numbered
    )
    return {
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{leads}{styles}</Relationships>',
        "xl/styles.xml": _STYLE_SHEET,
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{overrides}</Types>'
        ),
    }


def _names(index: int, table: Table) -> str:
    """The filter's range and the row printed on every page, by which programs know them."""
    sheet = "'" + _quoted(table.name).replace("'", "''") + "'"
    last = f"${get_column_letter(len(table.heads))}${table.written + 1}"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">{sheet}!$A$1:{last}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">{sheet}!$1:$1</definedName>'
    )


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


_XFS = "".join(
    f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"{more}/>'
    for number, more in ((0, ""), (49, ' quotePrefix="1"'), (165, ""), (166, ""), (164, ""))
)
_STYLE_SHEET = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    # A space behind a number keeps it apart from the text in the next column.
    '<numFmt numFmtId="165" formatCode="#,##0.00_ "/><numFmt numFmtId="166" formatCode="0_ "/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF5"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    f'</cellStyleXfs><cellXfs count="6">{_XFS}<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" '
    'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1" quotePrefix="1">'
    '<alignment vertical="center" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
