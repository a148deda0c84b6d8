"""Whether a frozen table is still what was signed: every single bit, in every column, and the chain itself."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db.models import F

from reports.actions.freeze import freeze_table
from reports.frozen import check_tables
from reports.models import MonthlyTable, TableHead
from reports.period import Month
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
TABLES = 4


@pytest.fixture
def tables(head) -> list[MonthlyTable]:
    """April to June 2021, and a correction of April."""
    rows.claim(rows.held_session(date(2021, 4, 12)))
    asked = [(Month(2021, 4), ""), (Month(2021, 5), ""), (Month(2021, 6), ""), (Month(2021, 4), "补录")]
    start = datetime(2021, 8, 2, 9, tzinfo=rows.OFFICE_TIME)
    return [
        freeze_table(area=factories.area(), month=month, by=head, reason=reason, now=start + timedelta(hours=place))
        for place, (month, reason) in enumerate(asked)
    ]


def flipped(data: bytes, dice: random.Random) -> bytes:
    """The same with one bit turned."""
    place = dice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]


def flipped_text(text: str, dice: random.Random) -> str:
    """One bit turned in an ASCII sign that stays one, so that the database takes it."""
    places = [place for place, sign in enumerate(text) if sign.isascii() and sign.isalnum()]
    place = dice.choice(places)
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def test_untouched_tables_are_sound(tables) -> None:
    assert check_tables() == (TABLES, None)


def test_nothing_frozen_is_sound_too(db) -> None:
    assert check_tables() == (0, None)


def test_a_hundred_bits_turned_one_at_a_time_are_all_found(tables) -> None:
    dice, found = random.Random(1), []
    for turn in range(100):
        table = MonthlyTable.objects.get(pk=dice.choice(tables).pk)
        name, value = ("workbook", flipped(bytes(table.workbook), dice))
        if turn % 2:
            name, value = "snapshot", flipped_text(table.snapshot, dice)
        MonthlyTable.objects.filter(pk=table.pk).update(**{name: value})
        _sound, fault = check_tables()
        found.append(fault is not None and fault.number == table.number)
        MonthlyTable.objects.filter(pk=table.pk).update(**{name: getattr(table, name)})
    assert (found, check_tables()) == ([True] * 100, (TABLES, None))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("month", "2021-07"),
        ("version", 7),
        ("rule", "cohort"),
        ("is_early", True),
        ("filed_on", date(2021, 8, 3)),
        ("frozen_at", datetime(2021, 8, 3, tzinfo=rows.OFFICE_TIME)),
        ("digest", "0" * 64),
        ("previous_digest", "0" * 64),
        ("number", 99),
    ],
)
def test_a_changed_column_is_found_in_its_table(tables, name: str, value: object) -> None:
    MonthlyTable.objects.filter(pk=tables[3].pk).update(**{name: value})
    sound, fault = check_tables()
    assert (sound, fault is not None) == (3, True)


def test_another_signer_is_found(tables) -> None:
    MonthlyTable.objects.filter(pk=tables[2].pk).update(frozen_by=factories.user("head"))
    sound, fault = check_tables()
    assert (sound, fault.number, fault.what) == (2, 3, "栏目与快照不符：frozen_by_id")


def test_a_removed_table_is_found(tables) -> None:
    tables[1].delete()
    assert check_tables()[1].number == 3
    assert check_tables()[1].what == "封存序号不连续，应为第 2 份"


def test_a_chain_cut_at_its_end_is_found(tables) -> None:
    tables[-1].delete()
    sound, fault = check_tables()
    assert (sound, fault.table) == (TABLES - 1, "链尾")
    TableHead.objects.update(number=F("number") - 1)
    assert check_tables()[1].table == "链尾"
