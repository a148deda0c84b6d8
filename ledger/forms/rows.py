"""A form with several like rows, most of them left empty: a table of few columns."""

from typing import Any

from django import forms

from ledger.forms.base import ActForm


class RowsForm(ActForm):
    """`cells` makes the fields of one row; a row counts once anything is typed into it."""

    page = "ledger/rows_form.html"
    rows_count = 12
    rows_title = ""

    def cells(self) -> dict[str, forms.Field]:
        """Name and field of each column, anew for each row."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        self.columns = [field.label for field in self.cells().values()]
        for n in range(1, self.rows_count + 1):
            for name, field in self.cells().items():
                field.label, field.required = f"第 {n} 行{field.label}", False
                self.fields[f"row{n}_{name}"] = field

    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that stand above the table."""
        return [field for field in self.visible_fields() if not field.name.startswith("row")]

    def table(self) -> list[list[forms.BoundField]]:
        names = list(self.cells())
        return [[self[f"row{n}_{name}"] for name in names] for n in range(1, self.rows_count + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names, self.rows = list(self.cells()), []
        for n in range(1, self.rows_count + 1):
            row = {name: cleaned.get(f"row{n}_{name}") for name in names}
            typed = [name for name in names if row[name] not in (None, "")]
            if typed and len(typed) < len(names):
                missing = [f"row{n}_{name}" for name in names if name not in typed]
                for name in missing:
                    if name not in self.errors:
                        self.add_error(name, "这一行没有填完。")
            elif typed:
                self.rows.append(row)
        if not self.errors and not self.rows:
            raise forms.ValidationError("请至少填写一行。")
        return cleaned
