"""Cells of the history workbook that are matched with what the office keeps, and those that name a person."""

import re
from typing import Any

from ledger.workbook.lookups import Lookups
from office.models import Code, Unit
from office.sheets.reader import lost_digits
from office.sheets.widgets import Cell, as_text, pick
from reception.identity import normalise_id, normalise_phone

_BETWEEN_UNITS = re.compile(r"[、,，;；\n]+")


class Coded(Cell):
    """One label of an editable code list."""

    kind = "choice"
    repeats = True
    empty = None

    def __init__(self, codes: Code.Kind) -> None:
        super().__init__()
        self.codes = codes

    def parse(self, value: Any, lookups: Lookups) -> Code:
        return pick(value, lookups.codes[self.codes], self.allowed(lookups))

    def allowed(self, lookups: Lookups) -> list[str]:
        return [code.label for code in lookups.codes[self.codes].values()]


class OneUnit(Cell):
    """A member unit by short or full name."""

    kind = "choice"
    repeats = True
    empty = None

    def parse(self, value: Any, lookups: Lookups) -> Unit:
        return pick(value, lookups.units, _unit_names(lookups))

    def allowed(self, lookups: Lookups) -> list[str]:
        return _unit_names(lookups)


class SeveralUnits(Cell):
    """Member units, separated by 、; in the office's order, each once."""

    kind = "several"
    repeats = True
    empty = ()

    def parse(self, value: Any, lookups: Lookups) -> tuple[Unit, ...]:
        names = [name for name in _BETWEEN_UNITS.split(str(value)) if name.strip()]
        units = {unit.pk: unit for unit in (pick(name, lookups.units, _unit_names(lookups)) for name in names)}
        return tuple(sorted(units.values(), key=lambda unit: (unit.position, unit.pk)))

    def allowed(self, lookups: Lookups) -> list[str]:
        return _unit_names(lookups)


class IdNumber(Cell):
    """An ID number as text. A number cell keeps 15 digits and has lost the rest."""

    kind = "id_number"

    def parse(self, value: Any, lookups: Lookups) -> str:
        if lost_digits(value):
            raise ValueError("身份证号是数字单元格，后几位已经丢失：请把该列设为文本格式后重新填写。")
        number = normalise_id(as_text(value))
        if len(number) > 30:
            raise ValueError("身份证号过长，请核对。")
        return number


class Phone(Cell):
    kind = "phone"

    def parse(self, value: Any, lookups: Lookups) -> str:
        number = normalise_phone(as_text(value))
        if len(number) > 30:
            raise ValueError("电话号码过长，多个号码请只留一个，其余写入备注。")
        return number


def _unit_names(lookups: Lookups) -> list[str]:
    units = {unit.pk: unit for unit in lookups.units.values()}
    return [unit.short_name for unit in sorted(units.values(), key=lambda unit: (unit.position, unit.pk))]
