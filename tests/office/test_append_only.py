from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from office.append_only import install, lift, missing, unprotected
from office.models import Event
from office.trail import record

pytestmark = pytest.mark.django_db
TABLE = Event._meta.db_table


@pytest.fixture
def kept(head) -> Iterator[Event]:
    with transaction.atomic():
        event = record("demo", by=head)
    assert install([Event]) == [TABLE]
    yield event
    lift([Event])


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


def test_rows_are_added_and_never_changed_or_deleted(kept: Event) -> None:
    assert refused(f"UPDATE {TABLE} SET act = 'other'")
    assert refused(f"DELETE FROM {TABLE}")
    with transaction.atomic():
        record("demo", by=None)
    assert Event.objects.filter(act="demo").count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_a_table_is_not_emptied_either(kept: Event) -> None:
    assert refused(f"TRUNCATE {TABLE} CASCADE")


def test_installing_again_changes_nothing_and_puts_back_what_is_gone(kept: Event) -> None:
    assert (missing([Event]), install([Event])) == ([], [])
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER kept_{TABLE}_update{on}")
    assert missing([Event]) == [TABLE]
    assert install([Event]) == [TABLE]
    assert refused(f"UPDATE {TABLE} SET act = 'other'")


def test_lifted_triggers_refuse_nothing(kept: Event) -> None:
    lift([Event])
    assert not refused(f"UPDATE {TABLE} SET act = 'other'")


def test_people_are_told_in_words_what_is_bare(kept: Event) -> None:
    assert unprotected([Event]) == []
    lift([Event])
    assert unprotected([Event]) == ["数据库没有挡住对审计记录的改动：请运行一次 init 补上"]
