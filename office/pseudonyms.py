"""Numbers of people forgotten, but for who is the same person: a random mark takes the place of their index."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from office.bulk import CHUNK
from office.fields import INDEX_LENGTH, BlindIndexField


def marks_for(indexes: Iterable[str]) -> dict[str, str]:
    """For each index a mark in its place, made by chance and kept nowhere: nobody finds the number by it."""
    return {index: secrets.token_hex(INDEX_LENGTH // 2) for index in set(indexes) if index}


def forget_numbers(model: type[models.Model], name: str, marks: dict[int, str]) -> None:
    """Empties the encrypted field in these rows and puts the mark where its index was; `marks` by key of the row.

    The one writing that leaves text and index apart on purpose, so it passes by the field's own guard.
    """
    index: Any = model._meta.get_field(f"{name}_index")
    if not isinstance(index, BlindIndexField):
        raise TypeError(f"{model._meta.label}.{name} has no index")
    columns = [model._meta.db_table, name, index.column, model._meta.pk.column]
    table, text, mark, key = (connection.ops.quote_name(str(column)) for column in columns)
    rows = list(marks.items())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            cursor.executemany(
                f"UPDATE {table} SET {text} = '', {mark} = %s WHERE {key} = %s",  # noqa: S608
                [(value, pk) for pk, value in rows[start : start + CHUNK]],
            )
