"""工资花名册 as rows of a table; blank rows are left out. A pasted roll is read into the rows that are free."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.functional import cached_property

from reception.actions.claims import ClaimData, WorkerData
from reception.forms.fields import AmountField, DayOrMonthField, short_text
from reception.forms.group import GROUP, GroupForm
from reception.forms.pasting import Pasting, poured_in
from reception.roll_checks import cell_warnings, doubles, lost_figures
from reception.roll_paste import MOST_ROWS, VALUES

# A cell of the grid: its field, what is said of it, is it a fault.
Cell = tuple[forms.BoundField, str, bool]
BLANK_ROWS = 3
# So many faults of cells are listed above the form; every one of them stands in its cell.
LISTED = 5


class RollRow(forms.Form):
    """One worker."""

    use_required_attribute = False

    worker_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = short_text("姓名", length=40)
    id_number = short_text("身份证号", length=30)
    phone = short_text("手机", length=30)
    job_type = short_text("工种", length=40)
    worked_from = DayOrMonthField(label="出勤起", required=False)
    worked_until = DayOrMonthField(label="出勤止", required=False)
    owed_yuan = AmountField(label="欠发（元）", required=False)
    account = short_text("银行账号", length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row = (self.prefix or "").rpartition("-")[2]
        place = f"第 {int(row) + 1} 行" if row.isdigit() else ""
        for name, field in self.fields.items():
            if name in VALUES:
                field.widget.attrs["aria-label"] = f"{place}{field.label}"
                field.widget.attrs["data-column"] = name
                field.widget.attrs.pop("placeholder", None)

    def typed(self) -> dict[str, str]:
        """The columns as sent, before anything is read from them."""
        return {name: str(self.data.get(self.add_prefix(name)) or "").strip() for name in VALUES}

    def clean(self) -> dict[str, Any]:
        """A person has a name, and every number all its figures."""
        values = super().clean() or self.cleaned_data
        for name in ("id_number", "phone", "account"):
            if said := lost_figures(values.get(name, "")):
                self.add_error(name, said)
        if not values.get("name") and any(self.typed().values()):
            self.add_error("name", "缺姓名。")
        return values


class _RollRows(BaseFormSet):
    default_error_messages = {  # noqa: RUF012 read only
        "missing_management_form": "花名册没有传完整，本次没有保存：请刷新页面后重新填写。",
        "too_many_forms": f"花名册一次最多 {MOST_ROWS} 行。",
    }

    def __init__(self, data: Any = None, *args: Any, group: Any = None, **options: Any) -> None:
        """`group` are the first values of the part about the group; `data` may hold a pasted roll beside the rows."""
        self.group = GroupForm(data, prefix=GROUP, initial=group)
        self.pasting = Pasting()
        if data is not None:
            data, self.pasting = poured_in(data, prefix=options["prefix"])
        super().__init__(data, *args, **options)

    def is_valid(self) -> bool:
        """Rows and group; both are looked at, so that all faults are named."""
        return all((super().is_valid(), self.group.is_valid()))

    def clean(self) -> None:
        """What was pasted is looked at before it is saved."""
        if self.pasting.remarks:
            raise ValidationError(list(self.pasting.remarks))

    def workers(self) -> tuple[WorkerData, ...]:
        """The filled rows in their order."""
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        return tuple(
            WorkerData(worker_id=row.get("worker_id"), **{name: row[name] for name in VALUES})
            for row in rows
            if any(row.get(name) not in (None, "") for name in VALUES)
        )

    def complete(self, data: ClaimData) -> ClaimData:
        """The claim with its roll and those who speak for the group."""
        return replace(data, workers=self.workers(), **self.group.values())

    def row_faults(self) -> list[str]:
        """Faults of the first cells, each with its row, and how many more there are; then those of the group."""
        faults = [
            f"花名册第 {number} 行“{form.fields[name].label}”：{message}"
            for number, form in enumerate(self.forms, start=1)
            for name, messages in form.errors.items()
            for message in messages
        ]
        more = [f"花名册还有 {len(faults) - LISTED} 处要改，已在表格中标出。"] if len(faults) > LISTED else []
        return [*faults[:LISTED], *more, *self.group.faults()]

    def personal_warnings(self) -> list[str]:
        """What to check, by row, without the numbers."""
        return [
            f"花名册第 {place + 1} 行：{sentence}"
            for (place, _), sentence in sorted(self.warnings.items(), key=lambda item: item[0][0])
        ]

    @cached_property
    def warnings(self) -> dict[tuple[int, str], str]:
        """What to look at, by place of the row and column: numbers, people who stand there twice, what was pasted."""
        today, typed = timezone.localdate(), [form.typed() for form in self.forms]
        found: dict[tuple[int, str], str] = dict(self.pasting.cells)
        for place, row in enumerate(typed):
            found |= {(place, name): said for name, said in cell_warnings(row, today=today).items()}
        again = doubles([(row.get("name", ""), row.get("id_number", "")) for row in typed])
        for place, (name, said) in again.items():
            found[place, name] = " ".join(filter(None, (found.get((place, name)), said)))
        return found

    def notes(self) -> dict[tuple[int, str], tuple[str, bool]]:
        """What stands in each cell: the sentence, and True for a fault that keeps the roll from being saved."""
        notes = {cell: (said, False) for cell, said in self.warnings.items()}
        for place, form in enumerate(self.forms):
            notes |= {(place, name): (" ".join(said), True) for name, said in form.errors.items()}
        return notes

    def lines(self) -> Iterator[tuple[RollRow, list[Cell]]]:
        """Every row with its cells, each with what is said of it."""
        notes = self.notes() if self.is_bound else {}
        for place, form in enumerate(self.forms):
            cells = []
            for bound in form.visible_fields():
                said, is_fault = notes.get((place, bound.name), ("", False))
                if said:
                    bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}_said"
                cells.append((bound, said, is_fault))
            yield form, cells

    def blank_lines(self) -> list[tuple[RollRow, list[Cell]]]:
        """The one row the page copies when it needs more."""
        form = self.empty_form
        return [(form, [(bound, "", False) for bound in form.visible_fields()])]

    def pasted_text(self) -> str:
        """What was pasted and could not be read, so that it is not lost."""
        return self.data.get(f"{self.prefix}-pasted", "") if self.is_bound else ""


RollRows: Any = formset_factory(
    RollRow, formset=_RollRows, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
