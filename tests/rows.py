"""Every row of some rooms as the database holds it, to show that nothing was written."""

from django.apps import apps
from django.db import connection

ROOMS = ("office", "reception", "ledger", "reports")


def all_rows(*rooms: str) -> dict[str, bytes]:
    """Each table of these rooms, all by default, column by column as stored; a changed sequence is no change."""
    tables = [
        model._meta.db_table
        for room in rooms or ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return {table: _rows(table) for table in tables}


def _rows(table: str) -> bytes:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted}")
        rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]
    return "\n".join(sorted(map(repr, rows))).encode()
