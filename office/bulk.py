"""Inserting thousands of rows column by column, several times faster than one model instance per row.

For imports only, where every row was checked beforehand: nothing of `save()` or of a model's Python checks runs.
Encryption, blind indexes, defaults and all constraints of the database do.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import islice, repeat
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from office.crypto import encrypt_all
from office.fields import BlindIndexField, EncryptedField

CHUNK = 1000
# Values of these types reach the database as they are.
_AS_IT_IS = (
    ((models.IntegerField,), {int, type(None)}),
    ((models.CharField, models.TextField), {str}),
)


class Sealed(str):
    """Text that was encrypted for its column beforehand."""

    __slots__ = ()


def seal(model: type[models.Model], name: str, texts: Iterable[str]) -> list[str]:
    """The texts as the column of that name will hold them: long work that need not wait for the writing."""
    given = list(texts)
    tokens = iter(encrypt_all(filter(None, given), context=_encrypted(model, name).context))
    return [Sealed(next(tokens)) if text else Sealed() for text in given]


def indexes(model: type[models.Model], name: str, texts: Iterable[str]) -> list[str]:
    """The blind indexes of these texts in the column of that name."""
    index = _encrypted(model, name).index_field
    if index is None:
        raise TypeError(f"{model._meta.label}.{name} has no index")
    return index.index_all(texts)


def _encrypted(model: type[models.Model], name: str) -> EncryptedField:
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedField):
        raise TypeError(f"{model._meta.label}.{name} is not encrypted")
    return field


def insert_columns(model: type[models.Model], count: int, **columns: Any) -> list[int]:
    """Inserts `count` rows inside the caller's transaction and returns their ids, in order.

    A column is a list with a value for each row, or one value for all; foreign keys are given as `<name>_id`.
    Columns that are not named take the field's default; a blind index that is not named is computed.

    Raises:
        TypeError: a column the model does not have, or a list of another length.
    """
    fields = model._meta.concrete_fields
    _refuse_misfits(model, count, columns)
    if not count:
        return []
    ids = columns.get(model._meta.pk.attname) or _next_ids(model, count)
    values = [ids if field.primary_key else _prepared(field, columns, count) for field in fields]
    _write(model, [str(field.column) for field in fields], zip(*values, strict=False))
    return ids


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """The rows as one stream on PostgreSQL, elsewhere statement by statement.

    Names come from the model, values are bound. Nothing may be asked of the database while the rows are made.
    """
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({quoted})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
            return
        statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(statement, chunk)


def _refuse_misfits(model: type[models.Model], count: int, columns: dict[str, Any]) -> None:
    given = [field for field in model._meta.concrete_fields if field.is_relation or not field.primary_key]
    unknown = set(columns) - {field.attname for field in given}
    if unknown:
        raise TypeError(f"{model._meta.label} has no column {', '.join(sorted(unknown))}")
    wrong = [name for name, values in columns.items() if isinstance(values, list) and len(values) != count]
    if wrong:
        raise TypeError(f"not {count} values: {', '.join(wrong)}")


def _prepared(field: models.Field, columns: dict[str, Any], count: int) -> Iterable[Any]:
    """What is bound for each row."""
    values = columns.get(field.attname, _Absent)
    if isinstance(field, BlindIndexField) and values is _Absent:
        source = columns.get(field.source, "")
        return field.index_all(source) if isinstance(source, list) else repeat(field.index_of(source))
    if values is _Absent:
        made = field.has_default() and callable(field.default)
        values = [field.get_default() for _ in range(count)] if made else field.get_default()
    if isinstance(values, list):
        return _converted(field, values)
    real = connections[DEFAULT_DB_ALIAS]
    return repeat(_bound(field.get_db_prep_save(values, real), real.vendor))


def _converted(field: models.Field, values: list[Any]) -> list[Any]:
    """As the database takes them; a value that comes again is converted once, but never encrypted once for two rows."""
    # Asked of the proxy, the connection would be looked up again for every value.
    real = connections[DEFAULT_DB_ALIAS]
    if isinstance(field, EncryptedField):
        return [str(value) if type(value) is Sealed else field.get_db_prep_save(value, real) for value in values]
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    types = set(map(type, values))
    for kinds, plain in _AS_IT_IS:
        if types <= plain and (type(target) in kinds or (plain != {str} and isinstance(target, kinds))):
            return values
    if types & {dict, list}:
        return [field.get_db_prep_save(value, real) for value in values]
    known: dict[Any, Any] = {}
    for value in values:
        if value not in known:
            known[value] = _bound(field.get_db_prep_save(value, real), real.vendor)
    return [known[value] for value in values]


def _bound(value: Any, vendor: str) -> Any:
    """For SQLite what its driver would make of it by asking an adapter for every single value."""
    if vendor != "sqlite":
        return value
    if isinstance(value, Enum):
        value = value.value
    return str(value) if isinstance(value, Decimal) else int(value) if isinstance(value, bool) else value


class _Absent:
    """Stands for a column that was not named."""


def _next_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that no other insert gets: on SQLite the transaction holds the only lock, PostgreSQL's sequence is moved."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
    return list(range(last + 1, last + 1 + count))


def column(rows: Sequence[Any], name: str) -> list[Any]:
    """One attribute of all rows."""
    return [getattr(row, name) for row in rows]
