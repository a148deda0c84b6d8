"""Choosing the file of an import."""

from typing import Any

from django import forms

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
