"""What is said of a wage roll's cells: what to look at in a number, and who stands there twice. Pure.

A warning is never a reason to lose a person; what cannot be stored is refused by the columns of the form.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from office.text import normalise
from reception.identity import EIGHTEEN, check_id_number, check_phone, normalise_id
from reception.roll_cells import looks_lost

_CUT = "000"


def lost_figures(text: str) -> str:
    """Why a number that a spreadsheet has shortened cannot be stored, with the remedy; empty for any other text."""
    if not looks_lost(text):
        return ""
    return f"“{text.strip()}”是表格的科学计数法，后几位已经丢失：请在表格中把该列设为“文本”，重新填写号码后再粘贴。"


def cell_warnings(row: Mapping[str, str], *, today: date) -> dict[str, str]:
    """What to look at in one line, by column; masked numbers say nothing."""
    found = {}
    if id_said := _id_warning(row.get("id_number", ""), today):
        found["id_number"] = id_said
    phone = row.get("phone", "")
    if phone_said := "" if "*" in phone else " ".join(check_phone(phone)):
        found["phone"] = phone_said
    begin, end = row.get("worked_from", ""), row.get("worked_until", "")
    if begin and end and end < begin[: len(end)]:
        found["worked_until"] = "出勤止早于出勤起，请核对。"
    return found


def doubles(rows: Sequence[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Lines that name somebody again, as (name, ID number): place of the line → column and what is said there.

    The same number is the same person; the same name is one only where a number is missing to tell them apart.
    """
    by_number, by_name = defaultdict(list), defaultdict(list)
    for place, (name, number) in enumerate(rows):
        if number and "*" not in number:
            by_number[normalise_id(number)].append(place)
        if name:
            by_name[normalise(name)].append(place)
    said = dict(_named_again(by_name, rows))
    for places in by_number.values():
        said |= {
            place: ("id_number", f"与第 {_others(places, place)} 行身份证号相同，请核对。")
            for place in places
            if places[1:]
        }
    return said


def _named_again(
    by_name: Mapping[str, list[int]], rows: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, tuple[str, str]]]:
    for places in by_name.values():
        if places[1:] and any(not rows[place][1] for place in places):
            for place in places:
                yield place, ("name", f"与第 {_others(places, place)} 行同名，有的没有身份证号，请核对是否同一人。")


def _others(places: Sequence[int], but: int) -> str:
    return "、".join(str(place + 1) for place in places if place != but)


def _id_warning(text: str, today: date) -> str:
    if "*" in text:
        return ""
    found = check_id_number(text, today=today)
    if found and EIGHTEEN.fullmatch(number := normalise_id(text)) and number.endswith(_CUT):
        found.append("末三位是 000，可能被表格软件改掉了。")
    return " ".join(found)
