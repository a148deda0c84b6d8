"""Stored values that are not sealed with today's key and profile: what a change of keys has still to move."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from office.crypto import current_head
from office.fields import BlindIndexField, EncryptedField
from office.files import old_files
from office.imports.parts import old_parts

Row = tuple[int, str, str]  # primary key, sealed text, index (empty where the field has none)


@dataclass(frozen=True)
class Sealed:
    """One encrypted column."""

    model: type[models.Model]
    field: EncryptedField
    index: BlindIndexField | None

    @property
    def shares(self) -> str:
        """Columns that share this are compared row by row by their index; empty without one."""
        return self.index.context if self.index else ""

    def old_rows(self, *, after: int, limit: int) -> list[Row]:
        """Rows still to be moved, in order of their key."""
        return self._rows("{pk} > %s ORDER BY {pk} LIMIT %s", [after, limit])

    def old_rows_of(self, indexes: Sequence[str]) -> list[Row]:
        """Those among the rows with one of these indexes."""
        return self._rows(f"{{index}} IN ({', '.join(['%s'] * len(indexes))})", [*indexes])

    def count_old(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {self.table} WHERE {self._is_old()}", [current_head() + "%"])  # noqa: S608
            return cursor.fetchone()[0]

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    def names(self) -> dict[str, str]:
        """Quoted columns: `pk`, `text`, and `index` where there is one."""
        named = {"pk": self.model._meta.pk, "text": self.field} | ({"index": self.index} if self.index else {})
        return {name: connection.ops.quote_name(str(field.column)) for name, field in named.items()}

    def _rows(self, condition: str, params: list[int | str]) -> list[Row]:
        names = self.names()
        question = (
            f"SELECT {names['pk']}, {names['text']}, {names.get('index', chr(39) * 2)} FROM {self.table} "  # noqa: S608
            f"WHERE {self._is_old()} AND {condition.format(**names)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(question, [current_head() + "%", *params])
            return cursor.fetchall()

    def _is_old(self) -> str:
        text = self.names()["text"]
        return f"{text} <> '' AND {text} NOT LIKE %s"


def sealed_columns() -> list[Sealed]:
    """Every encrypted column of the program."""
    return [
        Sealed(model, field, field.index_field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField)
    ]


def old_counts() -> Iterator[tuple[str, int]]:
    """What is left to be moved, by Chinese name; only where something is."""
    counts = [
        (f"{each.model._meta.verbose_name}·{each.field.verbose_name}", each.count_old()) for each in sealed_columns()
    ]
    counts += [("导入内容", sum(1 for _ in old_parts())), ("附件", sum(1 for _ in old_files()))]
    return ((name, count) for name, count in counts if count)
