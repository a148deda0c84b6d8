"""What a sheet holds that its cells do not show once they are read: hidden rows, merged cells, formulas. In words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

FEW = 5
# Whatever a hostile sheet claims, no more is kept of it.
MOST_COLUMNS, MOST_MARKS = 256, 100_000


@dataclass
class Marks:
    """Counted for one sheet; rows are numbers as the sheet shows them, columns and ranges are letters."""

    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formulas: int = 0

    def hide_row(self, number: int) -> None:
        if len(self.hidden_rows) < MOST_MARKS:
            self.hidden_rows.append(number)

    def hide_columns(self, first: int, last: int) -> None:
        """Columns from 0, both included."""
        for column in range(first, last + 1):
            if len(self.hidden_columns) >= MOST_COLUMNS:
                return
            self.hidden_columns.append(letters(column))

    def merge(self, cells: str) -> None:
        if len(self.merged) < MOST_MARKS:
            self.merged.append(cells)

    def notices(self, sheet: str) -> Iterator[str]:
        """What the person who imports should know; the content is read all the same."""
        at = f"工作表“{sheet}”"
        if self.is_hidden:
            yield f"{at}是隐藏的，其中的内容也读入了，请核对。"
        if self.hidden_rows:
            yield f"{at}有 {len(self.hidden_rows)} 行是隐藏的（第 {_few(self.hidden_rows)} 行），也读入了，请核对。"
        if self.hidden_columns:
            count = len(self.hidden_columns)
            yield f"{at}有 {count} 列是隐藏的（{_few(self.hidden_columns)} 列），也读入了，请核对。"
        if self.merged:
            yield f"{at}有 {len(self.merged)} 处合并单元格（{_few(self.merged)}），内容只算左上角一格，其余为空。"
        if self.formulas:
            yield f"{at}有 {self.formulas} 个公式，读入的是上次算出的结果，不是公式。"


def _few(values: Sequence[object]) -> str:
    shown = "、".join(str(value) for value in values[:FEW])
    return f"{shown} 等" if len(values) > FEW else shown


def letters(column: int) -> str:
    """A column counted from 0 by its letters: 0 → A, 27 → AB."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
