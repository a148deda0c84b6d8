"""The whole database as it reads, for tests that look for something anywhere."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from office.fields import EncryptedField


def stored_values() -> Iterator[tuple[str, str]]:
    """Every value of every column, with the name of the column; what is sealed is opened."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            column, table = (connection.ops.quote_name(name) for name in (field.column, model._meta.db_table))
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608
                for (value,) in cursor.fetchall():
                    yield f"{model._meta.label}.{field.name}", _opened(field, value)


def _opened(field: models.Field, value: Any) -> str:
    if isinstance(field, EncryptedField) and value:
        return str(field.from_db_value(value, None, connection))
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
