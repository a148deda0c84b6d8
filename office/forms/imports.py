"""Choosing the file of an import."""

from typing import Any

from django import forms

from office.imports.kinds import Kind
from office.imports.mapping import BETWEEN, named_headings, split_names
from office.models import Area
from office.sheets.guard import MAX_FILE_BYTES


class UploadForm(forms.Form):
    """One file; what it is decides its content, behind the guard."""

    file = forms.FileField(
        label="表格文件",
        help_text=f".xlsx、.xls 或 .csv，不超过 {MAX_FILE_BYTES // 1024 // 1024} MB、每张表 20,000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"required": "请选择一个表格文件。", "empty": "文件是空的，请重新选择文件。"},
    )

    def upload(self) -> tuple[str, bytes]:
        """The file's name and content; one byte more than is taken tells that it is too large."""
        file: Any = self.cleaned_data["file"]
        return file.name, file.read(MAX_FILE_BYTES + 1)


class HeadingsForm(forms.Form):
    """A line for each column: what it is called in the files that come from outside."""

    def __init__(self, data: Any = None, *, kind: Kind, area: Area) -> None:
        super().__init__(data)
        (self.columns,) = kind.tables.values()
        noted = named_headings(kind, area=area)
        for name, column in self.columns.items():
            known = BETWEEN.join((column.column_name, *column.synonyms))
            self.fields[name] = forms.CharField(
                label=column.column_name + ("（必须有）" if column.required else ""), required=False, max_length=200,
                initial=BETWEEN.join(noted.get(name, [])), help_text=f"已认得：{known}。",
            )  # fmt: skip

    def names(self) -> dict[str, list[str]]:
        return {name: split_names(text) for name, text in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        """One heading means one column."""
        cleaned = super().clean() or {}
        owner = {key: name for name, column in self.columns.items() for key in split_names(column.column_name)}
        for name, text in list(cleaned.items()):
            for heading in split_names(text):
                if owner.setdefault(heading, name) != name:
                    other = self.columns[owner[heading]].column_name
                    self.add_error(name, f"“{heading}”已经对应“{other}”，一个标题只能对应一个栏目。")
        return cleaned
